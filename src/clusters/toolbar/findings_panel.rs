//! The panel with all findings of a cluster and their advice.

use leptos::prelude::*;

use crate::{
    clusters::{
        findings::{PANEL, ShownFindings},
        row::Row,
    },
    components::{finding_list, remedy, severity_word, why_finding},
    lookalikes::visible,
    route::{Place, Route, Tab},
    state::use_connected,
};

/// The panel.
#[component]
pub fn FindingsPanel() -> impl IntoView {
    let ShownFindings(row) = expect_context();
    view! {
        <div id=PANEL class="panel findings-panel" popover="auto" role="dialog" tabindex="-1" autofocus
            aria-label="Findings">
            {move || row.get().map(|row| findings(&row))}
        </div>
    }
}

fn findings(row: &Row) -> AnyView {
    let cluster = &row.cluster;
    let name = visible(cluster.name().unwrap_or(&cluster.cluster_id));
    let place = Place::new(&*row.region, &cluster.cluster_id);
    let session = use_connected().session;
    let items = row.findings().iter().cloned().map(|finding| {
        let word = severity_word(finding.severity);
        let why = why_finding(finding.kind);
        let way = remedy(&place, &finding, cluster, &session).map(|it| {
            let label = it.label(&name);
            view! { <p class="small"><a href=it.href aria-label=label>{it.words}</a></p> }
                .into_any()
        });
        let advice = view! { <p class="small soft">{finding.advice.to_string()}" "{why}</p>{way} }
            .into_any();
        (finding.severity, word, finding.fact, advice)
    });
    let items = finding_list(items.collect());
    view! {
        <h2>{name}</h2>
        {items}
        <p><a href=Route::Cluster(place, Tab::Overview).href()>"Open the cluster"</a></p>
    }
    .into_any()
}

//! A cluster's findings: the most severe one in two words, and all of them with their advice in a panel.

use std::sync::Arc;

use cluster_health::{Finding, Severity, Triage};
use leptos::{html, prelude::*};

use super::{
    menu::place_below,
    phrase::phrase,
    row::{LastBackup, Row},
};
use crate::{
    components::{Icon, Shape, Tone, Value, finding_list},
    lookalikes::visible,
    route::{Place, Route, Tab},
};

const PANEL: &str = "findings";

/// Whose findings the panel shows; a context.
#[derive(Debug, Clone, Copy)]
pub struct ShownFindings {
    row: RwSignal<Option<Arc<Row>>>,
    panel: NodeRef<html::Div>,
}

impl ShownFindings {
    /// Nobody's yet.
    pub fn new() -> Self {
        Self { row: RwSignal::new(None), panel: NodeRef::new() }
    }
}

/// The most severe finding in a few words, and how many others there are.
pub fn health(row: &Arc<Row>) -> AnyView {
    let Some(Finding { kind, severity, fact, .. }) = row.findings().first() else {
        return without_finding(row);
    };
    let shown = expect_context::<ShownFindings>();
    let (class, shape) = match severity {
        Severity::Bad => ("finding bad", Shape::Stop),
        Severity::Warn => ("finding warn", Shape::Alert),
        Severity::ToDo => ("finding todo", Shape::Ring),
        Severity::Info => ("finding info", Shape::Info),
    };
    let others = (row.health.others > 0).then(|| {
        let count = ["+", &row.health.others.to_string()].concat();
        view! { <b>{count}</b><span class="visually-hidden">" more"</span> }
    });
    let opened = Arc::clone(row);
    let open = move |event: web_sys::MouseEvent| {
        shown.row.set(Some(Arc::clone(&opened)));
        if let Some(panel) = shown.panel.get_untracked() {
            place_below(&event, &panel);
        }
    };
    view! {
        <button type="button" class=class title=fact.clone() popovertarget=PANEL
            popovertargetaction="show" on:click=open>
            <Icon shape/><span>{phrase(*kind, *severity)}</span>" "{others}
        </button>
    }
    .into_any()
}

/// What is neither a problem nor done is not called OK.
fn without_finding(row: &Row) -> AnyView {
    let badge = |tone, words: &str| Value::Badge(tone, words.to_owned());
    let value = match row.triage() {
        Triage::Gone => badge(Tone::Calm, "Deleted"),
        Triage::InProgress => badge(Tone::Calm, "In progress"),
        // Whether there is a backup to restore from is a part of it.
        _ if row.last_backup() == LastBackup::Refused => {
            Value::Row(vec![badge(Tone::Good, "OK"), Value::Note("backups unavailable".to_owned())])
        }
        _ => badge(Tone::Good, "OK"),
    };
    value.view()
}

/// The panel.
#[component]
pub fn FindingsPanel() -> impl IntoView {
    let ShownFindings { row, panel } = expect_context();
    view! {
        <div id=PANEL class="panel findings-panel" popover="auto" role="dialog" tabindex="-1" autofocus
            aria-label="Findings" node_ref=panel>
            {move || row.get().map(|row| findings(&row))}
        </div>
    }
}

fn findings(row: &Row) -> AnyView {
    let cluster = &row.cluster;
    let name = visible(cluster.name().unwrap_or(&cluster.cluster_id));
    let place = Place::new(&*row.region, &cluster.cluster_id);
    let items = row.findings().iter().cloned().map(|finding| {
        let word = match finding.severity {
            Severity::Bad => "Problem",
            Severity::Warn => "Warning",
            Severity::ToDo => "To do",
            Severity::Info => "Note",
        };
        let advice = view! { <p class="small soft">{finding.advice}</p> }.into_any();
        (finding.severity, word, finding.fact, advice)
    });
    view! {
        <h2>{name}</h2>
        {finding_list(items.collect())}
        <p><a href=Route::Cluster(place, Tab::Overview).href()>"Open the cluster"</a></p>
    }
    .into_any()
}

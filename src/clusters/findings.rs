//! A cluster's most severe finding in two words, and how many others it has: a button that opens them all.
//! Beside it an arrow to the page that does something about that finding, if there is one.

use std::sync::Arc;

use cluster_health::{Finding, Kind, Severity, Triage};
use leptos::prelude::*;

use super::row::{LastBackup, Row};
use crate::{
    components::{Icon, Shape, Tone, Value, phrase, place_below, remedy},
    lookalikes::visible,
    route::Place,
    state::use_connected,
};

/// The panel that the button opens.
pub const PANEL: &str = "findings";

/// Whose findings the panel shows; a context.
#[derive(Debug, Clone, Copy)]
pub struct ShownFindings(pub RwSignal<Option<Arc<Row>>>);

impl ShownFindings {
    /// Nobody's yet.
    pub fn new() -> Self {
        Self(RwSignal::new(None))
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
    let others = row.findings().len().saturating_sub(1);
    let others = (others > 0).then(|| {
        let count = ["+", &others.to_string()].concat();
        view! { <b>{count}</b><span class="visually-hidden">" more"</span> }.into_any()
    });
    let opened = Arc::clone(row);
    let open = move |event: web_sys::MouseEvent| {
        shown.0.set(Some(Arc::clone(&opened)));
        place_below(&event);
    };
    view! {
        <button type="button" class=class title=fact.clone() popovertarget=PANEL
            popovertargetaction="show" on:click=open>
            <Icon shape/><span>{phrase(*kind, *severity)}</span>" "{others}
        </button>
        {onward(row, *kind)}
    }
    .into_any()
}

/// To the page that does something about the findings of this kind: a DEGRADED cluster has one for itself, and
/// one for each HSM.
fn onward(row: &Row, kind: Kind) -> Option<AnyView> {
    let cluster = &row.cluster;
    let place = Place::new(&*row.region, &cluster.cluster_id);
    let session = use_connected().session;
    let mut of_kind = row.findings().iter().filter(|it| it.kind == kind);
    let remedy = of_kind.find_map(|it| remedy(&place, it, cluster, &session))?;
    let label = remedy.label(&visible(cluster.name().unwrap_or(&cluster.cluster_id)));
    let link = view! {
        <a class="onward" href=remedy.href title=label.clone() aria-label=label>
            <Icon shape=Shape::Onward/>
        </a>
    };
    Some(link.into_any())
}

/// What is neither a problem nor done is not called OK.
fn without_finding(row: &Row) -> AnyView {
    let badge = |tone, words: &str| Value::Badge(tone, words.to_owned());
    let value = match row.triage() {
        Triage::Gone => badge(Tone::Calm, "Deleted"),
        Triage::InProgress => badge(Tone::Busy, "In progress"),
        // Whether there is a backup to restore from is a part of it.
        _ if row.last_backup() == LastBackup::Refused => {
            Value::Row(vec![badge(Tone::Good, "OK"), Value::Note("backups unavailable".to_owned())])
        }
        _ => badge(Tone::Good, "OK"),
    };
    value.view()
}

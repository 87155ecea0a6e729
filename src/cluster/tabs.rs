//! The parts of a cluster's page, each with its own address.

use std::sync::Arc;

use backend_api::FleetRow;
use cloudhsm_api::{Backup, Cluster};
use cluster_health::Severity;
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    dependents::Asked,
    finding_tabs::{mark, worst},
};
use crate::{
    route::{Place, Route, Tab},
    state::Loaded,
};

/// Links to the parts; the current one is marked, and those where a finding lives have a dot.
#[component]
pub fn Tabs(
    place: Place,
    cluster: Memo<Arc<Cluster>>,
    backups: Loaded<Vec<Backup>>,
    row: Signal<Option<Arc<FleetRow>>>,
    asked: Asked,
    current: Memo<Tab>,
) -> impl IntoView {
    let count = move |tab: Tab| match tab {
        Tab::Hsms => Some(cluster.with(|cluster| cluster.present_hsms().count())),
        Tab::Tags => Some(cluster.with(|cluster| cluster.tag_list.len())),
        Tab::Backups => backups.value.get().map(|backups| backups.len()),
        _ => None,
    };
    let dot = move |tab: Tab| {
        // Of the network nothing is known before EC2 was asked.
        let (severity, count) = if tab == Tab::Network {
            let of_network = asked.answer.value.get()?;
            worst(of_network.findings.iter().map(|it| it.severity))?
        } else {
            mark(&row.get()?.findings, tab)?
        };
        let class = match severity {
            Severity::Bad => "dot bad",
            Severity::Warn => "dot warn",
            _ => "dot info",
        };
        let words = match count {
            1 => " 1 finding".to_owned(),
            many => [" ", &many.to_string(), " findings"].concat(),
        };
        Some(
            view! { <span class=class><span class="visually-hidden">{words}</span></span> }
                .into_any(),
        )
    };
    let links: Vec<_> = Tab::ALL
        .into_iter()
        .map(|tab| {
            let href = Route::Cluster(place.clone(), tab).href();
            let here = move || (current.get() == tab).then_some("page");
            view! {
                <li><a href=href aria-current=move || here()>
                    {tab.title()}
                    {move || count(tab).map(|count| view! { <span class="badge">{count}</span> }.into_any())}
                    {move || dot(tab)}
                </a></li>
            }
        })
        .collect();
    let strip = NodeRef::<html::Nav>::new();
    Effect::new(move |_| {
        current.track();
        request_animation_frame(move || {
            if let Some(strip) = strip.try_get_untracked().flatten() {
                show_current(&strip);
            }
        });
    });
    view! { <nav class="tabs" aria-label="Parts of the cluster" node_ref=strip><ul>{links}</ul></nav> }
}

/// Scrolls the strip, which is wider than a phone, to the link of the part that shows.
fn show_current(strip: &HtmlElement) {
    let link = strip.query_selector("[aria-current]").ok().flatten();
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        let beside = (strip.client_width() - link.offset_width()) / 2;
        strip.set_scroll_left(link.offset_left() - strip.offset_left() - beside);
    }
}

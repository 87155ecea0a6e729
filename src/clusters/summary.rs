//! The fleet summary: how many there are, what is wrong, and in which states they are. Each
//! figure filters the list.

use cloudhsm_api::ClusterState;
use cluster_health::Kind;
use leptos::prelude::*;

use super::{filter::Property, model::Model};
use crate::{
    components::{Shape, cluster_state, element, icon, live},
    sorting::in_order,
    state::RegionFleet,
};

/// The findings that the strip counts, most severe first: the kind, and its label in singular and plural.
const COUNTED: [(Kind, &str, &str, &str); 9] = [
    (Kind::Degraded, "bad", "Degraded", "Degraded"),
    (Kind::Unreadable, "bad", "Partly unreadable", "Partly unreadable"),
    (Kind::NoReadyBackup, "bad", "No READY backup", "No READY backup"),
    (Kind::NoHsm, "warn", "No HSMs", "No HSMs"),
    (Kind::SingleHsm, "warn", "Single HSM", "Single HSM"),
    (Kind::SingleZone, "warn", "Single AZ", "Single AZ"),
    (Kind::Certificate, "warn", "Expiring certificate", "Expiring certificates"),
    (Kind::Csr, "info", "Unsigned CSR", "Unsigned CSRs"),
    (Kind::Activation, "info", "Awaiting activation", "Awaiting activation"),
];

/// The strip.
pub fn summary(model: Model, regions: StoredValue<Vec<RegionFleet>>) -> AnyView {
    live(move || {
        model.all.with(|rows| {
            // Nothing has arrived, or there is nothing: the page says which.
            if rows.is_empty() {
                return ().into_any();
            }
            let hsms: usize = rows.iter().map(|row| row.cluster.present_hsms().count()).sum();
            let totals = [counted(rows.len(), "cluster"), counted(hsms, "HSM")].join(", ");
            let totals = [totals, in_regions(regions)].concat();
            let findings = COUNTED.into_iter().filter_map(|(kind, class, one, many)| {
                let count = rows.iter().filter(|row| row.health.has(kind)).count();
                let words = if count == 1 { one } else { many };
                let shape = if class == "info" { Shape::Info } else { Shape::Alert };
                let label = vec![icon(shape), number(count), words.into_any()];
                (count > 0).then(|| facet(model, Property::Health, kind.as_str(), class, label))
            });
            let findings: Vec<_> = findings.collect();
            let states: Vec<_> = rows.iter().filter_map(|row| row.cluster.state.clone()).collect();
            let states = in_order(&states, |a, b| a.as_str().cmp(b.as_str()));
            let states: Vec<_> = states
                .chunk_by(|a, b| a == b)
                .filter_map(|same| Some(state_facet(model, same.first()?, same.len())))
                .collect();
            let list = |label, items| element("ul").attr("aria-label", label).children(items).any();
            element("section")
                .class("summary")
                .attr("aria-label", "Fleet summary")
                .element(element("p").text(totals))
                .children([list("Findings", findings), list("States", states)])
                .any()
        })
    })
}

/// Which part of the regions the totals are of; nothing when it is all of them. Tracks.
fn in_regions(regions: StoredValue<Vec<RegionFleet>>) -> String {
    regions.with_value(|all| {
        let listed = all.iter().filter(|region| region.arrived.get().is_some()).count();
        if listed == all.len() {
            return String::new();
        }
        [" in ", &listed.to_string(), " of ", &counted(all.len(), "region")].concat()
    })
}

fn state_facet(model: Model, state: &ClusterState, count: usize) -> AnyView {
    let label = vec![cluster_state(Some(state)).view(), number(count)];
    facet(model, Property::State, state.as_str(), "", label)
}

/// A figure that filters the list when it is pressed.
fn facet(
    model: Model,
    property: Property,
    value: &str,
    class: &'static str,
    label: Vec<AnyView>,
) -> AnyView {
    let (asked, toggled) = (value.to_owned(), value.to_owned());
    let pressed = move || if model.asks(property, &asked) { "true" } else { "false" };
    let button = element("button")
        .attr("type", "button")
        .class(&["facet ", class].concat())
        .live_attr("aria-pressed", pressed)
        .on("click", move |_| model.toggle(property, &toggled))
        .children(label);
    element("li").element(button).any()
}

fn number(count: usize) -> AnyView {
    element("b").text(count.to_string()).any()
}

fn counted(count: usize, what: &str) -> String {
    [count.to_string().as_str(), " ", what, if count == 1 { "" } else { "s" }].concat()
}

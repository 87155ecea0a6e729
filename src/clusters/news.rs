//! What changed since the last visit, in one line, and a way to say that it was seen.

use std::sync::Arc;

use backend_api::Session;
use leptos::prelude::*;

use super::{changes::Change, changes::Visit, model::Model};
use crate::{
    components::{NoticeKind, element, live, notice},
    keyboard_focus::focus,
    state::{RegionFleet, all_seen, last_visit, remember_visit},
};

/// Whose visits are compared: another account is another fleet.
fn account(session: &Session) -> String {
    session.account.clone().or_else(|| session.arn.clone()).unwrap_or_else(|| "unknown".to_owned())
}

/// The listing of the last visit.
pub fn visit_before(session: &Session) -> Visit {
    Visit::parse(&last_visit(&account(session)))
}

/// Remembers each listing as it arrives, for the next visit.
pub fn remember(session: &Arc<Session>, regions: Vec<RegionFleet>) {
    let account = account(session);
    Effect::new(move |_| {
        let visit = listed(&regions, Visit::parse(&last_visit(&account)));
        remember_visit(&account, &visit.text());
    });
}

/// The listing as it is now; of regions that have not arrived, as it was. Tracks.
fn listed(regions: &[RegionFleet], before: Visit) -> Visit {
    regions
        .iter()
        .filter(|region| region.arrived.get().is_some())
        .fold(before, |visit, region| visit.with(&region.region, &region.cluster_list()))
}

/// The line; nothing when nothing changed.
pub fn news(model: Model, session: &Session, regions: Vec<RegionFleet>) -> AnyView {
    let account = account(session);
    let regions = StoredValue::new(regions);
    let seen = Callback::new(move |()| {
        let visit = regions.with_value(|all| untrack(|| listed(all, model.visit.get())));
        all_seen(&account, &visit.text());
        model.visit.set(visit);
    });
    live(move || {
        let (mut new, mut changed) = (0, 0);
        model.all.with(|rows| {
            for row in rows {
                match row.change {
                    Some(Change::New) => new += 1,
                    Some(Change::State(_)) => changed += 1,
                    None => {}
                }
            }
        });
        let gone = regions.with_value(|all| {
            let arrived = all.iter().filter(|region| region.arrived.get().is_some());
            let gone = arrived.flat_map(|region| {
                model.visit.with(|visit| visit.gone(&region.region, &region.cluster_list()))
            });
            gone.collect::<Vec<_>>()
        });
        let mut parts = Vec::new();
        let mut add = |count: usize, words: &str| {
            if count > 0 {
                parts.push([&count.to_string(), " ", words].concat());
            }
        };
        add(new, "new");
        add(changed, "changed state");
        add(gone.len(), "no longer listed");
        if parts.is_empty() {
            return ().into_any();
        }
        let gone: Vec<_> =
            gone.iter().map(|(id, state)| [id, " (was ", state, ")"].concat()).collect();
        let gone = (!gone.is_empty()).then(|| {
            let words = ["No longer listed: ", &gone.join(", ")].concat();
            element("p").class("small break").text(words).any()
        });
        let words = ["Since your last visit: ", &parts.join(", "), "."].concat();
        let button = element("button")
            .attr("type", "button")
            .class("text-button")
            .on("click", move |_| {
                seen.run(());
                // The button had it, and is gone.
                focus("main");
            })
            .text("Mark as seen");
        let parts = [element("p").text(words).any()].into_iter().chain(gone).chain([button.any()]);
        notice(NoticeKind::Info, None, parts.collect::<Vec<_>>().into_any())
    })
}

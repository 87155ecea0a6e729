//! What changed since the last visit, in one line, and a way to say that it was seen.

use std::sync::Arc;

use backend_api::Session;
use leptos::prelude::*;

use super::{changes::Change, changes::Visit, model::Model};
use crate::{
    components::{Icon, Shape},
    frame::next_frame,
    keyboard_focus::focus,
    state::{RegionFleet, account_key, all_seen, last_visit, remember_visit, spawn_scoped},
};

/// The listing of the last visit.
pub fn visit_before(session: &Session) -> Visit {
    Visit::parse(&last_visit(&account_key(session)))
}

/// Remembers each listing that the list shows, for the next visit: once it is drawn, and not again for
/// whoever comes back to it. Of 5,000 clusters this takes tens of milliseconds.
pub fn remember(session: &Arc<Session>, regions: Vec<RegionFleet>, on_screen: Memo<bool>) {
    let account: Arc<str> = account_key(session).into();
    // Listings are counted, not compared.
    let remembered = StoredValue::new(0_u32);
    let regions = StoredValue::new(regions);
    let changed = Memo::new(move |count: Option<&u32>| {
        regions.with_value(|all| {
            for region in all {
                region.arrived.track();
                region.clusters.track();
            }
        });
        count.map_or(1, |count| count + 1)
    });
    Effect::new(move |_| {
        if !on_screen.get() || changed.get() == remembered.get_value() {
            return;
        }
        let account = Arc::clone(&account);
        spawn_scoped(async move {
            next_frame().await;
            // Of several changes in a frame, the last one.
            let change = changed.get_untracked();
            if change == remembered.get_value() {
                return;
            }
            remembered.set_value(change);
            let before = Visit::parse(&last_visit(&account));
            let visit = regions.with_value(|all| untrack(|| listed(all, before)));
            remember_visit(&account, &visit.text());
        });
    });
}

/// The listing as it is now; of regions that have not arrived, as it was. Tracks.
fn listed(regions: &[RegionFleet], before: Visit) -> Visit {
    regions
        .iter()
        .filter(|region| region.arrived.get().is_some())
        .fold(before, |visit, region| region.clusters.with(|rows| visit.with(&region.region, rows)))
}

/// The line; nothing when nothing changed.
#[component]
pub fn News(session: Arc<Session>, regions: Vec<RegionFleet>) -> impl IntoView {
    let model = expect_context::<Model>();
    let account = account_key(&session);
    let regions = StoredValue::new(regions);
    let seen = move |_| {
        let visit = regions.with_value(|all| untrack(|| listed(all, model.visit.get())));
        all_seen(&account, &visit.text());
        model.visit.set(visit);
        // The button had it, and is gone.
        focus("main");
    };
    let seen = StoredValue::new(seen);
    let gone = move || {
        regions.with_value(|all| {
            let arrived = all.iter().filter(|region| region.arrived.get().is_some());
            let gone = arrived.flat_map(|region| {
                region
                    .clusters
                    .with(|rows| model.visit.with(|visit| visit.gone(&region.region, rows)))
            });
            gone.map(|(id, state)| [&id, " (was ", &state, ")"].concat()).collect::<Vec<_>>()
        })
    };
    let line = move || {
        let (new, changed) = model.all.with(|rows| {
            let count = |fits: fn(&Change) -> bool| {
                rows.iter().filter(|row| row.change.as_ref().is_some_and(fits)).count()
            };
            (count(|it| *it == Change::New), count(|it| matches!(it, Change::State(_))))
        });
        let gone = gone();
        let parts = [(new, "new"), (changed, "changed state"), (gone.len(), "no longer listed")];
        let parts: Vec<_> = parts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, words)| [&count.to_string(), " ", words].concat())
            .collect();
        if parts.is_empty() {
            return None;
        }
        let words = ["Since your last visit: ", &parts.join(", "), "."].concat();
        let gone = if gone.is_empty() {
            String::new()
        } else {
            [" No longer listed: ", &gone.join(", ")].concat()
        };
        let title = [words.as_str(), &gone].concat();
        let line = view! {
            <div class="status-line info">
                <Icon shape=Shape::Info/>
                <p title=title>{words}<span class="small">{gone}</span></p>
                <button type="button" class="text-button"
                    on:click=move |event| seen.with_value(|seen| seen(event))>"Mark as seen"</button>
            </div>
        };
        Some(line.into_any())
    };
    view! { {move || line()} }
}

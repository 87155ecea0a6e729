//! `/regions/{region}/clusters/{id}/wake`: the HSMs of a parked cluster again, in the zones and with the
//! addresses that its tags remember. Each has a plan and a confirmation of its own.
//!
//! Which ones are there already is read from the cluster, so that this can be left and continued.

mod not_parked;
mod order;
mod row;

use std::sync::Arc;

use backend_api::{ApiError, ChangeRequest};
use cloudhsm_api::Operation;
use leptos::{ev, prelude::*};
use serde_json::json;

use self::{
    not_parked::not_parked,
    order::{Next, next, returned},
    row::row,
};
use super::{
    change::{ChangeWords, Sending, change_view},
    followed::Followed,
    live::{Live, live_page, not_signed},
    parked::{Parked, Seat, parked},
};
use crate::{
    components::{NoticeKind, Shape, card, data_table, error_view, notice},
    keyboard_focus::focus_soon,
    route::{Place, Route, Tab},
    state::{spawn_detached, use_connected, use_connection},
};

/// The id of the button that leads to the next plan.
const PLAN_HSM: &str = "plan-the-next-hsm";

/// The page.
pub(super) fn wake_page(place: Place) -> AnyView {
    live_page(place, "Wake cluster", content)
}

/// What all parts work on.
#[derive(Debug, Clone, Copy)]
struct Page {
    live: Live,
    /// What the tags say; `None` without such a tag.
    parked: Memo<Option<Parked>>,
    followed: Followed,
    /// The place whose plan is asked for, as it is sent.
    planned: RwSignal<Option<Seat>>,
    /// It is being sent, and its answer isn't here yet.
    sending: RwSignal<bool>,
    /// AWS chooses the address of the next one.
    any_address: RwSignal<bool>,
    /// The tags are being removed.
    removing: RwSignal<bool>,
    /// Why they were not removed.
    failed: RwSignal<Option<Arc<ApiError>>>,
}

fn content(live: Live) -> AnyView {
    let page = Page {
        live,
        parked: Memo::new(move |_| live.cluster.with(|it| parked(&it.tag_list))),
        followed: Followed::of_address(),
        planned: RwSignal::new(None),
        sending: RwSignal::new(false),
        any_address: RwSignal::new(false),
        removing: RwSignal::new(false),
        failed: RwSignal::new(None),
    };
    provide_context(Sending(page.sending));
    view! {
        {not_signed(&[Operation::CreateHsm])}
        {move || page.places()}
        {page.followed.or(move || match page.planned.get() {
            Some(seat) => page.plan(&seat),
            None => page.next(),
        })}
        {move || page.way_on()}
    }
    .into_any()
}

impl Page {
    /// Each remembered place, with the HSM that is there again; tracks.
    fn places(self) -> AnyView {
        let Some(parked) = self.parked.get() else { return ().into_any() };
        let places = self.live.cluster.with(|cluster| returned(&parked, cluster));
        let there = places.iter().filter(|place| place.hsm.is_some()).count();
        let words = format!("{there} of {} HSMs are there again.", places.len());
        let unreadable = (!parked.unreadable.is_empty()).then(|| {
            let content = view! {
                <p>"A part of the tags can’t be read as a zone and an IP address, and is ignored: "<code class="break">{parked.unreadable.join(" ")}</code></p>
            };
            notice(NoticeKind::Warn, None, content.into_any())
        });
        let rows = places.iter().map(row).collect();
        let content = view! {
            <p role="status"><strong>{words}</strong></p>
            {unreadable}
            {data_table("Remembered places", &["Zone", "IP address", "HSM", "State"], rows)}
        };
        card("Where the HSMs were", content.into_any())
    }

    /// The next step; tracks.
    fn next(self) -> AnyView {
        let Some(parked) = self.parked.get() else { return not_parked(self.live) };
        let step = self.live.cluster.with(|cluster| {
            let places = returned(&parked, cluster);
            (next(&places, cluster), places.len())
        });
        match step {
            (Next::Done, 0) => self.done("No place can be read from the tags."),
            (Next::Done, _) => self.done("All HSMs are there again."),
            (Next::Wait(id), _) => {
                let words = view! {
                    <p role="status">"AWS is creating "<code>{id}</code>". The next step appears here when it is ACTIVE. You can close this page and continue later."</p>
                };
                card("Next", words.into_any())
            }
            (Next::Add(index), _) => match parked.seats.into_iter().nth(index) {
                Some(seat) => self.form(seat),
                None => ().into_any(),
            },
        }
    }

    fn form(self, seat: Seat) -> AnyView {
        let words = ["Add the HSM in ", &seat.in_words()].concat();
        let choice = seat.ip.is_some().then(|| {
            let change = move |event: ev::Event| self.any_address.set(event_target_checked(&event));
            view! {
                <label class="check">
                    <input type="checkbox" prop:checked=move || self.any_address.get() on:change=change/>
                    " Let AWS choose the IP address, because this one is taken"
                </label>
            }
            .into_any()
        });
        let plan = move |_| {
            let ip = seat.ip.clone().filter(|_| !self.any_address.get_untracked());
            self.planned.set(Some(Seat { ip, ..seat.clone() }));
        };
        let content = view! {
            <p>{words}</p>
            {choice}
            <ul class="notes">
                <li>"Each HSM has its own plan and confirmation, one after the other."</li>
                <li>"AWS restores the cluster’s latest backup onto it."</li>
                <li>"Whether the IP address is still free, and whether AWS has an HSM in the zone now, shows only in AWS’s answer."</li>
            </ul>
            <div class="toolbar">
                <button type="button" id=PLAN_HSM class="button primary" on:click=plan>"Review the plan"</button>
            </div>
        };
        card("Next", content.into_any())
    }

    fn plan(self, seat: &Seat) -> AnyView {
        let place = self.live.place.get_value();
        let mut input = json!({ "ClusterId": place.id, "AvailabilityZone": seat.zone });
        if let Some(ip) = &seat.ip {
            input["IpAddress"] = ip.as_str().into();
        }
        let request = ChangeRequest { operation: Operation::CreateHsm, input };
        let words = ChangeWords {
            action: "Add this HSM",
            shape: Shape::Check,
            doing: "Adding the HSM",
            nothing: "No HSM was added",
            is_grave: false,
        };
        let back = Callback::new(move |()| {
            self.any_address.set(false);
            self.planned.set(None);
            focus_soon(PLAN_HSM.to_owned());
        });
        change_view(&place.region, request, words, Some(back))
    }

    /// From an HSM that was sent, or is planned, to the next step; tracks.
    fn way_on(self) -> Option<AnyView> {
        let is_elsewhere = self.followed.is_some() || self.planned.with(Option::is_some);
        (is_elsewhere && !self.sending.get()).then(|| {
            let on = move |_| {
                self.live.reload.run(());
                self.any_address.set(false);
                self.planned.set(None);
                self.followed.leave();
                focus_soon(PLAN_HSM.to_owned());
            };
            view! {
                <div class="toolbar">
                    <button type="button" class="button" on:click=on>"Show the next step"</button>
                </div>
            }
            .into_any()
        })
    }

    /// Everything is there: what is left is the tags.
    fn done(self, words: &'static str) -> AnyView {
        let hsms = Route::Cluster(self.live.place.get_value(), Tab::Hsms).href();
        let content = view! {
            <p role="status"><strong>{words}</strong></p>
            <p>"The tags are of no more use. While they are there, the cluster counts as parked."</p>
            {not_signed(&[Operation::UntagResource])}
            {move || self.failed.get().map(|error| {
                error_view(&error, "Couldn’t remove the tags".to_owned(), None)
            })}
            <div class="toolbar">
                <button type="button" class="button primary" disabled=move || self.removing.get()
                    on:click=move |_| self.remove_tags()>
                    {move || if self.removing.get() { "Removing the tags…" } else { "Remove the tags" }}
                </button>
                <a class="button" href=hsms>"Show the HSMs"</a>
            </div>
        };
        card("Last step", content.into_any())
    }

    fn remove_tags(self) {
        let keys = self.parked.get_untracked().map(|it| it.keys).unwrap_or_default();
        let place = self.live.place.get_value();
        let client = use_connected().client;
        let connection = use_connection();
        self.removing.set(true);
        self.failed.set(None);
        spawn_detached(async move {
            let failed = match client.untag(&place.region, &place.id, keys).await {
                Ok(()) => None,
                Err(error) => {
                    connection.notice(&error);
                    let found = client.cluster(&place.region, &place.id).await.ok().flatten();
                    let is_gone = found.is_some_and(|it| parked(&it.tag_list).is_none());
                    (!is_gone).then(|| Arc::new(error))
                }
            };
            if self.removing.try_set(false).is_none() {
                self.failed.set(failed);
                self.live.reload.run(());
            }
        });
    }
}

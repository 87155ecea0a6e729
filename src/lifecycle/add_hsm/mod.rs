//! `/regions/{region}/clusters/{id}/add-hsm`: one more HSM, or one in place of a sick one.

mod replace;
mod zones;

use std::{net::Ipv4Addr, sync::Arc};

use backend_api::{ChangeRequest, Dependents};
use cloudhsm_api::Operation;
use leptos::prelude::*;
use serde_json::json;

use self::{
    replace::replacing,
    zones::{OfZone, first_only, first_zone, zones},
};
use super::{
    change::{ChangeWords, change_view, resumable},
    live::{Live, live_page, not_signed},
};
use crate::{
    components::{NoticeKind, Shape, card, notice, radio},
    keyboard_focus::focus_soon,
    route::{Place, Route, Step},
    state::{Loaded, use_connected},
};

/// The id of the form in the page.
const FORM: &str = "new-hsm";

/// The page.
pub(super) fn add_hsm_page(place: Place) -> AnyView {
    live_page(place, "Add an HSM to", content)
}

/// What was chosen and typed.
#[derive(Debug, Clone, Copy)]
struct Form {
    live: Live,
    /// Free addresses, where EC2 tells.
    dependents: Loaded<Dependents>,
    zone: RwSignal<String>,
    address: RwSignal<String>,
    reviewed: RwSignal<Option<Arc<ChangeRequest>>>,
}

fn content(live: Live) -> AnyView {
    let dependents = Loaded::<Dependents>::default();
    let client = use_connected().client;
    let place = live.place.get_value();
    dependents.load(async move { client.dependents(&place.region, &place.id).await });
    let zone = RwSignal::new(live.cluster.with_untracked(|it| first_zone(it)));
    let form = Form {
        live,
        dependents,
        zone,
        address: RwSignal::new(String::new()),
        reviewed: RwSignal::new(None),
    };
    resumable(move || match form.reviewed.get() {
        Some(request) => form.plan((*request).clone()),
        None => form.view(),
    })
}

/// What is wrong with an address; nothing typed is an address that AWS chooses.
fn problem(address: &str) -> Option<&'static str> {
    let is_good = address.is_empty() || address.parse::<Ipv4Addr>().is_ok();
    (!is_good).then_some("Enter an IPv4 address, such as 10.0.1.7, or nothing.")
}

impl Form {
    fn request(self) -> ChangeRequest {
        let id = self.live.place.with_value(|place| place.id.clone());
        let mut input = json!({ "ClusterId": id, "AvailabilityZone": self.zone.get_untracked() });
        let address = self.address.get_untracked();
        if !address.is_empty() {
            input["IpAddress"] = address.into();
        }
        ChangeRequest { operation: Operation::CreateHsm, input }
    }

    fn plan(self, request: ChangeRequest) -> AnyView {
        let words = ChangeWords {
            action: "Add this HSM",
            shape: Shape::Check,
            doing: "Adding the HSM",
            nothing: "No HSM was added",
            is_grave: false,
        };
        let back = Callback::new(move |()| {
            self.reviewed.set(None);
            focus_soon(FORM.to_owned());
        });
        let region = self.live.place.with_value(|place| place.region.clone());
        change_view(&region, request, words, Some(back))
    }

    fn view(self) -> AnyView {
        let is_first_only =
            Memo::new(move |_| self.live.cluster.with(|cluster| first_only(cluster)));
        let initialize =
            self.live.place.with_value(|it| Route::Change(it.clone(), Step::Initialize)).href();
        let wrong = move || self.address.with(|address| problem(address));
        let is_off =
            move || is_first_only.get() || wrong().is_some() || self.zone.with(String::is_empty);
        let review = move |_| self.reviewed.set(Some(Arc::new(self.request())));
        let first = move || {
            is_first_only.get().then(|| {
                let content = view! {
                    <h2>"One HSM only, until the cluster is initialized"</h2>
                    <p>"The cluster has its first HSM. AWS refuses a second one until the cluster is initialized and activated."</p>
                    <p><a class="button" href=initialize.clone()>"Initialize the cluster…"</a></p>
                };
                notice(NoticeKind::Info, None, content.into_any())
            })
        };
        let where_to = view! {
            <fieldset class="plain">
                <legend>"Availability Zone"</legend>
                {move || self.zones()}
            </fieldset>
            <p class="small soft">"AWS can’t add a zone to a cluster. Not every zone has CloudHSM, and no API lists those that do."</p>
            <div class="field">
                <label for="hsm-address">"IP address (optional)"</label>
                <input class="input" id="hsm-address" type="text" autocomplete="off" spellcheck="false"
                    aria-describedby="hsm-address-hint" aria-invalid=move || wrong().map(|_| "true")
                    prop:value=move || self.address.get()
                    on:input:target=move |event| self.address.set(event.target().value().trim().to_owned())/>
                <p class="hint" id="hsm-address-hint" role="status">
                    {move || wrong().unwrap_or("A free address of the zone’s subnet. AWS chooses one if you leave it empty.")}
                </p>
            </div>
        };
        view! {
            <div class="steps" id=FORM tabindex="-1">
                {not_signed(&[Operation::CreateHsm])}
                {move || first()}
                {card("Where", where_to.into_any())}
                <div class="toolbar">
                    <button type="button" class="button primary" disabled=is_off on:click=review>"Review the plan"</button>
                </div>
                {replacing(self.live)}
            </div>
        }
        .into_any()
    }

    /// The zones of the mapping; tracks.
    fn zones(self) -> Vec<AnyView> {
        let dependents = self.dependents.value.get();
        let subnets = dependents.as_ref().and_then(|it| it.subnets.as_deref());
        let zones = self.live.cluster.with(|cluster| zones(cluster, subnets));
        if zones.is_empty() {
            let words = "AWS reports no subnet of the cluster, so no zone can be chosen.";
            return vec![view! { <p class="soft">{words}</p> }.into_any()];
        }
        zones.into_iter().map(|zone| self.zone(zone)).collect()
    }

    fn zone(self, zone: OfZone) -> AnyView {
        let words = zone.words();
        let (own, chosen) = (zone.name.clone(), zone.name.clone());
        let is_chosen = Signal::derive(move || self.zone.with(|it| *it == own));
        let choose = Callback::new(move |()| self.zone.set(chosen.clone()));
        let label = view! {
            <span class="loss"><span>{zone.name}</span><span class="small soft break">{words}</span></span>
        };
        radio("zone", label.into_any(), is_chosen, choose)
    }
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn an_address_is_one_or_none() {
        for good in ["", "10.0.1.7", "192.168.255.254"] {
            assert_eq!(problem(good), None, "{good}");
        }
        for odd in ["10.0.1", "10.0.1.256", "fd00::1", "subnet-a", "10.0.1.07x"] {
            assert!(problem(odd).is_some(), "{odd}");
        }
    }
}

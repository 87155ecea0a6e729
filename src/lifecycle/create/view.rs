//! How the form of a new cluster looks.

use std::sync::Arc;

use backend_api::ChangeRequest;
use cloudhsm_api::Operation;
use leptos::prelude::*;

use super::{
    FORM,
    fields::{choice_field, tag_rows, text_field},
    form::Form,
    source::source,
    subnets::subnets,
};
use crate::{components::card, lifecycle::live::not_signed, state::use_connected};

impl Form {
    /// The form. `reviewed` gets the request that it comes to.
    pub(super) fn view(self, reviewed: RwSignal<Option<Arc<ChangeRequest>>>) -> AnyView {
        let needed = Memo::new(move |_| {
            let problems = self.draft().problems();
            (!problems.is_empty()).then(|| ["Still needed: ", &problems.join(", ")].concat())
        });
        let review = move |_| reviewed.set(untrack(|| self.draft().request()).map(Arc::new));
        let regions = use_connected().session.regions.clone();
        let regions = regions.into_iter().map(|region| (region.clone(), region)).collect();
        let region = choice_field("region", "Region", "", regions, self.region);
        view! {
            <div class="steps" id=FORM tabindex="-1">
                {not_signed(&[Operation::CreateCluster])}
                {card("Start from", view! { {region}{source(&self)} }.into_any())}
                {card("Network", view! { <div class="subnets">{subnets(&self)}</div>{self.network_type()} }.into_any())}
                {card("HSMs and backups", self.hsms())}
                {card("Tags", tag_rows(self.tags))}
                <div class="toolbar">
                    <button type="button" class="button primary" aria-describedby="needed-to-create"
                        disabled=move || needed.get().is_some() on:click=review>"Review the plan"</button>
                    <p class="small soft" id="needed-to-create" role="status">{move || needed.get().unwrap_or_default()}</p>
                </div>
            </div>
        }
        .into_any()
    }

    fn network_type(self) -> AnyView {
        let pair = |value: &str, words: &str| (value.to_owned(), words.to_owned());
        let choices =
            vec![pair("IPV4", "IPv4"), pair("DUALSTACK", "Dual stack (VPC and subnets need IPv6)")];
        choice_field(
            "network-type",
            "Network type",
            "Can’t be changed later.",
            choices,
            self.network,
        )
    }

    fn hsms(self) -> AnyView {
        let pair = |value: &str, words: &str| (value.to_owned(), words.to_owned());
        let modes = vec![pair("FIPS", "FIPS"), pair("NON_FIPS", "Non-FIPS (hsm2m only)")];
        let hint = "AWS creates no new hsm1.medium clusters.";
        view! {
            {text_field("hsm-type", "HSM type", hint, self.hsm_type)}
            {choice_field("mode", "Mode", "Can’t be changed later. A backup restores into its own mode only.", modes, self.mode)}
            {text_field("retention", "Keep backups for (days)", "7 to 379. AWS never deletes a cluster’s last backup by retention.", self.days)}
        }
        .into_any()
    }
}

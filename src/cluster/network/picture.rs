//! The subnet mapping as a picture: a column for each zone, with its subnet and the HSMs in it.

use cloudhsm_api::{Hsm, Zone};
use leptos::prelude::*;

use super::{
    super::located::located,
    subnet::{Subnets, beside, subnet_id},
};
use crate::{
    aws_console::Resource,
    components::{Icon, Shape, copyable_or, hsm_state},
};

pub(super) fn picture(
    region: &str,
    zones: &[Zone<'_>],
    subnets: &Subnets<'_>,
    account: Option<&str>,
) -> AnyView {
    let columns: Vec<_> = zones.iter().map(|zone| column(region, zone, subnets, account)).collect();
    view! { <ul class="zones">{columns}</ul> }.into_any()
}

/// A zone as a column of the picture.
fn column(
    region: &str,
    zone: &Zone<'_>,
    subnets: &Subnets<'_>,
    account: Option<&str>,
) -> impl IntoView + use<> {
    let hsms: Vec<_> = zone.hsms.iter().map(|hsm| chip(region, hsm)).collect();
    let (class, inside) = if hsms.is_empty() {
        let words = view! { <Icon shape=Shape::Alert/>"No HSM in this zone" };
        ("zone bare", view! { <p class="soft">{words}</p> }.into_any())
    } else {
        ("zone", view! { <ul>{hsms}</ul> }.into_any())
    };
    let name = if zone.name.is_empty() { "Unknown zone" } else { zone.name };
    view! {
        <li class=class>
            <h3>{name.to_owned()}</h3>
            <div class="subnet">
                <p>{subnet_id(region, zone).view()}</p>
                {beside(subnets, zone, account)}
                {inside}
            </div>
        </li>
    }
}

fn chip(region: &str, hsm: &Hsm) -> impl IntoView + use<> {
    view! {
        <li class="chip">
            {hsm_state(hsm.state.as_ref()).view()}
            {copyable_or(Some(&hsm.hsm_id), "HSM ID", "Unknown ID").view()}
            {located(region, Resource::NetworkInterface, hsm.eni_id.as_deref(), "No ENI").view()}
            <span class="small soft break">{addresses(hsm)}</span>
        </li>
    }
}

pub(super) fn addresses(hsm: &Hsm) -> String {
    let addresses: Vec<&str> =
        [&hsm.eni_ip, &hsm.eni_ip_v6].into_iter().flatten().map(String::as_str).collect();
    addresses.join(", ")
}

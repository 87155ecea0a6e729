//! The network of a cluster: its subnets with the HSMs in them, as a picture or as a table; its security
//! group, judged; and who else is in that group. What EC2 knows comes later than the rest, or not at all.

mod clients;
mod commands;
mod group;
mod mapping;
mod picture;
mod subnet;
mod zone;

use std::sync::Arc;

use backend_api::{Dependents, SourceName};
use cloudhsm_api::Cluster;
use leptos::prelude::*;

use self::{
    clients::clients_card,
    group::group_card,
    mapping::mapping,
    picture::picture,
    subnet::{Subnets, subnets_table},
};
use super::{
    dependents::{AsOf, Asked, Others, known},
    located::located,
};
use crate::{
    aws_console::Resource,
    components::{
        Button, Skeleton, Value, empty, error_view, facts, facts_card, lazy::in_chunk, word_or,
    },
    route::use_navigation,
    state::{under_owner, use_connected},
};

/// In the address: `?view=table`.
const VIEW: &str = "view";
const TABLE: &str = "table";

in_chunk! { usage,
    /// The tab.
    pub(in crate::cluster) fn network_tab(
        region: String,
        cluster: Memo<Arc<Cluster>>,
        asked: Asked,
    ) -> AnyView {
        asked.once();
        view! { <NetworkTab region cluster asked/> }.into_any()
    }
}

#[component]
fn NetworkTab(region: String, cluster: Memo<Arc<Cluster>>, asked: Asked) -> impl IntoView {
    let place = region.clone();
    view! {
        {move || mapped(&region, &cluster.get(), asked)}
        {move || around(&place, asked)}
    }
}

/// Tracks the address and what EC2 knows.
fn mapped(region: &str, cluster: &Cluster, asked: Asked) -> AnyView {
    let zones = cluster.zones();
    if zones.is_empty() {
        let words = "AWS reports no subnets for this cluster.".to_owned();
        return view! {
            {facts_card("Network", surroundings(region, cluster))}
            {empty("No subnet mapping", words, ().into_any())}
        }
        .into_any();
    }
    let navigation = use_navigation();
    let is_table = navigation.query(VIEW).as_deref() == Some(TABLE);
    let account = use_connected().session.account.clone();
    let answer = asked.answer.value.get();
    let subnets = match answer.as_deref() {
        Some(answer) => Subnets::of(
            known(answer, SourceName::Ec2Subnets, answer.subnets.as_ref()),
            known(answer, SourceName::Ec2Zones, answer.zones.as_ref()),
        ),
        None if asked.answer.error.with(Option::is_some) => Subnets::Failed,
        None => Subnets::Loading,
    };
    let content = if is_table {
        view! { {mapping(region, &zones)}{subnets_table(&subnets, &zones, account.as_deref())} }
            .into_any()
    } else {
        picture(region, &zones, &subnets, account.as_deref())
    };
    let turn = move |_| navigation.set_query(VIEW, (!is_table).then_some(TABLE));
    let age = Signal::derive(move || {
        let ec2 = |it: &Arc<Dependents>| {
            let source = it.sources.iter().find(|it| it.name == SourceName::Ec2Subnets)?;
            source.age_seconds
        };
        asked.answer.value.with(|it| it.as_ref().and_then(ec2))
    });
    let again = under_owner(move |()| asked.again());
    view! {
        <section class="vpc">
            <div class="title-line">
                <h2>"Subnet mapping"</h2>
                <button type="button" class="button" aria-pressed=is_table.to_string() on:click=turn>
                    "View as table"
                </button>
                <AsOf arrived=asked.answer.arrived age/>
                <Button label="Check again" press=again/>
            </div>
            {facts(surroundings(region, cluster))}
            {content}
            {subnets.notice()}
        </section>
    }
    .into_any()
}

fn surroundings(region: &str, cluster: &Cluster) -> Vec<(&'static str, Value)> {
    let security_group = cluster.security_group.as_deref();
    vec![
        ("VPC", located(region, Resource::Vpc, cluster.vpc_id.as_deref(), "Not reported")),
        (
            "Security group",
            located(region, Resource::SecurityGroup, security_group, "Not reported"),
        ),
        ("Network type", word_or(cluster.network_type.as_ref(), "Not reported")),
    ]
}

/// The security group and who is in it. Tracks what EC2 knows.
fn around(region: &str, asked: Asked) -> AnyView {
    let (value, error) = (asked.answer.value.get(), asked.answer.error.get());
    match (value, error) {
        (_, Some(error)) => {
            let again = under_owner(move |()| asked.again());
            error_view(&error, "Couldn’t ask EC2 about the network".to_owned(), Some(again))
        }
        (None, None) => view! { <Skeleton what="what EC2 knows"/> }.into_any(),
        (Some(answer), None) => {
            let group = answer.security_group.as_ref();
            let group = known(&answer, SourceName::Ec2SecurityGroup, group);
            let clients = known(&answer, SourceName::Ec2Interfaces, answer.clients.as_ref());
            let others = Others::of(answer.security_group.as_ref());
            view! {
                {group_card(region, group, &answer.findings, asked)}
                {clients_card(region, clients.map(Vec::as_slice), others, asked)}
            }
            .into_any()
        }
    }
}

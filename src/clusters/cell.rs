//! What a column shows of a row.

use std::sync::Arc;

use cloudhsm_api::{Cluster, HsmState, tag_value};
use leptos::prelude::*;

use super::{
    changes::Change,
    columns::Column,
    findings::health,
    row::{LastBackup, Row},
    used::{LastUse, NONE, UNKNOWN, key_stores, last_use},
};
use crate::{
    components::{
        CopyButton, Icon, Shape, Tone, Value, cluster_state, copyable_or, day_or, retention,
        text_or, word_or,
    },
    lookalikes::{looks_like_another, visible},
    lower_case::lower_case,
    route::{Place, Route, Tab},
};

/// The cell of a column.
pub fn cell(column: &Column, row: &Arc<Row>) -> AnyView {
    let cluster = &row.cluster;
    let value = match column {
        Column::Cluster => return cluster_cell(row),
        Column::Health => return health(row),
        Column::State => {
            let state = cluster_state(cluster.state.as_ref());
            match &row.change {
                Some(Change::State(old)) => {
                    Value::Row(vec![state, Value::Note(["was ", old].concat())])
                }
                _ => state,
            }
        }
        Column::Hsms | Column::Zones if cluster.extra.contains_key("Hsms") => {
            Value::Missing("can’t be read")
        }
        Column::Hsms => return hsms(cluster),
        Column::Zones => return zones(row),
        Column::Type => {
            let mode = cluster.mode.as_ref().map(ToString::to_string);
            let parts = [cluster.hsm_type.clone(), mode];
            text_or(Some(&parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")), "–")
        }
        Column::Vpc => copyable_or(cluster.vpc_id.as_deref(), "VPC ID", "–"),
        Column::Network => word_or(cluster.network_type.as_ref(), "–"),
        Column::Retention => match &cluster.backup_retention_policy {
            Some(policy) => Value::Text(retention(policy)),
            None => Value::Missing("–"),
        },
        Column::LastBackup => match row.last_backup() {
            LastBackup::At(time) => day_or(time.as_ref(), "unknown date"),
            LastBackup::None => Value::Missing("none"),
            LastBackup::Unknown => Value::Missing("Loading…"),
            LastBackup::Refused => Value::Missing("unavailable"),
        },
        Column::Protected if row.protected() => {
            return view! { <span class="protected"><Icon shape=Shape::Shield/>"Yes"</span> }
                .into_any();
        }
        Column::Protected => Value::Missing("No"),
        Column::Region => {
            return view! { <span class="nowrap">{row.region.to_string()}</span> }.into_any();
        }
        Column::Created => day_or(cluster.create_timestamp.as_ref(), "–"),
        Column::KeyStores => match key_stores(row.used())[..] {
            [UNKNOWN] => Value::Missing(UNKNOWN),
            [NONE] => Value::Missing(NONE),
            ref states => Value::Text(lower_case(&states.join(", "))),
        },
        Column::LastUse => match last_use(row.used()) {
            LastUse::Unknown => Value::Missing(UNKNOWN),
            LastUse::None => Value::Missing("none in 14 days"),
            LastUse::At(time) => day_or(Some(time), UNKNOWN),
            LastUse::KeysOnly => Value::Text("token keys".to_owned()),
        },
        Column::Tag(key) => text_or(tag_value(&cluster.tag_list, key), "–"),
    };
    value.view()
}

/// The name leads to the cluster, where there is one; the ID is always there, and can be copied.
fn cluster_cell(row: &Row) -> AnyView {
    let cluster = &row.cluster;
    let id = cluster.cluster_id.clone();
    let href = Route::Cluster(Place::new(&*row.region, &id), Tab::Overview).href();
    let badge = |words: &str| Value::Badge(Tone::Odd, words.to_owned()).view();
    let new = (row.change == Some(Change::New)).then(|| badge("new"));
    let production = row.listed.production.then(|| {
        view! { <span class="badge strong small" title="Tagged as production">"prod"</span> }
            .into_any()
    });
    let odd = cluster.name().and_then(looks_like_another).map(badge);
    let (title, below) = if let Some(name) = cluster.name() {
        let name = visible(name);
        let link = view! { <a href=href title=name.clone()>{name.clone()}</a> };
        (link.into_any(), view! { <code class="small soft">{id.clone()}</code> }.into_any())
    } else {
        let link = view! { <a href=href><code>{id.clone()}</code></a> };
        (link.into_any(), view! { <span class="none small">"no name"</span> }.into_any())
    };
    view! {
        <span class="copyable">
            <span class="two-lines">{title}{below}</span>
            <CopyButton text=id what="cluster ID"/>
            {production}{new}{odd}
        </span>
    }
    .into_any()
}

/// How many HSMs are ACTIVE; of how many, where that is not all.
fn hsms(cluster: &Cluster) -> AnyView {
    let all = cluster.present_hsms().count();
    let active = cluster.present_hsms().filter(|hsm| hsm.state == Some(HsmState::Active)).count();
    if all == 0 {
        return Value::Missing("none").view();
    }
    if active == all {
        return view! { <span>{all.to_string()}</span> }.into_any();
    }
    let title = format!("{active} of {all} HSMs ACTIVE");
    // In work, none is expected to be.
    let class = match (cluster.is_in_work(), active) {
        (true, _) => "nowrap",
        (false, 0) => "nowrap none-active",
        (false, _) => "nowrap some-active",
    };
    view! { <span class=class title=title>{[&active.to_string(), " of ", &all.to_string()].concat()}<span class="visually-hidden">" ACTIVE"</span></span> }
        .into_any()
}

/// The zones without the name of their region, which has a column of its own.
fn zones(row: &Row) -> AnyView {
    let zones = row.zones();
    if zones.is_empty() {
        return Value::Missing("–").view();
    }
    let short: Vec<_> = zones.iter().map(|zone| short_zone(zone, &row.region)).collect();
    view! { <span class="nowrap" title=zones.join(", ")>{short.join(", ")}</span> }.into_any()
}

/// `a` of `us-east-1a`; a zone of any other form as it is.
fn short_zone<'a>(zone: &'a str, region: &str) -> &'a str {
    let letter = zone.strip_prefix(region).filter(|rest| rest.len() == 1);
    letter.unwrap_or(zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_of_the_region_is_its_letter() {
        assert_eq!(short_zone("us-east-1a", "us-east-1"), "a");
        assert_eq!(short_zone("us-east-1-bos-1a", "us-east-1"), "us-east-1-bos-1a");
        assert_eq!(short_zone("eu-west-1b", "us-east-1"), "eu-west-1b");
    }
}

//! What a column shows of a row.

use cloudhsm_api::{Cluster, HsmState, Timestamp, tag_value};
use cluster_health::Severity;
use leptos::prelude::*;

use super::{
    changes::Change,
    columns::Column,
    row::{LastBackup, Row},
};
use crate::{
    components::{
        Shape, Tone, Value, cluster_state, copy_button, copyable_or, element, icon, retention,
        text_or, word_or,
    },
    lookalikes::{looks_like_another, visible},
    route::{Place, Route, Tab},
};

/// The cell of any column but [`Column::Cluster`].
pub fn cell(column: &Column, row: &Row) -> AnyView {
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
        Column::Hsms => hsms(cluster),
        Column::Zones => text_or(Some(&row.zones().join(", ")), "–"),
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
            LastBackup::At(time) => {
                text_or(time.as_ref().map(Timestamp::date).as_deref(), "unknown date")
            }
            LastBackup::None => Value::Missing("none"),
            LastBackup::Unknown => Value::Missing("Loading…"),
            LastBackup::Refused => Value::Missing("unavailable"),
        },
        Column::Region => return element("span").class("nowrap").text(&*row.region).any(),
        Column::Created => {
            text_or(cluster.create_timestamp.as_ref().map(Timestamp::date).as_deref(), "–")
        }
        Column::Tag(key) => text_or(tag_value(&cluster.tag_list, key), "–"),
    };
    value.view()
}

/// The name leads to the cluster, where there is one; the id is always there, and can be copied.
fn cluster_cell(row: &Row) -> AnyView {
    let cluster = &row.cluster;
    let id = cluster.cluster_id.clone();
    let href = Route::Cluster(Place::new(&*row.region, &id), Tab::Overview).href();
    let link = element("a").attr("href", href);
    let code = element("code").text(id.clone());
    let (title, below) = match cluster.name() {
        Some(name) => (link.text(visible(name)), code.class("small soft")),
        None => (link.element(code), element("span").class("none small").text("no name")),
    };
    let lines = element("span").class("two-lines").element(title).element(below);
    let copy = copy_button(id, "cluster ID".to_owned());
    let new =
        (row.change == Some(Change::New)).then(|| Value::Badge(Tone::Odd, "new".to_owned()).view());
    let odd = cluster.name().and_then(looks_like_another);
    let odd = odd.map(|words| Value::Badge(Tone::Odd, words.to_owned()).view());
    element("span").class("copyable").element(lines).child(copy).children(new).children(odd).any()
}

/// The most severe finding as a badge with its reason.
fn health(row: &Row) -> AnyView {
    let Some((severity, reason)) = &row.health.worst else {
        let ok = Value::Badge(Tone::Good, "OK".to_owned());
        return match row.last_backup() {
            // Whether there is one to restore from is a part of it.
            LastBackup::Refused => {
                Value::Row(vec![ok, Value::Note("backups unavailable".to_owned())])
            }
            _ => ok,
        }
        .view();
    };
    let (class, shape) = match severity {
        Severity::Bad => ("finding bad", Shape::Stop),
        Severity::Warn => ("finding warn", Shape::Alert),
        Severity::ToDo | Severity::Info => ("finding info", Shape::Info),
    };
    let others = (row.health.others > 0).then(|| {
        let more = ["+", &row.health.others.to_string()].concat();
        element("span").class("soft nowrap").text(more).any()
    });
    element("span")
        .class(class)
        .attr("title", reason.as_str())
        .child(icon(shape))
        .element(element("span").text(reason.as_str()))
        .children(others)
        .any()
}

/// How many HSMs, and how many of them are not ACTIVE.
fn hsms(cluster: &Cluster) -> Value {
    let other = cluster.present_hsms().filter(|hsm| hsm.state != Some(HsmState::Active)).count();
    match (cluster.present_hsms().count(), other) {
        (0, _) => Value::Missing("none"),
        (all, 0) => Value::Text(all.to_string()),
        (all, other) => Value::Row(vec![
            Value::Text(all.to_string()),
            Value::Note(["(", &other.to_string(), " not ACTIVE)"].concat()),
        ]),
    }
}

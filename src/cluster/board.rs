//! The four tiles of the overview: HSMs by zone, the last backup, the identity, and what ends when. Each
//! leads to the tab that has the rest.

use std::sync::Arc;

use backend_api::{
    BackupExpiry, EndOfValidity, FleetRow, Identity, last_by_retention, newest_ready,
};
use cloudhsm_api::{Backup, CertificateSlot, Cluster, Hsm};
use leptos::prelude::*;

use super::certificates::slot_title;
use crate::{
    components::{Tone, Value, copyable_or, day_or, hsm_state, kept_until, text_or, when_or},
    route::{Place, Route, Tab},
    sorting::in_order,
    state::Loaded,
};

/// How many lines a tile has; the tab has them all.
const MOST: usize = 6;

/// The tiles; each follows what it shows.
pub(super) fn board(
    place: &Place,
    cluster: Memo<Arc<Cluster>>,
    backups: Loaded<Vec<Backup>>,
    row: Signal<Option<Arc<FleetRow>>>,
) -> AnyView {
    let link = |tab: Tab| Route::Cluster(place.clone(), tab).href();
    view! {
        <div class="tiles">
            {tile("HSMs by zone", link(Tab::Hsms), Box::new(move || cluster.with(|it| hsms(it))))}
            {tile("Last backup", link(Tab::Backups), Box::new(move || last_backup(&cluster.get(), backups)))}
            {tile("Identity", link(Tab::Certificates), Box::new(move || identity(row.get().as_deref())))}
            {tile("Certificates and roots end", link(Tab::Certificates), Box::new(move || ends(row.get().as_deref())))}
        </div>
    }
    .into_any()
}

/// Lines: what each is about, and its value.
type Lines = Vec<(String, Value)>;

fn tile(title: &'static str, href: String, lines: Box<dyn Fn() -> Lines + Send + Sync>) -> AnyView {
    let drawn = move || {
        let lines = lines().into_iter().map(|(name, value)| {
            view! { <div><dt>{name}</dt><dd>{value.view()}</dd></div> }.into_any()
        });
        lines.collect::<Vec<_>>()
    };
    view! {
        <section class="card tile">
            <h2><a href=href>{title}</a></h2>
            <dl>{move || drawn()}</dl>
        </section>
    }
    .into_any()
}

fn line(name: &str, value: Value) -> (String, Value) {
    (name.to_owned(), value)
}

fn hsms(cluster: &Cluster) -> Lines {
    if cluster.extra.contains_key("Hsms") {
        return vec![line("HSMs", Value::Missing("can’t be read"))];
    }
    let zones = cluster.zones();
    if zones.is_empty() {
        return vec![line("HSMs", Value::Missing("none"))];
    }
    let mut lines: Lines = Vec::new();
    for zone in &zones {
        let name = if zone.name.is_empty() { "Unknown zone" } else { zone.name };
        if zone.hsms.is_empty() {
            lines.push(line(name, Value::Missing("no HSM")));
        }
        lines.extend(zone.hsms.iter().map(|hsm| line(name, one_hsm(hsm))));
    }
    let more = lines.len().saturating_sub(MOST);
    lines.truncate(MOST);
    if more > 0 {
        lines.push(line("More", Value::Text(more.to_string())));
    }
    lines
}

fn one_hsm(hsm: &Hsm) -> Value {
    let ip = hsm.eni_ip.as_deref().or(hsm.eni_ip_v6.as_deref());
    Value::Row(vec![hsm_state(hsm.state.as_ref()), copyable_or(ip, "IP address", "no IP address")])
}

/// Tracks the backups.
fn last_backup(cluster: &Cluster, backups: Loaded<Vec<Backup>>) -> Lines {
    let Some(all) = backups.value.get() else {
        let why = if backups.loading.get() { "Loading…" } else { "can’t be read" };
        return vec![line("Created", Value::Missing(why))];
    };
    let Some(newest) = newest_ready(all.iter()) else {
        return vec![line("READY backups", Value::Missing("none"))];
    };
    let last = last_by_retention(all.iter());
    vec![
        line("Created", when_or(newest.create_timestamp.as_ref(), "unknown date")),
        line("Kept until", kept_until(BackupExpiry::of(newest, Some(cluster), last))),
        line("Backup", copyable_or(Some(&newest.backup_id), "backup ID", "Unknown ID")),
    ]
}

fn identity(row: Option<&FleetRow>) -> Lines {
    let Some(row) = row else { return vec![line("Verdict", Value::Missing("Loading…"))] };
    let tone = match &row.identity {
        Identity::Genuine => Tone::Good,
        Identity::Incomplete { .. } => Tone::Warn,
        Identity::Failed { .. } => Tone::Bad,
        _ => Tone::Calm,
    };
    let verdict = row.identity.in_words().to_owned();
    let mut lines = vec![line("Verdict", Value::Badge(tone, verdict))];
    lines.extend(row.identity.why().map(|why| line("Evidence", text_or(Some(why), "–"))));
    lines
}

fn ends(row: Option<&FleetRow>) -> Lines {
    let Some(row) = row else { return vec![line("Ends", Value::Missing("Loading…"))] };
    let all: Vec<&EndOfValidity> = row.certificates.iter().chain(&row.roots).collect();
    if all.is_empty() {
        return vec![line("Certificates", Value::Missing("none"))];
    }
    let first_end = |it: &EndOfValidity| it.ends_at.epoch_millis().unwrap_or(i64::MAX);
    let in_time = in_order(&all, |a, b| first_end(a).cmp(&first_end(b)));
    let lines = in_time.into_iter().take(MOST);
    let name = |it: &EndOfValidity| {
        let slot = CertificateSlot::ALL.into_iter().find(|slot| slot.name() == it.name);
        slot.map_or_else(|| it.name.clone(), |slot| slot_title(slot).to_owned())
    };
    lines.map(|it| line(&name(it), day_or(Some(&it.ends_at), "–"))).collect()
}

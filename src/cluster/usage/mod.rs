//! The tab that shows whether the cluster is used: what CloudWatch has of its HSMs, over a day, two weeks
//! or nine, as plots or as a table. It is asked for when the tab or a range opens, and never by a poll:
//! AWS charges for it.

mod chart;
mod fall;
mod limit;
mod metric;
mod plot;
mod quotas;
mod reading;
#[cfg(test)]
mod samples;
mod shape;
mod table;
mod ticks;
mod trace;
mod verdict;

use std::sync::Arc;

use backend_api::{DocumentedLimits, Usage, UsageRange};
use cloudhsm_api::{Cluster, Timestamp};
use leptos::prelude::*;

use self::{
    chart::Chart,
    fall::Fall,
    metric::{METRICS, TOKEN_KEYS},
    plot::{Cursor, plot, room},
    quotas::quotas,
    table::table,
    verdict::{Verdict, begin, span},
};
use super::{
    dependents::{AsOf, Unknown, last_use, unknown_view, use_words},
    period::{duration, period_from},
};
use crate::{
    components::{Button, NoticeKind, Pager, Value, error_view, lazy::in_chunk, notice},
    route::{Navigation, Place, use_navigation},
    state::{Loaded, under_owner, use_connected},
    time::{exact, zone_at},
};

/// In the address: `?range=63d`.
const RANGE: &str = "range";
/// The same as the network's: `?view=table`.
const VIEW: &str = "view";
const TABLE: &str = "table";
/// The range of an address without one. The plan of a deletion asks for the same.
const USUAL: UsageRange = UsageRange::Fortnight;

/// What the tab has to know of the cluster beside its HSMs.
struct About {
    created: Option<Timestamp>,
    limits: Option<DocumentedLimits>,
}

in_chunk! { usage,
    /// The tab.
    pub(in crate::cluster) fn usage_tab(place: Place, cluster: Memo<Arc<Cluster>>) -> AnyView {
        view! { <UsageTab place cluster/> }.into_any()
    }
}

#[component]
fn UsageTab(place: Place, cluster: Memo<Arc<Cluster>>) -> impl IntoView {
    let navigation = use_navigation();
    let range = Memo::new(move |_| range(navigation));
    let is_table = Memo::new(move |_| navigation.query(VIEW).as_deref() == Some(TABLE));
    // The HSMs of the cluster, which a refresh may replace by others or leave as they are.
    let present = Memo::new(move |_| {
        cluster.with(|it| it.present_hsms().map(|hsm| hsm.hsm_id.clone()).collect::<Vec<_>>())
    });
    let about = move || {
        cluster.with_untracked(|it| About {
            created: it.create_timestamp.clone(),
            limits: DocumentedLimits::of_cluster(it),
        })
    };
    let usage = Loaded::<Usage>::default();
    let client = use_connected().client;
    let load = under_owner(move |()| {
        let (client, place, range) = (client.clone(), place.clone(), range.get_untracked());
        usage.load(async move { client.usage(&place.region, &place.id, range).await });
    });
    Effect::new(move |_| {
        range.track();
        load.run(());
    });
    let (cursor, pager) = (Cursor::new(), Pager::new());
    let age = Signal::derive(move || usage.value.with(|it| it.as_ref()?.source.age_seconds));
    let turn = move |_| {
        navigation.set_query(VIEW, (!is_table.get_untracked()).then_some(TABLE));
    };
    view! {
        <div class="title-line">
            <h2>"Usage"</h2>
            {ranges(navigation, range, pager)}
            <AsOf arrived=usage.arrived age/>
            <Button label="Check again" press=load/>
            <button type="button" class="button" aria-pressed=move || is_table.get().to_string() on:click=turn>
                "View as table"
            </button>
        </div>
        {move || match (usage.value.get(), usage.error.get()) {
            (_, Some(error)) => error_view(&error, "Couldn’t read the usage".to_owned(), Some(load)),
            // What is on its way is of another range.
            (Some(usage), None) if usage.range == range.get() => {
                present.with(|present| known(&usage, present, &about(), is_table.get(), cursor, pager, load))
            }
            _ => skeleton(present.with(Vec::len)),
        }}
    }
}

/// Tracks the address.
fn range(navigation: Navigation) -> UsageRange {
    let word = navigation.query(RANGE);
    let named = UsageRange::ALL.iter().find(|it| Some(it.as_str()) == word.as_deref());
    named.copied().unwrap_or(USUAL)
}

/// The buttons that choose the range.
fn ranges(navigation: Navigation, range: Memo<UsageRange>, pager: Pager) -> AnyView {
    let buttons = UsageRange::ALL.iter().map(|it| {
        let it = *it;
        let press = move |_| {
            pager.rewind();
            navigation.set_query(RANGE, (it != USUAL).then_some(it.as_str()));
        };
        view! {
            <button type="button" class="button" aria-pressed=move || (range.get() == it).to_string() on:click=press>
                {span(it)}
            </button>
        }
        .into_any()
    });
    view! { <div class="toolbar" role="group" aria-label="Time range">{buttons.collect::<Vec<_>>()}</div> }
        .into_any()
}

/// As high as the plots that come in its place.
fn skeleton(hsms: usize) -> AnyView {
    let height = [&room(hsms).to_string(), "px"].concat();
    let plots = METRICS.map(|_| view! { <i style:height=height.clone()></i> }.into_any());
    view! {
        <div role="status">
            <span class="visually-hidden">"Loading the usage"</span>
            <div class="cards skeleton" aria-hidden="true">{plots.into_iter().collect::<Vec<_>>()}</div>
        </div>
    }
    .into_any()
}

/// What CloudWatch has, or why that isn't known. Tracks the chosen zone.
fn known(
    usage: &Arc<Usage>,
    present: &[String],
    about: &About,
    is_table: bool,
    cursor: Cursor,
    pager: Pager,
    load: Callback<()>,
) -> AnyView {
    let missing = usage.series.is_none().then(|| Unknown::failed(usage.source.name));
    if let Some(unknown) = Unknown::of(&usage.source).or(missing) {
        return view! {
            <div class="card">
                <h3>"It isn’t known whether the cluster is used"</h3>
                {unknown_view(&unknown)}
                <div><Button label="Try again" press=load/></div>
            </div>
        }
        .into_any();
    }
    let charts = METRICS.map(|metric| Chart::new(metric, usage, present));
    if charts.iter().all(|chart| chart.most().is_none()) {
        let words = "No data from CloudWatch for this time. That isn’t the same as no use.";
        return notice(NoticeKind::Info, None, view! { <p>{words}</p> }.into_any());
    }
    let limits = about.limits.as_ref();
    let quotas = quotas(&charts, limits, present.len());
    let fall = charts.iter().find(|it| it.metric == &TOKEN_KEYS).and_then(|it| fall(usage, it));
    let content = if is_table {
        table(usage, charts.into(), pager)
    } else {
        let plots = charts.into_iter().map(|chart| plot(chart, usage, limits, cursor));
        view! { <div class="cards">{plots.collect::<Vec<_>>()}</div> }.into_any()
    };
    view! { {verdict(usage, present, about.created.as_ref())}{fall}{quotas}{content} }.into_any()
}

/// That there are fewer keys than before.
fn fall(usage: &Usage, chart: &Chart) -> Option<AnyView> {
    let fall = Fall::of(chart)?;
    let begins = begin(&usage.from, usage.period_seconds, fall.period).as_ref().map(exact);
    let when = period_from(usage.period_seconds, &begins.unwrap_or_default());
    Some(view! { <p class="break">{fall.words(&when)}</p> }.into_any())
}

/// Whether it was used, in words, and how much of the time that is about.
fn verdict(usage: &Usage, present: &[String], created: Option<&Timestamp>) -> AnyView {
    let Verdict { recent, unknown_periods } = Verdict::of(usage, present, created);
    let (tone, state, words) = use_words(&recent, span(usage.range));
    let seconds = u64::try_from(unknown_periods).unwrap_or_default();
    let long = duration(seconds.saturating_mul(usage.period_seconds.into()));
    // What is said of no data says it all.
    let gap = unknown_periods > 0 && recent.most_sessions.is_some();
    let gap = gap.then(|| [" No data for ", &long, " of it."].concat());
    let last = recent.last_used.map(|time| {
        view! { <p class="small">{last_use(&time, usage.period_seconds)}</p> }.into_any()
    });
    let zone = usage.from.epoch_millis().map(zone_at).unwrap_or_default();
    view! {
        <div>
            <p>{Value::Badge(tone, state.to_owned()).view()}" "{words}{gap}</p>
            {last}
            <p class="small soft">{["Times in ", &zone, ". Gray: no data."].concat()}</p>
        </div>
    }
    .into_any()
}

//! What was done to a cluster: the console's own record and AWS's (CloudTrail), merged by time.

mod export;
mod extent;
mod filter;
mod merge;
mod table;

use std::sync::Arc;

use backend_api::History;
use leptos::prelude::*;

use self::{
    extent::Extent,
    filter::Filter,
    merge::{Origin, Row, merged},
    table::{MOST_ROWS, table},
};
use super::{
    attempt::attempts,
    choices::choice,
    filter::SPANS,
    known::{Known, known},
    notices::{chain, unfinished},
};
use crate::{
    components::{
        DownloadButton, Icon, NoticeKind, Shape, Skeleton, empty, error_view, lazy::in_chunk,
        notice,
    },
    route::{Place, use_navigation},
    state::{CALM_MILLIS, Loaded, SOON_MILLIS, poll, under_owner, use_connected},
    time::{exact, server_millis},
};

in_chunk! { activity,
    /// What was done to one cluster and what belongs to it, as a part of its page.
    pub fn history_of_cluster(cluster: Place) -> AnyView {
        view! { <Records cluster/> }.into_any()
    }
}

#[component]
fn Records(cluster: Place) -> impl IntoView {
    let (own, of_aws) = (Loaded::<Known>::default(), Loaded::<History>::default());
    let client = StoredValue::new(use_connected().client);
    let cluster = StoredValue::new(cluster);
    let load_own = under_owner(move |()| {
        own.load_if_changed(known(client.get_value(), Some(cluster.get_value())));
    });
    let load_of_aws = under_owner(move |()| {
        let (client, place) = (client.get_value(), cluster.get_value());
        of_aws.load_if_changed(async move { client.history(&place.region, &place.id).await });
    });
    load_own.run(());
    load_of_aws.run(());
    poll(
        || CALM_MILLIS,
        move || {
            if !own.loading.get_untracked() {
                load_own.run(());
            }
        },
    );
    // AWS answers operation by operation.
    let is_asking =
        move || of_aws.value.with_untracked(|it| it.as_ref().is_some_and(|history| history.asking));
    poll(
        move || if is_asking() { SOON_MILLIS } else { CALM_MILLIS },
        move || {
            if !of_aws.loading.get_untracked() {
                load_of_aws.run(());
            }
        },
    );
    let rows = Memo::new(move |_| {
        let attempts = own.value.with(|known| {
            let known = known.as_ref();
            known.map(|it| attempts(&it.activity.records, &it.present)).unwrap_or_default()
        });
        of_aws.value.with(|history| {
            let events = history.as_ref().and_then(|it| it.events.as_deref()).unwrap_or_default();
            Arc::new(merged(&attempts, events))
        })
    });
    let is_nothing = Memo::new(move |_| {
        of_aws.value.with(|it| it.as_ref().is_some_and(|history| Extent::nothing(history)))
    });
    let is_there = move || own.value.with(Option::is_some) || of_aws.value.with(Option::is_some);
    view! {
        {move || own.error.with(|error| error.as_ref().map(|error| {
            error_view(error, "Couldn’t read the audit log".to_owned(), Some(load_own))
        }))}
        {move || of_aws.error.with(|error| error.as_ref().map(|error| {
            error_view(error, "Couldn’t read AWS’s record".to_owned(), Some(load_of_aws))
        }))}
        <div role="status">{move || of_aws.value.with(|it| it.as_ref().map(|history| extent(&Extent::of(history, exact))))}</div>
        {move || own.value.with(|it| it.as_ref().map(|known| {
            (chain(&known.activity.chain), unfinished(&attempts(&known.activity.records, &known.present)))
        }))}
        {move || if is_there() {
            shown(rows, is_nothing)
        } else {
            view! { <Skeleton what="the history"/> }.into_any()
        }}
    }
}

/// How far AWS's record is known.
fn extent(extent: &Extent) -> AnyView {
    let words = extent.words.join(" ");
    if extent.is_warning {
        let content = view! { <h2>{extent.title.clone()}</h2><p class="break">{words}</p> };
        return notice(NoticeKind::Warn, None, content.into_any());
    }
    view! { <p class="small break">{extent.title.clone()}". "{words}</p> }.into_any()
}

fn shown(rows: Memo<Arc<Vec<Row>>>, is_nothing: Memo<bool>) -> AnyView {
    let navigation = use_navigation();
    let query = move |name: &str| navigation.query(name).unwrap_or_default();
    let set = move |value: &str| {
        navigation.set_query("q", Some(value).filter(|value| !value.is_empty()));
    };
    let chosen = Memo::new(move |_| {
        let filter = Filter {
            text: query("q"),
            operation: query("operation"),
            record: query("record"),
            span: query("time"),
        };
        let now = server_millis();
        rows.with(|all| {
            all.iter().filter(|it| filter.matches(it, now)).cloned().collect::<Vec<_>>()
        })
    });
    let has_rows = Memo::new(move |_| chosen.with(|it| !it.is_empty()));
    let operations = Memo::new(move |_| {
        let mut names: Vec<String> = Vec::new();
        for name in rows.get().iter().map(Row::operation) {
            if !names.iter().any(|it| it == name) {
                names.push(name.to_owned());
            }
        }
        names
    });
    let pairs = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(value, words)| ((*value).to_owned(), (*words).to_owned())).collect()
    };
    let spans = SPANS.map(|it| (it.0, it.1));
    let records = Origin::ALL.map(|(origin, name)| (name, origin.words()));
    let (spans, records): (Vec<_>, Vec<_>) = (pairs(&spans), pairs(&records));
    let count = move || format!("{} of {}", chosen.with(Vec::len), rows.with(|it| it.len()));
    view! {
        <div class="toolbar" role="search">
            <div class="search">
                <label class="visually-hidden" for="filter">"Filter the history"</label>
                <Icon shape=Shape::Search/>
                <input id="filter" class="input" type="search" autocomplete="off" spellcheck="false"
                    placeholder="Filter by who, address, operation, ID…" prop:value=move || query("q")
                    on:input:target=move |event| set(&event.target().value())/>
            </div>
            {move || {
                let names = operations.get().into_iter().map(|it| (it.clone(), it)).collect();
                choice("operation", "Any operation", names, true)
            }}
            {choice("record", "Any record", records, false)}
            {choice("time", "Any time", spans, false)}
            <span class="badge" role="status">{move || count()}</span>
        </div>
        {move || if has_rows.get() {
            view! { {table(chosen)}{move || chosen.with(|chosen| below(chosen))} }.into_any()
        } else {
            no_rows(rows.with(|it| it.len()), is_nothing.get())
        }}
    }
    .into_any()
}

/// Why no row is shown of so many.
fn no_rows(all: usize, is_nothing: bool) -> AnyView {
    let (title, words) = match all {
        0 if is_nothing => (
            "No changes in 90 days",
            "Neither AWS’s record nor this console’s has a change of this cluster.".to_owned(),
        ),
        0 => ("Nothing to show yet", "What isn’t known of AWS’s record is said above.".to_owned()),
        all => ("No results", format!("{all} hidden by the filter.")),
    };
    empty(title, words, ().into_any())
}

/// What the table leaves out, and the files.
fn below(shown: &[Row]) -> AnyView {
    let count = shown.len();
    let more = (count > MOST_ROWS).then(|| {
        view! { <p class="small">{format!("The newest {MOST_ROWS} of {count} are shown. The filter and the files have all.")}</p> }
    });
    view! { {more}{exports(shown)} }.into_any()
}

fn exports(shown: &[Row]) -> AnyView {
    let (lines, rows) = (export::json_lines(shown), export::csv(shown));
    view! {
        <div class="toolbar">
            <span>"Export these changes:"</span>
            <DownloadButton label="JSON lines" what="the history as JSON lines" name="history.jsonl".to_owned() content=lines.into()/>
            <DownloadButton label="CSV" what="the history as CSV" name="history.csv".to_owned() content=rows.into()/>
        </div>
    }
    .into_any()
}

//! `/activity`: the audit log. Deletions and changes, who asked for them, and what came of them; and the
//! history of a cluster, which is the same with AWS's own record.

mod attempt;
mod choices;
mod details;
mod export;
mod filter;
mod history;
mod known;
mod notices;
mod table;
mod tag_change;

use std::sync::Arc;

use backend_api::AuditRecord;
use leptos::prelude::*;

pub use self::history::history_of_cluster;
use self::{
    attempt::{Attempt, Ending, attempts},
    choices::{choice, values},
    export::{csv, json_lines},
    filter::{Filter, SPANS, cluster_of},
    known::{Known, known},
    notices::{chain, unfinished},
    table::table,
};
use crate::{
    components::{
        Age, DownloadButton, Icon, Shape, Skeleton, empty, error_view, lazy::in_chunk, page_header,
        refresh_button, set_title,
    },
    route::use_navigation,
    state::{CALM_MILLIS, Loaded, poll, under_owner, use_connected},
    time::server_millis,
};

in_chunk! { activity,
    /// The latest records, and whether their chain is intact.
    pub fn activity_page() -> AnyView {
        view! { <ActivityPage/> }.into_any()
    }
}

#[component]
fn ActivityPage() -> impl IntoView {
    set_title("Activity");
    let activity = Loaded::<Known>::default();
    let client = StoredValue::new(use_connected().client);
    let load = under_owner(move |()| {
        let client = client.get_value();
        activity.load_if_changed(known(client, None));
    });
    load.run(());
    let again = move || {
        if !activity.loading.get_untracked() {
            load.run(());
        }
    };
    poll(|| CALM_MILLIS, again);
    let loading = activity.loading;
    let heading = view! { <h1>"Activity"</h1> };
    let subtitle = view! { <span>"Deletions and changes made through this console."</span> };
    let refresh = refresh_button(move || loading.get(), again, ("Refresh", "Refreshing…"));
    let actions = view! { <Age arrived=activity.arrived/>{refresh} };
    view! {
        {page_header(Vec::new(), heading.into_any(), subtitle.into_any(), actions.into_any())}
        {move || activity.error.with(|error| error.as_ref().map(|error| {
            error_view(error, "Couldn’t read the audit log".to_owned(), Some(load))
        }))}
        {move || match activity.value.get() {
            Some(known) => view! { <Records known/> }.into_any(),
            None if loading.get() => view! { <Skeleton what="the audit log"/> }.into_any(),
            None => ().into_any(),
        }}
    }
}

#[component]
fn Records(known: Arc<Known>) -> impl IntoView {
    let activity = &known.activity;
    let all = StoredValue::new(attempts(&activity.records, &known.present));
    let chain = chain(&activity.chain);
    if activity.records.is_empty() {
        let words = "No deletions or changes are in the audit log.";
        return view! { {chain}{empty("Nothing yet", words.to_owned(), ().into_any())} }.into_any();
    }
    let navigation = use_navigation();
    let query = move |name: &str| navigation.query(name).unwrap_or_default();
    let text = move || query("q");
    let set = move |name: &str, value: &str| {
        navigation.set_query(name, Some(value).filter(|value| !value.is_empty()));
    };
    let shown = Memo::new(move |_| {
        let filter = Filter {
            text: text(),
            ending: query("outcome"),
            operation: query("operation"),
            who: query("who"),
            cluster: query("cluster"),
            span: query("time"),
        };
        let now = server_millis();
        all.with_value(|all| {
            all.iter().filter(|it| filter.matches(it, now)).cloned().collect::<Vec<Attempt>>()
        })
    });
    let endings = Ending::all().map(|it| (it.name().to_owned(), it.words().to_owned()));
    let spans = SPANS.iter().map(|it| (it.0.to_owned(), it.1.to_owned()));
    let of = |value: fn(&AuditRecord) -> &str| values(&activity.records, value);
    let count = move || format!("{} of {}", shown.with(Vec::len), all.with_value(Vec::len));
    view! {
        {chain}
        {all.with_value(|all| unfinished(all))}
        <div class="toolbar" role="search">
            <div class="search">
                <label class="visually-hidden" for="filter">"Filter the activity"</label>
                <Icon shape=Shape::Search/>
                <input id="filter" class="input" type="search" autocomplete="off" spellcheck="false"
                    placeholder="Filter by resource, who, operation, request ID…" prop:value=text
                    on:input:target=move |event| set("q", &event.target().value())/>
            </div>
            {choice("outcome", "Any outcome", endings.collect(), false)}
            {choice("operation", "Any operation", of(|it| it.operation.name()), true)}
            {choice("who", "Anyone", of(|it| &it.who), true)}
            {choice("cluster", "Any cluster", of(cluster_of), true)}
            {choice("time", "Any time", spans.collect(), false)}
            <span class="badge" role="status">{move || count()}</span>
        </div>
        {move || shown.with(|shown| if shown.is_empty() {
            empty("No results", format!("{} hidden by the filter.", all.with_value(Vec::len)), ().into_any())
        } else {
            view! { {table(shown)}{exports(shown)} }.into_any()
        })}
    }
    .into_any()
}

fn exports(shown: &[Attempt]) -> impl IntoView + use<> {
    let (lines, rows) = (json_lines(shown), csv(shown));
    view! {
        <div class="toolbar">
            <span>"Export these records:"</span>
            <DownloadButton label="JSON lines" what="the records as JSON lines" name="activity.jsonl".to_owned() content=lines.into()/>
            <DownloadButton label="CSV" what="the records as CSV" name="activity.csv".to_owned() content=rows.into()/>
        </div>
        <p class="small soft">"Only the log file on the backend’s machine can be verified."</p>
    }
}

//! `/activity`: the audit log. What was asked of this backend, by whom, and what came of it.

mod attempt;
mod export;
mod filter;
mod table;

use std::sync::Arc;

use backend_api::{Activity, ChainStatus};
use leptos::prelude::*;

use self::{
    attempt::{Attempt, Ending, attempts},
    export::{csv, json_lines},
    filter::Filter,
    table::table,
};
use crate::{
    components::{
        Age, DownloadButton, Icon, NoticeKind, Shape, Skeleton, attr, empty, error_view, live,
        notice, page_header, refresh_button, set_title,
    },
    route::Navigation,
    state::{CALM_MILLIS, Loaded, poll, under_owner, use_connected},
    time::now_millis,
};

/// The newest records, and whether their chain holds.
#[component]
pub fn ActivityPage() -> impl IntoView {
    set_title("Activity");
    let activity = Loaded::<Activity>::default();
    let client = StoredValue::new(use_connected().client);
    let load = under_owner(move |()| {
        let client = client.get_value();
        activity.load_if_changed(async move { client.activity().await });
    });
    load.run(());
    let again = move || {
        if !activity.loading.get_untracked() {
            load.run(());
        }
    };
    poll(|| CALM_MILLIS, again);
    let heading = view! { <h1>"Activity"</h1> };
    let subtitle = view! { <span>"What this backend was asked to delete or change, from its audit log."</span> };
    let loading = activity.loading;
    let refresh = refresh_button(move || loading.get(), again, ("Refresh", "Refreshing…"));
    let actions = view! { <Age arrived=activity.arrived/>{refresh} };
    view! {
        {page_header(Vec::new(), heading.into_any(), subtitle.into_any(), actions.into_any())}
        {live(move || activity.error.with(|error| error.as_ref().map(|error| error_view(error, "The audit log could not be read".to_owned(), Some(load)))))}
        {live(move || match activity.value.get() {
            Some(activity) => view! { <Records activity/> }.into_any(),
            None if loading.get() => view! { <Skeleton what="the audit log"/> }.into_any(),
            None => ().into_any(),
        })}
    }
}

#[component]
fn Records(activity: Arc<Activity>) -> impl IntoView {
    let all = StoredValue::new(attempts(&activity.records, now_millis()));
    let chain = chain(&activity.chain);
    if activity.records.is_empty() {
        let words = "Nothing has been asked of this backend since its audit log began.";
        return view! { {chain}{empty("Nothing yet", words.to_owned(), ().into_any())} }.into_any();
    }
    let navigation = Navigation::beside_the_console();
    let text = move || navigation.query("q").unwrap_or_default();
    let ending = move || navigation.query("outcome").unwrap_or_default();
    let set = move |name: &str, value: &str| {
        navigation.set_query(name, Some(value).filter(|value| !value.is_empty()));
    };
    let shown = Memo::new(move |_| {
        let filter = Filter::new(&text(), &ending());
        all.with_value(|all| {
            all.iter().filter(|it| filter.matches(it)).cloned().collect::<Vec<Attempt>>()
        })
    });
    let options: Vec<_> = Ending::ALL
        .into_iter()
        .map(|ending| view! { <option value=ending.word()>{ending.word()}</option> }.into_any())
        .collect();
    let count = move || format!("{} of {}", shown.with(Vec::len), all.with_value(Vec::len));
    view! {
        {chain}
        {all.with_value(|all| unfinished(all))}
        <div class="toolbar" role="search">
            <div class="search">
                <label class="visually-hidden" for="filter">"Filter the activity"</label>
                <Icon shape=Shape::Search/>
                <input id="filter" class="input" type="search" autocomplete="off" spellcheck="false"
                    placeholder="Filter by resource, who, operation, request id…" prop:value={attr(text)}
                    on:input:target=move |event| set("q", &event.target().value())/>
            </div>
            <label class="visually-hidden" for="outcome">"Outcome"</label>
            <select id="outcome" class="input choice" prop:value={attr(ending)}
                on:change:target=move |event| set("outcome", &event.target().value())>
                <option value="">"Any outcome"</option>
                {options}
            </select>
            <span class="badge" role="status">{live(count)}</span>
        </div>
        {live(move || shown.with(|shown| if shown.is_empty() {
            empty("Nothing matches the filter", "Other attempts are there.".to_owned(), ().into_any())
        } else {
            view! { {table(shown)}{exports(shown)} }.into_any()
        }))}
    }
    .into_any()
}

fn chain(chain: &ChainStatus) -> AnyView {
    match chain {
        ChainStatus::Verified { records } => view! {
            <p class="small"><Icon shape=Shape::Check/>{format!(" Chain of hashes verified over {records} records: none was changed, removed or moved.")}</p>
        }
        .into_any(),
        ChainStatus::Broken { line, reason } => {
            let content = view! {
                <h2>{format!("The log does not hold together at line {line}")}</h2>
                <p>"What is wrong there: "{reason.clone()}"."</p>
                <p>"What comes from that line on may not be what was written. Keep the file, and find out who can write to it. On the backend’s machine, "<code>"cloudhsm-console audit verify FILE"</code>" tells the same."</p>
            };
            notice(NoticeKind::Danger, Some("alert"), content.into_any())
        }
    }
}

/// Announced deletions whose end nobody knows: the first thing to look at.
fn unfinished(all: &[Attempt]) -> AnyView {
    let open = |it: &&Attempt| matches!(it.ending, Ending::Unfinished | Ending::Unknown);
    let names: Vec<_> = all
        .iter()
        .filter(open)
        .filter_map(Attempt::first)
        .map(|record| [record.operation.name(), " ", &record.resource].concat())
        .collect();
    if names.is_empty() {
        return ().into_any();
    }
    let content = view! {
        <h2>"It is not known what came of these"</h2>
        <p class="break">{names.join(", ")}</p>
        <p>"They were announced, and may have reached AWS. Look at the resource, or in CloudTrail, before anybody repeats one."</p>
    };
    notice(NoticeKind::Warn, None, content.into_any())
}

fn exports(shown: &[Attempt]) -> AnyView {
    let (lines, rows) = (json_lines(shown), csv(shown));
    view! {
        <div class="toolbar">
            <span>"Save what is shown:"</span>
            <DownloadButton label="JSON lines" what="the records as JSON lines" name="activity.jsonl".to_owned() content=lines.into()/>
            <DownloadButton label="CSV" what="the records as CSV" name="activity.csv".to_owned() content=rows.into()/>
        </div>
        <p class="small soft">"The file on the backend’s disk is what can be verified."</p>
    }
    .into_any()
}

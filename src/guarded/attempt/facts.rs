//! Who asked for an attempt and when, how often it was checked, and AWS's request IDs.

use backend_api::Attempt;
use cloudhsm_api::Timestamp;
use leptos::prelude::*;

use super::{CheckFailed, seen::trouble};
use crate::{
    components::{Copyable, When},
    route::Route,
};

/// Who asked and when, how often it was checked, and AWS's request IDs.
#[component]
pub(super) fn Facts(attempt: Signal<Option<Attempt>>) -> impl IntoView {
    // Memos, so that a button to copy keeps the focus while only the number of checks changes.
    let asked = Memo::new(move |_| {
        // What was planned and never confirmed has the time of its plan.
        let time = |it: &Attempt| it.confirmed_at.clone().unwrap_or_else(|| it.began_at.clone());
        attempt.with(|it| it.as_ref().map(|it| (it.who.clone(), time(it))))
    });
    let requests = Memo::new(move |_| {
        attempt.with(|it| it.as_ref().map(|it| it.request_ids.clone()).unwrap_or_default())
    });
    let recorded = Memo::new(move |_| {
        let confirmed = |it: &Attempt| it.confirmed_at.as_ref().map(|_| it.id.clone());
        attempt.with(|it| it.as_ref().and_then(confirmed))
    });
    let checks = move || {
        let is_single = |it: &&Attempt| it.is_open() && it.steps.is_empty();
        let looks = attempt.with(|it| it.as_ref().filter(is_single).map_or(0, |it| it.looks));
        (looks > 0).then(|| view! { <Checks looks/> }.into_any())
    };
    let failed = move || {
        let why = |it: &Option<Attempt>| {
            it.as_ref().filter(|it| it.is_open()).and_then(trouble).map(str::to_owned)
        };
        attempt.with(why).map(|why| view! { <CheckFailed why/> }.into_any())
    };
    view! {
        {move || asked.get().and_then(|(who, time)| {
            who.map(|who| view! { <RequestedBy who time/> }.into_any())
        })}
        {move || checks()}
        {move || failed()}
        {move || {
            let ids = requests.get();
            (!ids.is_empty()).then(|| view! { <RequestIds ids/> }.into_any())
        }}
        {move || recorded.get().map(|id| {
            let href = Route::Receipt(id).href();
            view! { <p class="small"><a href=href>"Receipt and log records"</a></p> }.into_any()
        })}
    }
}

#[component]
fn RequestedBy(who: String, time: Timestamp) -> impl IntoView {
    view! {
        <p class="small soft">"Requested by "<code class="break">{who}</code>" "<When time/></p>
    }
}

#[component]
fn Checks(looks: u32) -> impl IntoView {
    let times = if looks == 1 { "once".to_owned() } else { format!("{looks} times") };
    view! { <p class="small soft">"Checked "{times}". No further requests will be sent."</p> }
}

#[component]
fn RequestIds(ids: Vec<String>) -> impl IntoView {
    let words = if ids.len() == 1 { "AWS request ID: " } else { "AWS request IDs: " };
    let ids: Vec<_> = ids
        .into_iter()
        .map(|id| view! { <Copyable text=id what="AWS request ID"/>" " }.into_any())
        .collect();
    view! { <p class="small soft">{words}{ids}</p> }
}

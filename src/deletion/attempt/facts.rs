//! Who asked for an attempt and when, how often it was checked, and AWS's request IDs.

use backend_api::Attempt;
use leptos::prelude::*;

use super::{progress::last_check_failed, summary::trouble};
use crate::components::{Copyable, When};

/// Who asked and when, how often it was checked, and AWS's request IDs.
#[component]
pub(super) fn Facts(attempt: Signal<Option<Attempt>>) -> impl IntoView {
    // Memos, so that a button to copy keeps the focus while only the number of checks changes.
    let asked = Memo::new(move |_| {
        attempt.with(|it| it.as_ref().map(|it| (it.who.clone(), it.began_at.clone())))
    });
    let requests = Memo::new(move |_| {
        attempt.with(|it| it.as_ref().map(|it| it.request_ids.clone()).unwrap_or_default())
    });
    let checks = move || {
        let is_single = |it: &&Attempt| it.is_open() && it.steps.is_empty();
        let looks = attempt.with(|it| it.as_ref().filter(is_single).map_or(0, |it| it.looks));
        (looks > 0).then(|| {
            let times = if looks == 1 { "once".to_owned() } else { format!("{looks} times") };
            view! { <p class="small soft">"Checked "{times}". No further requests will be sent."</p> }
        })
    };
    let failed = move || {
        let why = |it: &Option<Attempt>| {
            it.as_ref().filter(|it| it.is_open()).and_then(trouble).map(str::to_owned)
        };
        attempt.with(why).map(last_check_failed)
    };
    view! {
        {move || asked.get().and_then(|(who, time)| {
            let who = who?;
            Some(view! {
                <p class="small soft">
                    "Requested by "<code class="break">{who}</code>" "<When time/>
                </p>
            })
        })}
        {checks}
        {failed}
        {move || {
            let ids = requests.get();
            let words = if ids.len() == 1 { "AWS request ID: " } else { "AWS request IDs: " };
            (!ids.is_empty()).then(|| {
                let ids: Vec<_> = ids
                    .into_iter()
                    .map(|id| view! { <Copyable text=id what="AWS request ID"/>" " })
                    .collect();
                view! { <p class="small soft">{words}{ids}</p> }
            })
        }}
    }
}

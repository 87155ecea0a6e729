//! Follows a deletion until AWS says DELETED or lists the cluster no more.

use cloudhsm_api::ClusterState;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::{
    Phase,
    track::{CEILING_MILLIS, LOOKS_BEFORE_NOT_BEGUN, Progress, Seen, pause_millis},
};
use crate::{
    components::{Icon, NoticeKind, Shape, cluster_state, link_to_clusters, live, notice},
    state::{
        Clock, deletion_sent_at, forget_deletion, spawn_scoped, use_connected, use_connection,
    },
    time::{now_millis, relative},
};

/// What the newest look showed.
#[derive(Debug, Clone, PartialEq)]
struct Sight {
    progress: Progress,
    looks: u32,
    /// The newest look failed with this; the one before stands.
    trouble: Option<String>,
    /// The ceiling is reached.
    given_up: bool,
}

/// The tracker. `certain`: AWS accepted the deletion, or was seen deleting.
#[component]
pub fn Tracker(
    place: StoredValue<(String, String)>,
    certain: bool,
    phase: RwSignal<Phase>,
    replan: Callback<()>,
) -> impl IntoView {
    let sight = RwSignal::new(None::<Sight>);
    let (region, id) = place.get_value();
    let since = deletion_sent_at(&region, &id).unwrap_or_else(now_millis);
    let client = use_connected().client;
    let connection = use_connection();
    spawn_scoped(async move {
        let mut accepted = certain;
        let mut looks = 0;
        let mut last = None;
        loop {
            let trouble = match client.cluster(&region, &id).await {
                Ok(found) => {
                    let seen = found.map_or(Seen::Absent, |cluster| Seen::State(cluster.state));
                    let progress = Progress::judge(&seen, accepted);
                    accepted |= progress == Progress::Deleting;
                    last = Some(progress);
                    None
                }
                Err(error) => {
                    connection.notice(&error);
                    Some(error.to_string())
                }
            };
            looks += 1;
            let given_up = now_millis() - since > CEILING_MILLIS
                || (looks >= LOOKS_BEFORE_NOT_BEGUN
                    && matches!(last, Some(Progress::NotSeenYet(_))));
            if let Some(progress) = last.clone() {
                let over = progress.is_over();
                sight.set(Some(Sight { progress, looks, trouble, given_up }));
                if over || given_up {
                    return;
                }
            }
            TimeoutFuture::new(pause_millis(looks)).await;
        }
    });

    let back = Callback::new(move |()| {
        place.with_value(|(region, id)| forget_deletion(region, id));
        phase.set(Phase::Planning(None));
        replan.run(());
    });
    view! {
        <section class="card progress" aria-busy=move || {
            sight.with(|sight| sight.as_ref().is_none_or(|s| !s.progress.is_over() && !s.given_up)).to_string()
        }>
            <div role="status" class="progress">
                {live(move || match sight.get() {
                    None => view! { <p>"Asking AWS how the deletion stands…"</p> }.into_any(),
                    Some(sight) => view! { <Standing sight certain since back/> }.into_any(),
                })}
            </div>
        </section>
    }
}

#[component]
fn Standing(sight: Sight, certain: bool, since: f64, back: Callback<()>) -> impl IntoView {
    let clock = expect_context::<Clock>();
    let to_list = link_to_clusters;
    let again = move || {
        view! { <button type="button" class="button" on:click=move |_| back.run(())>"Plan again"</button> }
    };
    let state = |state: Option<ClusterState>| cluster_state(state.as_ref()).view();
    let body = match sight.progress.clone() {
        Progress::Deleted => view! {
            {notice(NoticeKind::Good, None, view! {<h2>"The cluster is deleted"</h2><p>"AWS lists it as DELETED."</p>{to_list()}}.into_any())}
        }
        .into_any(),
        Progress::Gone => view! {
            {notice(NoticeKind::Good, None, view! {<h2>"The cluster is deleted"</h2><p>"AWS lists it no more."</p>{to_list()}}.into_any())}
        }
        .into_any(),
        Progress::CameBack(found) => view! {
            {notice(NoticeKind::Danger, None, view! {
                <h2>"The cluster was not deleted"</h2>
                <p>"AWS had accepted its deletion, and lists it as "{state(found.clone())}" now. Look at its state message before you try again."</p>
                {again()}
            }.into_any())}
        }
        .into_any(),
        Progress::NotSeenYet(found) if sight.given_up => view! {
            {notice(NoticeKind::Warn, None, view! {
                <h2>"The deletion has not begun"</h2>
                <p>"The answer of AWS was lost, and the cluster is still "{state(found.clone())}". It looks as if the request did not arrive. The Activity page has the record."</p>
                {again()}
            }.into_any())}
        }
        .into_any(),
        Progress::NotSeenYet(found) => view! {
            <h2>"The outcome is not known yet"</h2>
            <p>"The answer of AWS was lost. The cluster is "{state(found.clone())}" right now; the console looks again and sends nothing."</p>
        }
        .into_any(),
        Progress::Deleting if sight.given_up => view! {
            {notice(NoticeKind::Warn, None, view! {
                <h2>"Still deleting after 120 minutes"</h2>
                <p>"The console stops looking. See the AWS Health Dashboard and CloudTrail, or open a support case with the cluster's id."</p>
            }.into_any())}
        }
        .into_any(),
        Progress::Deleting => view! {
            <h2><Icon shape=Shape::Arc/>" AWS is deleting the cluster"</h2>
            <p>"This takes minutes. You can leave this page: it goes on, and this address shows it again."</p>
        }
        .into_any(),
    };
    let started = certain.then(|| {
        view! { <p class="small soft">"Being followed since "{live(move || relative(since, clock.now()))}". Looks so far: "{sight.looks}"."</p> }
    });
    let trouble = sight.trouble.clone().map(|text| {
        view! { <p class="small">"The newest look failed, and is tried again: "{text}</p> }
    });
    view! { {body}{started}{trouble} }
}

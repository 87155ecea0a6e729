//! Follows a deletion that no attempt of this backend tells about, by reading the cluster. Sends
//! nothing.

mod progress;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use self::progress::{Progress, Readings, Sight, pause_millis};
use super::Page;
use crate::{
    components::{Icon, NoticeKind, Shape, link_to_clusters, notice, set_title},
    guarded::attempt::{CheckFailed, Investigate, PROGRESS},
    state::{spawn_scoped, use_connected, use_connection},
    time::now_millis,
};

/// AWS offers no waiter, and other tools give up after 120 minutes too.
const LONG_MILLIS: f64 = 120.0 * 60.0 * 1000.0;

/// What the newest reading showed.
#[derive(Debug, Clone, PartialEq)]
struct Shown {
    progress: Progress,
    /// It takes longer than other tools wait.
    is_long: bool,
}

/// Follows the deletion of the page's cluster.
#[component]
pub(super) fn Reading(page: Page) -> impl IntoView {
    let shown = RwSignal::new(None::<Shown>);
    let count = RwSignal::new(0_u32);
    // The newest reading failed with this; the one before stands.
    let failed = RwSignal::new(None::<String>);
    let (region, id) = page.place.get_value();
    let client = use_connected().client;
    let connection = use_connection();
    let since = now_millis();
    spawn_scoped(async move {
        let mut readings = Readings::new();
        for reading in 0.. {
            match client.cluster(&region, &id).await {
                Ok(found) => {
                    let progress = readings.read(Sight::of(found.as_ref())).clone();
                    failed.set(None);
                    let is_long =
                        progress == Progress::Deleting && now_millis() - since > LONG_MILLIS;
                    let newest = Some(Shown { progress, is_long });
                    if shown.with_untracked(|old| *old != newest) {
                        shown.set(newest);
                    }
                    if readings.is_settled() {
                        return;
                    }
                }
                Err(error) => {
                    connection.notice(&error);
                    failed.set(Some(error.to_string()));
                }
            }
            count.set(reading + 1);
            TimeoutFuture::new(pause_millis(reading)).await;
        }
    });
    let is_busy =
        move || shown.with(|it| it.as_ref().is_none_or(|it| it.progress == Progress::Deleting));
    view! {
        <section id=PROGRESS tabindex="-1" class="card progress" aria-label="Progress" aria-busy=move || is_busy().to_string()>
            <div role="status" class="progress">
                {move || shown.get().map_or_else(
                    || view! { <p>"Checking the cluster…"</p> }.into_any(),
                    |it| words(&it, page),
                )}
            </div>
            <p class="small soft">"Not started from this console."</p>
            <Show when=move || is_busy() && (count.get() > 0)>
                <p class="small soft">"Checked "{move || times(count.get())}"."</p>
            </Show>
            {move || failed.get().map(|why| view! { <CheckFailed why/> }.into_any())}
        </section>
    }
}

fn times(count: u32) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

fn words(shown: &Shown, page: Page) -> AnyView {
    let (title, view) = match &shown.progress {
        Progress::Deleting if shown.is_long => ("Deleting cluster", still_deleting(page)),
        Progress::Deleting => {
            let content = view! {
                <h2><Icon shape=Shape::Arc/>" AWS is deleting the cluster"</h2>
                <p>"This takes minutes. You can close or leave this page."</p>
            };
            ("Deleting cluster", content.into_any())
        }
        Progress::Deleted => ("Cluster deleted", deleted("AWS reports it as DELETED.")),
        Progress::Gone => ("Cluster deleted", deleted("It no longer appears in AWS.")),
        Progress::CameBack(state) => ("The cluster came back", came_back(state, page)),
    };
    // A tab in the background says it too.
    set_title(title);
    view
}

fn deleted(how: &'static str) -> AnyView {
    let content = view! { <h2>"The cluster is deleted"</h2><p>{how}</p>{link_to_clusters()} };
    notice(NoticeKind::Good, None, content.into_any())
}

fn came_back(state: &str, page: Page) -> AnyView {
    let content = view! {
        <h2>"The cluster came back"</h2>
        <p>"AWS was deleting it, or no longer listed it, and now reports it as "<code>{state.to_owned()}</code>". Its state message and CloudTrail may say why. Check them before you delete it."</p>
        <PlanButton page/>
    };
    notice(NoticeKind::Danger, None, content.into_any())
}

fn still_deleting(page: Page) -> AnyView {
    let (region, cluster_id) = page.place.get_value();
    let content = view! {
        <h2>"Still deleting after 120 minutes"</h2>
        <Investigate region cluster_id/>
        <PlanButton page/>
    };
    notice(NoticeKind::Warn, None, content.into_any())
}

#[component]
fn PlanButton(page: Page) -> impl IntoView {
    let click = move |_| page.start_again(None, Vec::new());
    view! { <button type="button" class="button" on:click=click>"Refresh plan"</button> }
}

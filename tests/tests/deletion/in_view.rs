//! What is in view without scrolling: the first thing to do about a blocked plan, the whole confirmation
//! of a free one, and on a phone the bar with its button, wherever somebody reads.

use cloudhsm_api::ClusterState;
use end_to_end::{
    Browser, Name, REGIONS, Role, Stack, StackOptions, View, eventually, eventually_or,
    with_browser,
};
use serde_json::{Value, json};

use crate::scene::Scene;

const DELETE: &str = "Delete this cluster";

/// Top and bottom of what a selector finds first, in the window, and the window's height.
async fn place(browser: &Browser, selector: &str) -> (f64, f64, f64) {
    let script = format!(
        "const box = document.querySelector({selector:?})?.getBoundingClientRect();
         return box ? [box.top, box.bottom, innerHeight] : null"
    );
    let place: Option<(f64, f64, f64)> =
        serde_json::from_value(browser.run(&script).await).unwrap();
    place.unwrap_or_else(|| panic!("{selector} is not in the page"))
}

/// A cluster with one loss to acknowledge, and its name to type.
fn production() -> Value {
    json!({ "TagList": [{"Key": "Name", "Value": "target"}, {"Key": "env", "Value": "prod"}] })
}

async fn assert_in_view(browser: &Browser, selector: &str) {
    let place = place(browser, selector).await;
    assert!(place.0 >= 0.0 && place.1 <= place.2, "{selector} is not in view: {place:?}");
}

#[tokio::test]
async fn what_matters_is_in_view_on_a_laptop() {
    let scene = Scene::start().await;
    with_browser(View::DESKTOP, async |browser| {
        let target = scene.cluster(production()).await;
        target.open(browser).await;
        browser.find(Role::Button, DELETE).await;
        assert_in_view(browser, ".confirm").await;
        // It stays while the plan is read.
        browser.run("window.scrollTo(0, document.documentElement.scrollHeight)").await;
        assert_in_view(browser, ".confirm .danger").await;

        let blocked = scene.untouched();
        blocked.open(browser).await;
        browser.find(Role::Heading, "This cluster can’t be deleted yet").await;
        assert_in_view(browser, ".steps .notice p").await;
        assert_in_view(browser, ".steps .notice .button").await;
    })
    .await;
}

/// Opens the plan of each cluster of the demo that can be planned for; whether it is blocked.
async fn each_plan_of_the_demo(view: View, look: impl AsyncFn(&Browser, bool, &str)) -> [usize; 2] {
    let stack = Stack::start(&StackOptions::with_console());
    let mut counts = [0; 2];
    with_browser(view, async |browser| {
        for region in REGIONS {
            for cluster in stack.clusters(region).await {
                let state = cluster.state.as_ref();
                if matches!(state, Some(ClusterState::DeleteInProgress | ClusterState::Deleted)) {
                    continue;
                }
                let path = format!("/regions/{region}/clusters/{}/delete", cluster.cluster_id);
                // A document of its own, from its top on.
                browser.goto("about:blank").await;
                browser.goto(&stack.link_to(&path)).await;
                let planned = "return document.querySelector('section.steps') !== null ? 'blocked'
                    : document.querySelector('.confirm .danger') !== null ? 'free' : null";
                let name = cluster.name().unwrap_or(&cluster.cluster_id).to_owned();
                let is_blocked = eventually(&format!("the plan of {name} shows"), async || {
                    Some(browser.run(planned).await.as_str()? == "blocked")
                })
                .await;
                browser.wait_until_loaded().await;
                look(browser, is_blocked, &name).await;
                counts[usize::from(is_blocked)] += 1;
            }
        }
    })
    .await;
    counts
}

#[tokio::test]
async fn of_each_plan_of_the_demo_what_is_next_is_in_view() {
    let [free, blocked] =
        each_plan_of_the_demo(View::DESKTOP, async |browser, is_blocked, name| {
            if !is_blocked {
                return assert_in_view(browser, ".confirm").await;
            }
            assert_in_view(browser, ".steps .notice p").await;
            // Some are changing, and nothing can be done but wait.
            let action = "const first = document.querySelector('.steps .notice');
            return ['.button', '.small'].find(it => first.querySelector(it)) ?? first.innerText";
            let action = browser.run(action).await;
            match action.as_str().unwrap() {
                action if action.starts_with('.') => {
                    assert_in_view(browser, &format!(".steps .notice {action}")).await;
                }
                waits => assert!(waits.contains("_IN_PROGRESS"), "{name} has no way out: {waits}"),
            }
        })
        .await;
    assert!(free > 1 && blocked > 5, "{free} {blocked}");
}

#[tokio::test]
async fn of_each_free_plan_of_the_demo_the_bar_is_in_view_on_a_phone() {
    let [free, _] = each_plan_of_the_demo(View::PHONE, async |browser, is_blocked, _| {
        if is_blocked {
            return;
        }
        let length = browser.run("return document.documentElement.scrollHeight").await;
        let length = length.as_f64().unwrap();
        for part in 0..=4 {
            let scroll = format!("window.scrollTo(0, {})", length * f64::from(part) / 4.0);
            browser.run(&scroll).await;
            assert_in_view(browser, ".confirm .go").await;
        }
    })
    .await;
    assert!(free > 1, "{free}");
}

#[tokio::test]
async fn the_bar_of_a_phone_is_always_in_view() {
    let scene = Scene::start().await;
    with_browser(View::PHONE, async |browser| {
        let target = scene.cluster(json!({})).await;
        target.open(browser).await;
        browser.find(Role::Button, DELETE).await;
        assert_in_view(browser, ".confirm .go").await;
        browser.run("window.scrollTo(0, document.documentElement.scrollHeight)").await;
        assert_in_view(browser, ".confirm .go").await;
        // It lies over nothing that has to be read: the page ends above it.
        let last = place(browser, ".confirm > p:last-child").await;
        let bar = place(browser, ".confirm .go").await;
        assert!(last.1 <= bar.0, "the bar lies over the last line: {last:?} {bar:?}");
        browser.assert_accessible_in_every_view().await;
    })
    .await;
}

#[tokio::test]
async fn the_button_that_is_off_says_why_and_does_not_move() {
    let scene = Scene::start().await;
    with_browser(View::DESKTOP, async |browser| {
        let target = scene.cluster(production()).await;
        target.open(browser).await;
        let said = "return document.getElementById(document.querySelector('.confirm .danger')
            .getAttribute('aria-describedby')).textContent.trim()";
        let says = async |words: &str| {
            eventually_or("the button says what is needed", async || {
                let now = browser.run(said).await;
                if now == words { Ok(()) } else { Err(now.to_string()) }
            })
            .await;
        };
        browser.find(Role::Button, DELETE).await;
        says("Still needed: ID of the cluster, name of the cluster, 1 acknowledgement").await;
        let before = place(browser, ".confirm .danger").await;
        browser.check_all().await;
        says("Still needed: ID of the cluster, name of the cluster").await;
        target.fill_with(browser, "target").await;
        says("").await;
        let button = browser.find(Role::Button, Name::has(DELETE)).await;
        assert!(button.is_enabled().await.unwrap());
        let after = place(browser, ".confirm .danger").await;
        assert!((before.0 - after.0).abs() < 1.0, "the button moved: {before:?} {after:?}");
    })
    .await;
}

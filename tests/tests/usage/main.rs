//! Whether a cluster is used, and who depends on it: what CloudWatch, KMS and EC2 say, and what the pages
//! say when they don't.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod unknown;

use cloudhsm_api::Cluster;
use end_to_end::{
    Browser, Name, REGIONS, Role, Stack, StackOptions, View, eventually_or, with_browser,
};
use fantoccini::key::Key;
use serde_json::{Value, json};
use unknown::said;

const REGION: &str = REGIONS[0];

async fn open(browser: &Browser, stack: &Stack, cluster: &Cluster, tab: &str) {
    open_in(REGION, browser, stack, cluster, tab).await;
}

async fn open_in(region: &str, browser: &Browser, stack: &Stack, cluster: &Cluster, tab: &str) {
    let path = format!("/regions/{region}/clusters/{}/{tab}", cluster.cluster_id);
    browser.goto(&stack.link_to(&path)).await;
    browser.wait_until_loaded().await;
}

/// The names of the plots.
const NAMES: &str =
    "return [...document.querySelectorAll('.plot svg[role=img]')].map(it => it.ariaLabel)";

/// Waits for a script to say something that fits.
async fn wait_for(browser: &Browser, what: &str, script: &str, fits: impl Fn(&Value) -> bool) {
    eventually_or(what, async || {
        let found = browser.run(script).await;
        if fits(&found) { Ok(()) } else { Err(found.to_string()) }
    })
    .await;
}

#[tokio::test]
async fn what_is_used_is_a_plot_by_keyboard_and_a_table() {
    let stack = Stack::start(&StackOptions::with_console());
    let cluster = stack.cluster_named(REGION, "payments-prod").await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "overview").await;
        browser.click_tab("Usage").await;
        browser.wait_for_text("Used in the last 14 days: at most").await;
        let drawn =
            "return [...document.querySelectorAll('.plot')].map(it => it.textContent).join('\\n')";
        let labels = |found: &Value| {
            let found = found.as_str().unwrap_or_default();
            // AWS replaced an HSM.
            found.contains("AWS’s own sessions") && found.contains(", removed: at most ")
        };
        wait_for(browser, "the strips have their labels", drawn, labels).await;
        let names = browser.run(NAMES).await;
        let names: Vec<_> =
            names.as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
        let titles = [
            "Sessions of ",
            "Token keys of ",
            "Session keys of ",
            "Users available of ",
            "Unhealthy of ",
        ];
        assert_eq!(names.len(), titles.len(), "{names:?}");
        for (name, title) in names.iter().zip(titles) {
            assert!(name.starts_with(title) && name.contains("HSMs over 14 days"), "{name}");
        }
        browser.assert_accessible_in_every_view().await;

        // One stop for the keyboard each, and what its cursor is on is read aloud and shown.
        let tree = browser.accessibility_tree().await;
        let sliders = [
            "Sessions: time",
            "Token keys: time",
            "Session keys: time",
            "Users available: time",
            "Unhealthy: time",
        ];
        assert_eq!(tree.names("slider"), sliders);
        browser.run("document.querySelector('.plot input').focus()").await;
        let said = "const slider = document.querySelector('.plot input');
            return [Number(slider.max) - Number(slider.value), slider.ariaValueText,
                slider.closest('figure').querySelector('.reading').innerText]";
        let at = |back: u64| {
            move |found: &Value| {
                let words = found[1].as_str().unwrap_or_default();
                found[0] == back && words.starts_with("In the hour from ") && found[1] == found[2]
            }
        };
        wait_for(browser, "the cursor is at the end", said, at(0)).await;
        browser.press(Key::Left).await;
        browser.press(Key::Left).await;
        wait_for(browser, "the cursor is two hours before", said, at(2)).await;
        browser.press(Key::Home).await;
        wait_for(browser, "the cursor is at the beginning", said, at(14 * 24 - 1)).await;

        browser.click(Role::Button, "63 days").await;
        browser.wait_for_path(|path| path.ends_with("/usage?range=63d")).await;
        browser.wait_for_text("Used in the last 63 days").await;
        browser.click(Role::Button, "View as table").await;
        browser.find(Role::Table, "Usage of the HSMs").await;
        browser.wait_for_text("1–50 of ").await;
        assert_eq!(browser.run(NAMES).await, json!([]), "the table is instead of the plots");
        browser.assert_accessible_in_every_view().await;
        browser.reload().await;
        browser.find(Role::Table, "Usage of the HSMs").await;
        browser
            .wait_for_path(|path| path.contains("range=63d") && path.contains("view=table"))
            .await;
        browser.click(Role::Button, "24 hours").await;
        browser.wait_for_text("Used in the last 24 hours").await;
        browser.click(Role::Button, "View as table").await;
        browser.wait_until_none(Role::Table, Name::Any).await;
        browser.wait_for_path(|path| path.ends_with("/usage?range=24h")).await;
    })
    .await;
}

#[tokio::test]
async fn an_idle_cluster_says_so_and_a_gap_is_no_zero() {
    let stack = Stack::start(&StackOptions::with_console());
    let idle = stack.cluster_named(REGION, "staging-signing").await;
    let with_gap = stack.cluster_named(REGION, "pki-root-ca").await;
    let nothing = "No use in 14 days: at most 2 sessions, AWS’s own, and no token keys.";
    let gaps =
        "return document.querySelector('.plot .gap').getAttribute('d').split('M').length - 1";
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &idle, "overview").await;
        browser.wait_for_text(nothing).await;
        open(browser, &stack, &idle, "usage").await;
        browser.wait_for_text(nothing).await;
        open(browser, &stack, &with_gap, "usage").await;
        // About two days: whole hours, as the present minute has it.
        browser.wait_for_text("No data for ").await;
        wait_for(browser, "there is a gap", gaps, |found| found.as_u64() > Some(0)).await;
        // A line that goes on after the gap is a part of its own.
        let parts =
            "return document.querySelector('.plot .line').getAttribute('d').split('M').length - 1";
        wait_for(browser, "the line has two parts", parts, |found| found.as_u64() > Some(1)).await;
    })
    .await;
}

#[tokio::test]
async fn the_overview_names_who_depends_on_it() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        for (region, name, expected) in [
            (
                REGIONS[1],
                "zahlungsverkehr-prod",
                &["zahlungsverkehr-kms", "CONNECTED", "In use"][..],
            ),
            (
                REGION,
                "tls-offload-prod",
                &["tls-offload-kms", "FAILED", "USER_LOCKED_OUT", "web-1", "web-2"],
            ),
            (REGION, "payments-prod", &["None", "In use", "4 network interfaces", "and 1 more"]),
            (
                REGION,
                "staging-signing",
                &["None", "No use", "Only the HSMs’ own network interfaces"],
            ),
        ] {
            let cluster = stack.cluster_named(region, name).await;
            open_in(region, browser, &stack, &cluster, "overview").await;
            browser.find(Role::Heading, "Who depends on it").await;
            for words in expected {
                eventually_or(&format!("{name}: {words}"), async || {
                    let found = said(browser, "overview").await;
                    if found.contains(words) { Ok(()) } else { Err(found) }
                })
                .await;
            }
            browser.assert_accessible_in_every_view().await;
        }
        browser.click(Role::Link, "Open Usage").await;
        browser.find(Role::Heading, "Usage").await;
        browser.click_tab("Overview").await;
        browser.click(Role::Link, "Open Network").await;
        browser.find(Role::Heading, "Possible clients").await;
    })
    .await;
}

#[tokio::test]
async fn nothing_moves_when_the_answers_arrive() {
    let height = "return [document.querySelector('.dependents .skeleton') !== null,
        document.querySelector('.dependents')?.offsetHeight]";
    for view in [View::DESKTOP, View::PHONE] {
        // The backend has an answer for a minute: a stack for each.
        let mut stack = Stack::start(&StackOptions::with_console());
        // Slow enough to see the page without it.
        stack.control().latency("ec2", 1_500).await;
        let cluster = stack.cluster_named(REGION, "payments-prod").await;
        let path = format!("/regions/{REGION}/clusters/{}/overview", cluster.cluster_id);
        with_browser(view, async |browser| {
            browser.goto(&stack.link_to(&path)).await;
            let waits = |found: &Value| found[0] == true;
            wait_for(browser, "the card waits", height, waits).await;
            let before = browser.run(height).await[1].clone();
            let answered = |found: &Value| found[0] == false && found[1].is_u64();
            wait_for(browser, "the card has its answers", height, answered).await;
            assert_eq!(browser.run(height).await[1], before, "{view:?}");
        })
        .await;
    }
}

#[tokio::test]
async fn the_network_shows_what_ec2_knows_and_judges_the_group() {
    let stack = Stack::start(&StackOptions::with_console());
    let clusters = stack.clusters(REGION).await;
    let named = |name: &str| clusters.iter().find(|it| it.name() == Some(name)).unwrap();
    with_browser(View::DESKTOP, async |browser| {
        // No room for another HSM, and clients.
        open(browser, &stack, named("tls-offload-prod"), "network").await;
        browser.wait_for_text("0: no room for another HSM").await;
        let clients = browser.find(Role::Table, "Possible clients").await;
        let clients = clients.text().await.unwrap();
        assert!(clients.contains("web-1") && clients.contains("web-2"), "{clients}");
        browser.find(Role::Table, "Rules of the security group").await;
        browser.wait_for_text("Members of the group reach each other at 2223–2225.").await;
        browser.assert_accessible_in_every_view().await;
        browser.click(Role::Button, "View as table").await;
        let subnets = browser.find(Role::Table, "Subnets in EC2").await.text().await.unwrap();
        assert!(subnets.contains("0: no room for another HSM"), "{subnets}");
        browser.assert_accessible_in_every_view().await;

        // Open to the world, with the command that closes it.
        open(browser, &stack, named("legacy-import"), "network").await;
        browser.wait_for_text("Open to the world: ").await;
        browser.wait_for_text("aws ec2 revoke-security-group-ingress --region us-east-1").await;
        browser.assert_accessible_in_every_view().await;

        // A shared VPC.
        open(browser, &stack, named("pki-root-ca"), "network").await;
        browser.wait_for_text("444455556666").await;
        browser.assert_accessible_in_every_view().await;
    })
    .await;
}

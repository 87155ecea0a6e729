//! The pages on paper, in the few colors of a person who needs them, and without motion.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use end_to_end::{
    Browser, Name, REGIONS, Role, Scheme, Stack, StackOptions, View, eventually, with_browser,
};
use fantoccini::key::Key;
use serde_json::{Value, json};

async fn open(browser: &Browser, stack: &Stack, name: &str, tab: &str) {
    let id = stack.cluster_named(REGIONS[0], name).await.cluster_id;
    browser.goto(&stack.link_to(&format!("/regions/{}/clusters/{id}/{tab}", REGIONS[0]))).await;
    browser.find(Role::Heading, name).await;
    browser.wait_until_loaded().await;
}

/// As wide as a sheet of A4 between its margins.
const PAPER: View = View { width: 718, height: 1047, scheme: Scheme::Light };

#[tokio::test]
async fn a_cluster_is_printed_whole_and_light_without_what_only_a_screen_can_do() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(PAPER, async |browser| {
        for (name, tab) in [
            ("payments-prod", "overview"),
            ("payments-prod", "hsms"),
            ("payments-prod", "usage"),
            ("payments-prod", "network"),
            ("identity-next", "certificates"),
        ] {
            open(browser, &stack, name, tab).await;
            browser.put_on_paper().await;
            let seen = browser
                .run(
                    "const seen = selector => [...document.querySelectorAll(selector)].filter(it => it.checkVisibility()).length;
                     const wide = [...document.querySelectorAll('main *')].filter(it => it.checkVisibility()
                         && !it.closest('.visually-hidden') && it.getBoundingClientRect().right > innerWidth + 1);
                     const cut = [...document.querySelectorAll('.table-frame, pre')].filter(it => it.checkVisibility() && it.scrollHeight > it.clientHeight + 1);
                     return [seen('header.topbar'), seen('nav.tabs'), seen('button'), seen('h1'),
                         getComputedStyle(document.documentElement).colorScheme,
                         [...wide, ...cut].map(it => it.outerHTML.slice(0, 120))]",
                )
                .await;
            assert_eq!(seen, json!([0, 0, 0, 1, "light", []]), "{tab}");
            let pdf = browser.printed().await;
            assert!(pdf.starts_with(b"%PDF-"), "{tab}");
            browser.set_view(PAPER).await;
        }
    })
    .await;
}

/// Colors of borders: of what is chosen, and of what is not.
async fn borders(browser: &Browser, chosen: &str, others: &str) -> (Vec<Value>, Vec<Value>) {
    let of = async |selector: &str| -> Vec<Value> {
        let script = format!(
            "return [...document.querySelectorAll('{selector}')].map(it => {{
                 const {{ borderBlockEndColor, borderBlockEndWidth }} = getComputedStyle(it);
                 return [borderBlockEndColor, borderBlockEndWidth];
             }})"
        );
        serde_json::from_value(browser.run(&script).await).unwrap()
    };
    (of(chosen).await, of(others).await)
}

#[tokio::test]
async fn what_is_chosen_is_told_apart_with_few_colors_too() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        for scheme in [Scheme::Light, Scheme::Dark] {
            browser.force_colors(scheme).await;
            browser.goto(&stack.link_to("/clusters?q=triage%3Ahealthy")).await;
            browser.find(Role::Link, "payments-prod").await;
            let apart = async |chosen: &str, others: &str| {
                let (chosen, others) = borders(browser, chosen, others).await;
                assert!(!chosen.is_empty() && !others.is_empty(), "{chosen:?} {others:?}");
                assert!(
                    !others.iter().any(|other| chosen.contains(other)),
                    "{chosen:?} {others:?}"
                );
            };
            apart(".group[aria-pressed=true]", ".group[aria-pressed=false]").await;
            apart(".topbar a[aria-current]", ".topbar nav > ul:first-child a:not([aria-current])")
                .await;
            browser.type_with(Key::Control, 'k').await;
            browser.find(Role::Dialog, Name::Any).await;
            browser.find(Role::Option, Name::has("Activity")).await;
            apart("[role=option][aria-selected=true]", "[role=option][aria-selected=false]").await;
            browser.press(Key::Escape).await;
            open(browser, &stack, "payments-prod", "overview").await;
            apart(".tabs a[aria-current]", ".tabs a:not([aria-current])").await;
        }
    })
    .await;
}

/// What turns while AWS works turns for less than five seconds, and never in the list, which is open all
/// day: a page that moves keeps the machine awake, and every key waits for its frames.
#[tokio::test]
async fn motion_comes_to_rest_and_who_minds_it_gets_none() {
    let stack = Stack::start(&StackOptions::with_console());
    let moving = "return document.getAnimations().filter(it => it.playState === 'running').length";
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, "vault-unseal", "overview").await;
        assert_eq!(browser.run(moving).await, json!(0), "motion is reduced");
        browser.allow_motion().await;
        browser.reload().await;
        eventually("something moves", async || {
            browser.run(moving).await.as_u64().filter(|count| *count > 0)
        })
        .await;
        let rest = async || (browser.run(moving).await == json!(0)).then_some(());
        eventually("it comes to rest", rest).await;
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "vault-unseal").await;
        browser.wait_until_loaded().await;
        assert_eq!(browser.run(moving).await, json!(0), "the list is at rest");
    })
    .await;
}

/// What is said of a link in the proof stands in the middle of it.
#[tokio::test]
async fn the_picture_of_the_proof_hangs_together() {
    let stack = Stack::start(&StackOptions::with_console());
    for view in [View::DESKTOP, View::PHONE] {
        with_browser(view, async |browser| {
            open(browser, &stack, "identity-next", "certificates").await;
            browser.unfold_all().await;
            let off = "const middle = it => { const { left, right } = it.getBoundingClientRect(); return (left + right) / 2; };
                const words = [...document.querySelectorAll('.proof .link > .small')];
                const narrow = [...document.querySelectorAll('.proof .link')].filter(it =>
                    !['auto', 'normal', 'stretch'].includes(getComputedStyle(it).justifySelf));
                return [words.length > 3, narrow.length,
                    words.filter(it => Math.abs(middle(it) - middle(it.parentElement)) > 2).length]";
            assert_eq!(browser.run(off).await, json!([true, 0, 0]));
        })
        .await;
    }
}

//! What `trunk serve` shows: the gallery, every component in its states, which only debug builds have;
//! and the list, whose stream comes through trunk's proxy.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{process::Command, time::Duration};

use end_to_end::{
    Browser, Name, Program, Role, Scheme, View, allow, artifacts, eventually, eventually_within,
    with_browser,
};
use fantoccini::key::Key;
use serde_json::json;

/// A debug build of the console may come first.
const BUILD: Duration = Duration::from_mins(15);
/// The backend lists a calm fleet twice a minute.
const FOLLOWS: Duration = Duration::from_mins(2);

#[tokio::test]
async fn every_component_in_both_themes_and_a_list_that_follows() {
    allow(BUILD + Duration::from_mins(5));
    let (port, backend_port) = (artifacts::free_port(), artifacts::free_port());
    let mut command = Command::new(artifacts::xtask());
    command.args(["demo", "--port", &port.to_string()]);
    command.args(["--backend-port", &backend_port.to_string()]);
    let mut demo = Program::start(command.current_dir(artifacts::repository())).gently();
    let link = demo.wait_for_line_within(BUILD, "its link", |line| {
        line.strip_prefix("Open ").map(str::to_owned)
    });
    for view in [View::DESKTOP, View::PHONE] {
        with_browser(view, async |browser| {
            browser.goto(&link.replace("/#", "/gallery#")).await;
            browser.find(Role::Heading, "Gallery").await;
            browser.find(Role::Heading, "Icons").await;
            for scheme in [Scheme::Light, Scheme::Dark] {
                browser.set_view(view.scheme(scheme)).await;
                browser.assert_accessible().await;
                fits(browser).await;
            }
            moves(browser).await;
        })
        .await;
    }
    with_browser(View::DESKTOP, async |browser| follows(browser, &link).await).await;
    demo.terminate();
    assert!(demo.wait().success(), "{}", demo.printed());
}

/// What changes shows by itself: trunk hands the stream of the fleet on as it comes.
async fn follows(browser: &Browser, link: &str) {
    browser.goto(link).await;
    browser.find(Role::Link, "payments-prod").await;
    let (_, token) = link.split_once("#token=").unwrap();
    let rename = "const [token, done] = arguments;
        const row = [...document.querySelectorAll('tr[data-key]')]
            .find(it => it.textContent.includes('payments-prod'));
        const [region, id] = row.dataset.key.split(' ');
        fetch(`/api/regions/${region}/TagResource`, {
            method: 'POST',
            headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
            body: JSON.stringify({ ResourceId: id, TagList: [{ Key: 'Name', Value: 'seen-through-trunk' }] }),
        }).then(answer => done(answer.status))";
    assert_eq!(browser.run_async(rename, vec![json!(token)]).await, 200);
    eventually_within(FOLLOWS, "the list shows the new name", async || {
        let found = browser.find_all(Role::Link, "seen-through-trunk").await;
        (!found.is_empty()).then_some(())
    })
    .await;
}

/// Nothing sticks out of the page or of its own card.
async fn fits(browser: &Browser) {
    let out = "const out = it => it.getBoundingClientRect().right;
        return [...document.querySelectorAll('main *')].filter(it => it.checkVisibility()
            && !it.closest('pre, .visually-hidden')
            && (out(it) > innerWidth + 1 || out(it) > out(it.closest('.card, .notice') ?? it) + 1))
            .map(it => it.outerHTML.slice(0, 120))";
    assert_eq!(browser.run(out).await, json!([]));
}

/// What does something, does it.
async fn moves(browser: &Browser) {
    browser.click(Role::Button, "Toast").await;
    browser.wait_for_text("It is done").await;
    browser.click(Role::Button, "Problem").await;
    browser.wait_for_text("It could not be done").await;
    browser.assert_accessible().await;
    browser.click(Role::Button, "Close").await;
    browser.click(Role::Button, "Dialog").await;
    browser.find(Role::Heading, "Keyboard shortcuts").await;
    browser.press(Key::Escape).await;
    browser.wait_until_none(Role::Dialog, Name::Any).await;
    let focused = "return document.activeElement.textContent";
    let what = "the focus is back on what opened the dialog";
    eventually(what, async || (browser.run(focused).await == "Dialog").then_some(())).await;
}

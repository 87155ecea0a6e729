//! A proxy in front of the backend that answers in its place: the page says what answered and what to do.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use end_to_end::{Browser, ReverseProxy, Role, View, eventually, with_browser};
use fantoccini::key::Key;

/// Passes everything on, except for what is switched on: a sign-in elsewhere, a page of its own, a
/// refusal, and a backend that it can't reach.
const PROXY: &str = "
    default_type text/html;
    location /api {
        if (-f SWITCH.sign-in) { return 302 http://idp.example.test/login; }
        if (-f SWITCH.elsewhere) { return 307 http://other.example.test$request_uri; }
        if (-f SWITCH.page) { return 200 '<!doctype html><h1>Sign in</h1>'; }
        if (-f SWITCH.refusal) { return 401 '<h1>401</h1>'; }
        if (-f SWITCH.unreachable) { return 502 '<h1>502 Bad Gateway</h1>'; }
        proxy_pass BACKEND;
    }
    location / { proxy_pass BACKEND; }
";

async fn listed(browser: &Browser) {
    browser.find(Role::Link, "payments-prod").await;
    browser.find(Role::Button, "Refresh").await;
}

/// Tries again until the failure is gone. The page does so by itself too, and may be quicker.
async fn recover(browser: &Browser, words: &str) {
    eventually(&format!("{words:?} is gone"), async || {
        if let Some(button) = browser.find_all(Role::Button, "Try again").await.first() {
            // It may be gone by now.
            let _ = button.clone().click().await;
        }
        (!browser.text().await.contains(words)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn what_answers_in_place_of_the_backend_is_told_with_its_host() {
    let proxy = ReverseProxy::start(PROXY).await;
    with_browser(View::DESKTOP, async |browser| {
        // What the browser itself writes on its console.
        browser.tolerate("status of 401");
        browser.tolerate("status of 502");
        browser.goto(&proxy.link_to("/")).await;
        listed(browser).await;
        for (way, words, code) in [
            (".sign-in", "redirected the request to another page", "NotTheBackend"),
            (".elsewhere", "redirected the request to another page", "NotTheBackend"),
            (".page", "answered with a web page instead of data", "NotTheBackend"),
            (".refusal", "refused the request (HTTP 401)", "NotTheBackend"),
            (".unreachable", "answered HTTP 502", "BackendUnreachable"),
        ] {
            proxy.switch(way, true);
            // The stream from before is still open: when it next speaks, the page takes the fault back.
            eventually(&format!("{way} is told with its host and what to do"), async || {
                let details = browser.find_all(Role::Button, "Details").await;
                let Some(details) = details.first().cloned() else {
                    let refresh = browser.find_all(Role::Button, "Refresh").await;
                    refresh.first()?.clone().click().await.ok()?;
                    return None;
                };
                details.click().await.ok()?;
                let text = browser.text().await;
                let sign_in = browser.find_all(Role::Button, "Sign in again").await;
                let told = [words, code, &proxy.host()].iter().all(|it| text.contains(*it));
                (told && sign_in.is_empty() == (code != "NotTheBackend")).then_some(())
            })
            .await;
            // What was there stays.
            browser.find(Role::Link, "payments-prod").await;
            browser.press(Key::Escape).await;
            proxy.switch(way, false);
            recover(browser, words).await;
            listed(browser).await;
        }
    })
    .await;
}

#[tokio::test]
async fn signing_in_again_keeps_the_session() {
    let proxy = ReverseProxy::start(PROXY).await;
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&proxy.link_to("/")).await;
        listed(browser).await;
        proxy.switch(".sign-in", true);
        browser.reload().await;
        browser.wait_for_text("Couldn’t reach the backend").await;
        browser.wait_for_text("redirected the request").await;
        browser.assert_accessible().await;
        browser.run("window.before = true").await;
        // The page is asked for as a whole, which a proxy answers with its sign-in.
        // Found before: the page looks again by itself, and what it finds takes the button away.
        let sign_in = browser.find(Role::Button, "Sign in again").await;
        proxy.switch(".sign-in", false);
        sign_in.click().await.unwrap();
        listed(browser).await;
        assert!(browser.run("return window.before").await.is_null(), "the page was loaded again");
    })
    .await;
}

#[tokio::test]
async fn a_console_below_a_path_that_it_was_not_built_for_says_so() {
    for prefix in ["/", ""] {
        // With the prefix taken off, and left on.
        let server = format!(
            "location /console/ {{ proxy_pass BACKEND{prefix}; }}\nlocation / {{ return 404; }}"
        );
        let proxy = ReverseProxy::start(&server).await;
        with_browser(View::DESKTOP, async |browser| {
            for words in ["404 (Not Found)", "MIME type", "integrity", "preload"] {
                browser.tolerate(words);
            }
            browser.goto(&proxy.link_to("/console/")).await;
            browser.wait_for_text("This page can’t find its files").await;
            browser.wait_for_text("--public-url").await;
        })
        .await;
    }
}

#[tokio::test]
async fn a_console_that_finds_its_files_does_not_say_so() {
    let proxy = ReverseProxy::start("location / { proxy_pass BACKEND; }").await;
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&proxy.link_to("/")).await;
        listed(browser).await;
        // The words are gone with everything else that was there before the console started; before
        // that, the style sheets hid them.
        let shown = "if (document.querySelector('.without-files')) return 'there';
            const words = document.createElement('div');
            words.className = 'without-files';
            document.body.append(words);
            return getComputedStyle(words).display";
        assert_eq!(browser.run(shown).await, "none");
    })
    .await;
}

//! A proxy in front of the backend: one that passes the fleet's stream on, and one that answers in the
//! backend's place, of which the page says what answered and what to do.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    process::Command,
    time::{Duration, Instant},
};

use end_to_end::{
    Browser, Control, Program, ReverseProxy, Role, View, artifacts, eventually, with_browser,
};
use fantoccini::key::Key;
use serde_json::json;

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
            // The stream from before is still open, and doesn't take it back.
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

/// How soon a change must be there: what AWS works on is asked for every three seconds, and a refresh that is
/// wished for comes two seconds after the last listing.
const SOON: Duration = Duration::from_secs(10);
/// Longer than any silence that the proxies put up with: the backend says something every 15 seconds.
const HEARTBEATS: Duration = Duration::from_secs(40);

/// Reads the stream with curl, compressed, and waits for a snapshot, a change and heartbeats. `port` is where
/// the proxy speaks the version of HTTP that `version` asks for.
async fn passes_on(proxy: &ReverseProxy, control: &Control, port: u16, version: (&str, &str)) {
    let (version, spoken) = version;
    let change = format!("changed behind a proxy of {spoken}");
    let cluster = proxy.stack.cluster_named("us-east-1", "payments-prod").await.cluster_id;
    let mut curl = Command::new("curl");
    curl.args([
        version,
        "--silent",
        "--no-buffer",
        "--compressed",
        "--include",
        "--max-time",
        "120",
    ]);
    curl.args(["--header", &format!("authorization: Bearer {}", proxy.stack.token())]);
    curl.arg(format!("http://127.0.0.1:{port}/api/fleet"));
    let mut curl = Program::start(&mut curl);
    let mut line = |limit: Duration, what: &str, parts: &[&str]| {
        curl.wait_for_line_within(limit, what, |line| {
            parts.iter().all(|part| line.contains(*part)).then(|| line.to_owned())
        })
    };
    line(SOON, "the answer", &[spoken]);
    line(SOON, "a compressed answer", &["ontent-", "ncoding: gzip"]);
    line(SOON, "a snapshot", &[r#""event":"snapshot""#]);
    line(SOON, "the cluster", &[r#""event":"rows""#, &cluster]);
    line(SOON, "the end of the snapshot", &[r#""event":"at""#]);
    control.patch(&cluster, &json!({ "StateMessage": change })).await;
    proxy.stack.post("/api/fleet/refresh", &json!({})).await.assert_status(202);
    line(SOON, "the change", &[&cluster, &change]);
    // The proxies give up on what is silent for 18 seconds.
    line(SOON, "the end of the change", &[r#""event":"at""#]);
    let began = Instant::now();
    while began.elapsed() < HEARTBEATS {
        line(HEARTBEATS, "a heartbeat", &[r#""event":"at""#]);
    }
}

/// With an own port for HTTP/2: this nginx speaks one of the two on a port that has no TLS.
#[tokio::test]
async fn nginx_passes_the_stream_on_as_it_comes() {
    let http2 = artifacts::free_port();
    let server = format!(
        "listen 127.0.0.1:{http2} http2;
         gzip on; gzip_types application/x-ndjson; gzip_proxied any;
         proxy_read_timeout 18s; send_timeout 18s;
         location / {{ proxy_pass BACKEND; }}"
    );
    let mut proxy = ReverseProxy::start(&server).await;
    let control = proxy.stack.control();
    passes_on(&proxy, &control, proxy.port(), ("--http1.1", "HTTP/1.1 200")).await;
    passes_on(&proxy, &control, http2, ("--http2-prior-knowledge", "HTTP/2 200")).await;
}

#[tokio::test]
async fn caddy_passes_the_stream_on_as_it_comes() {
    let site = "encode zstd gzip
        reverse_proxy BACKEND {
            header_up Host {upstream_hostport}
            transport http {
                read_timeout 18s
            }
        }";
    let mut proxy = ReverseProxy::start_caddy(site).await;
    let (control, port) = (proxy.stack.control(), proxy.port());
    passes_on(&proxy, &control, port, ("--http1.1", "HTTP/1.1 200")).await;
    passes_on(&proxy, &control, port, ("--http2-prior-knowledge", "HTTP/2 200")).await;
}

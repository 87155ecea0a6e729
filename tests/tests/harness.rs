//! The harness itself: a check that can't fail proves nothing, so here each of its promises about
//! pages is broken on purpose.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    panic::AssertUnwindSafe,
    thread,
    time::{Duration, Instant},
};

use end_to_end::{Browser, Name, Role, Scheme, View, eventually, with_browser};
use futures_util::FutureExt;
use rustix::process::{Pid, Signal, kill_process};

const PAGE: &str = r#"<!doctype html><html lang="en"><head><title>Fleet</title>
<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="style.css"></head><body><main><h1>Fleet</h1>
<nav aria-label="Main"><a href="next?page=2">Next page</a></nav>
<label>Type the id <input id="typed"></label>
<button id="delete" aria-label="Delete cluster-a" disabled>Delete</button>
<button hidden>Refresh</button> <button>Refresh</button>
<table><caption>Clusters</caption><tr><th scope="col">Id</th></tr><tr><td>cluster-a</td></tr></table>
<p id="scheme"></p></main><script src="script.js"></script></body></html>"#;
const SCRIPT: &str = r"
const id = name => document.getElementById(name);
id('typed').oninput = () => { id('delete').disabled = id('typed').value !== 'cluster-a'; };
id('delete').onclick = () => { document.querySelector('td').textContent = 'no cluster'; };
id('scheme').textContent = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
";

/// Serves the page under a strict policy, as the console is.
fn serve(page: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let mut lines = Vec::new();
            while !matches!(lines.last(), Some(line) if line == "\r\n") {
                let mut line = String::new();
                // limit: this thread is waited for by nobody
                if stream.read_line(&mut line).unwrap_or(0) == 0 {
                    break;
                }
                lines.push(line);
            }
            let path = lines.first().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
            let (kind, body) = match path {
                "/script.js" => ("text/javascript", SCRIPT),
                "/style.css" => ("text/css", "button { font-size: 16px }"),
                _ => ("text/html", page),
            };
            let _ = write!(
                stream.get_mut(),
                "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\
                 content-security-policy: default-src 'self'; img-src data:\r\n\
                 connection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    format!("http://{address}/")
}

/// The words with which a test on the page fails.
async fn failure(page: &'static str, test: impl AsyncFnOnce(&Browser)) -> String {
    let url = serve(page);
    let run = with_browser(View::DESKTOP, async |browser| {
        browser.goto(&url).await;
        test(browser).await;
    });
    let panic = AssertUnwindSafe(run).catch_unwind().await.expect_err("the test must fail");
    panic.downcast_ref::<String>().cloned().expect("a panic with a message")
}

#[tokio::test]
async fn a_page_is_used_by_role_and_name() {
    let url = serve(PAGE);
    with_browser(View::PHONE.scheme(Scheme::Dark), async |browser| {
        browser.goto(&url).await;
        browser.wait_for_text("dark").await;
        assert_eq!(browser.run("return innerWidth").await, 390);
        browser.find(Role::Heading, "Fleet").await;
        browser.find(Role::Button, "Refresh").await;
        let table = browser.find(Role::Table, "Clusters").await;
        browser.find_in(&table, Role::Row, Name::has("cluster-a")).await;
        browser.find_in(&table, Role::Cell, "cluster-a").await;
        assert!(browser.find_all(Role::Button, "Nothing of that name").await.is_empty());

        browser.type_into(Role::Textbox, "Type the id", "cluster-a").await;
        browser.click(Role::Button, "Delete cluster-a").await;
        browser.wait_until_none(Role::Cell, "cluster-a").await;
        browser.assert_accessible().await;

        browser.click(Role::Link, "Next page").await;
        assert_eq!(browser.wait_for_path(|path| path != "/").await, "/next?page=2");
        browser.set_view(View::DESKTOP).await;
        browser.reload().await;
        browser.wait_for_text("light").await;
    })
    .await;
}

#[tokio::test]
async fn an_error_on_the_console_fails_the_test() {
    let failed = failure(PAGE, async |browser| {
        browser.run("setTimeout(() => { throw new Error('lost ' + 'key') })").await;
        browser.run("console.error('a panic ' + 'in wasm')").await;
        // The console is in order: what comes before this line has been seen.
        browser.run("document.body.append('done')").await;
        browser.wait_for_text("done").await;
    })
    .await;
    assert!(failed.contains("lost key") && failed.contains("a panic in wasm"), "{failed}");
}

#[tokio::test]
async fn a_provoked_error_can_be_tolerated_but_no_other() {
    let failed = failure(PAGE, async |browser| {
        browser.tolerate("expected");
        browser.run("console.error('expected'); console.error('surprise')").await;
    })
    .await;
    assert!(failed.contains("surprise") && !failed.contains("expected"), "{failed}");
}

#[tokio::test]
async fn a_policy_violation_fails_the_test() {
    let failed = failure(
        r#"<!doctype html><html lang="en"><title>x</title><link rel="icon" href="data:,">
           <h1 style="color: red">Inline style</h1></html>"#,
        async |browser| browser.wait_for_text("Inline style").await,
    )
    .await;
    assert!(failed.contains("Content Security Policy"), "{failed}");
}

#[tokio::test]
async fn an_accessibility_violation_fails_the_test() {
    let failed = failure(
        r#"<!doctype html><html lang="en"><title>x</title><link rel="icon" href="data:,">
           <main><h1>Form</h1><input></main></html>"#,
        async |browser| browser.assert_accessible().await,
    )
    .await;
    assert!(failed.contains("label"), "{failed}");
}

/// Which of a browser's processes.
#[derive(Clone, Copy)]
enum Of {
    Browser,
    Driver,
}

/// What a test says that loses its browser or its driver in the middle, while it waits for something on
/// the page. Nothing of them may be left afterwards.
async fn loses(of: Of, signal: Signal) -> String {
    let (mut ids, mut start) = ([0; 2], Instant::now());
    let failed = failure(PAGE, async |browser| {
        browser.wait_for_text("Fleet").await;
        ids = browser.processes();
        start = Instant::now();
        let id = Pid::from_raw(ids[of as usize].cast_signed()).unwrap();
        kill_process(id, signal).unwrap();
        browser.find(Role::Button, "Nothing of that name").await;
    })
    .await;
    assert!(start.elapsed() < Duration::from_mins(1), "{:?}: {failed}", start.elapsed());
    eventually("browser and driver are gone", async || {
        let status = ids.map(|id| std::fs::read_to_string(format!("/proc/{id}/stat")));
        // Who is dead may still be in the table.
        status.into_iter().flatten().all(|told| told.contains(") Z ")).then_some(())
    })
    .await;
    failed
}

#[tokio::test]
async fn a_killed_browser_fails_the_test_which_names_itself() {
    let said = loses(Of::Browser, Signal::KILL).await;
    let lost =
        "a_killed_browser_fails_the_test_which_names_itself has lost its browser: the browser";
    assert!(said.starts_with(lost) && said.contains("has ended"), "{said}");
}

#[tokio::test]
async fn a_killed_driver_fails_the_test_which_names_itself() {
    let said = loses(Of::Driver, Signal::KILL).await;
    let lost =
        "a_killed_driver_fails_the_test_which_names_itself has lost its browser: chromedriver";
    assert!(said.starts_with(lost) && said.contains("has ended"), "{said}");
}

#[tokio::test]
async fn a_frozen_browser_fails_the_test_which_names_itself() {
    let said = loses(Of::Browser, Signal::STOP).await;
    let lost =
        "a_frozen_browser_fails_the_test_which_names_itself has lost its browser: POST execute";
    assert!(said.starts_with(lost) && said.contains("no answer after 30s"), "{said}");
}

#[tokio::test]
async fn a_frozen_driver_fails_the_test_which_names_itself() {
    let said = loses(Of::Driver, Signal::STOP).await;
    let lost =
        "a_frozen_driver_fails_the_test_which_names_itself has lost its browser: POST execute";
    assert!(said.starts_with(lost) && said.contains("no answer after 30s"), "{said}");
}

//! `cargo xtask demo`, as a stranger runs it: one line with a link, the console behind it through
//! `trunk serve`, and nothing left when it ends.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{process::Command, time::Duration};

use end_to_end::{Http, Name, Program, Role, View, artifacts, with_browser};

/// A debug build of the console may come first.
const BUILD: Duration = Duration::from_mins(15);

#[tokio::test]
async fn the_link_opens_the_console_and_ctrl_c_ends_everything() {
    let (port, backend_port) = (artifacts::free_port(), artifacts::free_port());
    let mut command = Command::new(artifacts::xtask());
    command.args(["demo", "--port", &port.to_string()]);
    command.args(["--backend-port", &backend_port.to_string()]);
    let mut demo = Program::start(command.current_dir(artifacts::repository())).gently();
    let link = demo.wait_for_line_within(BUILD, "its link", |line| {
        line.strip_prefix("Open ").map(str::to_owned)
    });
    assert!(link.starts_with(&format!("http://127.0.0.1:{port}/#token=")), "{link}");
    assert_eq!(demo.printed().matches("Open http").count(), 1, "one link");

    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&link).await;
        browser.find(Role::Link, "payments-prod").await;
        // A deep link survives a reload, and the token stays with the tab.
        browser.click(Role::Link, "payments-prod").await;
        browser.find(Role::Heading, "payments-prod").await;
        browser.reload().await;
        browser.find(Role::Heading, Name::has("payments-prod")).await;
    })
    .await;

    demo.terminate();
    assert!(demo.wait().success(), "{}", demo.printed());
    for port in [port, backend_port] {
        let http = Http::new(format!("http://127.0.0.1:{port}"));
        let answer = http.try_send(hyper::Method::GET, "/", &[], "").await;
        assert!(answer.is_none(), "something still listens on port {port}");
    }
}

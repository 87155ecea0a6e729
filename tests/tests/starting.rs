//! The first row does not wait for the program: the session and the fleet are asked for while it is on
//! its way, once, and only as the program itself would ask.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use backend_api::routes::{FLEET, FLEET_BEGINNING, SESSION};
use end_to_end::{
    Asked, Browser, Holding, REGIONS, Role, StackOptions, View, eventually, eventually_or,
    with_browser,
};

/// The program, by its name.
const PROGRAM: &str = "/console_bg-";

/// Opens a link, and lets the program come when the fleet was asked for.
async fn open(browser: &Browser, proxy: &Holding, link: &str) {
    let opening = browser.goto(link);
    let letting_go = async {
        eventually_or("the program and the fleet are asked for", async || {
            let asked = (proxy.asked(PROGRAM), proxy.asked(FLEET));
            if asked.0.is_empty() || asked.1.is_empty() {
                Err(format!("{:?}", proxy.asked("")))
            } else {
                Ok(())
            }
        })
        .await;
        proxy.let_go();
    };
    tokio::join!(opening, letting_go);
}

fn paths(asked: &[Asked]) -> Vec<&str> {
    asked.iter().map(|it| it.path.as_str()).collect()
}

#[tokio::test]
async fn the_fleet_is_asked_for_once_while_the_program_is_on_its_way() {
    for page in ["/clusters", "/cluster"] {
        let proxy = Holding::start(StackOptions::with_console(), PROGRAM).await;
        let cluster = proxy.stack.cluster_named(REGIONS[0], "payments-prod").await.cluster_id;
        let path = match page {
            "/clusters" => page.to_owned(),
            _ => format!("/regions/{}/clusters/{cluster}/overview", REGIONS[0]),
        };
        with_browser(View::DESKTOP, async |browser| {
            open(browser, &proxy, &proxy.link_to(&path)).await;
            match page {
                "/clusters" => drop(browser.find(Role::Link, "payments-prod").await),
                _ => drop(browser.find(Role::Heading, "payments-prod").await),
            }
            let fleet = proxy.asked(FLEET);
            assert_eq!(paths(&fleet), [FLEET_BEGINNING], "{page}");
            assert!(fleet[0].early && !fleet[0].over, "{fleet:?}");
            let session = proxy.asked(SESSION);
            assert_eq!(session.len(), 1, "{session:?}");
            assert!(session[0].early, "the program is on its way");
            assert_eq!(proxy.asked("/config.json").len(), 1, "it is announced, and taken once");
            assert_eq!(proxy.asked(PROGRAM).len(), 1);
            browser.assert_clean_console().await;
        })
        .await;
    }
}

#[tokio::test]
async fn of_a_large_fleet_only_the_beginning_comes_beside_the_program() {
    let proxy = Holding::start(StackOptions::with_console().clusters(300), PROGRAM).await;
    // Somebody has the list open already, so all of it is known.
    let other = proxy.stack.http().base().to_owned();
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&format!("{other}/#token={}", proxy.stack.token())).await;
        browser.wait_for_text("322").await;
        browser.goto("about:blank").await;
        open(browser, &proxy, &proxy.link_to("/clusters")).await;
        browser.wait_for_text("322").await;
        let fleet = proxy.asked(FLEET);
        assert_eq!(paths(&fleet), [FLEET_BEGINNING, FLEET]);
        assert!(fleet[0].early && fleet[0].over && !fleet[1].over, "{fleet:?}");
    })
    .await;
}

/// Runs before the page: does something as soon as the fleet was asked for.
fn when_asked(deed: &str) -> String {
    format!(
        "const real = window.fetch;
         window.fetch = (url, ...rest) => {{
             const answer = real(url, ...rest);
             if (String(url).includes('{FLEET_BEGINNING}')) {{ {deed}; }}
             return answer;
         }};"
    )
}

#[tokio::test]
async fn what_was_asked_of_another_backend_is_dropped() {
    let proxy = Holding::start(StackOptions::with_console(), PROGRAM).await;
    with_browser(View::DESKTOP, async |browser| {
        // The same place by another address: the page's own, but written out.
        let deed = "sessionStorage.setItem('cloudhsm-console.backend', location.origin)";
        browser.before_each_page(&when_asked(deed)).await;
        open(browser, &proxy, &proxy.link_to("/clusters")).await;
        browser.find(Role::Link, "payments-prod").await;
        let dropped = "the first stream is ended, and one other is open";
        eventually_or(dropped, async || {
            let fleet = proxy.asked(FLEET);
            let over: Vec<_> = fleet.iter().map(|it| it.over).collect();
            if paths(&fleet) == [FLEET_BEGINNING; 2] && over == [true, false] {
                Ok(())
            } else {
                Err(format!("{fleet:?}"))
            }
        })
        .await;
        assert_eq!(proxy.asked(SESSION).len(), 2);
        browser.assert_clean_console().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_asked_with_another_token_is_dropped() {
    let proxy = Holding::start(StackOptions::with_console(), PROGRAM).await;
    with_browser(View::DESKTOP, async |browser| {
        browser.tolerate("status of 401");
        let deed = "history.replaceState(null, '', '#token=another')";
        browser.before_each_page(&when_asked(deed)).await;
        open(browser, &proxy, &proxy.link_to("/clusters")).await;
        browser.wait_for_text("The session has ended").await;
        eventually("nothing of the first session is open", async || {
            proxy.asked(FLEET).iter().all(|it| it.over).then_some(())
        })
        .await;
        assert_eq!(paths(&proxy.asked(FLEET)), [FLEET_BEGINNING]);
        assert!(!browser.text().await.contains("payments-prod"));
    })
    .await;
}

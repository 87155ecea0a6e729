//! The hints for newcomers, and where "Why?" leads.

use backend_api::NetworkKind;
use end_to_end::{
    Browser, Name, REGIONS, Role, Stack, StackOptions, View, eventually, with_browser,
};
use fantoccini::key::Key;
use serde_json::json;

const DISMISS: &str = "Don’t show again";

/// Whether the hints lie over nothing else, and inside the window or below the list.
async fn lie_free(browser: &Browser) {
    let free = "const hints = document.querySelector('.hints').getBoundingClientRect();
        const others = [...document.querySelectorAll('.list-page > *:not(.hints), .topbar')];
        return [getComputedStyle(document.querySelector('.hints')).position,
            others.map(it => it.getBoundingClientRect()).filter(it => it.width > 0 && it.height > 0)
                .every(it => it.bottom <= hints.top + 0.5 || it.top >= hints.bottom - 0.5)]";
    assert_eq!(browser.run(free).await, json!(["static", true]));
}

#[tokio::test]
async fn hints_are_below_the_list_and_dismissed_for_good() {
    let stack = Stack::start(&StackOptions::with_console());
    for view in [View::DESKTOP, View { width: 1024, ..View::DESKTOP }, View::PHONE] {
        with_browser(view, async |browser| {
            browser.goto(&stack.link()).await;
            browser.find(Role::Link, "payments-prod").await;
            browser.find(Role::Button, DISMISS).await;
            lie_free(browser).await;
            browser.assert_accessible_in_both_themes().await;
            // No row stands after them, and nothing before the rows is theirs.
            let last = "const hints = document.querySelector('.hints');
                return !!(document.querySelector('.list-frame').compareDocumentPosition(hints) & 4)";
            assert_eq!(browser.run(last).await, json!(true));
            browser.run("document.querySelector('.hints button').focus()").await;
            browser.press(Key::Enter).await;
            browser.wait_until_none(Role::Button, DISMISS).await;
            let focused = "return document.activeElement.id";
            eventually("the focus is on the page", async || {
                (browser.run(focused).await == "main").then_some(())
            })
            .await;
            browser.reload().await;
            browser.find(Role::Link, "payments-prod").await;
            browser.find(Role::Combobox, "Filter clusters").await;
            browser.wait_until_loaded().await;
            let hints = "return document.querySelectorAll('.hints').length";
            assert_eq!(browser.run(hints).await, json!(0));
            // Whoever wants them again says so.
            browser.click(Role::Button, "Preferences").await;
            browser.click(Role::Checkbox, "Hints below the list").await;
            browser.press(Key::Escape).await;
            browser.wait_until_none(Role::Dialog, Name::Any).await;
            browser.reload().await;
            browser.find(Role::Button, DISMISS).await;
        })
        .await;
    }
}

/// Where each "Why?" in a part of the page leads.
async fn whys(browser: &Browser, within: &str) -> Vec<String> {
    let script = format!(
        "return [...document.querySelectorAll('{within} a[target=_blank]')]
            .filter(it => it.textContent === 'Why?').map(it => it.getAttribute('href'))"
    );
    serde_json::from_value(browser.run(&script).await).unwrap()
}

#[tokio::test]
async fn every_finding_leads_to_what_it_means() {
    let stack = Stack::start(&StackOptions::with_console());
    let cluster = stack.cluster_named(REGIONS[0], "tls-offload-prod").await.cluster_id;
    let page = stack.http().get("/findings.html", &[]).await.expect(200).text();
    with_browser(View::DESKTOP, async |browser| {
        let path = format!("/regions/{}/clusters/{cluster}/overview", REGIONS[0]);
        browser.goto(&stack.link_to(&path)).await;
        browser.find(Role::Heading, "Needs attention").await;
        let findings = browser.run("return document.querySelectorAll('.findings > li').length");
        let count = findings.await.as_u64().unwrap();
        let links = whys(browser, ".findings").await;
        assert_eq!(u64::try_from(links.len()).unwrap(), count, "{links:?}");
        for link in &links {
            let (file, kind) = link.split_once('#').unwrap();
            assert_eq!(file, "findings.html");
            assert!(page.contains(&format!("<h3 id=\"{kind}\">")), "{link}");
        }
        // It is called by what it explains, and opens beside the console.
        let named = browser.find_all(Role::Link, "Why? degraded").await;
        let of_kind = links.iter().filter(|link| link.ends_with("#degraded")).count();
        assert_eq!(named.len(), of_kind);
        assert!(of_kind > 0);
        browser.assert_accessible_in_both_themes().await;

        // In the list, all findings are a click away, and each has it too.
        browser.goto(&stack.link_to("/clusters?q=offload")).await;
        browser.find(Role::Link, "tls-offload-prod").await;
        browser.run("document.querySelector('.finding').focus()").await;
        browser.press(Key::Enter).await;
        browser.find(Role::Dialog, "Findings").await;
        // But those of the network: nobody asks EC2 about it for a list.
        let of_network = |link: &&String| {
            NetworkKind::ALL.iter().any(|kind| link.ends_with(&format!("#{}", kind.as_str())))
        };
        let links: Vec<_> = links.iter().filter(|link| !of_network(link)).cloned().collect();
        assert_eq!(whys(browser, ".findings-panel .findings").await, links);
    })
    .await;
}

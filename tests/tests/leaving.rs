//! Answers that come when who asked is gone: a page, a dialog, a whole session. They end silently, and
//! what is there by then goes on.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use end_to_end::{
    Browser, Name, REGIONS, Role, Stack, StackOptions, View, eventually, with_browser,
};
use fantoccini::key::Key;
use serde_json::json;

const REGION: &str = REGIONS[0];
const TABS: [&str; 8] =
    ["overview", "hsms", "usage", "network", "certificates", "tags", "backups", "raw"];

/// Holds whole answers back whose path ends as `window.holding` says, until they are let go.
const HOLD: &str = "(() => {
    const real = window.fetch.bind(window);
    window.held = [];
    window.fetch = async (...asked) => {
        const answer = await real(...asked);
        const { pathname } = new URL(answer.url);
        if (!window.holding || !pathname.endsWith(window.holding)) return answer;
        const { status, headers } = answer;
        const body = await answer.text();
        await new Promise(go => window.held.push(go));
        return new Response(body, { status, headers });
    };
})()";

async fn hold(browser: &Browser, path: &str) {
    browser.run(&format!("window.holding = '{path}'")).await;
}

async fn wait_for_held(browser: &Browser, count: usize) {
    let what = format!("{count} answers are held back");
    let held = "return window.held.length";
    eventually(&what, async || (browser.run(held).await == json!(count)).then_some(())).await;
}

async fn let_go(browser: &Browser) {
    browser.run("window.holding = ''; window.held.splice(0).forEach(go => go())").await;
}

/// Goes to a page as a link does, within this very turn of the browser.
fn going_to(path: &str) -> String {
    format!("history.pushState(null, '', '{path}'); dispatchEvent(new Event('popstate'));")
}

async fn open_palette(browser: &Browser) {
    let keys = [Key::Control.into(), 'k', Key::Null.into()];
    browser.type_keys(&String::from_iter(keys)).await;
}

async fn on_a_cluster(stack: &Stack, browser: &Browser) -> String {
    let cluster = stack.cluster_named(REGION, "payments-prod").await;
    let page = format!("/regions/{REGION}/clusters/{}", cluster.cluster_id);
    browser.before_each_page(HOLD).await;
    browser.goto(&stack.link_to(&format!("{page}/overview"))).await;
    browser.find(Role::Heading, "payments-prod").await;
    page
}

#[tokio::test]
async fn a_tab_that_is_left_before_its_answer_comes() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        let page = on_a_cluster(&stack, browser).await;
        browser.run(&going_to(&format!("{page}/raw"))).await;
        browser.wait_for_text("\"ClusterId\"").await;
        // This tab reads the cluster once more, each time that it is opened.
        hold(browser, "/DescribeClusters").await;
        for (left, tab) in ["network", "certificates", "backups", "tags"].iter().enumerate() {
            browser.run(&going_to(&format!("{page}/{tab}"))).await;
            browser.run(&going_to(&format!("{page}/raw"))).await;
            wait_for_held(browser, left + 1).await;
        }
        let_go(browser).await;
        browser.wait_for_text("\"ClusterId\"").await;
        browser.click_tab("Certificates").await;
        browser.wait_for_text("Proven for an emulator").await;
    })
    .await;
}

#[tokio::test]
async fn tabs_that_change_faster_than_anything_loads() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        let page = on_a_cluster(&stack, browser).await;
        for pause in ["0", "requestAnimationFrame", "setTimeout"] {
            let script = format!(
                "const [tabs, page, done] = arguments;
                 const pause = {pause} || (go => queueMicrotask(go));
                 (async () => {{
                     for (const tab of [...tabs, ...tabs.toReversed(), ...tabs]) {{
                         history.pushState(null, '', page + '/' + tab);
                         dispatchEvent(new Event('popstate'));
                         await new Promise(go => pause(go));
                     }}
                 }})().then(done)"
            );
            browser.run_async(&script, vec![json!(TABS), json!(page)]).await;
            browser.wait_for_text("\"ClusterId\"").await;
        }
        browser.click_tab("Certificates").await;
        browser.wait_for_text("Proven for an emulator").await;
    })
    .await;
}

#[tokio::test]
async fn a_palette_that_is_closed_before_its_answers_come() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        // Without the stream of the fleet, the palette has to ask for the clusters itself.
        browser.before_each_page("window.holding = '/api/fleet'").await;
        on_a_cluster(&stack, browser).await;
        hold(browser, "/DescribeClusters").await;
        open_palette(browser).await;
        browser.find(Role::Combobox, Name::has("Go to a cluster")).await;
        wait_for_held(browser, REGIONS.len()).await;
        browser.press(Key::Escape).await;
        let left = "return document.querySelectorAll('dialog').length";
        eventually("the dialog is gone", async || (browser.run(left).await == 0).then_some(()))
            .await;
        let_go(browser).await;
        open_palette(browser).await;
        browser.type_into(Role::Combobox, Name::has("Go to a cluster"), "staging").await;
        browser.find(Role::Option, Name::has("staging-signing")).await;
    })
    .await;
}

#[tokio::test]
async fn listings_of_a_session_that_was_replaced() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        browser.before_each_page(HOLD).await;
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        browser.wait_until_none(Role::Button, Name::has("Refreshing")).await;
        // The old session's stream is open too, and goes on as long as its page.
        hold(browser, "/api/fleet/refresh").await;
        browser.click(Role::Button, "Refresh").await;
        wait_for_held(browser, 1).await;
        browser.run("window.holding = ''").await;
        browser.run(&going_to("/connect")).await;
        browser.type_into(Role::Textbox, "Session token", stack.token()).await;
        browser.click(Role::Button, "Connect").await;
        browser.run(&going_to("/clusters")).await;
        browser.find(Role::Link, "payments-prod").await;
        let_go(browser).await;
        // A whole listing after what was held: that has been read by then.
        browser.click(Role::Button, "Refresh").await;
        browser.wait_until_none(Role::Button, Name::has("Refreshing")).await;
    })
    .await;
}

#[tokio::test]
async fn a_list_that_is_left_while_it_scrolls() {
    let stack = Stack::start(&StackOptions::with_console().clusters(200));
    let all = "Select all visible clusters";
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&stack.link()).await;
        browser.find(Role::Checkbox, all).await;
        // The browser tells of the scroll at its next frame: the frame that scrolled is gone by then.
        let script = "const done = arguments[0];
            document.querySelector('.table-frame').scrollTop = 500;
            document.querySelector('.table-frame input').focus();";
        let then = "requestAnimationFrame(() => requestAnimationFrame(() => done()));";
        let script = [script, &going_to("/activity"), then].concat();
        browser.run_async(&script, vec![]).await;
        browser.find(Role::Heading, "Activity").await;
        browser.click(Role::Link, "Clusters").await;
        browser.find(Role::Checkbox, all).await;
    })
    .await;
}

//! What is said in passing, whose account this is, and where to go.

use cloudhsm_api::Timestamp;
use end_to_end::{
    Emulator, Keys, Name, REGIONS, Role, Scheme, Stack, StackOptions, View, eventually,
    with_browser,
};
use fantoccini::key::Key;
use serde_json::json;

use crate::scene::{end_the_session, wait_for_attribute};

#[tokio::test]
async fn what_is_said_in_passing_takes_no_focus_and_problems_stay() {
    let stack = Stack::start(&StackOptions::with_console());
    let id = stack.cluster_named(REGIONS[0], "payments-prod").await.cluster_id;
    with_browser(View::PHONE.scheme(Scheme::Dark), async |browser| {
        browser.hasten(60).await;
        // On a phone, the list's cards have no room for buttons that copy.
        let path = format!("/regions/{}/clusters/{id}/overview", REGIONS[0]);
        browser.goto(&stack.link_to(&path)).await;
        browser.find(Role::Heading, "Details").await;
        let status = "return document.getElementById('toasts').getAttribute('role')";
        assert_eq!(browser.run(status).await, json!("status"));
        browser.run("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))").await;
        browser.run("document.execCommand = () => false").await;
        browser.run("document.querySelector('button.copy').focus()").await;
        browser.press(Key::Enter).await;
        browser.wait_for_text("Couldn’t copy to the clipboard").await;
        let focused = "return document.activeElement.className";
        assert_eq!(browser.run(focused).await, json!("copy"));
        browser.assert_accessible().await;
        // What went well goes by itself, and leaves what did not.
        browser.run("document.activeElement.blur()").await;
        browser.type_keys("d").await;
        wait_for_attribute(browser, "data-density", json!("compact")).await;
        let toasts = "return document.querySelectorAll('.toast').length";
        eventually("one is left", async || (browser.run(toasts).await == 1).then_some(())).await;
        browser.wait_for_text("Couldn’t copy to the clipboard").await;
        browser.click(Role::Button, "Close").await;
        eventually("none is left", async || (browser.run(toasts).await == 0).then_some(())).await;
    })
    .await;
}

/// As over plain http, where a page has no clipboard to write to.
#[tokio::test]
async fn ids_can_be_copied_without_a_clipboard_to_write_to() {
    let stack = Stack::start(&StackOptions::with_console());
    let cluster = stack.cluster_named(REGIONS[0], "payments-prod").await.cluster_id;
    with_browser(View::DESKTOP, async |browser| {
        browser
            .before_each_page(
                "Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined });
                 addEventListener('copy', () => window.copied = document.activeElement.value);",
            )
            .await;
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        let focus =
            format!("document.querySelector('[data-key$=\"{cluster}\"] button.copy').focus()");
        browser.run(&focus).await;
        browser.press(Key::Enter).await;
        browser.wait_for_text("Copied: cluster ID").await;
        assert_eq!(browser.run("return window.copied").await, json!(cluster));
        let focused = "return document.activeElement.className";
        assert_eq!(browser.run(focused).await, json!("copy"), "the focus is back");
        // In a dialog, outside of which nothing can be selected.
        browser.click(Role::Button, "Export…").await;
        browser.find(Role::Dialog, "Export").await;
        browser.tab_to(Role::Button, Name::has("cluster IDs")).await;
        browser.press(Key::Enter).await;
        browser.wait_for_text("Copied: cluster IDs").await;
        let copied = browser.run("return window.copied").await;
        assert!(copied.as_str().unwrap().lines().any(|line| line == cluster), "{copied}");
    })
    .await;
}

#[tokio::test]
async fn the_account_is_told_at_any_width() {
    let options = StackOptions::with_console().args([
        "--account-label",
        "Production",
        "--account-color",
        "#b00020",
    ]);
    let stack = Stack::start(&options);
    for view in [View::DESKTOP, View::PHONE, View { width: 320, ..View::PHONE }] {
        with_browser(view, async |browser| {
            browser.goto(&stack.link()).await;
            browser.find(Role::Link, "payments-prod").await;
            browser.wait_for_text("Production 111122223333").await;
            let mark = "const mark = document.querySelector('.account');
                const { backgroundColor, color } = getComputedStyle(mark);
                const { right, width } = mark.getBoundingClientRect();
                return [backgroundColor, color, mark.scrollWidth <= Math.ceil(width) && right <= innerWidth]";
            let colors = json!(["rgb(176, 0, 32)", "rgb(255, 255, 255)", true]);
            assert_eq!(browser.run(mark).await, colors);
            browser.assert_accessible().await;
        })
        .await;
    }
}

#[tokio::test]
async fn the_regions_lead_to_the_list_of_one() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&stack.link_to("/activity")).await;
        browser.find(Role::Heading, "Activity").await;
        browser.click(Role::Button, Name::has("regions")).await;
        browser.assert_accessible().await;
        browser.click(Role::Link, REGIONS[1]).await;
        let path = browser.wait_for_path(|path| path.starts_with("/clusters?")).await;
        assert_eq!(path, format!("/clusters?q=region%3A{}", REGIONS[1]));
        browser.wait_until_none(Role::Link, "All regions").await;
    })
    .await;
}

#[tokio::test]
async fn without_webassembly_the_page_says_so() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        browser.before_each_page("delete globalThis.WebAssembly").await;
        browser.goto(&stack.link()).await;
        browser.find(Role::Heading, "This browser can’t run the console").await;
        browser.assert_accessible().await;
    })
    .await;
}

#[tokio::test]
async fn a_session_that_ended_begins_again_with_the_new_token() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        end_the_session(browser, &stack).await;
        browser.assert_accessible().await;
        browser.type_into(Role::Textbox, "Session token", stack.token()).await;
        browser.click(Role::Button, "Connect").await;
        browser.find(Role::Link, "payments-prod").await;
        browser.wait_for_text("Connected again").await;
    })
    .await;
}

#[tokio::test]
async fn a_backend_that_comes_back_is_found_and_told_of() {
    let mut stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        browser.tolerate("Failed to load resource");
        browser.hasten(10).await;
        browser.goto(&stack.link_to("/connect")).await;
        browser.find(Role::Heading, Name::has("Connect")).await;
        stack.kill();
        browser.type_into(Role::Textbox, "Session token", stack.token()).await;
        browser.click(Role::Button, "Connect").await;
        // Not the empty form again, as if nothing had been done.
        browser.wait_for_path(|path| path == "/clusters").await;
        browser.wait_for_text("BackendUnreachable").await;
        // Tries that fail take nothing away that is being typed.
        browser.type_into(Role::Textbox, "Session token", "half a to").await;
        let typed = "return document.getElementById('token').value";
        let tries = "return performance.getEntriesByName(location.origin + '/api/session').length";
        let before = browser.run(tries).await.as_u64().unwrap();
        eventually("two more tries have failed", async || {
            (browser.run(tries).await.as_u64()? >= before + 2).then_some(())
        })
        .await;
        assert_eq!(browser.run(typed).await, json!("half a to"));
        // What is said in passing is gone in a tenth of its time, too.
        browser.run(HEAR).await;
        stack.start_again();
        browser.find(Role::Link, "payments-prod").await;
        let heard = browser.run("return window.heard").await;
        assert_eq!(heard, json!(["Connected again"]));
    })
    .await;
}

/// Notes what is said in passing.
const HEAR: &str = "window.heard = [];
    new MutationObserver(records => {
        for (const { addedNodes } of records)
            for (const { textContent } of addedNodes) if (textContent) window.heard.push(textContent);
    }).observe(document.getElementById('toasts'), { childList: true });";

/// With the browser's site data blocked, the token can't be kept, and the page says so.
#[tokio::test]
async fn a_browser_that_keeps_nothing_is_told_of() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        let blocked = "for (const name of ['sessionStorage', 'localStorage'])
            Object.defineProperty(window, name, {
                get() { throw new DOMException('blocked', 'SecurityError'); } })";
        browser.before_each_page(blocked).await;
        browser.goto(&stack.link()).await;
        browser.wait_for_text("SiteDataBlocked").await;
        browser.assert_accessible().await;
    })
    .await;
}

/// In so many seconds, as a `credential_process` writes it.
fn ends_in(seconds: i64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Timestamp::from_epoch_seconds(i64::try_from(now.as_secs()).unwrap() + seconds).to_rfc3339()
}

#[tokio::test]
async fn credentials_that_nobody_renewed_are_announced_and_nothing_moves() {
    let emulator = Emulator::start();
    let known = emulator.control().credentials().await;
    let home = tempfile::tempdir().unwrap();
    let (process, config) = (home.path().join("process.json"), home.path().join("config"));
    let keys_until = |keys: &Keys, end: String| {
        let mut said = json!({
            "Version": 1, "AccessKeyId": keys.access_key_id, "Expiration": end,
            "SecretAccessKey": keys.secret_access_key,
        });
        if let Some(token) = &keys.session_token {
            said["SessionToken"] = token.as_str().into();
        }
        std::fs::write(&process, said.to_string()).unwrap();
    };
    keys_until(&known.session, ends_in(100));
    let profile = format!("[profile process]\ncredential_process = cat {}\n", process.display());
    std::fs::write(&config, profile).unwrap();
    let endpoint = Some(emulator.url().to_owned());
    let options = StackOptions { endpoint, ..StackOptions::with_console() }
        .args(["--region", REGIONS[0], "--profile", "process"])
        .env("AWS_CONFIG_FILE", config.to_str().unwrap())
        .env("AWS_SHARED_CREDENTIALS_FILE", home.path().join("none").to_str().unwrap());
    let stack = Stack::start(&options);
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(20).await;
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        let said = browser.find(Role::Status, Name::has("AWS credentials expire in")).await;
        let said = said.text().await.unwrap();
        assert!(said.contains("The backend couldn’t renew them. Renew them"), "{said}");
        browser.assert_accessible_in_every_view().await;
        let places = "return [...document.querySelectorAll('h1, main')]
            .map(it => it.getBoundingClientRect().top)";
        let with_line = browser.run(places).await;
        let is_covered = "const heading = document.querySelector('h1');
            const { left, top, bottom } = heading.getBoundingClientRect();
            return document.elementFromPoint(left + 2, (top + bottom) / 2) !== heading";
        assert_eq!(browser.run(is_covered).await, json!(false), "the heading can be read");

        // Once somebody has renewed them, there is nothing more to say.
        keys_until(&known.user, ends_in(86_400));
        browser.wait_until_gone("AWS credentials expire").await;
        assert_eq!(browser.run(places).await, with_line);
    })
    .await;
}

#[tokio::test]
async fn credentials_that_have_time_left_are_not_announced() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        let slot = "return document.querySelector('.slot').childElementCount";
        assert_eq!(browser.run(slot).await, json!(0));
    })
    .await;
}

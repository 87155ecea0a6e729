//! The parts of the console that are loaded when they are first opened, where they are served as they
//! are released: each opens, and each that does not come says so, leaves the rest alone and can be
//! tried again.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{fs, path::PathBuf};

use end_to_end::{
    Browser, Name, REGIONS, Role, Server, Site, Stack, StackOptions, View, eventually_or,
    with_browser, with_firefox,
};
use fantoccini::key::Key;
use serde_json::json;

const REGION: &str = REGIONS[0];
const CHUNKS: [&str; 11] = [
    "activity",
    "backups",
    "certificates",
    "cluster",
    "deletion",
    "dialogs",
    "initialize",
    "lifecycle",
    "rest",
    "shell",
    "usage",
];

/// What the browser itself says about a file that is missing or has another checksum.
fn tolerate_refusals(browser: &Browser) {
    for words in ["integrity", "Failed to fetch", "NetworkError", "404", "HTTP 404", "split_"] {
        browser.tolerate(words);
    }
}

async fn open_palette(browser: &Browser) {
    browser.type_with(Key::Control, 'k').await;
    browser.find(Role::Combobox, Name::has("Go to a cluster")).await;
}

/// To an address of the console, given as an expression, as the browser's own buttons lead there.
async fn go(browser: &Browser, address: &str) {
    let script = format!(
        "history.pushState(null, '', {address}); dispatchEvent(new PopStateEvent('popstate'))"
    );
    browser.run(&script).await;
}

/// From the list through something of every chunk, without loading the page anew.
async fn every_chunk_opens(browser: &Browser, list: &str) {
    browser.goto(list).await;
    browser.click(Role::Link, "payments-prod").await;
    browser.find(Role::Heading, "payments-prod").await;
    browser.click_tab("Network").await;
    browser.find(Role::Heading, "Subnet mapping").await;
    open_palette(browser).await;
    browser.press(Key::Escape).await;
    browser.choose_action("Delete cluster…").await;
    browser.find(Role::Heading, Name::has("Delete cluster payments-prod")).await;
    // The one in the bar may have the same name, or one with a count of problems.
    browser.run("document.querySelector('.crumbs a').click()").await;
    browser.click(Role::Link, "payments-prod").await;
    browser.choose_action("Change backup retention…").await;
    browser.find(Role::Heading, Name::has("Change backup retention")).await;
    browser.run("document.querySelector('.crumbs a').click()").await;
    browser.click(Role::Link, "payments-prod").await;
    browser.choose_action("Edit tags…").await;
    browser.find(Role::Heading, "Edit tags of payments-prod").await;
    browser.run("document.querySelector('.crumbs a').click()").await;
    browser.click(Role::Link, "payments-prod").await;
    browser.click_tab("Certificates").await;
    browser.find(Role::Heading, "payments-prod").await;
    browser.wait_until_loaded().await;
    // Steps that this cluster doesn't offer, by their addresses.
    go(browser, "location.pathname.replace(/[^/]*$/, 'initialize')").await;
    browser.find(Role::Heading, Name::has("Initialize cluster")).await;
    go(browser, "location.pathname.replace(/clusters.*/, 'backups/backup-00000000000/keep')").await;
    browser.find(Role::Heading, Name::has("Backup expiry")).await;
    browser.click(Role::Link, "Activity").await;
    browser.find(Role::Heading, "Activity").await;
    browser.wait_until_loaded().await;
    let loaded = "return performance.getEntriesByType('resource')
        .map(({ name }) => name.match(/split_([a-z]+)-[0-9a-f]{16}\\.wasm$/)?.[1])
        .filter(name => name).sort()";
    assert_eq!(browser.run(loaded).await, json!(CHUNKS));
    browser.assert_clean_console().await;
}

#[tokio::test]
async fn every_chunk_opens_on_nginx_below_a_path() {
    let site = Site::new();
    let _host = site.serve(Server::Nginx).await;
    with_browser(View::DESKTOP, async |browser| {
        every_chunk_opens(browser, &site.link()).await;
    })
    .await;
    with_firefox(View::DESKTOP, async |browser| {
        every_chunk_opens(browser, &site.link()).await;
    })
    .await;
}

#[tokio::test]
async fn every_chunk_opens_from_the_binary() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        every_chunk_opens(browser, &stack.link()).await;
    })
    .await;
}

/// Takes a file of the site away, in all its forms; what it held.
fn take_away(site: &Site, file: &PathBuf) -> Vec<u8> {
    let content = fs::read(file).unwrap();
    site.replace(file, b"");
    fs::remove_file(file).unwrap();
    content
}

const NOT_LOADED: &str = "This part of the console didn’t load";
const NOT_GENUINE: &str = "is not the file that this console expects";

/// Changed at first, then missing, and there at last: what is opened follows, in its own place.
async fn a_chunk_recovers(
    browser: &Browser,
    site: &Site,
    chunk: &str,
    open: impl AsyncFn(),
    shown: impl AsyncFn(),
) {
    tolerate_refusals(browser);
    let file = site.file(&format!("split_{chunk}-"), ".wasm");
    let genuine = site.tamper(&format!("split_{chunk}-"), ".wasm");
    open().await;
    browser.find(Role::Heading, NOT_LOADED).await;
    browser.wait_for_text(NOT_GENUINE).await;
    browser.assert_accessible().await;
    take_away(site, &file);
    browser.click(Role::Button, "Try again").await;
    browser.wait_for_text("is missing on the server").await;
    site.replace(&file, &genuine);
    browser.click(Role::Button, "Try again").await;
    shown().await;
    browser.wait_until_none(Role::Heading, NOT_LOADED).await;
}

async fn chunks_recover(browser: &Browser, site: &Site) {
    let id = site.stack.cluster_named(REGION, "payments-prod").await.cluster_id;
    let page = |last: &str| site.link_to(&format!("regions/{REGION}/clusters/{id}/{last}"));
    for (chunk, page, heading) in [
        ("activity", site.link_to("activity"), "Activity"),
        ("rest", page("tags/edit"), "Edit tags of payments-prod"),
        ("cluster", page("overview"), "payments-prod"),
        ("deletion", page("delete"), "Delete cluster payments-prod"),
    ] {
        a_chunk_recovers(
            browser,
            site,
            chunk,
            async || {
                browser.goto("about:blank").await;
                browser.goto(&page).await;
            },
            async || drop(browser.find(Role::Heading, Name::has(heading)).await),
        )
        .await;
    }
    a_chunk_recovers(
        browser,
        site,
        "shell",
        async || {
            browser.goto("about:blank").await;
            browser.goto(&site.link_to("activity")).await;
            browser.click(Role::Button, "Preferences").await;
        },
        async || drop(browser.find(Role::Heading, "Preferences").await),
    )
    .await;
}

/// In a browser that has not kept the chunk from before.
async fn the_rows_do_not_wait_for_what_works_on_them(browser: &Browser, site: &Site) {
    tolerate_refusals(browser);
    let file = site.file("split_dialogs-", ".wasm");
    let genuine = take_away(site, &file);
    browser.goto("about:blank").await;
    browser.goto(&site.link()).await;
    browser.find(Role::Link, "payments-prod").await;
    // Once, for the menus and the toolbar together.
    browser.find(Role::Heading, NOT_LOADED).await;
    browser.wait_for_text("is missing on the server").await;
    assert_eq!(browser.find_all(Role::Heading, NOT_LOADED).await.len(), 1);
    site.replace(&file, &genuine);
    browser.click(Role::Button, "Try again").await;
    browser.wait_until_none(Role::Heading, NOT_LOADED).await;
    browser.find(Role::Combobox, "Filter clusters").await;
    browser.find(Role::Button, "Regions").await;
}

#[tokio::test]
async fn a_chunk_that_does_not_come_can_be_tried_again() {
    let site = Site::new();
    let _host = site.serve(Server::Nginx).await;
    with_browser(View::DESKTOP, async |browser| chunks_recover(browser, &site).await).await;
    with_browser(View::DESKTOP, async |browser| {
        the_rows_do_not_wait_for_what_works_on_them(browser, &site).await;
    })
    .await;
}

#[tokio::test]
async fn a_chunk_that_does_not_come_can_be_tried_again_in_firefox() {
    let site = Site::new();
    let _host = site.serve(Server::Nginx).await;
    with_firefox(View::DESKTOP, async |browser| chunks_recover(browser, &site).await).await;
    with_firefox(View::DESKTOP, async |browser| {
        the_rows_do_not_wait_for_what_works_on_them(browser, &site).await;
    })
    .await;
}

/// A page that is open while a new version takes the place of its files.
#[tokio::test]
async fn a_page_that_is_older_than_its_server_offers_the_new_version() {
    let site = Site::new();
    let _host = site.serve(Server::Nginx).await;
    with_browser(View::DESKTOP, async |browser| {
        tolerate_refusals(browser);
        browser.goto(&site.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        let file = site.file("split_activity-", ".wasm");
        let chunk = take_away(&site, &file);
        // The new version has another program, so its page names another.
        let program = site.file("console_bg-", ".wasm");
        let name = program.file_name().unwrap().to_str().unwrap();
        let new = "console_bg-00000000000000ff.wasm";
        let page = site.files().join("index.html");
        let text = fs::read_to_string(&page).unwrap().replace(name, new);
        site.replace(&page, text.as_bytes());
        fs::copy(&program, site.files().join(new)).unwrap();

        browser.click(Role::Link, "Activity").await;
        browser.find(Role::Heading, "A new version is available").await;
        browser.assert_accessible().await;
        // The rest goes on.
        browser.click(Role::Link, "Clusters").await;
        browser.find(Role::Link, "payments-prod").await;
        browser.click(Role::Link, "Activity").await;
        site.replace(&file, &chunk);
        browser.run("window.old = true").await;
        browser.click(Role::Button, "Reload").await;
        browser.find(Role::Heading, "Activity").await;
        assert_eq!(browser.run("return window.old ?? null").await, json!(null));
    })
    .await;
}

/// A change that arrives by itself changes the open tab and leaves what is there in its place: with it
/// everything that a person unfolded, typed and selected.
#[tokio::test]
async fn a_change_of_the_cluster_does_not_draw_its_open_tab_anew() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "payments-prod").await;
    let id = &cluster.cluster_id;
    with_browser(View::DESKTOP, async |browser| {
        for tab in ["overview", "hsms", "usage", "network", "certificates", "tags", "backups", "raw"] {
            browser.goto("about:blank").await;
            let page = format!("/regions/{REGION}/clusters/{id}/{tab}");
            browser.goto(&stack.link_to(&page)).await;
            browser.wait_until_loaded().await;
            // Everything below the tabs: with what the change adds to it, and nothing less.
            let keep = "const all = document.querySelectorAll('.tabs ~ *, .tabs ~ * :is(details, table, section)');
                window.kept = [...all].filter(it => !it.matches('[role=status]'));
                document.querySelectorAll('.tabs ~ details, .tabs ~ * details').forEach(it => it.open = true);
                return window.kept.length";
            assert_ne!(browser.run(keep).await, json!(0), "{tab}");
            let tags = json!([{ "Key": "Name", "Value": format!("changed on {tab}") }]);
            control.patch(id, &json!({ "TagList": tags })).await;
            browser.click(Role::Button, "Refresh").await;
            browser.find(Role::Heading, format!("changed on {tab}").as_str()).await;
            browser.wait_until_loaded().await;
            let lost = "return window.kept.filter(it => !it.isConnected || it.open === false)
                .map(it => it.outerHTML.slice(0, 100))";
            let what = format!("{tab} stays as it is");
            eventually_or(&what, async || match browser.run(lost).await {
                lost if lost == json!([]) => Ok(()),
                lost => Err(format!("{lost:#}")),
            })
            .await;
        }
    })
    .await;
}

/// A defect ends the program. The page says so, and offers what still works.
#[tokio::test]
async fn a_panic_shows_a_page_that_offers_a_reload() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        browser.tolerate("panicked");
        browser.tolerate("unreachable");
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        // The browser refuses the next element, which no program expects.
        let refuse = "const create = document.createElement.bind(document);
            document.createElement = () => {
                document.createElement = create;
                throw new Error('refused on purpose');
            };";
        browser.run(refuse).await;
        browser.click(Role::Link, "Activity").await;
        browser.find(Role::Heading, "The console stopped").await;
        browser.wait_for_text("refused on purpose").await;
        browser.find(Role::Button, "Copy details").await;
        browser.assert_accessible().await;
        browser.click(Role::Button, "Reload").await;
        browser.find(Role::Heading, "Activity").await;
    })
    .await;
}

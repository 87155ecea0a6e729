//! From a fresh clone to a deleted demo cluster, as a stranger goes it who has README.md and
//! docs/getting-started.md and nothing else: the commands, the steps and the names of everything that is
//! clicked are read from them. It is about what is committed.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod checkout;
mod deletion;
mod demo;
mod told;

use std::{fs, time::Duration};

use end_to_end::{Browser, Name, Role, View, allow, eventually_within, with_browser};
use serde_json::json;

use self::{
    checkout::Checkout,
    deletion::delete_something,
    demo::Demo,
    told::{Section, section},
};

/// Trunk builds all three programs again, without optimizing.
const REBUILD: Duration = Duration::from_mins(5);
/// With the first build, on a slow machine.
const WALK: Duration = Duration::from_mins(25);

#[tokio::test]
async fn a_stranger_gets_from_a_clone_to_a_deleted_cluster() {
    allow(WALK);
    let checkout = Checkout::fresh();
    let guide = checkout.text("docs/getting-started.md");
    let (start, readme) =
        (section(&guide, "Start"), section(&checkout.text("README.md"), "Two commands"));
    let [command] = &start.commands[..] else { panic!("one command: {:?}", start.commands) };
    assert_eq!(readme.commands.first(), Some(command), "the README begins with another command");
    let flags = ["--port", "--backend-port"];
    assert!(flags.iter().all(|flag| readme.prose.code.iter().any(|code| code == flag)));
    let line = start.prose.code.iter().find(|code| code.starts_with("Open ")).unwrap();

    let demo = Demo::start(&checkout, command, flags, line.trim_end_matches('…'));
    assert_eq!(demo.printed().matches("Open http").count(), 1, "one link");
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&demo.link).await;
        browser.wait_for_text(start.prose.name()).await;
        look_around(browser, &section(&guide, "Look around")).await;
        reload_by_itself(browser, &checkout).await;
        use_the_keyboard(browser, &section(&guide, "By keyboard")).await;
        let done = delete_something(browser, &section(&guide, "Delete something"), &demo).await;
        // The short version of it names nothing else.
        for name in readme.prose.names().chain(readme.prose.code.iter().map(String::as_str)) {
            let is_command = name.starts_with("cargo ") || name.starts_with("--");
            assert!(is_command || done.iter().any(|it| it == name), "nobody did {name:?}");
        }
    })
    .await;
    demo.interrupt().await;
}

async fn look_around(browser: &Browser, told: &Section) {
    let [wrong, well, certificates, backups, json] = &told.steps[..] else { panic!("{told:?}") };
    let (name, findings) = (wrong.name(), wrong.name());
    browser.click(Role::Link, name).await;
    browser.find(Role::Heading, name).await;
    browser.find(Role::Heading, findings).await;
    let list = browser.find(Role::Navigation, "Main").await;
    browser.click_in(&list, Role::Link, "Clusters").await;
    let (name, notes) = (well.name(), well.name());
    browser.click(Role::Link, name).await;
    browser.find(Role::Heading, name).await;
    browser.find(Role::Heading, notes).await;
    browser.find(Role::Heading, "Details").await;
    assert!(browser.find_all(Role::Heading, findings).await.is_empty());
    for (step, shown) in
        [(certificates, "Proven for an emulator"), (backups, "READY"), (json, "\"ClusterId\"")]
    {
        browser.click_tab(step.name()).await;
        browser.wait_for_text(shown).await;
    }
    told.steps.iter().for_each(told::Step::assert_done);
}

/// The demo is also how one works on the console: what changes in the clone is on the page by itself.
async fn reload_by_itself(browser: &Browser, checkout: &Checkout) {
    let (style, marked) = (checkout.file("style/base.css"), "--out-of-the-door: open");
    let text = fs::read_to_string(&style).unwrap();
    browser.run("window.isTheOldPage = true").await;
    fs::write(&style, format!("{text}\n:root {{ {marked} }}\n")).unwrap();
    let seen = "return [window.isTheOldPage ?? false,
        getComputedStyle(document.documentElement).getPropertyValue('--out-of-the-door').trim()]";
    let what = "the page has loaded itself again, with the change";
    eventually_within(REBUILD, what, async || {
        // In the middle of a reload there is no page to ask.
        let told = browser.client().execute(seen, vec![]).await.ok()?;
        (told == json!([false, "open"])).then_some(())
    })
    .await;
    // Where it was, with its session.
    browser.wait_for_text("\"ClusterId\"").await;
}

async fn use_the_keyboard(browser: &Browser, told: &Section) {
    let preferences = told.prose.name();
    browser.click(Role::Button, preferences).await;
    browser.find(Role::Heading, preferences).await;
    browser.press(fantoccini::key::Key::Escape).await;
    browser.wait_until_none(Role::Dialog, Name::Any).await;
    told.prose.assert_done();
    // That every key does what the table says is the shell's test; this is how the stranger gets back.
    let (keys, _) = told.rows.iter().find(|(_, what)| what == "Go to the clusters").unwrap();
    browser.type_keys(&keys.concat()).await;
    browser.wait_for_path(|path| path == "/clusters").await;
}

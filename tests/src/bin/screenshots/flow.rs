//! The whole guarded deletion, step by step, as `docs/deletion.md` walks through it.

use std::{fs, path::Path};

use end_to_end::{Browser, Name, Role, Stack, StackOptions, View, with_browser};
use serde_json::json;

use super::REGION;

/// The cluster of the demo fleet that is made to be deleted.
const CLUSTER: &str = "staging-signing";

/// Takes the pictures of the flow into a folder.
pub(crate) async fn record(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    // As slow as a person who looks at it.
    let options = StackOptions { time_scale: 1.0, ..StackOptions::with_console() };
    let mut stack = Stack::start(&options);
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, CLUSTER).await;
    let id = &cluster.cluster_id;
    with_browser(View::DESKTOP, async |browser| {
        // What the browser itself writes on its console about the refusal.
        browser.tolerate("status of 409");
        let page = stack.link_to(&format!("/regions/{REGION}/clusters/{id}/delete"));
        browser.goto(&page).await;
        browser.wait_for_text("Delete all 2 HSMs").await;
        take(browser, folder, "01-blocked").await;

        browser.click(Role::Button, Name::has("Delete all 2 HSMs")).await;
        for (index, hsm) in cluster.hsms.iter().enumerate() {
            let field = Name::has(format!("Type the ID of HSM {}", index + 1));
            browser.type_into(Role::Textbox, field, &hsm.hsm_id).await;
        }
        browser.check_all().await;
        look(browser, folder, "02-confirm-hsms", "Delete these 2 HSMs").await;
        browser.click(Role::Button, "Delete these 2 HSMs").await;
        browser.wait_for_text("DELETE_IN_PROGRESS").await;
        look(browser, folder, "03-removing-hsms", "Stop after this HSM").await;
        browser.find(Role::Heading, "The last backup is READY").await;
        look(browser, folder, "04-last-backup", "Continue with the cluster").await;

        browser.click(Role::Button, "Continue with the cluster").await;
        fill(browser, id).await;
        take(browser, folder, "05-plan").await;
        browser.click(Role::Button, "Dry run").await;
        browser.find(Role::Heading, "Dry run: nothing was sent").await;
        look(browser, folder, "06-dry-run", "Dry run").await;

        let tags = json!({"TagList": [{"Key": "Name", "Value": CLUSTER}, {"Key": "owner", "Value": "somebody else"}]});
        control.patch(id, &tags).await;
        browser.click(Role::Button, "Delete this cluster").await;
        browser.wait_for_text("Something changed since the plan. Nothing was deleted").await;
        browser.run("scrollTo(0, 0)").await;
        look(browser, folder, "07-changed", "Refresh plan").await;

        fill(browser, id).await;
        browser.click(Role::Button, "Delete this cluster").await;
        browser.wait_for_text("Press Esc to cancel").await;
        look(browser, folder, "08-grace", "Cancel").await;
        browser.find(Role::Heading, "AWS is deleting the cluster").await;
        picture(browser, folder, "09-deleting").await;
        browser.find(Role::Heading, "The cluster is deleted").await;
        picture(browser, folder, "10-deleted").await;

        browser.click(Role::Link, "Activity").await;
        browser.wait_for_text("Log integrity verified").await;
        picture(browser, folder, "11-activity").await;
    })
    .await;
}

async fn fill(browser: &Browser, id: &str) {
    let field = Name::has("Type the ID of the cluster");
    browser.find(Role::Textbox, field.clone()).await;
    browser.check_all().await;
    browser.type_into(Role::Textbox, field, id).await;
}

/// The whole page.
pub(crate) async fn take(browser: &Browser, folder: &Path, name: &str) {
    let png = browser.whole_page(View::DESKTOP).await;
    fs::write(folder.join(format!("{name}.png")), png).unwrap();
    eprintln!("{name}");
}

/// The window, with a button in its middle.
async fn look(browser: &Browser, folder: &Path, name: &str, button: &str) {
    let button = serde_json::to_string(button).unwrap();
    let script = format!(
        "[...document.querySelectorAll('button')].find(it => it.textContent.trim() === {button})
            .scrollIntoView({{ block: 'center' }})"
    );
    browser.run(&script).await;
    picture(browser, folder, name).await;
}

async fn picture(browser: &Browser, folder: &Path, name: &str) {
    fs::write(folder.join(format!("{name}.png")), browser.screenshot().await).unwrap();
    eprintln!("{name}");
}

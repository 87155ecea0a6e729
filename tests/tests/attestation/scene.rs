//! What every test of the tab does: open it, reach a thing by keyboard, take what was saved.

use std::{
    fs,
    path::{Path, PathBuf},
};

use cloudhsm_api::Cluster;
use end_to_end::{Browser, REGIONS, Role, Stack, eventually};
use fantoccini::key::Key;

pub(crate) const REGION: &str = REGIONS[0];

/// Opens the tab of a cluster and waits until the worker has answered.
pub(crate) async fn open(browser: &Browser, stack: &Stack, cluster: &Cluster) {
    let path = format!("/regions/{REGION}/clusters/{}/certificates", cluster.cluster_id);
    browser.goto(&stack.link_to(&path)).await;
    browser.find(Role::Heading, "Identity of the HSM").await;
    browser.wait_until_loaded().await;
}

/// Presses Tab until the focus is on the thing with this text, as somebody without a mouse does.
pub(crate) async fn tab_to(browser: &Browser, name: &str) {
    let focused = "const focused = document.activeElement;
        return focused.getAttribute('aria-label') ?? focused.labels?.[0]?.textContent ?? focused.textContent";
    for _ in 0..100 {
        browser.press(Key::Tab).await;
        if browser.run(focused).await.as_str().is_some_and(|text| text.trim() == name) {
            return;
        }
    }
    panic!("Tab does not reach {name:?}");
}

/// The one file that was saved into a folder.
pub(crate) async fn saved(folder: &Path, ending: &str) -> PathBuf {
    eventually("the browser has saved the file", async || {
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut files = files.filter(|path| path.to_str().unwrap().ends_with(ending));
        files.next()
    })
    .await
}

//! What every test of the tab does: open it, look at it as axe-core does, reach a thing by keyboard,
//! take what was saved.

use std::{
    fs,
    path::{Path, PathBuf},
};

use cloudhsm_api::Cluster;
use end_to_end::{Browser, REGIONS, Role, Scheme, Stack, View, eventually};
use fantoccini::key::Key;
use serde_json::json;

pub const REGION: &str = REGIONS[0];

/// Opens the tab of a cluster and waits until the worker has answered.
pub async fn open(browser: &Browser, stack: &Stack, cluster: &Cluster) {
    let path = format!("/regions/{REGION}/clusters/{}/certificates", cluster.cluster_id);
    browser.goto(&stack.link_to(&path)).await;
    browser.find(Role::Heading, "Identity of the HSM").await;
    browser.wait_until_loaded().await;
}

/// What is wider than the window, if the page scrolls sideways.
const TOO_WIDE: &str = r"
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    return [...document.querySelectorAll('main *')]
        .filter(element => element.getBoundingClientRect().right > innerWidth)
        .map(element => element.outerHTML.slice(0, 200));
";

/// Colours follow the person's preference with the next frame, and buttons a moment later.
const DRAWN: &str = "const done = arguments[0];
    requestAnimationFrame(() => requestAnimationFrame(() => Promise.allSettled(
        document.getAnimations().map(animation => animation.finished)).then(() => done())));";

pub async fn assert_accessible_everywhere(browser: &Browser) {
    for view in [View::DESKTOP, View::PHONE] {
        for scheme in [Scheme::Light, Scheme::Dark] {
            browser.set_view(view.scheme(scheme)).await;
            browser.run_async(DRAWN, vec![]).await;
            browser.assert_accessible().await;
            assert_eq!(browser.run(TOO_WIDE).await, json!([]), "{view:?}");
        }
    }
    browser.set_view(View::DESKTOP).await;
}

/// Presses Tab until the focus is on the thing with this text, as somebody without a mouse does.
pub async fn tab_to(browser: &Browser, name: &str) {
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
pub async fn saved(folder: &Path, ending: &str) -> PathBuf {
    eventually("the browser has saved the file", async || {
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut files = files.filter(|path| path.to_str().unwrap().ends_with(ending));
        files.next()
    })
    .await
}

//! The list as a test sees it: its rows, its address, and what AWS would list.

use std::sync::Arc;

use cloudhsm_api::Cluster;
use end_to_end::{Browser, Name, REGIONS, Role, Stack, eventually};
use fantoccini::key::Key;

/// The filter's field.
pub(crate) const FILTER: &str = "Filter clusters";

/// The list by name, without groups: the order that [`fleet`] has.
pub(crate) const BY_NAME: &str = "/clusters?sort=name";

/// Opens the list by name, and waits for both regions.
pub(crate) async fn open(browser: &Browser, stack: &Stack) {
    open_at(browser, stack, BY_NAME).await;
    browser.find(Role::Link, "payments-prod").await;
    browser.find(Role::Link, "zahlungsverkehr-prod").await;
}

/// Opens an address of the list, and waits for what works on the list, which comes after the first
/// rows.
pub(crate) async fn open_at(browser: &Browser, stack: &Stack, path: &str) {
    // A document of its own: another fragment alone loads nothing.
    browser.goto("about:blank").await;
    browser.goto(&stack.link_to(path)).await;
    browser.find(Role::Combobox, FILTER).await;
    browser.wait_until_loaded().await;
}

/// Types a filter in place of the one that is there.
pub(crate) async fn filter_by(browser: &Browser, text: &str) {
    browser.find(Role::Combobox, FILTER).await;
    let clear =
        "document.querySelector('.search [aria-label=\"Clear filter\"]:not([hidden])')?.click()";
    browser.run(clear).await;
    wait_for_query(browser, "q", None).await;
    browser.type_into(Role::Combobox, FILTER, text).await;
}

/// A part of the address, as it was meant.
pub(crate) async fn query(browser: &Browser, name: &str) -> Option<String> {
    let script = format!("return new URLSearchParams(location.search).get('{name}')");
    browser.run(&script).await.as_str().map(str::to_owned)
}

/// Waits until a part of the address is this.
pub(crate) async fn wait_for_query(browser: &Browser, name: &str, value: Option<&str>) {
    let what = format!("the address has {name} = {value:?}");
    eventually(&what, async || (query(browser, name).await.as_deref() == value).then_some(()))
        .await;
}

/// The ids of the clusters that the page lists, from top to bottom.
pub(crate) async fn rows(browser: &Browser) -> Vec<String> {
    let script = "return [...document.querySelectorAll('tr[data-key]')]
        .map(row => row.dataset.key.split(' ')[1])";
    let rows = browser.run(script).await;
    rows.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

/// Waits until the page lists exactly these, in this order.
pub(crate) async fn wait_for_rows(browser: &Browser, expected: &[String]) {
    let what = format!("the rows are {expected:?}");
    eventually(&what, async || (rows(browser).await == expected).then_some(())).await;
}

/// A cluster as AWS lists it, with its region.
pub(crate) type Listed = (&'static str, Arc<Cluster>);

/// All clusters of all regions by name, then by ID.
pub(crate) async fn fleet(stack: &Stack) -> Vec<Listed> {
    let mut all = Vec::new();
    for region in REGIONS {
        all.extend(stack.clusters(region).await.into_iter().map(|one| (region, Arc::new(one))));
    }
    all.sort_by_key(|(region, cluster)| {
        let name = cluster.name().map(str::to_lowercase);
        (name.is_none(), name, cluster.cluster_id.clone(), *region)
    });
    all
}

/// The ids of those that fit.
pub(crate) fn ids(fleet: &[Listed], fits: impl Fn(&Listed) -> bool) -> Vec<String> {
    fleet.iter().filter(|one| fits(one)).map(|(_, one)| one.cluster_id.clone()).collect()
}

/// The state as AWS writes it.
pub(crate) fn state(cluster: &Cluster) -> &str {
    cluster.state.as_ref().unwrap().as_str()
}

/// Opens a dialog of the list by the keyboard, and looks at it in both themes.
pub(crate) async fn open_dialog(browser: &Browser, button: &str, title: &str) {
    browser.tab_to(Role::Button, button).await;
    browser.press(Key::Enter).await;
    browser.find(Role::Dialog, title).await;
    browser.find(Role::Heading, title).await;
    browser.assert_accessible_in_both_themes().await;
}

/// Closes the dialog by Escape: the focus is back on the button that opened it.
pub(crate) async fn close(browser: &Browser, button: &str) {
    browser.press(Key::Escape).await;
    browser.wait_until_none(Role::Dialog, Name::Any).await;
    wait_for_focus(browser, "button", button).await;
}

/// Waits until this has the focus, as assistive technology is told.
pub(crate) async fn wait_for_focus(browser: &Browser, role: &str, name: &str) {
    eventually(&format!("the {role} {name} has the focus"), async || {
        let tree = browser.accessibility_tree().await;
        let focused = tree.focused()?;
        (focused.role == role && focused.name == name).then_some(())
    })
    .await;
}

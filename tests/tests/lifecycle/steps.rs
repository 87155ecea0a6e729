//! What the tests of the single steps share: opening a step, confirming its plan, and waiting for what
//! AWS then shows.

use std::path::Path;

use cloudhsm_api::Cluster;
use end_to_end::{Browser, Name, REGIONS, Role, Stack, eventually_within};
use fantoccini::Locator;
use std::time::Duration;

pub(crate) const REGION: &str = REGIONS[0];
/// How much sooner everything comes that the page waits for.
pub(crate) const HASTE: u32 = 20;
/// The backend checks in real time, and AWS takes its time.
const CHANGE: Duration = Duration::from_secs(90);

/// Opens the page of a step.
pub(crate) async fn open(browser: &Browser, stack: &Stack, cluster: &Cluster, step: &str) {
    let path = format!("/regions/{REGION}/clusters/{}/{step}", cluster.cluster_id);
    browser.goto(&stack.link_to(&path)).await;
    browser.wait_for_text(&cluster.cluster_id).await;
}

/// Confirms the plan that is on the page, by typing the ID.
pub(crate) async fn confirm(browser: &Browser, cluster: &Cluster, button: &str) {
    let field = Name::has("Type the ID of the cluster");
    browser.find(Role::Textbox, field.clone()).await;
    browser.check_all().await;
    browser.type_into(Role::Textbox, field, &cluster.cluster_id).await;
    let name = Name::has("Type the name of the cluster");
    if !browser.find_all(Role::Textbox, name.clone()).await.is_empty() {
        browser.type_into(Role::Textbox, name, cluster.name().unwrap_or_default()).await;
    }
    browser.click(Role::Button, button).await;
}

/// The cluster as AWS lists it now.
pub(crate) async fn now(stack: &Stack, cluster: &Cluster) -> Cluster {
    let all = stack.clusters(REGION).await;
    all.into_iter().find(|it| it.cluster_id == cluster.cluster_id).expect("it is listed")
}

/// The cluster as soon as it is as it should be.
pub(crate) async fn when(
    stack: &Stack,
    cluster: &Cluster,
    what: &str,
    is_so: impl Fn(&Cluster) -> bool,
) -> Cluster {
    eventually_within(CHANGE, what, async || {
        let now = now(stack, cluster).await;
        is_so(&now).then_some(now)
    })
    .await
}

/// Chooses a file in the field with this id.
pub(crate) async fn choose_file(browser: &Browser, id: &str, path: &Path) {
    let field = browser.client().find(Locator::Id(id)).await.expect("the field is there");
    field.send_keys(path.to_str().expect("a path in UTF-8")).await.expect("the file is taken");
}

/// Nothing is wider than the window.
pub(crate) async fn assert_nothing_scrolls_sideways(browser: &Browser) {
    let wider = "return document.documentElement.scrollWidth - window.innerWidth";
    let wider = browser.run(wider).await.as_f64().unwrap_or_default();
    assert!(wider <= 0.0, "the page is {wider} pixels wider than the window");
}

//! A backend that may operate, in front of an emulator that counts.

use cloudhsm_api::Operation;
use end_to_end::{Browser, Emulator, Name, REGIONS, Role, Stack, StackOptions, eventually_or};
use serde_json::{Value, json};

pub(crate) const REGION: &str = REGIONS[0];
/// How much sooner everything comes that the page waits for.
pub(crate) const HASTE: u32 = 20;

/// The button of the form.
pub(crate) const REVIEW: &str = "Review the plan";
/// The button of a creation's confirmation.
pub(crate) const CREATE: &str = "Create this cluster";
/// The button of the confirmation of one more HSM.
pub(crate) const ADD: &str = "Add this HSM";

pub(crate) struct Scene {
    pub(crate) emulator: Emulator,
    pub(crate) stack: Stack,
}

impl Scene {
    /// With everything allowed.
    pub(crate) fn start() -> Self {
        Self::allowing("read,tag,operate,delete")
    }

    /// With these sets of operations allowed.
    pub(crate) fn allowing(sets: &str) -> Self {
        Self::of(Emulator::start(), sets)
    }

    /// With everything allowed, and without any cluster.
    pub(crate) fn empty() -> Self {
        Self::of(Emulator::empty(), "read,tag,operate,delete")
    }

    fn of(emulator: Emulator, sets: &str) -> Self {
        let options = StackOptions::in_front_of(&emulator).args(["--allow", sets]);
        let stack = Stack::start(&StackOptions { console: true, ..options });
        Self { emulator, stack }
    }

    pub(crate) async fn calls(&self, operation: Operation) -> u64 {
        self.emulator.calls(operation).await
    }

    /// A cluster of the fleet, changed like this; its ID.
    pub(crate) async fn cluster(&self, name: &str, change: Value) -> String {
        let cluster = self.stack.cluster_named(REGION, name).await;
        self.emulator.control().patch(&cluster.cluster_id, &change).await;
        cluster.cluster_id
    }

    /// Opens the page of a step of a cluster.
    pub(crate) async fn open_step(&self, browser: &Browser, id: &str, step: &str) {
        let path = format!("/regions/{REGION}/clusters/{id}/{step}");
        browser.goto(&self.stack.link_to(&path)).await;
    }

    /// Opens the page that creates a cluster.
    pub(crate) async fn open_creation(&self, browser: &Browser) {
        browser.goto(&self.stack.link_to("/clusters/create")).await;
        browser.find(Role::Heading, "Create cluster").await;
    }

    /// The state of a cluster and the IDs of its HSMs.
    pub(crate) async fn hsms(&self, id: &str) -> Vec<String> {
        let filter = json!({ "Filters": { "clusterIds": [id] } });
        let answer = self.stack.call(REGION, Operation::DescribeClusters, &filter).await;
        let listed: Value = answer.expect(200).json();
        let hsms = listed["Clusters"][0]["Hsms"].as_array().cloned().unwrap_or_default();
        hsms.iter().map(|hsm| hsm["HsmId"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

/// Chooses a subnet in the first zone of the VPC that is shown.
pub(crate) async fn choose_subnet(browser: &Browser) {
    eventually_or("a zone has a subnet to choose", async || {
        let zones = browser.find_all(Role::Combobox, Name::has(REGION)).await;
        let Some(zone) = zones.into_iter().next() else { return Err("no zone".to_owned()) };
        zone.select_by_index(1).await.map_err(|error| error.to_string())
    })
    .await;
}

/// Adds the first tag of the form.
pub(crate) async fn add_tag(browser: &Browser, key: &str, value: &str) {
    browser.click(Role::Button, "Add a tag").await;
    browser.type_into(Role::Textbox, "Key of tag 1", key).await;
    browser.type_into(Role::Textbox, "Value of tag 1", value).await;
}

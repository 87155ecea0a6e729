//! A backend in front of an emulator that counts, and clusters that are there to be deleted.

use std::sync::atomic::{AtomicUsize, Ordering};

use backend_api::{ApiErrorCode, AttemptState, AuditEvent, AuditRecord};
use cloudhsm_api::{Cluster, Operation};
use end_to_end::{
    Browser, Emulator, Name, REGIONS, Role, Stack, StackOptions, eventually, eventually_or,
};
use serde_json::{Value, json};

pub(crate) const REGION: &str = REGIONS[0];
/// How much sooner everything comes that the page waits for.
pub(crate) const HASTE: u32 = 20;

/// What the browser itself writes on its console about a backend that is not there.
pub(crate) const GONE: [&str; 6] = [
    "status of 5",
    "ERR_CONNECTION_REFUSED",
    "ERR_INCOMPLETE_CHUNKED_ENCODING",
    "ERR_EMPTY_RESPONSE",
    "ERR_CONNECTION_RESET",
    "ERR_SOCKET",
];

const NAME: &str = "Type the name of the cluster";

pub(crate) struct Scene {
    pub(crate) emulator: Emulator,
    pub(crate) stack: Stack,
    clusters: Vec<Cluster>,
    next: AtomicUsize,
}

/// How long the backend waits for AWS, in seconds: two unless a test says otherwise.
pub(crate) const UPSTREAM_TIMEOUT: &str = "--upstream-timeout";

impl Scene {
    pub(crate) async fn start() -> Self {
        Self::with(&[]).await
    }

    pub(crate) async fn with(flags: &[&str]) -> Self {
        let emulator = Emulator::with_clusters(60);
        let mut options = StackOptions::in_front_of(&emulator).args(flags.iter().copied());
        if !flags.contains(&UPSTREAM_TIMEOUT) {
            options = options.args([UPSTREAM_TIMEOUT, "2"]);
        }
        let stack = Stack::start(&StackOptions { console: true, ..options });
        // Generated ones: each with a READY backup of its own.
        let mut clusters = stack.clusters(REGION).await;
        clusters.retain(|it| it.tag_list.iter().any(|tag| tag.key == "team"));
        clusters.retain(|it| it.state == Some(cloudhsm_api::ClusterState::Active));
        Self { emulator, stack, clusters, next: AtomicUsize::new(0) }
    }

    /// A cluster that nothing blocks, with a READY backup, changed like this.
    pub(crate) async fn cluster(&self, change: Value) -> Doomed<'_> {
        let target = self.untouched();
        let plain = json!({
            "State": "ACTIVE", "Hsms": [], "Certificates": {},
            "TagList": [{ "Key": "Name", "Value": target.name }],
        });
        self.emulator.control().patch(&target.id, &plain).await;
        self.emulator.control().patch(&target.id, &change).await;
        target
    }

    /// A cluster as it is in the fleet.
    pub(crate) fn untouched(&self) -> Doomed<'_> {
        let index = self.next.fetch_add(1, Ordering::Relaxed);
        let cluster = self.clusters.get(index).expect("the fleet is large enough");
        Doomed { scene: self, id: cluster.cluster_id.clone(), name: format!("target-{index}") }
    }

    pub(crate) async fn calls(&self) -> u64 {
        self.emulator.calls(Operation::DeleteCluster).await
    }

    /// Orders what happens to the next `DeleteCluster`.
    pub(crate) async fn next_deletion(&self, kind: &str) {
        let fault = json!({ "operation": "DeleteCluster", "kind": kind });
        self.emulator.control().order_fault(fault).await;
    }

    /// Whatever was sent was announced before.
    pub(crate) async fn assert_all_announced(&self) {
        let records = self.stack.activity().await.records;
        let intents = records.iter().filter(|it| {
            it.event == AuditEvent::Intent && it.operation == Operation::DeleteCluster
        });
        let intents = intents.count() as u64;
        let calls = self.calls().await;
        // A backend that died may have announced what it did not live to send.
        assert!(calls <= intents, "{calls} deletions were sent, {intents} announced");
    }
}

/// A cluster that is there to be deleted.
pub(crate) struct Doomed<'a> {
    scene: &'a Scene,
    pub(crate) id: String,
    pub(crate) name: String,
}

impl Doomed<'_> {
    pub(crate) async fn open(&self, browser: &Browser) {
        let path = format!("/regions/{REGION}/clusters/{}/delete", self.id);
        browser.goto(&self.scene.stack.link_to(&path)).await;
        // Of one that is on its way, the page says "Deletion of cluster".
        eventually("the page of the deletion shows", async || {
            let mut headings = browser.find_all(Role::Heading, Name::has("Delete cluster")).await;
            headings
                .extend(browser.find_all(Role::Heading, Name::has("Deletion of cluster")).await);
            (!headings.is_empty()).then_some(())
        })
        .await;
    }

    /// Opens the plan and fills the confirmation in, to the end.
    pub(crate) async fn fill(&self, browser: &Browser) {
        self.open(browser).await;
        self.fill_here(browser).await;
    }

    /// The same on the plan that is open. It has a READY backup and is not production, so its name is
    /// not asked for.
    pub(crate) async fn fill_here(&self, browser: &Browser) {
        self.type_id(browser).await;
        browser.wait_until_none(Role::Textbox, Name::has(NAME)).await;
    }

    /// The same of a cluster whose name is asked for.
    pub(crate) async fn fill_with(&self, browser: &Browser, typed_name: &str) {
        self.type_id(browser).await;
        browser.type_into(Role::Textbox, Name::has(NAME), typed_name).await;
    }

    async fn type_id(&self, browser: &Browser) {
        let field = Name::has("Type the ID of the cluster");
        browser.find(Role::Textbox, field.clone()).await;
        browser.check_all().await;
        browser.type_into(Role::Textbox, field, &self.id).await;
    }

    pub(crate) async fn confirm(&self, browser: &Browser) {
        browser.click(Role::Button, "Delete this cluster").await;
    }

    /// The plan that is open, to the end.
    pub(crate) async fn delete_here(&self, browser: &Browser) {
        self.fill_here(browser).await;
        self.confirm(browser).await;
    }

    pub(crate) async fn delete(&self, browser: &Browser) {
        self.fill(browser).await;
        self.confirm(browser).await;
    }

    pub(crate) async fn patch(&self, change: Value) {
        self.scene.emulator.control().patch(&self.id, &change).await;
    }

    /// Waits until AWS deletes it, which it then does until the test goes on: a slow browser would miss
    /// the few seconds that it takes.
    pub(crate) async fn hold(&self) {
        let filter = json!({ "Filters": { "clusterIds": [self.id] } });
        eventually_or("AWS deletes the cluster", async || {
            let stack = &self.scene.stack;
            let answer = stack.call(REGION, Operation::DescribeClusters, &filter).await;
            let listed: Value = answer.expect(200).json();
            let state = &listed["Clusters"][0]["State"];
            if state == "DELETE_IN_PROGRESS" { Ok(()) } else { Err(state.to_string()) }
        })
        .await;
        self.patch(json!({ "State": "DELETE_IN_PROGRESS" })).await;
    }

    /// What the audit log tells about it, oldest first.
    pub(crate) async fn records(&self) -> Vec<AuditRecord> {
        let mut records = self.scene.stack.activity().await.records;
        records.retain(|record| record.resource == self.id);
        records.reverse();
        records
    }

    /// Why it was refused, oldest first.
    pub(crate) async fn refusals(&self) -> Vec<ApiErrorCode> {
        let records = self.records().await.into_iter();
        let refusals = records.filter(|record| record.state() == AttemptState::Refused);
        refusals.filter_map(|record| Some(record.code?.as_str().into())).collect()
    }

    /// How often its deletion was announced.
    pub(crate) async fn intents(&self) -> usize {
        let records = self.records().await;
        records.iter().filter(|record| record.event == AuditEvent::Intent).count()
    }
}

/// Runs a scenario, and compares how often `DeleteCluster` came in meanwhile.
pub(crate) async fn sends(scene: &Scene, what: &str, count: u64, scenario: impl AsyncFnOnce()) {
    let before = scene.calls().await;
    scenario().await;
    assert_eq!(scene.calls().await - before, count, "calls of DeleteCluster: {what}");
    scene.assert_all_announced().await;
}

//! The steps of a cluster's life, as `docs/lifecycle.md` walks through them.
//!
//! From its creation to its activation it is one cluster; what takes years is shown of others.

use std::{
    fs,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use cloudhsm_api::{CertificateSlot, Cluster, ClusterState};
use end_to_end::{
    Browser, Control, Name, Openssl, Role, Stack, StackOptions, View, eventually, eventually_or,
    with_browser,
};
use fantoccini::Locator;
use serde_json::json;

use super::{REGION, flow::take};

/// The cluster that is created.
const NAME: &str = "orders";
const REVIEW: &str = "Review the plan";

/// Takes the pictures into a folder.
pub(crate) async fn record(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let options = StackOptions { time_scale: 0.3, ..StackOptions::with_console() };
    let mut stack = Stack::start(&options);
    let control = stack.control();
    with_browser(View::DESKTOP, async |browser| {
        let scene = Scene { stack: &stack, browser, folder };
        let cluster = scene.create().await;
        scene.initialize(&cluster, &control).await;
        scene.retention(&control).await;
        scene.migrate(&control).await;
        scene.park(&control).await;
        scene.creation_from_backup().await;
        scene.backups().await;
    })
    .await;
}

#[derive(Clone, Copy)]
struct Scene<'a> {
    stack: &'a Stack,
    browser: &'a Browser,
    folder: &'a Path,
}

impl Scene<'_> {
    async fn take(self, name: &str) {
        self.browser.wait_until_loaded().await;
        self.browser.wait_until_gone("Loading…").await;
        take(self.browser, self.folder, name).await;
    }

    async fn open(self, cluster: &Cluster, step: &str) {
        let path = format!("/regions/{REGION}/clusters/{}/{step}", cluster.cluster_id);
        self.browser.goto(&self.stack.link_to(&path)).await;
        self.browser.wait_for_text(&cluster.cluster_id).await;
    }

    async fn choose_subnets(self) {
        eventually_or("two zones have a subnet to choose", async || {
            let zones = self.browser.find_all(Role::Combobox, Name::has(REGION)).await;
            let [first, second, ..] = zones.as_slice() else { return Err("no zones".to_owned()) };
            for zone in [first, second] {
                zone.select_by_index(1).await.map_err(|error| error.to_string())?;
            }
            Ok(())
        })
        .await;
    }

    async fn create(self) -> Cluster {
        let browser = self.browser;
        browser.goto(&self.stack.link_to("/clusters/create")).await;
        self.choose_subnets().await;
        browser.click(Role::Button, "Add a tag").await;
        browser.type_into(Role::Textbox, "Key of tag 1", "Name").await;
        browser.type_into(Role::Textbox, "Value of tag 1", NAME).await;
        self.take("01-create").await;
        browser.click(Role::Button, REVIEW).await;
        browser.click(Role::Button, "Create this cluster").await;
        browser.find(Role::Heading, "The cluster is created").await;
        browser.click(Role::Link, "Continue with the cluster").await;
        browser.find(Role::Link, "Add an HSM…").await;
        self.take("02-next-steps").await;
        browser.click(Role::Link, "Add an HSM…").await;
        browser.click(Role::Button, REVIEW).await;
        browser.find(Role::Heading, "What changes").await;
        self.take("03-first-hsm").await;
        browser.click(Role::Button, "Add this HSM").await;
        browser.find(Role::Heading, "The HSM is created").await;
        self.stack.cluster_named(REGION, NAME).await
    }

    async fn initialize(self, cluster: &Cluster, control: &Control) {
        let browser = self.browser;
        let csr = eventually("the cluster has a CSR", async || {
            let now = self.stack.cluster_named(REGION, NAME).await;
            now.certificate(CertificateSlot::ClusterCsr).map(str::to_owned)
        })
        .await;
        let openssl = Openssl::new();
        let (signed, anchor) = openssl.sign(&csr);
        self.open(cluster, "initialize").await;
        browser.wait_for_text("The plan needs both files").await;
        for (id, path) in [("signed-file", signed), ("anchor-file", anchor)] {
            let field = browser.client().find(Locator::Id(id)).await.unwrap();
            field.send_keys(path.to_str().unwrap()).await.unwrap();
        }
        browser.wait_for_text("The certificates fit each other").await;
        self.take("04-certificates").await;
        browser.click(Role::Button, REVIEW).await;
        self.confirm(cluster, None).await;
        self.take("05-initialize").await;
        browser.click(Role::Button, "Initialize this cluster").await;
        browser.find(Role::Heading, "Activate the cluster").await;
        self.take("06-activate").await;
        control.activate(&cluster.cluster_id).await;
    }

    /// Ticks everything, and types the ID.
    async fn confirm(self, cluster: &Cluster, button: Option<&str>) {
        let browser = self.browser;
        let field = Name::has("Type the ID of the cluster");
        browser.find(Role::Textbox, field.clone()).await;
        browser.check_all().await;
        browser.type_into(Role::Textbox, field, &cluster.cluster_id).await;
        let name = Name::has("Type the name of the cluster");
        if !browser.find_all(Role::Textbox, name.clone()).await.is_empty() {
            browser.type_into(Role::Textbox, name, cluster.name().unwrap_or_default()).await;
        }
        if let Some(button) = button {
            browser.click(Role::Button, button).await;
        }
    }

    /// Backups of some months, and a retention of one.
    async fn retention(self, control: &Control) {
        let cluster = self.stack.cluster_named(REGION, "staging-signing").await;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let backups = [(40, "backup-mw3kq7xzd2p"), (75, "backup-tz5vnhr4cya")].map(|(days, id)| {
            json!({
                "BackupId": id, "BackupState": "READY",
                "ClusterId": cluster.cluster_id, "CreateTimestamp": now - days * 86_400,
                "NeverExpires": false,
            })
        });
        control.add_backups(&cluster.cluster_id, &json!(backups)).await;
        self.open(&cluster, "retention").await;
        self.browser.type_into(Role::Textbox, "New retention, in days", "30").await;
        self.browser.wait_for_text("AWS deletes 2 backups").await;
        self.take("07-retention").await;
    }

    /// Two HSMs of the old type, the first of which is migrated.
    async fn migrate(self, control: &Control) {
        control.rules(REGION, &json!({ "migration_seconds": 40 })).await;
        let cluster = self.stack.cluster_named(REGION, "staging-signing").await;
        let hsms = cluster.hsms.iter().map(|hsm| {
            let mut hsm = hsm.to_json();
            hsm["HsmType"] = "hsm1.medium".into();
            hsm
        });
        let old = json!({ "HsmType": "hsm1.medium", "Hsms": hsms.collect::<Vec<_>>() });
        control.patch(&cluster.cluster_id, &old).await;
        self.open(&cluster, "migrate").await;
        self.browser.wait_for_text("At most 27 HSMs").await;
        self.browser.click(Role::Button, "Review the migration’s plan").await;
        self.confirm(&cluster, Some("Migrate to hsm2m.medium")).await;
        self.browser.wait_for_text("replaced the earlier one").await;
        self.take("08-migrate").await;
        eventually("the migration is over", async || {
            let now = self.stack.cluster_named(REGION, "staging-signing").await;
            (now.state == Some(ClusterState::Active)).then_some(())
        })
        .await;
    }

    /// Asleep, with its HSMs taken away as their deletion does.
    async fn park(self, control: &Control) {
        let browser = self.browser;
        let cluster = self.stack.cluster_named(REGION, "staging-signing").await;
        self.open(&cluster, "park").await;
        browser.find(Role::Button, "Set the tags").await;
        self.take("09-park").await;
        browser.click(Role::Button, "Set the tags").await;
        browser.find(Role::Link, "Delete the 2 HSMs…").await;
        control.patch(&cluster.cluster_id, &json!({ "Hsms": [] })).await;
        self.open(&cluster, "wake").await;
        browser.wait_for_text("0 of 2 HSMs are there again").await;
        self.take("10-wake").await;
    }

    /// What the menu of the newest backup has.
    async fn choose_for_backup(self, deed: &str) {
        let browser = self.browser;
        let source = self.stack.cluster_named(REGION, "payments-prod").await;
        self.open(&source, "backups").await;
        browser.wait_until_loaded().await;
        let menus = browser.find_all(Role::Button, Name::has("More for backup-")).await;
        menus.first().unwrap().click().await.unwrap();
        browser.click(Role::Menuitem, deed).await;
    }

    /// Another region, and another account.
    async fn backups(self) {
        let browser = self.browser;
        self.choose_for_backup("Copy to another region…").await;
        browser.wait_for_text("The region has no copy of this backup.").await;
        browser.click(Role::Button, REVIEW).await;
        browser.find(Role::Heading, "What changes").await;
        self.take("12-copy").await;
        self.choose_for_backup("Share with other accounts…").await;
        browser.type_into(Role::Textbox, "Account IDs", "444455556666").await;
        browser.click(Role::Button, REVIEW).await;
        browser.find(Role::Heading, "What changes").await;
        self.take("13-share").await;
    }

    async fn creation_from_backup(self) {
        let browser = self.browser;
        self.choose_for_backup("Create cluster…").await;
        browser.find(Role::Combobox, "Backup").await;
        self.choose_subnets().await;
        self.take("11-from-backup").await;
    }
}

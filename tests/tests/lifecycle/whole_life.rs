//! A cluster's whole life through the page alone, in a region that has none before: from its creation to
//! the one that is made of its last backup.
//!
//! What is not the page's is done as its owner does it: the certificates with openssl, the activation with
//! the HSM's own client.

mod beginning;

use std::{fs, time::Duration};

use cloudhsm_api::{BackupRetentionPolicy, Cluster, ClusterState, Operation};
use end_to_end::{Browser, Role, View, allow, eventually, with_browser, with_firefox};
use serde_json::json;
use tempfile::TempDir;

use crate::{
    initialize::csr_of,
    modify::{self, DAYS, NEW, OLD, are_of},
    park,
    scene::{CREATE, HASTE, REGION, REVIEW, Scene, add_tag},
    steps::{confirm, now, open, when},
};

const NAME: &str = "whole-life";
/// Where the checklist of the next steps leads to an HSM.
const NEXT_STEP: &str = "Add an HSM…";
/// Each life has a dozen changes, and each change is followed to its end.
const LONG: Duration = Duration::from_mins(12);

#[tokio::test]
async fn of_a_cluster() {
    allow(LONG);
    let scene = Scene::empty();
    let folder = TempDir::new().unwrap();
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        browser.save_into(folder.path()).await;
        let csr = async |cluster: &Cluster| {
            browser.click(Role::Button, "Download the CSR").await;
            let path = folder.path().join(format!("{}_ClusterCsr.csr", cluster.cluster_id));
            eventually("the CSR is saved", async || fs::read_to_string(&path).ok()).await
        };
        Life { scene: &scene, browser }.live(csr).await;
    })
    .await;
}

/// Where downloads go isn't known there: the CSR is what AWS reports.
#[tokio::test]
async fn of_a_cluster_in_firefox() {
    allow(LONG);
    let scene = Scene::empty();
    with_firefox(View::DESKTOP, async |browser| {
        let csr = async |cluster: &Cluster| csr_of(&now(&scene.stack, cluster).await);
        Life { scene: &scene, browser }.live(csr).await;
    })
    .await;
}

struct Life<'a> {
    scene: &'a Scene,
    browser: &'a Browser,
}

impl Life<'_> {
    async fn live(&self, csr: impl AsyncFn(&Cluster) -> String) {
        let change = json!({ "new_hsm1_clusters": true, "migration_seconds": 30 });
        self.scene.emulator.control().rules(REGION, &change).await;
        let cluster = self.is_created().await;
        self.has_its_first_hsm(&cluster).await;
        self.is_verified(&cluster).await;
        self.is_initialized(&cluster, csr).await;
        self.has_its_second_hsm(&cluster).await;
        self.forgets_sooner(&cluster).await;
        self.migrates(&cluster).await;
        self.goes_back(&cluster).await;
        self.migrates(&cluster).await;
        self.sleeps_and_wakes(&cluster).await;
        self.ends(&cluster).await;
        self.lives_on().await;
        self.was_sent_once().await;
    }

    async fn overview(&self, cluster: &Cluster) {
        let path = format!("/regions/{REGION}/clusters/{}", cluster.cluster_id);
        self.browser.goto(&self.scene.stack.link_to(&path)).await;
    }

    async fn forgets_sooner(&self, cluster: &Cluster) {
        let browser = self.browser;
        open(browser, &self.scene.stack, cluster, "retention").await;
        browser.type_into(Role::Textbox, DAYS, "30").await;
        browser.assert_accessible().await;
        browser.click(Role::Button, REVIEW).await;
        browser.find(Role::Heading, "What changes").await;
        browser.assert_accessible().await;
        browser.click(Role::Button, "Change the retention").await;
        when(&self.scene.stack, cluster, "the retention is another", |it| {
            it.backup_retention_policy.as_ref().and_then(BackupRetentionPolicy::days) == Some(30)
        })
        .await;
    }

    async fn migrates(&self, cluster: &Cluster) {
        modify::start(self.browser, &self.scene.stack, cluster).await;
        self.browser.wait_for_text("of 2 HSMs are hsm2m.medium").await;
        self.browser.assert_accessible().await;
        when(&self.scene.stack, cluster, "it is migrated", |it| are_of(it, NEW)).await;
        self.browser.find(Role::Button, "Review the rollback’s plan").await;
    }

    async fn goes_back(&self, cluster: &Cluster) {
        self.browser.click(Role::Button, "Review the rollback’s plan").await;
        self.browser.wait_for_text("Keys, users and other changes made since").await;
        self.browser.assert_accessible().await;
        confirm(self.browser, cluster, "Roll the migration back").await;
        self.browser.wait_for_text("AWS is rolling the migration back").await;
        when(&self.scene.stack, cluster, "it is rolled back", |it| are_of(it, OLD)).await;
        self.browser.wait_for_text("The migration was rolled back").await;
        self.browser.assert_accessible().await;
    }

    async fn sleeps_and_wakes(&self, cluster: &Cluster) {
        let (browser, stack) = (self.browser, &self.scene.stack);
        let cluster = now(stack, cluster).await;
        let before = park::places(&cluster);
        open(browser, stack, &cluster, "park").await;
        browser.click(Role::Button, "Set the tags").await;
        browser.click(Role::Link, "Delete the 2 HSMs…").await;
        park::delete_all(browser, &cluster).await;
        let parked = when(stack, &cluster, "all HSMs are deleted", |it| {
            it.present_hsms().next().is_none() && it.state == Some(ClusterState::Active)
        })
        .await;
        assert!(park::parked(&parked).is_some());
        open(browser, stack, &cluster, "park").await;
        browser.wait_for_text("The cluster is parked").await;
        browser.assert_accessible().await;
        browser.click(Role::Link, "Wake the cluster…").await;
        park::wake(browser, stack, &cluster, &before).await;
        browser.wait_for_text("All HSMs are there again").await;
        browser.click(Role::Button, "Remove the tags").await;
        browser.wait_for_text("The cluster is not parked").await;
        let awake = now(stack, &cluster).await;
        assert_eq!((park::places(&awake), park::parked(&awake)), (before, None));
    }

    /// AWS backs it up before each deletion of an HSM.
    async fn ends(&self, cluster: &Cluster) {
        let (browser, stack) = (self.browser, &self.scene.stack);
        let cluster = now(stack, cluster).await;
        open(browser, stack, &cluster, "delete").await;
        browser.click(Role::Button, "Delete all 2 HSMs…").await;
        park::delete_all(browser, &cluster).await;
        browser.find(Role::Heading, "The last backup is READY").await;
        browser.assert_accessible().await;
        browser.click(Role::Button, "Continue with the cluster").await;
        confirm(browser, &cluster, "Delete this cluster").await;
        browser.find(Role::Heading, "The cluster is deleted").await;
        browser.assert_accessible().await;
        // AWS reports it as DELETED for a while. When it no longer does, a plan made before is of no use.
        eventually("AWS no longer lists it", async || {
            stack.clusters(REGION).await.is_empty().then_some(())
        })
        .await;
    }

    /// Its newest backup becomes another cluster.
    async fn lives_on(&self) {
        let (browser, scene) = (self.browser, self.scene);
        scene.open_creation(browser).await;
        browser.click(Role::Radio, "A backup in this region").await;
        let backups = browser.find(Role::Combobox, "Backup").await;
        backups.select_by_index(1).await.unwrap();
        let backup = backups.prop("value").await.unwrap().unwrap_or_default();
        self.choose_subnets().await;
        add_tag(browser, "Name", "lives-on").await;
        browser.assert_accessible().await;
        browser.click(Role::Button, REVIEW).await;
        browser.wait_for_text(&backup).await;
        browser.assert_accessible().await;
        browser.click(Role::Button, CREATE).await;
        browser.find(Role::Heading, "The cluster is created").await;
        let restored = scene.stack.cluster_named(REGION, "lives-on").await;
        assert_eq!(restored.source_backup(), Some(backup.as_str()));
        // Its HSM gets keys, users and certificates from the backup: nothing is initialized again.
        browser.click(Role::Link, "Continue with the cluster").await;
        self.adds_an_hsm(&restored, "Add an HSM…", 1).await;
        when(&scene.stack, &restored, "it is ACTIVE", |it| it.state == Some(ClusterState::Active))
            .await;
    }

    async fn was_sent_once(&self) {
        for (operation, times) in [
            (Operation::CreateCluster, 2),
            (Operation::InitializeCluster, 1),
            // The first, the second, both when it wakes, and the restored cluster's.
            (Operation::CreateHsm, 5),
            // The retention, there, back, and there again.
            (Operation::ModifyCluster, 4),
            (Operation::DeleteHsm, 4),
            (Operation::DeleteCluster, 1),
        ] {
            assert_eq!(self.scene.calls(operation).await, times, "{operation:?}");
        }
    }
}

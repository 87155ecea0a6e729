//! From nothing to a cluster that works, with two HSMs.

use std::fs;

use cloudhsm_api::{Cluster, HsmState};
use end_to_end::{Name, Role, Stack, eventually, eventually_or};
use fantoccini::Locator;
use tempfile::TempDir;

use super::{Life, NAME, NEXT_STEP};
use crate::{
    initialize::Pair,
    modify::OLD,
    scene::{ADD, CREATE, REGION, REVIEW, add_tag},
    steps::{choose_file, confirm, now, open, when},
};

impl Life<'_> {
    /// Of the old type, as it was years ago, and in two zones.
    pub(super) async fn is_created(&self) -> Cluster {
        let browser = self.browser;
        browser.goto(&self.scene.stack.link()).await;
        browser.click(Role::Link, Name::has("Create cluster")).await;
        self.choose_subnets().await;
        browser.type_into(Role::Textbox, "HSM type", OLD).await;
        add_tag(browser, "Name", NAME).await;
        browser.assert_accessible().await;
        browser.click(Role::Button, REVIEW).await;
        browser.find(Role::Heading, "What changes").await;
        browser.assert_accessible().await;
        browser.click(Role::Button, CREATE).await;
        browser.find(Role::Heading, "The cluster is created").await;
        browser.assert_accessible().await;
        self.scene.stack.cluster_named(REGION, NAME).await
    }

    pub(super) async fn choose_subnets(&self) {
        eventually_or("two zones have a subnet to choose", async || {
            let zones = self.browser.find_all(Role::Combobox, Name::has(REGION)).await;
            // The region's own field is one that has its name as its value, and not in its label.
            let [first, second, ..] = zones.as_slice() else { return Err("no zones".to_owned()) };
            for zone in [first, second] {
                zone.select_by_index(1).await.map_err(|error| error.to_string())?;
            }
            Ok(())
        })
        .await;
    }

    pub(super) async fn has_its_first_hsm(&self, cluster: &Cluster) {
        self.browser.click(Role::Link, "Continue with the cluster").await;
        self.browser.find(Role::Heading, "Next steps").await;
        self.browser.assert_accessible().await;
        self.adds_an_hsm(cluster, NEXT_STEP, 1).await;
    }

    pub(super) async fn has_its_second_hsm(&self, cluster: &Cluster) {
        self.overview(cluster).await;
        self.adds_an_hsm(cluster, NEXT_STEP, 2).await;
        let cluster = now(&self.scene.stack, cluster).await;
        assert_ne!(cluster.hsms[0].availability_zone, cluster.hsms[1].availability_zone);
    }

    /// From the overview, by a link of this name.
    pub(super) async fn adds_an_hsm(&self, cluster: &Cluster, link: &str, count: usize) {
        let browser = self.browser;
        // The next step and the findings lead to the same page.
        let first =
            eventually(link, async || browser.find_all(Role::Link, link).await.into_iter().next());
        first.await.click().await.unwrap();
        browser.find(Role::Heading, Name::has("Add an HSM to")).await;
        browser.assert_accessible().await;
        browser.click(Role::Button, REVIEW).await;
        browser.find(Role::Heading, "What changes").await;
        browser.assert_accessible().await;
        browser.click(Role::Button, ADD).await;
        browser.find(Role::Heading, "The HSM is created").await;
        when(&self.scene.stack, cluster, "the HSM is ACTIVE", |it| {
            it.hsms.len() == count && it.hsms.iter().all(|it| it.state == Some(HsmState::Active))
        })
        .await;
        browser.click(Role::Link, "Continue with the cluster").await;
    }

    pub(super) async fn is_verified(&self, cluster: &Cluster) {
        when(&self.scene.stack, cluster, "it has a CSR", |it| {
            it.certificate(cloudhsm_api::CertificateSlot::ClusterCsr).is_some()
        })
        .await;
        let browser = self.browser;
        browser.click(Role::Link, "Verify the identity").await;
        // Nobody but the emulator knows its roots, which are the same for each.
        browser.wait_for_text("Not proven genuine").await;
        let folder = TempDir::new().unwrap();
        let roots = Stack::emulator().session().await.trust_anchors;
        for (chain, root) in ["aws", "manufacturer"].into_iter().zip(roots) {
            let path = folder.path().join(format!("{chain}.pem"));
            fs::write(&path, &root.pem).unwrap();
            browser.click(Role::Button, "Supplied roots").await;
            browser.find(Role::Dialog, "Supplied roots").await;
            let picker = browser.client().find(Locator::Css("input[type=file]")).await.unwrap();
            picker.send_keys(path.to_str().unwrap()).await.unwrap();
            let text = "return document.querySelector('textarea').value.includes('BEGIN')";
            let is_read = async || (browser.run(text).await == true).then_some(());
            eventually("the file is read", is_read).await;
            let whose = browser.find(Role::Combobox, "For").await;
            whose.select_by_value(chain).await.unwrap();
            browser.click(Role::Button, "Use this root").await;
        }
        browser.wait_for_text("Proven by a root you supplied").await;
        browser.assert_accessible().await;
    }

    pub(super) async fn is_initialized(
        &self,
        cluster: &Cluster,
        csr: impl AsyncFn(&Cluster) -> String,
    ) {
        let browser = self.browser;
        open(browser, &self.scene.stack, cluster, "initialize").await;
        browser.find(Role::Button, "Download the CSR").await;
        let files = Pair::from(&csr(cluster).await);
        browser.wait_for_text("The plan needs both files").await;
        choose_file(browser, "signed-file", &files.signed).await;
        choose_file(browser, "anchor-file", &files.anchor).await;
        browser.wait_for_text("The certificates fit each other").await;
        browser.assert_accessible().await;
        browser.click(Role::Button, REVIEW).await;
        browser.wait_for_text("A cluster is initialized once").await;
        browser.assert_accessible().await;
        confirm(browser, cluster, "Initialize this cluster").await;
        browser.find(Role::Heading, "Activate the cluster").await;
        browser.assert_accessible().await;
        self.scene.emulator.control().activate(&cluster.cluster_id).await;
        browser.wait_for_text("The cluster is initialized and activated").await;
    }
}

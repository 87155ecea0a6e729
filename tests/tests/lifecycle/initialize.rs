//! The initialization in its two halves: the CSR, openssl, both files in each way that they are given,
//! what is wrong with them, the plan, and the activation.

mod refused;

use std::{fs, path::PathBuf};

use cloudhsm_api::{Cluster, ClusterState, Operation};
use end_to_end::{
    Browser, Name, Openssl, Role, Stack, StackOptions, View, eventually, with_browser,
};
use serde_json::json;
use tempfile::TempDir;

use crate::steps::{
    HASTE, REGION, assert_nothing_scrolls_sideways, choose_file, confirm, now, open, when,
};

/// The cluster of the fleet whose CSR is there to be signed.
const TO_INITIALIZE: &str = "identity-next";

/// A CA, and the certificate that it made from a CSR.
pub(crate) struct Pair {
    openssl: Openssl,
    pub(crate) anchor: PathBuf,
    pub(crate) signed: PathBuf,
}

impl Pair {
    pub(crate) fn from(csr: &str) -> Self {
        let openssl = Openssl::new();
        let (signed, anchor) = openssl.sign(csr);
        Self { openssl, anchor, signed }
    }

    fn text(path: &PathBuf) -> String {
        fs::read_to_string(path).unwrap()
    }
}

pub(crate) fn csr_of(cluster: &Cluster) -> String {
    cluster.certificate(cloudhsm_api::CertificateSlot::ClusterCsr).unwrap().to_owned()
}

/// What was pasted, at once and not letter by letter.
async fn paste(browser: &Browser, id: &str, text: &str) {
    let script = "
        const [id, text, done] = arguments;
        const field = document.getElementById(id);
        field.value = text;
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        done();";
    browser.run_async(script, vec![json!(id), json!(text)]).await;
}

/// What was dropped on the place that this field is in.
async fn drop_file(browser: &Browser, id: &str, name: &str, text: &str) {
    let script = "
        const [id, name, text, done] = arguments;
        const transfer = new DataTransfer();
        transfer.items.add(new File([text], name));
        const options = { bubbles: true, cancelable: true, dataTransfer: transfer };
        document.getElementById(id).dispatchEvent(new DragEvent('drop', options));
        done();";
    browser.run_async(script, vec![json!(id), json!(name), json!(text)]).await;
}

#[tokio::test]
async fn from_the_csr_to_an_active_cluster() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, TO_INITIALIZE).await;
    let folder = TempDir::new().unwrap();
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        browser.save_into(folder.path()).await;
        open(browser, &stack, &cluster, "initialize").await;
        browser.find(Role::Heading, "1. Verify the HSM").await;
        browser.wait_for_text("SHA-256 of the public key").await;
        browser.assert_accessible_in_every_view().await;

        // The first half.
        browser.click(Role::Button, "Download the CSR").await;
        let path = folder.path().join(format!("{}_ClusterCsr.csr", cluster.cluster_id));
        let csr = eventually("the CSR is saved", async || fs::read_to_string(&path).ok()).await;
        assert!(csr.is_ascii() && !csr.contains('\r') && csr.ends_with("-----\n"), "{csr:?}");
        let sign = format!("-in {}_ClusterCsr.csr -CA customerCA.crt", cluster.cluster_id);
        browser.wait_for_text(&sign).await;

        // The second half, with the files in each other's place.
        let files = Pair::from(&csr);
        open(browser, &stack, &cluster, "initialize").await;
        browser.wait_for_text("The plan needs both files").await;
        choose_file(browser, "signed-file", &files.anchor).await;
        choose_file(browser, "anchor-file", &files.signed).await;
        browser.wait_for_text("The files are swapped").await;
        browser.assert_accessible().await;
        let named = "return ['signed-file', 'anchor-file']
            .map(id => document.getElementById(id).files[0]?.name)";
        let before = browser.run(named).await;
        browser.click(Role::Button, "Swap them").await;
        browser.wait_for_text("The certificates fit each other").await;
        let after = browser.run(named).await;
        assert_eq!(json!([before[1], before[0]]), after, "each field names the file that it has");
        browser.set_view(View::PHONE).await;
        assert_nothing_scrolls_sideways(browser).await;
        browser.set_view(View::DESKTOP).await;
        browser.click(Role::Button, "Review the plan").await;
        browser.wait_for_text("A cluster is initialized once").await;
        browser.assert_accessible().await;
        assert_eq!(
            control.calls(Operation::InitializeCluster).await,
            0,
            "not before it is confirmed"
        );
        confirm(browser, &cluster, "Initialize this cluster").await;
        when(&stack, &cluster, "it is initialized", |it| {
            it.state == Some(ClusterState::Initialized)
        })
        .await;
        assert_eq!(control.calls(Operation::InitializeCluster).await, 1);

        // Then the activation, by hand.
        browser.find(Role::Heading, "Activate the cluster").await;
        let ip = now(&stack, &cluster).await.hsms[0].eni_ip.clone().unwrap();
        browser.wait_for_text(&format!("configure-cli -a {ip}")).await;
        browser.assert_accessible_in_every_view().await;
        // The embedded emulator does it by itself after a while, which may be by now.
        if now(&stack, &cluster).await.state == Some(ClusterState::Initialized) {
            control.activate(&cluster.cluster_id).await;
        }
        browser.wait_for_text("The cluster is initialized and activated").await;
    })
    .await;
    let records = stack.activity().await.records;
    assert!(records.iter().any(|it| it.operation == Operation::InitializeCluster));
}

#[tokio::test]
async fn where_nothing_can_be_initialized_the_page_says_why() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let with_csr = stack.cluster_named(REGION, TO_INITIALIZE).await;
    with_browser(View::PHONE, async |browser| {
        for (name, words, way) in [
            ("sandbox-empty", "The cluster has no HSM, so there is no CSR", "Add the first HSM…"),
            ("staging-signing", "The cluster is initialized and activated", "Add an HSM…"),
        ] {
            let cluster = stack.cluster_named(REGION, name).await;
            open(browser, &stack, &cluster, "initialize").await;
            browser.wait_for_text(words).await;
            browser.find(Role::Link, way).await;
            browser.assert_accessible().await;
            assert_nothing_scrolls_sideways(browser).await;
        }
        let restored = json!({ "SourceBackupId": "backup-gone2222222" });
        control.patch(&with_csr.cluster_id, &restored).await;
        open(browser, &stack, &with_csr, "initialize").await;
        browser.wait_for_text("Don’t initialize or activate it").await;
        assert!(browser.find_all(Role::Textbox, Name::Any).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_backend_that_does_not_sign_it_is_told_before_the_files() {
    let stack = Stack::start(&StackOptions::with_console().args(["--allow", "tag,delete"]));
    let cluster = stack.cluster_named(REGION, TO_INITIALIZE).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "initialize").await;
        browser.wait_for_text("This backend doesn’t allow InitializeCluster").await;
        // The first half needs nothing of it.
        browser.find(Role::Button, "Download the CSR").await;
    })
    .await;
}

//! What is saved to disk: the evidence repeats by openssl alone, and a CSR that changes afterwards is
//! noticed.

use std::{fs, path::Path, process::Command};

use end_to_end::{Role, Run as _, Stack, StackOptions, View, with_browser};
use fantoccini::key::Key;
use serde_json::json;
use tempfile::TempDir;

use crate::scene::{REGION, open, saved, tab_to};

/// Unpacks an evidence bundle and runs its commands: whether all hold, and what was printed.
fn repeat_by_hand(archive: &Path) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    let unpacked = Command::new("tar").arg("xf").arg(archive).arg("-C").arg(folder.path()).finish();
    assert!(unpacked.status.success(), "{unpacked:?}");
    let inner = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    for file in ["README.md", "verdicts.txt", "verdicts.json", "anchor-1.crt"] {
        assert!(inner.join(file).is_file(), "{file} is missing");
    }
    let output = Command::new("sh").arg(inner.join("verify.sh")).finish();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

#[tokio::test]
async fn the_evidence_repeats_by_openssl_alone() {
    let stack = Stack::start(&StackOptions::with_console());
    let sound = stack.cluster_named(REGION, "identity-next").await;
    let broken = stack.cluster_named(REGION, "attestation-lab").await;
    let folders = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    with_browser(View::DESKTOP, async |browser| {
        for (cluster, folder) in [&sound, &broken].into_iter().zip(&folders) {
            open(browser, &stack, cluster).await;
            browser.save_into(folder.path()).await;
            browser.wait_for_text("AWS removes the CSR when the cluster is initialized").await;
            tab_to(browser, "Download the evidence").await;
            browser.press(Key::Enter).await;
            let archive = saved(folder.path(), "-evidence.tar").await;
            let name = archive.file_name().unwrap().to_str().unwrap();
            assert!(name.starts_with(&cluster.cluster_id), "{name}");
        }
    })
    .await;
    let archive =
        |folder: &TempDir| fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    let (holds, told) = repeat_by_hand(&archive(&folders[0]));
    assert!(holds, "{told}");
    assert_eq!(told.lines().filter(|line| line.starts_with("verified ")).count(), 7, "{told}");
    let (holds, told) = repeat_by_hand(&archive(&folders[1]));
    assert!(!holds, "{told}");
    let failed = "FAILED         HSM certificate, signed by the manufacturer hardware certificate";
    assert!(told.contains(failed), "{told}");
}

#[tokio::test]
async fn a_csr_that_changed_since_it_was_saved_is_noticed() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let saved_one = stack.cluster_named(REGION, "identity-next").await;
    let other = stack.cluster_named(REGION, "attestation-lab").await;
    let folder = TempDir::new().unwrap();
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &saved_one).await;
        browser.save_into(folder.path()).await;
        browser.unfold_all().await;
        browser.click(Role::Button, "Download Cluster CSR as PEM").await;
        let path = saved(folder.path(), "_ClusterCsr.csr").await;
        let csr = saved_one.certificates.as_ref().unwrap().cluster_csr.as_deref().unwrap();
        assert_eq!(fs::read_to_string(path).unwrap().trim(), csr.trim());
        browser.click(Role::Button, "Download Cluster CSR as DER").await;
        let path = saved(folder.path(), "_ClusterCsr.der").await;
        let mut openssl = Command::new("openssl");
        openssl.args(["req", "-inform", "DER", "-noout", "-in"]).arg(path);
        assert!(openssl.finish().status.success());
        browser.reload().await;
        browser.wait_for_text("AWS removes the CSR when the cluster is initialized").await;
        browser.wait_until_loaded().await;
        assert!(!browser.text().await.contains("The CSR changed"));

        // AWS replaced the first HSM.
        let csr = other.certificates.unwrap().cluster_csr;
        let patch = json!({ "Certificates": { "ClusterCsr": csr } });
        control.patch(&saved_one.cluster_id, &patch).await;
        browser.reload().await;
        browser.wait_for_text("The CSR changed since you saved it.").await;
        browser.assert_accessible().await;
    })
    .await;
}

/// Whoever puts a private key into a slot must not find it on a screen or in a file.
#[tokio::test]
async fn a_private_key_in_a_slot_is_left_out_everywhere() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "identity-next").await;
    let hsm = cluster.certificates.as_ref().unwrap().hsm_certificate.clone().unwrap();
    let secret = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";
    let with_key = format!("{hsm}\n-----BEGIN PRIVATE KEY-----\n{secret}\n");
    let patch = json!({ "Certificates": { "HsmCertificate": with_key } });
    control.patch(&cluster.cluster_id, &patch).await;
    let folder = TempDir::new().unwrap();
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster).await;
        browser.save_into(folder.path()).await;
        // Not folded, though nobody asked for it.
        browser.wait_for_text("This slot contains a private key.").await;
        browser.unfold_all().await;
        browser.wait_for_text("The slot of the HSM certificate contains a private key.").await;
        let page = "return document.documentElement.outerHTML";
        assert!(!browser.run(page).await.as_str().unwrap().contains(secret));
        browser.click(Role::Button, "Download the evidence").await;
        let archive = saved(folder.path(), "-evidence.tar").await;
        let bytes = fs::read(archive).unwrap();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
        browser.click_tab("JSON").await;
        browser.wait_for_text("A private key was removed from this view.").await;
        assert!(!browser.run(page).await.as_str().unwrap().contains(secret));
    })
    .await;
}

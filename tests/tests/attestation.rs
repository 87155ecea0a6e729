//! The certificates tab: verdicts of the WebAssembly are those of the native build, what fails is
//! shown where it fails, roots are supplied, and the evidence that is saved repeats by openssl alone.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use cloudhsm_api::Cluster;
use end_to_end::{
    Browser, Emulator, Name, REGIONS, Role, Scheme, Stack, StackOptions, View, artifacts,
    eventually, with_browser,
};
use fantoccini::{Locator, key::Key};
use serde_json::{Value, json};
use tempfile::TempDir;

const REGION: &str = REGIONS[0];

/// Opens the tab of a cluster and waits until the worker has answered.
async fn open(browser: &Browser, stack: &Stack, cluster: &Cluster) {
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

async fn assert_accessible_everywhere(browser: &Browser) {
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

/// Asks the worker that is shipped, as the page does.
const ASK: &str = r"
    const [questions, done] = arguments;
    const worker = cloudhsmConsoleAttestation();
    const answers = [];
    worker.onerror = event => done({ error: event.message });
    worker.onmessage = ({ data }) => {
        if (data === 'ready') questions.forEach(question => worker.postMessage(question));
        else if (answers.push(data) === questions.length) { worker.terminate(); done({ answers }); }
    };
";

/// The table is made by openssl, and judged by it: see the tests of the crate.
#[tokio::test]
async fn the_browser_says_what_the_native_build_and_openssl_say() {
    let text = fs::read_to_string(artifacts::left_by_unit_tests("attestation-cases.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert!(cases.len() > 10, "{}", cases.len());
    let questions: Vec<_> = cases
        .iter()
        .map(|case| json!({ "ask": "sheet", "evidence": case["evidence"] }).to_string())
        .collect();
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&stack.link()).await;
        browser.find(Role::Heading, "Clusters").await;
        let told = browser.run_async(ASK, vec![json!(questions)]).await;
        assert_eq!(told["error"], Value::Null);
        let answers = told["answers"].as_array().unwrap();
        assert_eq!(answers.len(), cases.len());
        for (case, answer) in cases.iter().zip(answers) {
            let sheet: Value = serde_json::from_str(answer.as_str().unwrap()).unwrap();
            assert_eq!(sheet, case["sheet"], "{}", case["name"]);
        }
        let marks = |sheet: &Value| sheet["mark"].as_str().unwrap().to_owned();
        let marks: std::collections::BTreeSet<_> =
            cases.iter().map(|case| marks(&case["sheet"])).collect();
        // A table that holds only proofs of one outcome would prove little.
        assert_eq!(marks.into_iter().collect::<Vec<_>>(), ["bad", "dated", "supplied"]);
    })
    .await;
}

#[tokio::test]
async fn what_fails_is_shown_where_it_fails() {
    let stack = Stack::start(&StackOptions::with_console());
    let cluster = stack.cluster_named(REGION, "attestation-lab").await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster).await;
        browser.wait_for_text("not proven genuine").await;
        let row = "HSM certificate, signed by the manufacturer hardware certificate";
        let row = browser.find(Role::Row, Name::has(row)).await;
        assert!(row.text().await.unwrap().contains("does not hold"));
        let row = "AWS hardware certificate, signed by the AWS root";
        let row = browser.find(Role::Row, Name::has(row)).await;
        let text = row.text().await.unwrap();
        assert!(text.contains("verified by the emulator’s root"), "{text}");
        // The picture says the same to those who can't see it.
        let label = "return document.querySelector('[role=img]').getAttribute('aria-label')";
        let label = browser.run(label).await;
        assert!(label.as_str().unwrap().contains("certificate: does not hold"), "{label}");
        assert_accessible_everywhere(browser).await;
    })
    .await;
}

#[tokio::test]
async fn an_emulators_proof_holds_and_is_never_called_genuine() {
    let stack = Stack::start(&StackOptions::with_console());
    let (waiting, initialized) = (
        stack.cluster_named(REGION, "identity-next").await,
        stack.cluster_named(REGION, "staging-signing").await,
    );
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &waiting).await;
        browser.wait_for_text("holds, for an emulator").await;
        let text = browser.text().await;
        assert!(text.contains("the emulator's own, not AWS's"), "{text}");
        assert!(!text.contains("Genuine:"), "{text}");
        assert_accessible_everywhere(browser).await;

        // After initialization there is less to verify, and the page says why.
        open(browser, &stack, &initialized).await;
        browser.wait_for_text("the proof is incomplete").await;
        let text = browser.text().await;
        assert!(text.contains("AWS removes the CSR then"), "{text}");
        assert!(text.contains("need not return the hardware certificates"), "{text}");
        assert_accessible_everywhere(browser).await;
    })
    .await;
}

#[tokio::test]
async fn empty_slots_say_why() {
    let stack = Stack::start(&StackOptions::with_console());
    let cluster = stack.cluster_named(REGION, "sandbox-empty").await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster).await;
        browser.wait_for_text("There is nothing to verify: the slots are empty.").await;
        let text = browser.text().await;
        assert_eq!(text.matches("The cluster has no HSM yet").count(), 4, "{text}");
        assert!(text.contains("once you have given AWS the CSR signed by your CA"), "{text}");
        assert!(browser.find_all(Role::Button, "Download the evidence").await.is_empty());
        assert_accessible_everywhere(browser).await;
    })
    .await;
}

/// Presses Tab until the focus is on the thing with this text, as somebody without a mouse does.
async fn tab_to(browser: &Browser, name: &str) {
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
async fn saved(folder: &Path, ending: &str) -> PathBuf {
    eventually("the browser has saved the file", async || {
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut files = files.filter(|path| path.to_str().unwrap().ends_with(ending));
        files.next()
    })
    .await
}

/// Unpacks an evidence bundle and runs its commands: whether all hold, and what was printed.
fn repeat_by_hand(archive: &Path) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    let unpacked = Command::new("tar").arg("xf").arg(archive).arg("-C").arg(folder.path()).status();
    assert!(unpacked.unwrap().success());
    let inner = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    for file in ["README.md", "verdicts.txt", "verdicts.json", "anchor-1.crt"] {
        assert!(inner.join(file).is_file(), "{file} is missing");
    }
    let output = Command::new("sh").arg(inner.join("verify.sh")).output().unwrap();
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
            browser.wait_for_text("Verification ends when the cluster is initialized").await;
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
    assert_eq!(told.lines().filter(|line| line.starts_with("holds ")).count(), 7, "{told}");
    let (holds, told) = repeat_by_hand(&archive(&folders[1]));
    assert!(!holds, "{told}");
    let failed = "DOES NOT HOLD  HSM certificate, signed by the manufacturer hardware certificate";
    assert!(told.contains(failed), "{told}");
}

#[tokio::test]
async fn a_root_is_supplied_by_file_paste_and_drop() {
    // Behind somebody else's endpoint the session brings no roots: these are the emulator's own,
    // which are the same for each.
    let anchors = Stack::emulator().session().await.trust_anchors;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("maker.der");
    let pem = anchors[1].pem.as_bytes();
    let convert = Command::new("openssl")
        .args(["x509", "-outform", "DER", "-out"])
        .arg(&file)
        .stdin({
            let path = folder.path().join("maker.pem");
            fs::write(&path, pem).unwrap();
            fs::File::open(path).unwrap()
        })
        .status();
    assert!(convert.unwrap().success());

    let emulator = Emulator::start();
    let stack =
        Stack::start(&StackOptions { console: true, ..StackOptions::in_front_of(&emulator) });
    let cluster = stack.cluster_named(REGION, "identity-next").await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster).await;
        browser.wait_for_text("not proven genuine").await;
        let maker = "Manufacturer hardware certificate, signed by the manufacturer";
        let verdict = async || {
            let row = browser.find(Role::Row, Name::has(maker)).await;
            row.text().await.unwrap()
        };
        let told = verdict().await;
        assert!(told.contains("can’t be told") && told.contains("mrvl-ls2-root-AR-v1"), "{told}");

        tab_to(browser, "Supply a root").await;
        browser.press(Key::Enter).await;

        // Nothing to use yet.
        browser.click(Role::Button, "Use this root").await;
        browser.wait_for_text("Choose a file, drop one here, or paste").await;

        // By file, in DER.
        let picker = browser.client().find(Locator::Css("input[type=file]")).await.unwrap();
        picker.send_keys(file.to_str().unwrap()).await.unwrap();
        let text = "return document.querySelector('textarea').value.startsWith('MII')";
        let filled = async || (browser.run(text).await == true).then_some(());
        eventually("the file is read", filled).await;
        browser.click(Role::Button, "Use this root").await;
        eventually("the verdict is told anew", async || {
            verdict().await.contains("verified by a root you supplied").then_some(())
        })
        .await;
        browser.wait_for_text("“maker.der”, supplied by you").await;

        // By paste: something that is no root is refused in words.
        let field = Name::has("Or paste the certificate");
        browser.type_into(Role::Textbox, field.clone(), "hello").await;
        browser.click(Role::Button, "Use this root").await;
        browser.wait_for_text("“pasted root” is not used").await;
        browser.click(Role::Button, "Remove the root pasted root").await;
        browser.wait_until_gone("“pasted root” is not used").await;

        // By drop: AWS's, for its own chain.
        let drop = "
            const [name, pem, done] = arguments;
            const transfer = new DataTransfer();
            transfer.items.add(new File([pem], name));
            const options = { bubbles: true, cancelable: true, dataTransfer: transfer };
            const target = document.querySelector('textarea');
            target.dispatchEvent(new DragEvent('drop', options));
            done();";
        browser.run_async(drop, vec![json!("aws.pem"), json!(anchors[0].pem)]).await;
        let text = "return document.querySelector('textarea').value.includes('BEGIN')";
        let filled = async || (browser.run(text).await == true).then_some(());
        eventually("the dropped file is read", filled).await;
        let chain = browser.find(Role::Combobox, "For").await;
        chain.select_by_value("aws").await.unwrap();
        browser.click(Role::Button, "Use this root").await;
        browser.wait_for_text("holds, by a root you supplied").await;
        assert!(!browser.text().await.contains("Genuine:"));
        assert_accessible_everywhere(browser).await;

        // Kept for the session, for other clusters too; gone with the page.
        browser.click(Role::Link, Name::has("Overview")).await;
        browser.click(Role::Link, Name::has("Certificates")).await;
        browser.wait_for_text("holds, by a root you supplied").await;
        browser.reload().await;
        browser.wait_for_text("not proven genuine").await;
        assert!(!browser.text().await.contains("supplied by you"));
    })
    .await;
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
        browser.click(Role::Button, "Download Cluster CSR as PEM").await;
        let path = saved(folder.path(), "_ClusterCsr.csr").await;
        let csr = saved_one.certificates.as_ref().unwrap().cluster_csr.as_deref().unwrap();
        assert_eq!(fs::read_to_string(path).unwrap().trim(), csr.trim());
        browser.click(Role::Button, "Download Cluster CSR as DER").await;
        let path = saved(folder.path(), "_ClusterCsr.der").await;
        let mut openssl = Command::new("openssl");
        openssl.args(["req", "-inform", "DER", "-noout", "-in"]).arg(path);
        assert!(openssl.status().unwrap().success());
        browser.reload().await;
        browser.wait_for_text("Verification ends when the cluster is initialized").await;
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

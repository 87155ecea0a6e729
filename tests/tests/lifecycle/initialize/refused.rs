//! Files that are not sent, and what is said of them.

use std::fs;

use end_to_end::{Role, Stack, StackOptions, View, with_browser};
use fantoccini::key::Key;
use tempfile::TempDir;

use super::{Pair, TO_INITIALIZE, csr_of, drop_file, paste};
use crate::steps::{HASTE, REGION, choose_file, open, when};

/// CRLF, UTF-16, a BOM and text around: the files are cleaned, and the page says so.
#[tokio::test]
async fn what_is_cleaned_is_said() {
    let stack = Stack::start(&StackOptions::with_console());
    let cluster = stack.cluster_named(REGION, TO_INITIALIZE).await;
    let files = Pair::from(&csr_of(&cluster));
    let wide: Vec<u8> = std::iter::once(0xfeff)
        .chain(Pair::text(&files.anchor).encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let path = files.openssl.file("wide.crt", "");
    fs::write(&path, wide).unwrap();
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "initialize").await;
        browser.wait_for_text("The plan needs both files").await;
        let windows = Pair::text(&files.signed).replace('\n', "\r\n");
        drop_file(browser, "signed-text", "signed.crt", &windows).await;
        browser.wait_for_text("File: signed.crt").await;
        browser.wait_for_text("Changed line ends to LF").await;
        choose_file(browser, "anchor-file", &path).await;
        browser.wait_for_text("Converted from UTF-16 to UTF-8").await;
        browser.wait_for_text("The certificates fit each other").await;
        // A paste takes the place of the file.
        paste(browser, "anchor-text", &format!("here it is:\n{}", Pair::text(&files.anchor))).await;
        browser.wait_for_text("Removed text outside the PEM blocks").await;
        browser.wait_until_gone("File: wide.crt").await;
        browser.wait_for_text("The certificates fit each other").await;
    })
    .await;
}

#[tokio::test]
async fn each_problem_is_said_of_its_file() {
    let stack = Stack::start(&StackOptions::with_console());
    let cluster = stack.cluster_named(REGION, TO_INITIALIZE).await;
    let other = stack.cluster_named(REGION, "attestation-lab").await;
    let (files, others) = (Pair::from(&csr_of(&cluster)), Pair::from(&csr_of(&other)));
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "initialize").await;
        browser.wait_for_text("The plan needs both files").await;
        for (signed, anchor, words) in [
            ("file://customerCA.crt", Pair::text(&files.anchor), "instead of the file’s content"),
            (&csr_of(&cluster), Pair::text(&files.anchor), "certificate signing request"),
            (
                &Pair::text(&others.signed),
                Pair::text(&others.anchor),
                "isn’t for this cluster’s current CSR",
            ),
            (&Pair::text(&files.signed), Pair::text(&others.anchor), "isn’t signed by the key"),
            (&Pair::text(&files.signed), "hello".to_owned(), "The trust anchor can’t be read"),
        ] {
            paste(browser, "signed-text", signed).await;
            paste(browser, "anchor-text", &anchor).await;
            browser.wait_for_text(words).await;
            browser.wait_for_text("These certificates can’t initialize the cluster").await;
            assert!(browser.find_all(Role::Button, "Review the plan").await.is_empty());
        }
        browser.assert_accessible_in_every_view().await;
    })
    .await;
}

/// A private key is easily taken for its certificate: it is refused in each way, and nothing has it then.
#[tokio::test]
async fn a_private_key_is_refused_and_forgotten() {
    let stack = Stack::start(&StackOptions::with_console());
    let cluster = stack.cluster_named(REGION, TO_INITIALIZE).await;
    let files = Pair::from(&csr_of(&cluster));
    let key_file = files.anchor.with_file_name("customerCA.key");
    let key = Pair::text(&key_file);
    let secret = key.lines().nth(3).unwrap().to_owned();
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "initialize").await;
        browser.wait_for_text("The plan needs both files").await;
        let refused = async |way: &str| {
            browser.wait_for_text("This contains a private key. It was discarded").await;
            browser.wait_for_text("The plan needs both files").await;
            let everywhere = "return document.documentElement.outerHTML
                + [...document.querySelectorAll('textarea')].map(it => it.value).join()
                + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)
                + JSON.stringify(history.state) + location.href";
            let everywhere = browser.run(everywhere).await;
            assert!(!everywhere.as_str().unwrap().contains(&secret), "{way}");
        };
        paste(browser, "signed-text", &key).await;
        refused("paste").await;
        // What comes next takes its place.
        paste(browser, "signed-text", "x").await;
        browser.wait_until_gone("This contains a private key").await;
        paste(browser, "signed-text", "").await;
        choose_file(browser, "anchor-file", &key_file).await;
        refused("file").await;
        paste(browser, "anchor-text", "").await;
        drop_file(browser, "anchor-text", "ca.pem", &format!("{}{key}", Pair::text(&files.anchor)))
            .await;
        refused("drop").await;
        browser.assert_accessible().await;
    })
    .await;
    assert!(!stack.audit().contains(&secret) && !stack.printed().contains(&secret));
}

/// AWS replaces the first HSM between both halves: the saved CSR is of no use.
#[tokio::test]
async fn another_csr_than_the_saved_one_is_told() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, TO_INITIALIZE).await;
    let files = Pair::from(&csr_of(&cluster));
    let folder = TempDir::new().unwrap();
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        browser.save_into(folder.path()).await;
        open(browser, &stack, &cluster, "initialize").await;
        // By keyboard.
        browser.find(Role::Button, "Download the CSR").await;
        browser.tab_to(Role::Button, "Download the CSR").await;
        browser.press(Key::Enter).await;
        browser.wait_for_text("Saved: ").await;
        control.replace_hsm(&cluster.cluster_id).await;
        when(&stack, &cluster, "the CSR is another", |it| {
            it.certificate(cloudhsm_api::CertificateSlot::ClusterCsr)
                .is_some_and(|csr| csr != csr_of(&cluster))
        })
        .await;
        open(browser, &stack, &cluster, "initialize").await;
        browser.wait_for_text("The CSR changed since you saved it").await;
        choose_file(browser, "signed-file", &files.signed).await;
        choose_file(browser, "anchor-file", &files.anchor).await;
        browser.wait_for_text("isn’t for this cluster’s current CSR").await;
    })
    .await;
}

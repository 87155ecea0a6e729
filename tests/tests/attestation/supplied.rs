//! Roots that somebody supplies, by file, paste and drop.

use std::{fs, process::Command};

use end_to_end::{
    Emulator, Name, Role, Run as _, Stack, StackOptions, View, eventually, with_browser,
};
use fantoccini::{Locator, key::Key};
use serde_json::json;
use tempfile::TempDir;

use crate::scene::{REGION, open, tab_to};

#[tokio::test]
async fn a_root_is_supplied_by_file_paste_and_drop() {
    // Behind somebody else's endpoint the session brings no roots: these are the emulator's own,
    // which are the same for each.
    let anchors = Stack::emulator().session().await.trust_anchors;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("maker.der");
    let pem = anchors[1].pem.as_bytes();
    let text = folder.path().join("maker.pem");
    fs::write(&text, pem).unwrap();
    let mut convert = Command::new("openssl");
    convert.args(["x509", "-outform", "DER", "-in"]).arg(text).arg("-out").arg(&file);
    assert!(convert.finish().status.success());

    let emulator = Emulator::start();
    let stack =
        Stack::start(&StackOptions { console: true, ..StackOptions::in_front_of(&emulator) });
    let cluster = stack.cluster_named(REGION, "identity-next").await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster).await;
        browser.wait_for_text("Not proven genuine").await;
        let maker = "Manufacturer hardware certificate, signed by the manufacturer";
        let verdict = async || {
            let row = browser.find(Role::Row, Name::has(maker)).await;
            row.text().await.unwrap()
        };
        let told = verdict().await;
        assert!(told.contains("not checkable") && told.contains("mrvl-ls2-root-AR-v1"), "{told}");

        tab_to(browser, "Supplied roots").await;
        browser.press(Key::Enter).await;
        browser.find(Role::Dialog, "Supplied roots").await;

        browser.assert_accessible().await;

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

        // By paste: something that is no root is refused in words.
        browser.click(Role::Button, "Supplied roots").await;
        browser.wait_for_text("“maker.der”, for the manufacturer’s chain").await;
        let field = Name::has("Or paste the certificate");
        browser.type_into(Role::Textbox, field.clone(), "hello").await;
        browser.click(Role::Button, "Use this root").await;
        browser.wait_for_text("“pasted root” is not used").await;
        browser.click(Role::Button, "Supplied roots").await;
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
        browser.wait_for_text("Proven by a root you supplied").await;
        assert!(!browser.text().await.contains("Genuine"));
        browser.assert_accessible_in_every_view().await;

        // Kept for the session, for other clusters too; gone with the page.
        browser.click(Role::Link, Name::has("Overview")).await;
        browser.click_tab("Certificates").await;
        browser.wait_for_text("Proven by a root you supplied").await;
        // And where the cluster is initialized.
        browser.click(Role::Link, Name::has("Overview")).await;
        browser.click(Role::Link, "CSR and commands").await;
        browser.find(Role::Heading, "1. Verify the HSM").await;
        browser.wait_for_text("Proven by a root you supplied").await;
        browser.click(Role::Link, "Each check, and other roots").await;
        browser.wait_for_text("Proven by a root you supplied").await;
        browser.reload().await;
        browser.wait_for_text("Not proven genuine").await;
        assert!(!browser.text().await.contains("supplied by the user"));
    })
    .await;
}

/// A private key is easily picked instead of its certificate: by file, paste and drop it is refused at
/// once, and neither shown nor kept.
#[tokio::test]
async fn a_private_key_is_refused_at_once_and_not_kept() {
    let folder = TempDir::new().unwrap();
    let make = |name: &str, arguments: &[&str]| {
        let path = folder.path().join(name);
        let mut openssl = Command::new("openssl");
        openssl.args(arguments).arg("-out").arg(&path);
        assert!(openssl.finish().status.success());
        path
    };
    let key = ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
    let pem = make("key.pem", &key);
    let der = make("key.der", &[&key[..], &["-outform", "DER"]].concat());
    let text = fs::read_to_string(&pem).unwrap();
    let secret = text.lines().nth(1).unwrap().to_owned();

    let stack = Stack::start(&StackOptions::with_console());
    let cluster = stack.cluster_named(REGION, "identity-next").await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster).await;
        tab_to(browser, "Supplied roots").await;
        browser.press(Key::Enter).await;
        browser.find(Role::Dialog, "Supplied roots").await;
        let field = "return document.querySelector('textarea').value";
        let refused = async |how: &str| {
            browser.wait_for_text("This contains a private key. It was discarded.").await;
            assert_eq!(browser.run(field).await, "", "{how}");
            let kept = browser.find_all(Role::Button, Name::has("Remove the root")).await;
            assert!(kept.is_empty(), "{how}");
            // The next refusal must be its own.
            browser.type_into(Role::Textbox, Name::has("Or paste the certificate"), "x").await;
            browser.wait_until_gone("It was discarded.").await;
        };
        for path in [&pem, &der] {
            let picker = browser.client().find(Locator::Css("input[type=file]")).await.unwrap();
            picker.send_keys(path.to_str().unwrap()).await.unwrap();
            refused(path.to_str().unwrap()).await;
        }
        let paste = "
            const [text, done] = arguments;
            const field = document.querySelector('textarea');
            field.value = text;
            field.dispatchEvent(new InputEvent('input', { bubbles: true }));
            done();";
        browser.run_async(paste, vec![json!(text)]).await;
        refused("paste").await;
        let html = browser.run("return document.documentElement.outerHTML").await;
        assert!(!html.as_str().unwrap().contains(&secret));
        // UTF-16 is named; a certificate with a byte order mark is read.
        let wide: Vec<u8> =
            "-----BEGIN CERTIFICATE-----".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let path = folder.path().join("wide.pem");
        fs::write(&path, [&[0xff, 0xfe][..], &wide].concat()).unwrap();
        let picker = browser.client().find(Locator::Css("input[type=file]")).await.unwrap();
        picker.send_keys(path.to_str().unwrap()).await.unwrap();
        browser.wait_for_text("The file is UTF-16 text. Save it as UTF-8").await;
    })
    .await;
}

//! What the tab says of certificates.

use std::fs;

use end_to_end::{Name, Role, Stack, StackOptions, View, artifacts, with_browser};
use serde_json::{Value, json};

use crate::scene::{REGION, open};

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
        assert_eq!(marks.into_iter().collect::<Vec<_>>(), ["failed", "outside-dates", "supplied"]);
    })
    .await;
}

#[tokio::test]
async fn what_fails_is_shown_where_it_fails() {
    let stack = Stack::start(&StackOptions::with_console());
    let cluster = stack.cluster_named(REGION, "attestation-lab").await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster).await;
        browser.wait_for_text("Not proven genuine").await;
        // Not folded, though nobody asked for it.
        let row = "HSM certificate, signed by the manufacturer hardware certificate";
        let row = browser.find(Role::Row, Name::has(row)).await;
        assert!(row.text().await.unwrap().contains("failed"));
        let row = "AWS hardware certificate, signed by the AWS root";
        let row = browser.find(Role::Row, Name::has(row)).await;
        let text = row.text().await.unwrap();
        assert!(text.contains("verified by the emulator’s root"), "{text}");
        // The picture says the same to those who can't see it.
        let label = "return document.querySelector('[role=img]').getAttribute('aria-label')";
        let label = browser.run(label).await;
        assert!(label.as_str().unwrap().contains("certificate: failed"), "{label}");
        browser.assert_accessible_in_every_view().await;
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
        browser.wait_for_text("Proven for an emulator").await;
        let text = browser.text().await;
        assert!(text.contains("the emulator’s own, not AWS’s"), "{text}");
        assert!(!text.contains("Genuine"), "{text}");
        for first in ["AWS’s chain", "Manufacturer’s chain", "Cluster key", "Expires first"] {
            assert!(text.contains(first), "{text}");
        }
        assert!(!text.contains("SHA-256 fingerprint"), "what a slot holds is folded: {text}");
        browser.assert_accessible_in_every_view().await;
        browser.unfold_all().await;
        browser.wait_for_text("SHA-256 fingerprint").await;
        let lines = "const text = document.createRange();
            return [...document.querySelectorAll('.whole-line code, .roots code')].map(it => {
                text.selectNodeContents(it);
                return text.getClientRects().length;
            })";
        let lines = browser.run(lines).await;
        assert!(lines.as_array().is_some_and(|all| all.len() > 8), "{lines}");
        assert!(lines.as_array().unwrap().iter().all(|count| *count == 1), "{lines}");
        browser.assert_accessible_in_every_view().await;

        // After initialization there is less to verify, and the page says why.
        open(browser, &stack, &initialized).await;
        browser.wait_for_text("the proof is incomplete").await;
        browser.unfold_all().await;
        let text = browser.text().await;
        assert!(text.contains("AWS removes the CSR when a cluster is initialized"), "{text}");
        assert!(text.contains("may not return the hardware certificates"), "{text}");
        browser.assert_accessible_in_every_view().await;
    })
    .await;
}

#[tokio::test]
async fn empty_slots_say_why() {
    let stack = Stack::start(&StackOptions::with_console());
    let cluster = stack.cluster_named(REGION, "sandbox-empty").await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster).await;
        browser.wait_for_text("Nothing to verify. All slots are empty.").await;
        browser.unfold_all().await;
        let text = browser.text().await;
        assert_eq!(text.matches("The cluster has no HSM yet").count(), 4, "{text}");
        assert!(text.contains("once you have given AWS the CSR signed by your CA"), "{text}");
        assert!(browser.find_all(Role::Button, "Download the evidence").await.is_empty());
        browser.assert_accessible_in_every_view().await;
    })
    .await;
}

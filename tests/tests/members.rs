//! Every member that botocore's own service model has of a cluster, its HSMs, certificates, tags and
//! backups can be read on the cluster's page, outside of the tab with the raw answer.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use end_to_end::{Name, Python, Role, Stack, StackOptions, View, with_browser};
use serde::Deserialize;

const REGION: &str = "us-east-1";
const TABS: [&str; 7] = ["overview", "hsms", "usage", "network", "certificates", "tags", "backups"];

#[derive(Debug, Deserialize)]
struct Served {
    url: String,
    cluster: String,
    /// Shape, member, and the text that must be there.
    told: Vec<(String, String, String)>,
}

#[tokio::test]
async fn every_member_that_botocore_knows_can_be_read() {
    let mut service = Python::script("every_member.py").start();
    let told: Served =
        service.wait_for_line("what it serves", |line| serde_json::from_str(line).ok());
    let members: Vec<_> = told.told.iter().map(|(shape, member, _)| (shape, member)).collect();
    for shape in ["Cluster", "Hsm", "Certificates", "Backup", "Tag"] {
        assert!(members.iter().any(|(of, _)| *of == shape), "no {shape} in {members:?}");
    }
    let options = StackOptions { endpoint: Some(told.url), ..StackOptions::with_console() };
    let options = options
        .args(["--region", REGION])
        .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    let stack = Stack::start(&options);
    with_browser(View::DESKTOP, async |browser| {
        let mut page = String::new();
        for tab in TABS {
            let path = format!("/regions/{REGION}/clusters/{}/{tab}", told.cluster);
            browser.goto(&stack.link_to(&path)).await;
            browser.find(Role::Heading, Name::has(&*told.cluster)).await;
            browser.wait_until_loaded().await;
            // A person can unfold what is folded.
            browser.run("document.querySelectorAll('details').forEach(it => it.open = true)").await;
            let unfold =
                "document.querySelectorAll('td [aria-expanded=false]').forEach(it => it.click())";
            browser.run(unfold).await;
            page += &browser.text().await;
        }
        // Words that break over lines are the same words.
        let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
        let missing: Vec<_> =
            told.told.iter().filter(|(_, _, text)| !page.contains(text.as_str())).collect();
        assert!(missing.is_empty(), "not to be read: {missing:?}\n{page}");
        // Nothing is left over that the console does not know.
        assert!(!page.contains("Other members") && !page.contains("other members:"), "{page}");
    })
    .await;
}

//! A cluster's family: clusters and backups with its keys in other regions, and what a plan says of them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use end_to_end::{REGIONS, Stack, StackOptions, View, eventually_or, with_browser};

const REGION: &str = REGIONS[0];
const FAMILY: &str = "document.querySelector('details.family')";

#[tokio::test]
async fn a_copy_and_the_cluster_from_it_are_shown_with_the_cluster_they_stem_from() {
    let stack = Stack::start(&StackOptions::with_console());
    let cluster = stack.cluster_named(REGION, "payments-prod").await;
    let path = format!("/regions/{REGION}/clusters/{}/overview", cluster.cluster_id);
    for view in [View::DESKTOP, View::PHONE] {
        with_browser(view, async |browser| {
            browser.goto(&stack.link_to(&path)).await;
            browser.wait_until_loaded().await;
            let says = async |words: &str| {
                eventually_or(words, async || {
                    let found = browser.run(&format!("return {FAMILY}?.innerText ?? ''")).await;
                    let found = found.as_str().unwrap_or_default().to_owned();
                    if found.contains(words) { Ok(()) } else { Err(found) }
                })
                .await;
            };
            says("1 cluster and 2 backups in 2 regions").await;
            browser.run(&format!("{FAMILY}.open = true")).await;
            for words in [
                "dr-rehearsal",
                "Created from a backup of this cluster, Same cluster certificate",
                "Copy of a backup of this cluster",
                "None is shared.",
            ] {
                says(words).await;
            }
            browser.assert_accessible_in_every_view().await;
        })
        .await;
    }
}

#[tokio::test]
async fn the_plan_names_where_the_keys_also_exist() {
    let stack = Stack::start(&StackOptions::default());
    let original = stack.cluster_named(REGION, "payments-prod").await;
    let rehearsal = stack.cluster_named(REGIONS[1], "dr-rehearsal").await;
    let plan = stack.plan(REGION, &original.cluster_id).await;
    let found = plan.warnings.iter().find(|it| it.code.as_str() == "keys-elsewhere").unwrap();
    assert!(found.message.contains(&rehearsal.cluster_id), "{}", found.message);
    assert!(found.message.contains(REGIONS[1]), "{}", found.message);
    let plan = stack.plan(REGIONS[1], &rehearsal.cluster_id).await;
    let found = plan.warnings.iter().find(|it| it.code.as_str() == "keys-elsewhere").unwrap();
    assert!(found.message.contains(&original.cluster_id), "{}", found.message);
}

//! The end of the process without a warning, at any step of a deletion.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{
    CLUSTER,
    process::{Running, cluster_in, in_front_of, verify},
};

#[tokio::test]
async fn sudden_death_at_each_step_leaves_a_log_that_says_what_is_known() {
    for (step, events) in [
        // Before anything was decided.
        (Some("BaldrApiService.DescribeBackups"), vec![]),
        // Between intent and answer.
        (Some("BaldrApiService.DeleteCluster"), vec!["intent"]),
        // After the answer.
        (None, vec!["intent", "outcome"]),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let audit = dir.path().join("audit.jsonl");
        let (upstream, url) = cluster_in("ACTIVE").await;
        let mut running = Running::start(in_front_of(&url, dir.path())).await;
        let plan = running.plan(CLUSTER).await;
        let seen = upstream.requests().len();
        let deletion = running.deletion(&plan).send();
        match step {
            None => assert_eq!(deletion.await.unwrap().status(), 200),
            Some(step) => {
                upstream.hang_at(step);
                let deletion = tokio::spawn(deletion);
                while !upstream.requests()[seen..].iter().any(|it| it.contains(step)) {
                    tokio::task::yield_now().await;
                }
                running.child.kill().await.unwrap();
                assert!(deletion.await.unwrap().is_err());
            }
        }
        running.child.kill().await.unwrap();
        let text = std::fs::read_to_string(&audit).unwrap();
        let found: Vec<String> = text
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["event"].to_string())
            .collect();
        assert_eq!(found, events.iter().map(|it| format!("\"{it}\"")).collect::<Vec<_>>());
        assert_eq!(verify(&audit).await.0, Some(0));
    }
}

#[tokio::test]
async fn the_next_start_mends_the_log_and_finds_out_what_became_of_an_intent() {
    let dir = tempfile::tempdir().unwrap();
    let audit = dir.path().join("audit.jsonl");
    let (upstream, url) = cluster_in("ACTIVE").await;
    upstream.hang_at("BaldrApiService.DeleteCluster");
    let mut running = Running::start(in_front_of(&url, dir.path())).await;
    let plan = running.plan(CLUSTER).await;
    let deletion = tokio::spawn(running.deletion(&plan).send());
    while !upstream.requests().iter().any(|it| it.contains("DeleteCluster")) {
        tokio::task::yield_now().await;
    }
    running.child.kill().await.unwrap();
    assert!(deletion.await.unwrap().is_err());
    let text = std::fs::read_to_string(&audit).unwrap();
    std::fs::write(&audit, format!("{text}{{\"sequence\":2,")).unwrap();

    let (_upstream, url) = cluster_in("DELETE_IN_PROGRESS").await;
    let running = Running::start(in_front_of(&url, dir.path())).await;
    let torn = std::fs::read_to_string(dir.path().join("audit.jsonl.torn-1")).unwrap();
    assert_eq!(torn, "{\"sequence\":2,");
    let outcome = loop {
        let activity = running.json("/api/activity", None).await;
        assert_eq!(activity["chain"]["status"], "verified");
        if activity["records"].as_array().unwrap().len() == 2 {
            break activity["records"][0].clone();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!((&outcome["outcome"], &outcome["event"]), (&json!("accepted"), &json!("outcome")));
    assert!(outcome["detail"].as_str().unwrap().contains("looking"), "{outcome}");
    drop(running);

    let text = std::fs::read_to_string(&audit).unwrap();
    std::fs::write(&audit, text.replace("DeleteCluster", "DeleteBackup")).unwrap();
    let (code, said) = verify(&audit).await;
    assert_eq!(code, Some(1));
    assert!(said.contains("audit.jsonl:2: line 1 is not the one"), "{said}");
}

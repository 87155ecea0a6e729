//! The end of the process without a warning, at any step of a deletion.

use std::{path::Path, time::Instant};

use backend_api::{AuditEvent, AuditRecord};
use serde_json::{Value, json};

use crate::support::{
    CLUSTER, Scripted, eventually_or,
    process::{Running, cluster_in, in_front_of, killed_while_deleting, listing, verify},
};

/// The records of a log, every line of which must be whole.
fn records(audit: &Path) -> Vec<AuditRecord> {
    let text = std::fs::read_to_string(audit).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn deletions(upstream: &Scripted) -> usize {
    upstream.requests().iter().filter(|it| it.contains("BaldrApiService.DeleteCluster")).count()
}

/// Waits until the backend has as many records, and gives the newest, if there is one.
async fn newest_of(running: &Running, count: usize) -> Value {
    eventually_or(&format!("the activity has {count} records"), async || {
        let activity = running.json("/api/activity", None).await;
        assert_eq!(activity["chain"]["status"], "verified");
        let records = activity["records"].as_array().unwrap();
        let newest = || records.first().cloned().unwrap_or_default();
        if records.len() == count { Ok(newest()) } else { Err(activity.to_string()) }
    })
    .await
}

#[tokio::test]
async fn sudden_death_at_each_step_leaves_a_log_that_says_what_is_known() {
    for (step, events) in [
        // Between intent and send: the second reading.
        (Some("BaldrApiService.DescribeClusters"), vec![AuditEvent::Intent]),
        (Some("BaldrApiService.DescribeBackups"), vec![AuditEvent::Intent]),
        // Between intent and answer.
        (Some("BaldrApiService.DeleteCluster"), vec![AuditEvent::Intent]),
        // After the answer.
        (None, vec![AuditEvent::Intent, AuditEvent::Outcome]),
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
                upstream.wait_for(seen, step).await;
                running.kill().await;
                assert!(deletion.await.unwrap().is_err());
            }
        }
        running.kill().await;
        let found: Vec<_> = records(&audit).into_iter().map(|it| it.event).collect();
        assert_eq!(found, events, "{step:?}");
        let is_sent = step.is_none_or(|step| step.contains("DeleteCluster"));
        assert_eq!(deletions(&upstream), usize::from(is_sent), "{step:?}");
        assert_eq!(verify(&audit).await.0, Some(0));

        // After the restart the log still holds, and tells no more than what is known: an intent
        // without an outcome is looked into, and nothing is sent again.
        upstream.answer_with(listing("DELETE_IN_PROGRESS"));
        let running = Running::start(in_front_of(&url, dir.path())).await;
        let in_doubt = events == [AuditEvent::Intent];
        let newest = newest_of(&running, events.len() + usize::from(in_doubt)).await;
        let detail = newest["detail"].as_str().unwrap_or_default();
        assert_eq!(detail.contains("Found by reading: DELETE_IN_PROGRESS"), in_doubt, "{newest}");
        if !events.is_empty() {
            assert_eq!(newest["outcome"], "accepted");
        }
        assert_eq!(deletions(&upstream), usize::from(is_sent), "nothing is sent again");
        assert_eq!(verify(&audit).await.0, Some(0));
    }
}

/// Not at steps that we thought of, but at any moment, spread over the time that a deletion takes.
#[tokio::test]
async fn sudden_death_at_any_moment_never_leaves_a_deletion_that_was_not_announced() {
    const MOMENTS: u32 = 16;
    let mut whole = None;
    for moment in 0..=MOMENTS {
        let dir = tempfile::tempdir().unwrap();
        let audit = dir.path().join("audit.jsonl");
        let (upstream, url) = cluster_in("ACTIVE").await;
        let mut running = Running::start(in_front_of(&url, dir.path())).await;
        let plan = running.plan(CLUSTER).await;
        let deletion = running.deletion(&plan).send();
        let start = Instant::now();
        let answered = match whole {
            // The first is not killed: it tells how long it takes.
            None => {
                let answered = deletion.await.is_ok();
                whole = Some(start.elapsed());
                answered
            }
            Some(whole) => {
                let patience = whole * (MOMENTS - moment) / MOMENTS;
                tokio::time::timeout(patience, deletion).await.is_ok_and(|it| it.is_ok())
            }
        };
        running.kill().await;

        let sent = deletions(&upstream);
        upstream.answer_with(listing("DELETE_IN_PROGRESS"));
        let mut next = Running::start(in_front_of(&url, dir.path())).await;
        next.kill().await;
        assert_eq!(verify(&audit).await.0, Some(0), "moment {moment}");
        let records = records(&audit);
        let has = |event| records.iter().any(|it| it.event == event);
        assert!(sent <= 1 && deletions(&upstream) == sent, "sent again");
        assert!(sent == 0 || has(AuditEvent::Intent), "sent without a record");
        assert!(!answered || has(AuditEvent::Outcome), "answered before it was recorded");
    }
}

#[tokio::test]
async fn the_next_start_mends_the_log_and_finds_out_what_became_of_an_intent() {
    let dir = tempfile::tempdir().unwrap();
    let audit = dir.path().join("audit.jsonl");
    let (upstream, url) = killed_while_deleting(dir.path()).await;
    let text = std::fs::read_to_string(&audit).unwrap();
    std::fs::write(&audit, format!("{text}{{\"sequence\":2,")).unwrap();

    upstream.answer_with(listing("DELETE_IN_PROGRESS"));
    let running = Running::start(in_front_of(&url, dir.path())).await;
    let torn = std::fs::read_to_string(dir.path().join("audit.jsonl.torn-1")).unwrap();
    assert_eq!(torn, "{\"sequence\":2,");
    let outcome = newest_of(&running, 2).await;
    assert_eq!((&outcome["outcome"], &outcome["event"]), (&json!("accepted"), &json!("outcome")));
    assert!(outcome["detail"].as_str().unwrap().contains("reading"), "{outcome}");
    drop(running);

    let text = std::fs::read_to_string(&audit).unwrap();
    std::fs::write(&audit, text.replace("DeleteCluster", "DeleteBackup")).unwrap();
    let (code, said) = verify(&audit).await;
    assert_eq!(code, Some(1));
    assert!(said.contains("audit.jsonl:2: line 1 is not the one"), "{said}");
}

//! Changes that were not finished when the backend ended, and what the next one finds out.

use std::time::Duration;

use backend_api::{ApiErrorCode, AttemptState, OperationSet};
use cloudhsm_api::Operation;
use serde_json::{Value, json};
use signing_backend::{OperationPolicy, Settings};

use crate::{
    change_plans::{add_hsm, bench, confirm, initialize, new_cluster, of_type, plan, retention},
    support::{Behaviour, Bench, CLUSTER, settings},
};

const NEW: &str = "new-cluster";

/// Confirms a change whose answer is lost; its attempt.
async fn lost(bench: &Bench, operation: Operation, input: &Value) -> String {
    let plan = plan(bench, operation, input).await;
    bench.cloud.next(Behaviour::Lost);
    assert_eq!(confirm(bench, &plan).await.code(), ApiErrorCode::OutcomeUnknown, "{operation}");
    plan.attempt.unwrap()
}

async fn restart(bench: Bench) -> Bench {
    let operations = OperationPolicy::of(OperationSet::ALL, &[]);
    bench.restart_with(Settings { operations, ..settings() }).await
}

/// The process ended before the answer: of the log, only the first line is there, changed like this.
async fn killed(bench: Bench, change: impl Fn(&mut Value)) -> Bench {
    bench.backend.finish().await;
    let mut line = bench.audit_lines().remove(0);
    change(&mut line);
    std::fs::write(&bench.audit_file, format!("{line}\n")).unwrap();
    restart(bench).await
}

async fn state(bench: &Bench, attempt: &str) -> Value {
    bench.get(&backend_api::routes::attempt(attempt)).await.json()
}

/// Longer than an attempt is followed, and shorter than a migration.
async fn hours_later() {
    // limit: the time is not real
    tokio::time::sleep(Duration::from_hours(3)).await;
}

fn ready(bench: &Bench) {
    bench.cloud.change_clusters(|all| all.last_mut().unwrap()["State"] = "UNINITIALIZED".into());
}

#[tokio::test(start_paused = true)]
async fn a_lost_creation_is_found_by_comparison_after_a_restart_and_never_sent_again() {
    for is_killed in [true, false] {
        let bench = bench();
        lost(&bench, Operation::CreateCluster, &new_cluster()).await;
        let bench = if is_killed { killed(bench, |_| {}).await } else { restart(bench).await };
        assert_eq!(bench.attempt(NEW).await.state, AttemptState::Unknown);
        ready(&bench);
        let found = bench.reaches(NEW, AttemptState::Done).await;
        assert!(found.last_seen.as_deref().unwrap().ends_with("is UNINITIALIZED"), "{found:?}");
        assert_eq!(bench.cloud.changes().len(), 1, "never sent again");
        let line = bench.audit_lines().pop().unwrap();
        assert_eq!(line["outcome"], "done");
        assert_eq!(line["change"]["kind"], "cluster");
        assert_eq!(line["change"]["before"].as_array().unwrap().len(), 2);
        let made = line["change"]["made"].as_str().unwrap();
        assert!(found.last_seen.as_deref().unwrap().starts_with(made), "found by comparison");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_never_sent_is_not_known_and_two_that_fit_are_not_decided_between() {
    let bench = bench();
    lost(&bench, Operation::CreateCluster, &new_cluster()).await;
    bench.cloud.change_clusters(|all| drop(all.pop()));
    let bench = killed(bench, |_| {}).await;
    bench.reaches(NEW, AttemptState::StillUnknown).await;

    let bench = self::bench();
    lost(&bench, Operation::CreateCluster, &new_cluster()).await;
    ready(&bench);
    bench.cloud.change_clusters(|all| {
        let mut other = all.last().unwrap().clone();
        other["ClusterId"] = "cluster-ddddddddddd".into();
        all.push(other);
    });
    let bench = restart(bench).await;
    let attempt = bench.reaches(NEW, AttemptState::StillUnknown).await;
    assert!(attempt.last_seen.unwrap().starts_with("2 fit"));
    assert_eq!(bench.cloud.changes().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn one_that_aws_named_is_followed_by_its_name() {
    let bench = bench();
    let plan = plan(&bench, Operation::CreateHsm, &add_hsm()).await;
    assert_eq!(confirm(&bench, &plan).await.status, 200);
    let bench = restart(bench).await;
    bench.cloud.change(CLUSTER, |it| {
        let mut other = it["Hsms"][0].clone();
        other["HsmId"] = "hsm-ooooooooooo".into();
        other["State"] = "ACTIVE".into();
        it["Hsms"].as_array_mut().unwrap().push(other);
    });
    // limit: the time is not real
    tokio::time::sleep(Duration::from_mins(10)).await;
    assert_eq!(bench.attempt(CLUSTER).await.state, AttemptState::Accepted);
    bench.cloud.change(CLUSTER, |it| it["Hsms"][0]["State"] = "ACTIVE".into());
    let found = bench.reaches(CLUSTER, AttemptState::Done).await;
    assert_eq!(found.last_seen.as_deref(), Some("hsm-new00000000 is ACTIVE"));
}

/// The one that is there is the other attempt's, however long ago that was finished.
#[tokio::test(start_paused = true)]
async fn what_a_finished_attempt_made_is_not_claimed_by_an_open_one() {
    let bench = bench();
    let first = plan(&bench, Operation::CreateHsm, &add_hsm()).await;
    bench.cloud.next(Behaviour::Denies(503, "<html>"));
    assert_eq!(confirm(&bench, &first).await.code(), ApiErrorCode::OutcomeUnknown);
    let second = plan(&bench, Operation::CreateHsm, &add_hsm()).await;
    assert_eq!(confirm(&bench, &second).await.status, 200);
    bench.cloud.change(CLUSTER, |it| it["Hsms"][0]["State"] = "ACTIVE".into());
    // limit: the time is not real
    tokio::time::sleep(Duration::from_mins(5)).await;
    let (first, second) = (first.attempt.unwrap(), second.attempt.unwrap());
    assert_eq!(state(&bench, &second).await["state"], "done");
    let bench = restart(bench).await;
    hours_later().await;
    let ended = state(&bench, &first).await;
    assert_eq!(
        (&ended["state"], &ended["lastSeen"]),
        (&json!("still-unknown"), &json!("not listed"))
    );
    assert_eq!(bench.cloud.changes().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_hsm_that_aws_replaced_by_itself_is_not_taken_for_the_lost_one() {
    let bench = bench();
    let hsm = |id: &str| {
        json!([{"HsmId": id, "State": "ACTIVE", "AvailabilityZone": "us-east-1a", "EniId": "eni-1",
                "EniIp": "10.0.0.1"}])
    };
    bench.cloud.change(CLUSTER, |it| it["Hsms"] = hsm("hsm-aaaaaaaaaaa"));
    let attempt = lost(&bench, Operation::CreateHsm, &add_hsm()).await;
    bench.cloud.change(CLUSTER, |it| it["Hsms"] = hsm("hsm-bbbbbbbbbbb"));
    let bench = restart(bench).await;
    hours_later().await;
    assert_eq!(state(&bench, &attempt).await["state"], "still-unknown");
}

#[tokio::test(start_paused = true)]
async fn each_change_of_a_cluster_is_followed_after_a_restart() {
    type Happens = fn(&mut Value);
    let listed = |pem: &str| json!({ "ClusterCertificate": pem });
    let owner = &crate::support::OWNER;
    let cases: [(Operation, Value, Happens, AttemptState); 3] = [
        (Operation::ModifyCluster, retention("120"), |_| {}, AttemptState::Done),
        (
            Operation::ModifyCluster,
            retention("120"),
            |it| it["BackupRetentionPolicy"]["Value"] = "90".into(),
            AttemptState::StillUnknown,
        ),
        (
            Operation::ModifyCluster,
            of_type("hsm2m.medium"),
            |it| {
                it["State"] = "ACTIVE".into();
                it["HsmType"] = "hsm2m.medium".into();
            },
            AttemptState::Done,
        ),
    ];
    for (operation, input, happens, end) in cases {
        let bench = bench();
        bench.cloud.change(CLUSTER, |it| it["HsmType"] = "hsm1.medium".into());
        lost(&bench, operation, &input).await;
        bench.cloud.change(CLUSTER, happens);
        let bench = restart(bench).await;
        bench.reaches(CLUSTER, end).await;
        assert_eq!(bench.cloud.changes().len(), 1, "{operation} {input}");
    }
    // Whose initialization it was, the certificate says.
    for (pem, end) in
        [(&owner.signed, AttemptState::Done), (&owner.other, AttemptState::StillUnknown)]
    {
        let bench = bench();
        bench.cloud.change(CLUSTER, crate::change_plans::uninitialized);
        lost(&bench, Operation::InitializeCluster, &initialize()).await;
        let bench = restart(bench).await;
        bench.cloud.change(CLUSTER, |it| {
            it["State"] = "INITIALIZED".into();
            it["Certificates"] = listed(pem);
        });
        bench.reaches(CLUSTER, end).await;
        let log = std::fs::read_to_string(&bench.audit_file).unwrap();
        assert!(!log.contains("BEGIN CERTIFICATE"), "a fingerprint is enough");
    }
}

/// A log of an older version, and one where not all of what was there had room.
#[tokio::test(start_paused = true)]
async fn without_a_whole_listing_of_before_it_is_not_followed_and_says_so() {
    let removed = |line: &mut Value| drop(line.as_object_mut().unwrap().remove("change"));
    let cut = |line: &mut Value| line["change"]["before"][1] = "… (cut: 7 more)".into();
    let odd = |line: &mut Value| line["change"] = json!({"kind": "something-newer"});
    for change in [removed as fn(&mut Value), cut, odd] {
        let bench = bench();
        lost(&bench, Operation::CreateCluster, &new_cluster()).await;
        let bench = killed(bench, change).await;
        ready(&bench);
        hours_later().await;
        let attempt = bench.attempt(NEW).await;
        assert_eq!(attempt.state, AttemptState::Unknown);
        assert_eq!(attempt.not_followed, Some(backend_api::NotFollowed::NotReadable));
        assert_eq!(bench.audit_lines().len(), 1);
    }
}

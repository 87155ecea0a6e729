//! What AWS gives no token for: what was created is found by comparison.

use backend_api::{ApiErrorCode, AttemptState, WarningCode};
use cloudhsm_api::Operation;
use serde_json::json;

use super::{add_hsm, bench, confirm, losses, new_cluster, plan};
use crate::support::{Behaviour, CLUSTER};

/// Creating has no client token: it is never sent again, and found out by comparison.
#[tokio::test(start_paused = true)]
async fn a_creation_whose_answer_is_lost_is_found_by_comparing_listings() {
    let failure = r#"{"__type":"CloudHsmInternalFailureException","Message":"no"}"#;
    for behaviour in
        [Behaviour::Says(500, failure), Behaviour::Says(503, "<html>"), Behaviour::Lost]
    {
        let bench = bench();
        let plan = plan(&bench, Operation::CreateCluster, &new_cluster()).await;
        bench.cloud.next(behaviour);
        let reply = confirm(&bench, &plan).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (504, ApiErrorCode::OutcomeUnknown));
        let error = &reply.json()["error"];
        assert_eq!((&error["outcome"], &error["retryable"]), (&json!("unknown"), &json!(false)));
        let id = bench.cloud.inputs(Operation::CreateCluster).len();
        assert_eq!(id, 1);
        bench.cloud.change_clusters(|all| {
            let made = all.last_mut().unwrap();
            made["State"] = "UNINITIALIZED".into();
        });
        let attempt = bench.reaches("new-cluster", AttemptState::Done).await;
        let seen = attempt.last_seen.unwrap();
        assert!(seen.starts_with("cluster-new") && seen.ends_with("is UNINITIALIZED"), "{seen}");
        assert_eq!(bench.cloud.changes().len(), 1, "never sent again");
    }
}

#[tokio::test(start_paused = true)]
async fn two_new_clusters_that_fit_are_not_decided_between() {
    let bench = bench();
    let plan = plan(&bench, Operation::CreateCluster, &new_cluster()).await;
    bench.cloud.next(Behaviour::Lost);
    assert_eq!(confirm(&bench, &plan).await.code(), ApiErrorCode::OutcomeUnknown);
    bench.cloud.change_clusters(|all| {
        let mut other = all.last().unwrap().clone();
        other["ClusterId"] = "cluster-ddddddddddd".into();
        other["State"] = "UNINITIALIZED".into();
        all.last_mut().unwrap()["State"] = "UNINITIALIZED".into();
        all.push(other);
    });
    let attempt = bench.reaches("new-cluster", AttemptState::StillUnknown).await;
    assert!(attempt.last_seen.unwrap().starts_with("2 fit"));
}

#[tokio::test(start_paused = true)]
async fn a_refused_creation_is_refused_and_an_accepted_one_names_its_cluster() {
    let bench = bench();
    let first = plan(&bench, Operation::CreateCluster, &new_cluster()).await;
    bench.cloud.next(Behaviour::Denies(
        400,
        r#"{"__type":"CloudHsmAccessDeniedException","Message":"iam:CreateServiceLinkedRole"}"#,
    ));
    let reply = confirm(&bench, &first).await;
    assert_eq!(reply.json()["error"]["outcome"], "refused");
    let second = plan(&bench, Operation::CreateCluster, &new_cluster()).await;
    let reply = confirm(&bench, &second).await;
    let id = reply.json()["Cluster"]["ClusterId"].as_str().unwrap().to_owned();
    let line = bench.audit_lines().last().cloned().unwrap();
    assert_eq!((&line["cluster"], &line["outcome"]), (&json!(id), &json!("accepted")));
}

#[tokio::test]
async fn two_creations_in_a_region_do_not_run_at_once() {
    let bench = bench();
    let (one, other) = (
        plan(&bench, Operation::CreateCluster, &new_cluster()).await,
        plan(&bench, Operation::CreateCluster, &new_cluster()).await,
    );
    let (first, second) = tokio::join!(confirm(&bench, &one), confirm(&bench, &other));
    let statuses = [first.status.as_u16(), second.status.as_u16()];
    assert!(statuses.contains(&200) && statuses.contains(&409), "{statuses:?}");
    assert_eq!(bench.cloud.changes().len(), 1);
}

/// A lost creation, and another one after it: which made what, nobody can say.
#[tokio::test(start_paused = true)]
async fn an_open_creation_is_named_in_the_next_plan_and_does_not_claim_what_that_made() {
    let bench = bench();
    let first = plan(&bench, Operation::CreateHsm, &add_hsm()).await;
    bench.cloud.next(Behaviour::Denies(503, "<html>"));
    assert_eq!(confirm(&bench, &first).await.code(), ApiErrorCode::OutcomeUnknown);
    let second = plan(&bench, Operation::CreateHsm, &add_hsm()).await;
    assert_eq!(losses(&second), [WarningCode::CreationOpen]);
    assert_eq!(second.warnings[0].subjects, [first.attempt.clone().unwrap()]);
    let reply = bench.send(bench.deletion_with(&second, &second.type_to_confirm, vec![])).await;
    assert_eq!(reply.code(), ApiErrorCode::AcknowledgementMissing);
    assert_eq!(confirm(&bench, &second).await.status, 200);
    bench.cloud.change(CLUSTER, |it| it["Hsms"][0]["State"] = "ACTIVE".into());
    let lost = backend_api::routes::attempt(&first.attempt.unwrap());
    // limit: the time is not real, and this is longer than an attempt is followed.
    tokio::time::sleep(std::time::Duration::from_hours(3)).await;
    let state = bench.get(&lost).await.json()["state"].clone();
    assert_eq!(state, "still-unknown", "the one HSM is the second's");
}

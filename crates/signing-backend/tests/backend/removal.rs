//! Several HSMs of a cluster, deleted one after the other by the backend.

use std::time::Duration;

use axum::{body::Body, http::Request};
use backend_api::{
    ApiErrorCode, Attempt, AttemptState, CONFIRMATION_HEADER, Confirmation, DeletionPlan,
    PERMIT_HEADER, StopReason, routes,
};
use cloudhsm_api::Operation;
use serde_json::{Value, json};

use crate::support::{Behaviour, Bench, CLUSTER, REGION, Reply};

pub(crate) const HSMS: [&str; 3] = ["hsm-aaaaaaaaaaa", "hsm-bbbbbbbbbbb", "hsm-ccccccccccc"];

pub(crate) fn bench() -> Bench {
    let bench = Bench::new();
    let hsm = |id: &&str| json!({"HsmId": id, "State": "ACTIVE", "ClusterId": CLUSTER});
    bench.cloud.change(CLUSTER, |it| it["Hsms"] = HSMS.iter().map(hsm).collect());
    bench
}

async fn plan(bench: &Bench, ids: &[&str]) -> Reply {
    bench.post(&routes::hsms_deletion_plan(REGION, CLUSTER), &json!({ "hsmIds": ids })).await
}

fn deletion(bench: &Bench, plan: &DeletionPlan, typed: &str, ids: &[&str]) -> Request<Body> {
    let acknowledged = plan.warnings.iter().filter(|it| it.acknowledge).map(|it| it.code).collect();
    let confirmation =
        Confirmation { typed: typed.to_owned(), acknowledged, ..Confirmation::default() };
    let path = routes::hsms_deletion(REGION, CLUSTER);
    let mut request = bench.request("POST", &path, json!({ "hsmIds": ids }).to_string());
    let headers = request.headers_mut();
    headers.insert(PERMIT_HEADER, plan.permit.as_ref().unwrap().token.parse().unwrap());
    headers.insert(CONFIRMATION_HEADER, confirmation.to_header().parse().unwrap());
    request
}

/// Plans and confirms the deletion of these.
pub(crate) async fn begin(bench: &Bench, ids: &[&str]) -> Reply {
    let plan: DeletionPlan = serde_json::from_slice(&plan(bench, ids).await.body).unwrap();
    bench.send(deletion(bench, &plan, &ids.join(" "), ids)).await
}

pub(crate) fn attempt(reply: &Reply) -> Attempt {
    assert_eq!(reply.status, 202, "{}", String::from_utf8_lossy(&reply.body));
    serde_json::from_slice(&reply.body).unwrap()
}

pub(crate) fn states(attempt: &Attempt) -> Vec<AttemptState> {
    attempt.steps.iter().map(|step| step.state).collect()
}

pub(crate) async fn ends(bench: &Bench, id: &str) -> Attempt {
    for _ in 0..20_000 {
        let reply = bench.get(&routes::attempt(id)).await;
        let attempt: Attempt = serde_json::from_slice(&reply.body).unwrap();
        let is_over = attempt.stop_reason.is_some() || attempt.state == AttemptState::Gone;
        if is_over {
            return attempt;
        }
        // limit: time is not real
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    panic!("the removal {id} does not end");
}

#[tokio::test(start_paused = true)]
async fn all_go_one_after_the_other_whether_or_not_anybody_looks() {
    use AttemptState::{Accepted, Gone, Planned};
    let bench = bench();
    let reply = plan(&bench, &HSMS).await;
    let planned: DeletionPlan = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(planned.type_to_confirm, HSMS.join(" "));
    assert_eq!(planned.request.cli.lines().count(), 3);
    let begun = attempt(&bench.send(deletion(&bench, &planned, &HSMS.join(" "), &HSMS)).await);
    assert_eq!(Some(&begun.id), planned.attempt.as_ref());
    assert_eq!(states(&begun), [Accepted, Planned, Planned]);
    assert_eq!(bench.cloud.destroyed().len(), 1, "one after the other");
    // AWS makes a backup, as it documents.
    bench.cloud.change_backups(|all| {
        all.push(json!({"BackupId": "backup-n", "ClusterId": CLUSTER, "BackupState": "READY"}));
    });
    bench.cloud.change(CLUSTER, |it| it["State"] = "UPDATE_IN_PROGRESS".into());
    let ended = ends(&bench, &begun.id).await;
    assert_eq!((ended.state, states(&ended)), (Gone, vec![Gone; 3]));
    let ids: Vec<_> =
        bench.cloud.destroyed().into_iter().map(|(_, it)| it["HsmId"].clone()).collect();
    assert_eq!(ids, HSMS);
    let last = bench.audit_lines().last().cloned().unwrap();
    assert_eq!((&last["outcome"], &last["resource"]), (&json!("gone"), &json!(HSMS.join(" "))));
}

#[tokio::test(start_paused = true)]
async fn it_stops_between_two_when_asked_and_never_within_one() {
    use AttemptState::{Gone, Planned, Stopped};
    let bench = bench();
    let begun = attempt(&begin(&bench, &HSMS).await);
    let reply = bench.post(&routes::stop_attempt(&begun.id), &Value::Null).await;
    assert_eq!(reply.json()["stopping"], true);
    let ended = ends(&bench, &begun.id).await;
    assert_eq!(ended.stop_reason, Some(StopReason::Asked));
    assert_eq!((ended.state, states(&ended)), (Stopped, vec![Gone, Planned, Planned]));
    // limit: time is not real
    tokio::time::sleep(Duration::from_hours(3)).await;
    assert_eq!(bench.cloud.destroyed().len(), 1);
    assert_eq!(bench.get("/api/attempts/none").await.code(), ApiErrorCode::AttemptNotFound);
}

/// The page once planned the next one anew by itself, and nobody saw what had changed.
#[tokio::test(start_paused = true)]
async fn what_the_deletions_do_not_explain_stops_it_and_is_named() {
    type Change = fn(&mut Value);
    let changes: [(Change, &str); 4] = [
        (|it| it["TagList"] = json!([{"Key": "owner", "Value": "bob"}]), "cluster.TagList[owner]"),
        (|it| it["Hsms"][1]["State"] = "DEGRADED".into(), "cluster.Hsms[hsm-bbbbbbbbbbb].State"),
        (
            |it| {
                it["Hsms"]
                    .as_array_mut()
                    .unwrap()
                    .push(json!({"HsmId": "hsm-n", "State": "ACTIVE"}));
            },
            "cluster.Hsms[hsm-n]",
        ),
        (|it| it["State"] = "DEGRADED".into(), "cluster.State"),
    ];
    for (change, path) in changes {
        let bench = bench();
        let begun = attempt(&begin(&bench, &HSMS[..2]).await);
        bench.cloud.change(CLUSTER, change);
        let ended = ends(&bench, &begun.id).await;
        assert_eq!(ended.stop_reason, Some(StopReason::Changed), "{path}: {ended:?}");
        assert!(ended.detail.as_ref().unwrap().contains(path), "{ended:?}");
        assert_eq!(ended.state, AttemptState::Stopped);
        assert_eq!(bench.cloud.destroyed().len(), 1, "{path}");
        // In the log the step is a refusal, and the whole is stopped.
        let lines = bench.audit_lines();
        let outcomes: Vec<_> = lines.iter().filter_map(|it| it["outcome"].as_str()).collect();
        assert_eq!(outcomes, ["accepted", "gone", "refused", "stopped"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_step_that_is_refused_or_unknown_ends_it_and_a_lost_answer_does_not() {
    let denied = r#"{"__type":"CloudHsmAccessDeniedException","Message":"no"}"#;
    for (behaviour, reason, state) in [
        (Behaviour::Refuse, Some(StopReason::Refused), AttemptState::Stopped),
        (Behaviour::Denies(400, denied), Some(StopReason::Refused), AttemptState::Stopped),
        (Behaviour::Lost, None, AttemptState::Gone),
        (Behaviour::Says(502, "<html>"), None, AttemptState::Gone),
        // Sent, answered with an error, and never carried out.
        (Behaviour::Denies(500, "{}"), Some(StopReason::Unknown), AttemptState::StillUnknown),
    ] {
        let bench = bench();
        let begun = attempt(&begin(&bench, &HSMS[..2]).await);
        bench.cloud.next(behaviour.clone());
        let ended = ends(&bench, &begun.id).await;
        assert_eq!((ended.stop_reason, ended.state), (reason, state), "{behaviour:?}: {ended:?}");
        assert_eq!(bench.cloud.destroyed().len(), 2);
    }
    // The first one that is refused is an error, as a single deletion's is.
    let bench = bench();
    bench.cloud.next(Behaviour::Refuse);
    let reply = begin(&bench, &HSMS).await;
    assert_eq!(reply.code().as_str(), "CloudHsmInvalidRequestException");
    assert_eq!(reply.json()["error"]["outcome"], "refused");
    assert_eq!(bench.attempt(&HSMS.join(" ")).await.state, AttemptState::Refused);
}

#[tokio::test(start_paused = true)]
async fn a_restart_follows_the_step_that_was_sent_and_sends_no_other() {
    use AttemptState::{Accepted, Gone, Planned};
    let bench = bench();
    let begun = attempt(&begin(&bench, &HSMS).await);
    let bench = bench.restart().await;
    let found = bench.attempt(&HSMS.join(" ")).await;
    assert_eq!(
        (found.id.as_str(), states(&found)),
        (begun.id.as_str(), vec![Accepted, Planned, Planned])
    );
    assert_eq!(found.stop_reason, Some(StopReason::Restarted));
    for _ in 0..1000 {
        if states(&bench.attempt(&HSMS.join(" ")).await)[0] == Gone {
            break;
        }
        // limit: time is not real
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let ended = bench.attempt(&HSMS.join(" ")).await;
    assert_eq!(
        (ended.state, states(&ended)),
        (AttemptState::Stopped, vec![Gone, Planned, Planned])
    );
    // limit: time is not real
    tokio::time::sleep(Duration::from_hours(3)).await;
    assert_eq!(bench.cloud.destroyed().len(), 1);
}

#[tokio::test]
async fn only_what_was_planned_and_typed_is_deleted() {
    let bench = bench();
    for (body, says) in [
        (json!({}), "hsmIds"),
        (json!({"hsmIds": []}), "empty"),
        (json!({"hsmIds": ["hsm-a", "hsm-a"]}), "twice"),
        (json!({"hsmIds": ["hsm-a b"]}), "spaces"),
        (json!({"hsmIds": [1]}), "hsmIds"),
        (json!({"hsmIds": ["hsm-a"], "force": true}), "nothing else"),
        (json!({"hsmIds": vec!["hsm-a"; 29]}), "28"),
    ] {
        let reply = bench.post(&routes::hsms_deletion_plan(REGION, CLUSTER), &body).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (400, ApiErrorCode::MalformedRequest));
        assert!(reply.json()["error"]["message"].as_str().unwrap().contains(says), "{body} {says}");
    }
    let reply = plan(&bench, &["hsm-none"]).await;
    assert_eq!(reply.code(), ApiErrorCode::ResourceNotFound);

    let two = &HSMS[..2];
    let planned: DeletionPlan = serde_json::from_slice(&plan(&bench, two).await.body).unwrap();
    let sent = async |typed: &str, ids: &[&str]| {
        bench.send(deletion(&bench, &planned, typed, ids)).await.code()
    };
    assert_eq!(sent(HSMS[0], two).await, ApiErrorCode::ConfirmationMismatch);
    assert_eq!(sent(&two.join(" "), &HSMS).await, ApiErrorCode::PermitMismatch);
    assert_eq!(sent(&two.join(" "), &[HSMS[1], HSMS[0]]).await, ApiErrorCode::PermitMismatch);
    // A permit for several is none for a single one.
    let mut single = bench.deletion(&planned, &planned.type_to_confirm);
    *single.body_mut() = json!({"ClusterId": CLUSTER, "HsmId": HSMS[0]}).to_string().into();
    *single.uri_mut() = routes::operation(REGION, Operation::DeleteHsm).parse().unwrap();
    assert_eq!(bench.send(single).await.code(), ApiErrorCode::PermitMismatch);
    assert!(bench.cloud.destroyed().is_empty());
    // Two together are the last two: then nothing serves any keys.
    let all: DeletionPlan = serde_json::from_slice(&plan(&bench, &HSMS).await.body).unwrap();
    let last = all.warnings.iter().any(|it| it.code == backend_api::WarningCode::LastHsm);
    let not = planned.warnings.iter().any(|it| it.code == backend_api::WarningCode::LastHsm);
    assert!(last && !not);
}

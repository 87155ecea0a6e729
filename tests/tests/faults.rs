//! What AWS's failures become: for a reading, a changing and a destroying call, in the audit log,
//! and on the page.
//!
//! Nothing that changes or destroys is ever sent twice, and what may have happened is never called a
//! failure.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use backend_api::{ApiErrorCode, AttemptState, AuditEvent, AuditRecord, DeletionPlan, ErrorBody};
use cloudhsm_api::Operation;
use end_to_end::{
    Answer, Emulator, REGIONS, Role, Stack, StackOptions, View, confirmation, eventually, permit,
    with_browser,
};
use serde_json::json;

const REGION: &str = REGIONS[0];

/// A status and a code.
type Told = (u16, ApiErrorCode);

/// A fault, and what it must become.
struct Fault {
    kind: &'static str,
    reading: Told,
    changing: Told,
    destroying: Told,
    /// What the audit log says of the deletion, and of the change.
    outcome: AttemptState,
    /// Whether a changing call may have been carried out: then nobody must repeat it blindly.
    in_doubt: bool,
}

const LOST: Told = (504, ApiErrorCode::OutcomeUnknown);
const UNREACHABLE: Told = (502, ApiErrorCode::UpstreamUnreachable);

fn start() -> (Emulator, Stack) {
    let emulator = Emulator::start();
    let options = StackOptions::in_front_of(&emulator).args(["--upstream-timeout", "3"]);
    let stack = Stack::start(&options);
    (emulator, stack)
}

async fn deletable(stack: &Stack) -> DeletionPlan {
    for cluster in stack.clusters(REGION).await {
        if cluster.hsms.is_empty() {
            let plan = stack.plan(REGION, &cluster.cluster_id).await;
            if plan.permit.is_some() {
                return plan;
            }
        }
    }
    panic!("the fleet has a cluster that nothing blocks");
}

async fn tag(stack: &Stack, cluster: &str) -> Answer {
    let tags = json!({"ResourceId": cluster, "TagList": [{"Key": "owner", "Value": "somebody"}]});
    stack.call(REGION, Operation::TagResource, &tags).await
}

fn assert_told(answer: &Answer, (status, code): Told, what: &str) -> backend_api::ApiError {
    let ErrorBody { error } = answer.json();
    assert_eq!((answer.status.as_u16(), &error.code), (status, &code), "{what}: {error:?}");
    error
}

async fn becomes(fault: Fault) {
    let (emulator, stack) = start();
    let order = async |operation: Operation, times: u64| {
        let order = json!({"operation": operation, "kind": fault.kind, "times": times});
        emulator.control().order_fault(order).await;
    };
    let plan = deletable(&stack).await;
    let cluster = &plan.resource.id;

    // One failure of a reading call is nobody's business, if there is time for a second try.
    if fault.kind != "garbage" {
        order(Operation::DescribeClusters, 1).await;
        stack.call(REGION, Operation::DescribeClusters, &json!({})).await.assert_status(200);
    }
    order(Operation::DescribeClusters, 100).await;
    let answer = stack.call(REGION, Operation::DescribeClusters, &json!({})).await;
    let error = assert_told(&answer, fault.reading, "reading");
    assert!(error.retryable, "{error:?}");
    if fault.kind == "throttle" {
        assert!(answer.headers.contains_key("retry-after"), "the page can wait");
    }
    emulator.control().clear_faults().await;

    order(Operation::TagResource, 1).await;
    let error = assert_told(&tag(&stack, cluster).await, fault.changing, "changing");
    assert_eq!(emulator.calls(Operation::TagResource).await, 1, "sent once");
    if fault.in_doubt {
        assert!(!error.retryable && error.message.contains("outcome is not known"), "{error:?}");
    }
    let [intent, outcome] = records(&stack, Operation::TagResource).await.try_into().unwrap();
    assert_eq!((intent.event, outcome.event), (AuditEvent::Intent, AuditEvent::Outcome));
    assert_eq!(outcome.state(), fault.outcome, "{outcome:?}");

    let plan = stack.plan(REGION, cluster).await;
    order(Operation::DeleteCluster, 1).await;
    let answer =
        stack.delete(REGION, cluster, Some(permit(&plan)), Some(&confirmation(&plan))).await;
    let error = assert_told(&answer, fault.destroying, "destroying");
    assert!(!error.retryable, "{error:?}");
    assert_eq!(emulator.calls(Operation::DeleteCluster).await, 1, "sent once");
    let [intent, outcome] = records(&stack, Operation::DeleteCluster).await.try_into().unwrap();
    assert_eq!((intent.event, outcome.event), (AuditEvent::Intent, AuditEvent::Outcome));
    assert_eq!(outcome.state(), fault.outcome, "{outcome:?}");

    // AWS is well again, and so is everything.
    stack.call(REGION, Operation::DescribeClusters, &json!({})).await.assert_status(200);
}

/// An operation's first two records: a third may be under way, of what was found by looking.
async fn records(stack: &Stack, operation: Operation) -> Vec<AuditRecord> {
    let mut records = stack.activity().await.records;
    records.retain(|record| record.operation == operation);
    records.reverse();
    records.truncate(2);
    records
}

#[tokio::test]
async fn upstream_hangs() {
    becomes(Fault {
        kind: "hang",
        reading: (504, ApiErrorCode::UpstreamTimeout),
        changing: LOST,
        destroying: LOST,
        outcome: AttemptState::Unknown,
        in_doubt: true,
    })
    .await;
}

#[tokio::test]
async fn upstream_answers_half_a_body() {
    becomes(Fault {
        kind: "half-body",
        reading: UNREACHABLE,
        changing: LOST,
        destroying: LOST,
        outcome: AttemptState::Unknown,
        in_doubt: true,
    })
    .await;
}

#[tokio::test]
async fn upstream_answers_garbage() {
    becomes(Fault {
        kind: "garbage",
        reading: (502, ApiErrorCode::UpstreamGarbled),
        changing: LOST,
        destroying: LOST,
        outcome: AttemptState::Unknown,
        in_doubt: true,
    })
    .await;
}

#[tokio::test]
async fn upstream_fails_with_500() {
    becomes(Fault {
        kind: "internal-failure",
        reading: (500, "CloudHsmInternalFailureException".into()),
        // AWS may have done it before it failed.
        changing: LOST,
        destroying: LOST,
        outcome: AttemptState::Unknown,
        in_doubt: true,
    })
    .await;
}

#[tokio::test]
async fn upstream_throttles() {
    let told = || (400, "ThrottlingException".into());
    becomes(Fault {
        kind: "throttle",
        reading: told(),
        changing: told(),
        destroying: told(),
        outcome: AttemptState::Refused,
        in_doubt: false,
    })
    .await;
}

#[tokio::test]
async fn upstream_resets() {
    becomes(Fault {
        kind: "reset",
        reading: UNREACHABLE,
        changing: LOST,
        destroying: LOST,
        outcome: AttemptState::Unknown,
        in_doubt: true,
    })
    .await;
}

#[tokio::test]
async fn upstream_refuses() {
    let (mut emulator, stack) = start();
    let plan = deletable(&stack).await;
    let cluster = &plan.resource.id;
    emulator.stop();
    let answer = stack.call(REGION, Operation::DescribeClusters, &json!({})).await;
    assert!(assert_told(&answer, UNREACHABLE, "reading").retryable);
    assert_told(&tag(&stack, cluster).await, UNREACHABLE, "changing");
    let answer =
        stack.delete(REGION, cluster, Some(permit(&plan)), Some(&confirmation(&plan))).await;
    assert_told(&answer, UNREACHABLE, "destroying");
    let [intent, refused] = records(&stack, Operation::DeleteCluster).await.try_into().unwrap();
    assert_eq!((intent.event, refused.state()), (AuditEvent::Intent, AttemptState::Refused));
    emulator.start_again();
    stack.call(REGION, Operation::DescribeClusters, &json!({})).await.assert_status(200);
}

#[tokio::test]
async fn a_deletion_whose_answer_was_lost_is_found_by_looking() {
    let (emulator, stack) = start();
    let plan = deletable(&stack).await;
    let cluster = &plan.resource.id;
    let fault = json!({"operation": "DeleteCluster", "kind": "perform-then-reset"});
    emulator.control().order_fault(fault).await;
    let answer =
        stack.delete(REGION, cluster, Some(permit(&plan)), Some(&confirmation(&plan))).await;
    assert_told(&answer, LOST, "destroying");
    let found = eventually("the backend has looked", async || {
        let activity = stack.activity().await;
        let found = activity.records.len().checked_sub(3)?;
        activity.records.get(found).cloned()
    })
    .await;
    assert!(matches!(found.state(), AttemptState::Accepted | AttemptState::Gone), "{found:?}");
    assert!(found.detail.unwrap().contains("reading"));
    assert_eq!(emulator.calls(Operation::DeleteCluster).await, 1);
}

/// What the console shows of each: its name, AWS's words or ours, and what to do.
#[tokio::test]
async fn the_page_says_what_happened_and_what_to_do() {
    let (emulator, stack) = {
        let emulator = Emulator::start();
        let options = StackOptions::in_front_of(&emulator).args(["--upstream-timeout", "3"]);
        let stack = Stack::start(&StackOptions { console: true, ..options });
        (emulator, stack)
    };
    with_browser(View::DESKTOP, async |browser| {
        browser.tolerate("status of 5");
        browser.tolerate("status of 400");
        for (kind, code, advice) in [
            ("hang", ApiErrorCode::UpstreamTimeout, "Check the network, a proxy or VPN"),
            ("half-body", ApiErrorCode::UpstreamUnreachable, "Check the network, a proxy or VPN"),
            ("garbage", ApiErrorCode::UpstreamGarbled, "a proxy’s sign-in page"),
            (
                "internal-failure",
                "CloudHsmInternalFailureException".into(),
                "AWS returned an error",
            ),
            ("throttle", "ThrottlingException".into(), "AWS is throttling requests"),
            ("reset", ApiErrorCode::UpstreamUnreachable, "Check the network, a proxy or VPN"),
        ] {
            emulator.control().order_fault(json!({"kind": kind, "times": 1000})).await;
            browser.goto(&stack.link_to("/clusters")).await;
            browser.reload().await;
            browser.wait_for_text(code.as_str()).await;
            // The rows have the room: one line says it, and the rest is a click away.
            browser.click(Role::Button, "Details").await;
            browser.wait_for_text(advice).await;
            emulator.control().clear_faults().await;
        }
        browser.reload().await;
        browser.click(Role::Link, "payments-prod").await;
        browser.find(Role::Heading, "payments-prod").await;
    })
    .await;
    // One id from the page to the log, and AWS's own beside it.
    let log = stack.printed();
    let line = log.lines().find(|it| it.contains("/DescribeClusters") && it.contains("status=200"));
    let line = line.unwrap_or_else(|| panic!("{log}"));
    assert!(
        line.contains("request_id=\"page-") && !line.contains("aws_request_id=\"-\""),
        "{line}"
    );
}

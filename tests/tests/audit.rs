//! The audit log tells what was meant, even when the backend did not live to see the answer.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use backend_api::{AuditEvent, AuditRecord};
use cloudhsm_api::Operation;
use end_to_end::{Emulator, REGIONS, Stack, StackOptions, confirmation, eventually, permit};

const REGION: &str = REGIONS[0];

#[tokio::test]
async fn kill_between_intent_and_answer_leaves_the_intent() {
    let emulator = Emulator::start();
    let mut stack = Stack::start(&StackOptions::in_front_of(&emulator));
    let clusters = stack.clusters(REGION).await;
    let mut plan = None;
    for cluster in clusters.iter().filter(|cluster| cluster.hsms.is_empty()) {
        let found = stack.plan(REGION, &cluster.cluster_id).await;
        plan = found.blockers.is_empty().then_some(found).or(plan);
    }
    let plan = plan.expect("the fleet has a cluster that nothing blocks");

    emulator.control().hang(Operation::DeleteCluster).await;
    let confirmation = confirmation(&plan);
    let delete = stack.delete(REGION, &plan.resource.id, Some(permit(&plan)), Some(&confirmation));
    let sent = eventually("the call reaches AWS", async || {
        (emulator.calls(Operation::DeleteCluster).await == 1).then_some(())
    });
    tokio::select! {
        answer = delete => panic!("an answer, though AWS gave none: {}", answer.text()),
        () = sent => {}
    }
    stack.kill();

    let log = stack.audit();
    let records: Vec<AuditRecord> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    let [intent] = records.as_slice() else { panic!("{log}") };
    assert_eq!(intent.event, AuditEvent::Intent);
    assert_eq!(intent.operation, Operation::DeleteCluster);
    assert_eq!(intent.resource, plan.resource.id);
    assert_eq!(intent.confirmation_matched, Some(true));
    assert!(log.ends_with('\n'), "the line is whole");
}

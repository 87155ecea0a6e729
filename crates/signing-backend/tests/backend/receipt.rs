//! The receipt of an attempt: from this process, from the log alone, and of none.

use std::fmt::Write as _;

use backend_api::{ApiErrorCode, Attempt, AttemptState, Evidence, Left, Receipt};
use sha2::{Digest as _, Sha256};

use crate::support::{Bench, CLUSTER};

/// What a receipt is made of.
#[derive(Debug)]
struct Parts {
    settled: bool,
    text: String,
    attempt: Attempt,
    left: Option<Left>,
    records: Vec<Evidence>,
}

async fn receipt(bench: &Bench, id: &str) -> Parts {
    let reply = bench.get(&backend_api::routes::receipt(id)).await;
    assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
    let Receipt { settled, text, attempt, left, records, .. } =
        serde_json::from_slice(&reply.body).unwrap();
    Parts {
        settled,
        text,
        attempt: attempt.read().unwrap(),
        left: left.map(|it| it.read().unwrap()),
        records: records.read().unwrap(),
    }
}

/// The hash of each line of the log.
fn hashes(bench: &Bench) -> Vec<String> {
    let log = std::fs::read_to_string(&bench.audit_file).unwrap();
    let hex = |line: &str| {
        Sha256::digest(line).iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
    };
    log.lines().map(hex).collect()
}

#[tokio::test(start_paused = true)]
async fn it_has_the_attempt_its_records_and_what_is_left() {
    use AttemptState::{Accepted, Announced, Gone, Refused};

    let bench = Bench::new();
    let plan = bench.plan(CLUSTER).await;
    let id = plan.attempt.clone().unwrap();
    let planned = receipt(&bench, &id).await;
    assert_eq!(planned.attempt.confirmed_at, None);
    assert!(planned.records.is_empty() && planned.left.is_none(), "{planned:?}");
    // Somebody else's records are not its own.
    bench.call("DeleteCluster", &serde_json::json!({ "ClusterId": CLUSTER })).await;
    // Nor is a try with the wrong ID what came of it.
    bench.send(bench.deletion(&plan, "cluster-zzzzzzzzzzz")).await;
    bench.send(bench.deletion(&plan, CLUSTER)).await;
    bench.cloud.change(CLUSTER, |it| it["State"] = "DELETED".into());
    let ended = bench.reaches(CLUSTER, AttemptState::Gone).await;
    bench.lines(5).await;

    // The backend may look after it for a while yet.
    let mut found = receipt(&bench, &id).await;
    for _ in 0..1_000 {
        if found.settled {
            break;
        }
        // limit: so many times, of time that is not real
        tokio::time::sleep(std::time::Duration::from_secs(5)).await;
        found = receipt(&bench, &id).await;
    }
    assert_eq!((found.attempt.state, &found.attempt.changed_at), (ended.state, &ended.changed_at));
    assert!(found.attempt.confirmed_at.is_some());
    let states: Vec<_> = found.records.iter().map(|it| it.record.state()).collect();
    assert_eq!(states, [Refused, Announced, Accepted, Gone]);
    let own: Vec<_> = found.records.iter().map(|it| it.hash.clone()).collect();
    assert_eq!(own, hashes(&bench)[1..]);
    assert!(found.settled && !planned.settled);
    let last = own.last().unwrap();
    assert!(
        found.text.contains(last) && found.text.contains("- Outcome:\n  - deleted\n"),
        "{}",
        found.text
    );
    let left = found.left.expect("it was read before it was sent");
    let planned: Vec<_> = plan.survivors.iter().map(|it| it.backup_id.as_str()).collect();
    assert!(!planned.is_empty());
    let named: Vec<_> = left.backups.iter().map(|it| it.backup_id.as_str()).collect();
    assert_eq!((named, left.older), (planned, 0));
    assert_eq!(left.restore, plan.survivors.iter().find_map(|it| it.recreate.clone()));

    let bench = bench.restart().await;
    let after = receipt(&bench, &id).await;
    assert_eq!(after.left, None, "not known, and not guessed");
    assert_eq!((after.attempt.state, after.records), (AttemptState::Gone, found.records));
    assert_eq!(after.attempt.confirmed_at, found.attempt.confirmed_at);

    let reply = bench.get(&backend_api::routes::receipt("0123456789abcdef")).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (404, ApiErrorCode::AttemptNotFound));
}

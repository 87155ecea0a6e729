//! The audit log over the wire, what happens when it can't be written, and the numbers.

use std::{io, sync::Arc};

use backend_api::{Activity, ApiErrorCode, ChainStatus};
use signing_backend::audit::{AuditLog, Store, Verifier, verify_files};

use crate::support::{Bench, CLUSTER, ManualClock, OTHER, settings};

#[tokio::test]
async fn the_activity_shows_the_newest_first_and_notices_tampering() {
    let bench = Bench::new();
    let plan = bench.plan(OTHER).await;
    bench.send(bench.deletion(&plan, "wrong")).await;
    bench.delete(CLUSTER).await;
    let activity: Activity =
        serde_json::from_slice(&bench.get("/api/activity").await.body).unwrap();
    let outcomes: Vec<_> = activity
        .records
        .iter()
        .map(|it| (it.state().as_str(), it.code.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        outcomes,
        [
            ("accepted", ""),
            ("announced", ""),
            ("refused", ApiErrorCode::ConfirmationMismatch.as_str())
        ]
    );
    assert_eq!(activity.chain, ChainStatus::Verified { records: 3 });
    let text = std::fs::read_to_string(&bench.audit_file).unwrap();
    assert!(!text.contains(&bench.token) && !text.contains("correct-horse"));

    let broken = text.replace("\"confirmationMatched\":false", "\"confirmationMatched\":true");
    std::fs::write(&bench.audit_file, &broken).unwrap();
    let activity: Activity =
        serde_json::from_slice(&bench.get("/api/activity").await.body).unwrap();
    assert!(matches!(activity.chain, ChainStatus::Broken { line: 2, .. }), "{:?}", activity.chain);

    // A lost end is noticed too, while the process that wrote it runs.
    let shorter: Vec<_> = text.lines().take(2).collect();
    std::fs::write(&bench.audit_file, shorter.join("\n") + "\n").unwrap();
    let activity: Activity =
        serde_json::from_slice(&bench.get("/api/activity").await.body).unwrap();
    assert!(matches!(activity.chain, ChainStatus::Broken { .. }));
}

#[tokio::test]
async fn changed_removed_and_moved_lines_are_found_and_named() {
    let bench = Bench::new();
    bench.delete(CLUSTER).await;
    bench.delete(OTHER).await;
    let text = std::fs::read_to_string(&bench.audit_file).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4);
    let verify = |lines: &[&str]| {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("audit.jsonl");
        std::fs::write(&path, lines.join("\n") + "\n").unwrap();
        verify_files(&[path]).unwrap().0
    };
    assert_eq!(verify(&lines), ChainStatus::Verified { records: 4 });
    let broken_at = |lines: &[&str]| match verify(lines) {
        ChainStatus::Broken { line, .. } => line,
        ChainStatus::Verified { .. } => 0,
    };
    assert_eq!(broken_at(&[lines[0], lines[2], lines[3]]), 2);
    assert_eq!(broken_at(&[lines[0], lines[2], lines[1], lines[3]]), 2);
    assert_eq!(broken_at(&lines[1..]), 1);
    let changed = lines[1].replace("accepted", "declined");
    assert_eq!(broken_at(&[lines[0], &changed, lines[2], lines[3]]), 3);
    assert_eq!(broken_at(&[lines[0], "{}", lines[2], lines[3]]), 2);
}

/// A disk that is full.
#[derive(Debug)]
struct Full;

impl Store for Full {
    fn append(&mut self, _: &[u8], _: u64) -> io::Result<()> {
        Err(io::Error::from(io::ErrorKind::StorageFull))
    }
}

#[tokio::test]
async fn without_a_record_nothing_is_destroyed() {
    let clock = Arc::new(ManualClock::new());
    let audit = AuditLog::new(Box::new(Full), &Verifier::default(), clock.clone());
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("none");
    let bench = Bench::with_audit(settings(), audit, clock, dir, path);
    let reply = bench.delete(CLUSTER).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (503, ApiErrorCode::AuditUnavailable));
    assert!(bench.cloud.destroyed().is_empty());
    // Reading goes on.
    assert_eq!(bench.call("DescribeClusters", &serde_json::json!({})).await.status, 200);
}

#[tokio::test]
async fn numbers_are_counted_and_name_nobody() {
    use tower::ServiceExt as _;
    let bench = Bench::new();
    bench.delete(CLUSTER).await;
    bench.call("NoSuchThing", &serde_json::json!({})).await;
    let request = axum::http::Request::get("/metrics").header("host", "127.0.0.1:9100");
    let request = request.body(axum::body::Body::empty()).unwrap();
    let response = signing_backend::metrics_app(bench.backend.clone()).oneshot(request).await;
    let body = axum::body::to_bytes(response.unwrap().into_body(), 1 << 20).await.unwrap();
    let text = String::from_utf8(body.to_vec()).unwrap();
    for line in [
        "cloudhsm_console_requests_total{status=\"200\"} 2",
        "cloudhsm_console_failures_total{code=\"UnknownOperation\"} 1",
        "cloudhsm_console_aws_calls_total{operation=\"DeleteCluster\",outcome=\"success\"} 1",
        "cloudhsm_console_request_seconds_count 3",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(!text.contains(CLUSTER) && !text.contains("Alice"));
    assert_eq!(bench.get("/metrics").await.status, 404);
}

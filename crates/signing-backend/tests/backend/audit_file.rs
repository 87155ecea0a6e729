//! The audit log's file, and what nobody should do to it: full disks, floods, and others who change
//! it while the backend runs.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use backend_api::{ApiErrorCode, AttemptState, AuditEvent, ChainStatus};
use cloudhsm_api::Operation;
use serde_json::{Value, json};
use signing_backend::{
    audit::{AuditError, AuditLog, Entry, FileStore, OpenError, verify_files},
    clock::SystemClock,
};
use tempfile::TempDir;
use test_limits::Run as _;

use crate::support::{Bench, CLUSTER, ManualClock, OTHER, settings};

/// A small file system in memory, which only root can mount.
struct SmallDisk(TempDir);

impl SmallDisk {
    /// None where mounting is not allowed; tests with a store that fails stand in for it there.
    fn mount(kilobytes: u32) -> Option<Self> {
        let place = tempfile::tempdir().unwrap();
        let size = format!("size={kilobytes}k,mode=0700");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(place.path());
        mount.finish().status.success().then_some(Self(place))
    }

    fn log(&self) -> PathBuf {
        self.0.path().join("audit.jsonl")
    }

    /// Takes every byte that is left.
    fn fill(&self) -> PathBuf {
        let path = self.0.path().join("filler");
        let mut filler = std::fs::File::create(&path).unwrap();
        for size in [4096, 1] {
            // limit: the disk is small
            while filler.write_all(&vec![b'x'; size]).is_ok() {}
        }
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        Command::new("umount").arg("--lazy").arg(self.0.path()).finish();
    }
}

fn open(path: &Path) -> (AuditLog, Vec<String>) {
    let start = Instant::now();
    let opened = loop {
        match FileStore::open(path) {
            // A program that another test starts has it too, from its fork to its exec.
            Err(OpenError::InUse(_)) if start.elapsed() < Duration::from_secs(10) => {
                std::thread::yield_now(); // limit: ten seconds, in the line above
            }
            opened => break opened.unwrap(),
        }
    };
    let clock = Arc::new(SystemClock);
    let log = AuditLog::new(Box::new(opened.store), &opened.verifier, clock);
    (log, opened.last_words.into_iter().map(|it| it.attempt).collect())
}

fn entry(event: AuditEvent, attempt: &str) -> Entry {
    Entry::new(event, attempt, Operation::DeleteCluster, "cluster-aaaaaaaaaaa")
}

#[tokio::test]
async fn outcomes_are_written_when_the_disk_is_full_after_the_intents() {
    let Some(disk) = SmallDisk::mount(64) else { return };
    let path = disk.log();
    let (log, _) = open(&path);
    let one = log.announce(entry(AuditEvent::Intent, "one")).await.unwrap();
    let two = log.announce(entry(AuditEvent::Intent, "two")).await.unwrap();
    let filler = disk.fill();
    let third = log.announce(entry(AuditEvent::Intent, "three")).await;
    assert!(matches!(third, Err(AuditError::NoRoom(_))), "{third:?}");
    // As long as an outcome can be: the detail is cut to what a line can hold.
    let refused = |attempt: &str| Entry {
        outcome: Some(AttemptState::Refused.into()),
        code: Some("CloudHsmInvalidRequestException".to_owned()),
        detail: Some("AWS refused. ".repeat(5000)),
        ..entry(AuditEvent::Outcome, attempt)
    };
    log.conclude(one, refused("one")).await.unwrap();
    log.conclude(two, refused("two")).await.unwrap();
    drop(log);
    std::fs::remove_file(filler).unwrap();
    let (log, unresolved) = open(&path);
    assert_eq!(unresolved, Vec::<String>::new(), "both outcomes are known");
    assert_eq!(log.activity().await.unwrap().chain, ChainStatus::Verified { records: 4 });
    let outcomes: Vec<_> = log.newest(2).await.unwrap().into_iter().map(|it| it.code).collect();
    let code = Some("CloudHsmInvalidRequestException".to_owned());
    assert_eq!(outcomes, [code.clone(), code]);
}

#[tokio::test]
async fn on_a_full_disk_nothing_is_deleted_and_reading_goes_on() {
    let Some(disk) = SmallDisk::mount(64) else { return };
    let dir = tempfile::tempdir_in(disk.0.path()).unwrap();
    let path = dir.path().join("audit.jsonl");
    let opened = FileStore::open(&path).unwrap();
    let clock = Arc::new(ManualClock::new());
    let log = AuditLog::new(Box::new(opened.store), &opened.verifier, clock.clone());
    let bench = Bench::with_audit(settings(), log, clock, dir, path.clone());
    assert_eq!(bench.delete(OTHER).await.status, 200);
    let filler = disk.fill();
    let reply = bench.delete(CLUSTER).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (503, ApiErrorCode::AuditUnavailable));
    assert_eq!(bench.cloud.destroyed().len(), 1);
    assert_eq!(bench.get("/api/activity").await.json()["chain"]["status"], "verified");
    std::fs::remove_file(filler).unwrap();
    assert_eq!(bench.delete(CLUSTER).await.status, 200);
    let verified = verify_files(&[path]).unwrap().0;
    assert_eq!(verified, ChainStatus::Verified { records: 4 });
}

#[tokio::test]
async fn a_log_that_is_removed_moved_or_cut_stops_deletions_and_changes() {
    type Change = fn(&Path);
    let changes: [Change; 4] = [
        |path| std::fs::remove_file(path).unwrap(),
        |path| std::fs::rename(path, path.with_extension("moved")).unwrap(),
        |path| std::fs::write(path, "").unwrap(),
        |path| {
            let mut file = std::fs::OpenOptions::new().append(true).open(path).unwrap();
            file.write_all(b"{}\n").unwrap();
        },
    ];
    for change in changes {
        let bench = Bench::new();
        assert_eq!(bench.delete(OTHER).await.status, 200);
        let plan = bench.plan(CLUSTER).await;
        change(&bench.audit_file);
        let reply = bench.send(bench.deletion(&plan, CLUSTER)).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (503, ApiErrorCode::AuditUnavailable));
        // By the attempt's state alone, a script knows that nothing happened.
        let error = &reply.json()["error"];
        assert_eq!(
            (&error["attempt"], &error["outcome"]),
            (&json!(plan.attempt), &json!("refused"))
        );
        let tag = json!({"ResourceId": CLUSTER, "TagList": [{"Key": "k", "Value": "v"}]});
        let reply = bench.call("TagResource", &tag).await;
        assert_eq!(reply.code(), ApiErrorCode::AuditUnavailable);
        assert_eq!(reply.json()["error"]["outcome"], "refused");
        assert_eq!(bench.cloud.destroyed().len(), 1);
        let chain = bench.get("/api/activity").await.json()["chain"].clone();
        assert_eq!(chain["status"], "broken", "{chain}");
    }
}

/// How many refusals the lines stand for.
fn refusals(lines: &[Value]) -> u64 {
    let stands_for = |line: &Value| match line["code"].as_str() {
        Some("SeveralRefusals") => {
            line["detail"].as_str().unwrap().split(' ').next().unwrap().parse().unwrap()
        }
        _ => 1,
    };
    lines.iter().map(stands_for).sum()
}

#[tokio::test]
async fn a_flood_of_refusals_is_counted_and_does_not_fill_the_disk() {
    const FLOOD: u64 = 300;
    let bench = Bench::new();
    let start = Instant::now();
    for _ in 0..FLOOD {
        let reply = bench.call("DeleteCluster", &json!({"ClusterId": CLUSTER})).await;
        assert_eq!(reply.code(), ApiErrorCode::PermitRequired);
    }
    bench.backend.finish().await;
    let lines = bench.audit_lines();
    assert_eq!(refusals(&lines), FLOOD);
    // A burst, two a second, and the rest at the end.
    let most = 20 + 2 * start.elapsed().as_secs() + 3;
    assert!(lines.len() as u64 <= most, "{} lines", lines.len());
    assert!((lines.len() as u64) < FLOOD);
    let verified = verify_files(std::slice::from_ref(&bench.audit_file)).unwrap().0;
    assert_eq!(verified, ChainStatus::Verified { records: lines.len() as u64 });
}

#[tokio::test]
async fn a_record_is_no_longer_than_its_bound_however_long_an_id_is() {
    let bench = Bench::new();
    let id = "cluster-".to_owned() + &"a".repeat(200_000);
    let reply = bench.call("DeleteCluster", &json!({ "ClusterId": id })).await;
    assert_eq!(reply.code(), ApiErrorCode::PermitRequired);
    bench.backend.finish().await;
    let text = std::fs::read_to_string(&bench.audit_file).unwrap();
    assert!(text.len() <= 16 * 1024, "{}", text.len());
    let line = &bench.audit_lines()[0];
    assert!(line["resource"].as_str().unwrap().contains("(cut: 200008 bytes in all)"), "{line}");
}

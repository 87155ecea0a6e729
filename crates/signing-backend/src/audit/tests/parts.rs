//! Full files, and what is remembered of them.

use super::*;

/// A log of several parts, which are small.
pub(super) async fn in_parts(path: &Path, attempts: std::ops::Range<u32>, left_open: &[u32]) {
    let Opened { store, verifier, .. } = open(path);
    let log = AuditLog::new(Box::new(store.with_full(2000)), &verifier, Arc::new(SystemClock));
    for attempt in attempts {
        let name = attempt.to_string();
        let room = log.announce(intent(&name)).await.unwrap();
        if left_open.contains(&attempt) {
            drop(room);
        } else {
            log.conclude(room, outcome(&name)).await.unwrap();
        }
    }
    log.finish().await;
}

#[tokio::test]
async fn attempts_that_are_open_are_found_in_parts_that_are_remembered() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("audit.jsonl");
    in_parts(&path, 0..40, &[2, 31]).await;
    for start in 0..3 {
        let (log, opened) = reopened(&path);
        let open: Vec<_> = opened.last_words.iter().map(|it| it.attempt.as_str()).collect();
        assert_eq!(open, ["2", "31"], "start {start}");
        assert_eq!(opened.verifier.status(), ChainStatus::Verified { records: 78 });
        assert_eq!(log.activity().await.unwrap().chain, ChainStatus::Verified { records: 78 });
        assert!(dir.path().join("audit.jsonl.verified").exists());
    }
    in_parts(&path, 40..60, &[41]).await;
    let (log, opened) = reopened(&path);
    let open: Vec<_> = opened.last_words.iter().map(|it| it.attempt.as_str()).collect();
    assert_eq!(open, ["2", "31", "41"]);
    log.append(outcome("2")).await.unwrap();
    drop(log);
    assert_eq!(reopened(&path).1.last_words.len(), 2);
}

/// Changes a part, and makes what is remembered say that it is the one that was verified.
fn forge_with_memory(path: &Path) -> PathBuf {
    use std::os::unix::fs::MetadataExt as _;
    let part = parts(path).unwrap().remove(1);
    let memory = path.with_extension("jsonl.verified");
    let text = std::fs::read_to_string(&part).unwrap();
    std::fs::write(&part, text.replace("cluster-aaaaaaaaaaa", "cluster-bbbbbbbbbbb")).unwrap();
    let found = std::fs::metadata(&part).unwrap();
    let mut remembered: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&memory).unwrap()).unwrap();
    let forged = &mut remembered["parts"][1];
    forged["modified"] = (found.mtime() * 1_000_000_000 + found.mtime_nsec()).into();
    forged["changed"] = (found.ctime() * 1_000_000_000 + found.ctime_nsec()).into();
    std::fs::write(&memory, remembered.to_string()).unwrap();
    part
}

#[tokio::test]
async fn a_part_that_was_verified_is_not_read_again_until_everything_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("audit.jsonl");
    in_parts(&path, 0..40, &[]).await;
    drop(open(&path));
    let forged = forge_with_memory(&path);
    // Taken for verified: nobody has read it.
    let (log, opened) = reopened(&path);
    assert!(matches!(opened.verifier.status(), ChainStatus::Verified { .. }));
    assert!(matches!(log.activity().await.unwrap().chain, ChainStatus::Verified { .. }));
    // The command reads everything.
    let (status, broken) = verify_files(&parts(&path).unwrap()).unwrap();
    assert!(matches!(status, ChainStatus::Broken { .. }));
    assert!(broken.is_some_and(|broken| broken >= forged));
    // And so does the backend, in the background. It remembers that, too.
    log.verify_in_background();
    for _ in 0..1000 {
        if matches!(log.activity().await.unwrap().chain, ChainStatus::Broken { .. }) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(matches!(log.activity().await.unwrap().chain, ChainStatus::Broken { .. }));
    log.finish().await;
    drop(log);
    let status = reopened(&path).1.verifier.status();
    assert!(matches!(status, ChainStatus::Broken { .. }), "{status:?}");
}

#[tokio::test]
async fn a_part_that_changed_is_verified_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("audit.jsonl");
    in_parts(&path, 0..40, &[]).await;
    let (log, _) = reopened(&path);
    assert!(matches!(log.activity().await.unwrap().chain, ChainStatus::Verified { .. }));
    let part = parts(&path).unwrap().remove(1);
    let text = std::fs::read_to_string(&part).unwrap();
    let changed = text.replace("cluster-aaaaaaaaaaa", "cluster-bbbbbbbbbbb");
    assert_eq!(text.len(), changed.len());
    std::fs::write(&part, &changed).unwrap();
    let chain = log.activity().await.unwrap().chain.clone();
    assert!(matches!(chain, ChainStatus::Broken { .. }), "{chain:?}");
    drop(log);
    assert!(matches!(reopened(&path).1.verifier.status(), ChainStatus::Broken { .. }));
    // As it was before, it holds again.
    std::fs::write(&part, &text).unwrap();
    assert!(matches!(reopened(&path).1.verifier.status(), ChainStatus::Verified { .. }));
    // What is remembered is no reason not to start, whatever it says.
    for nonsense in ["", "{}", "[1]", r#"{"version":9,"parts":[]}"#] {
        std::fs::write(path.with_extension("jsonl.verified"), nonsense).unwrap();
        let status = reopened(&path).1.verifier.status();
        assert_eq!(status, ChainStatus::Verified { records: 80 });
    }
}

//! The log as a whole: room for outcomes, what is remembered, who reads it meanwhile.

use std::{
    future::Future as _,
    io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    task::Poll,
    time::Duration,
};

use backend_api::{Activity, AttemptState, AuditEvent, AuditRecord, ChainStatus};
use cloudhsm_api::Operation;

use super::*;
use crate::clock::SystemClock;

fn entry(event: AuditEvent, attempt: &str) -> Entry {
    Entry::new(event, attempt, Operation::DeleteCluster, "cluster-aaaaaaaaaaa")
}

fn intent(attempt: &str) -> Entry {
    entry(AuditEvent::Intent, attempt)
}

fn outcome(attempt: &str) -> Entry {
    Entry { outcome: Some(AttemptState::Gone.into()), ..entry(AuditEvent::Outcome, attempt) }
}

fn refusal(attempt: &str) -> Entry {
    entry(AuditEvent::Refusal, attempt)
}

fn log_over(store: impl Store + 'static) -> AuditLog {
    AuditLog::new(Box::new(store), &Verifier::default(), Arc::new(SystemClock))
}

/// A program that another test starts has the file too, from its fork to its exec.
fn open(path: &Path) -> Opened {
    let start = std::time::Instant::now();
    loop {
        match FileStore::open(path) {
            Err(OpenError::InUse(_)) if start.elapsed() < Duration::from_secs(10) => {
                std::thread::yield_now();
            }
            opened => return opened.unwrap(),
        }
    }
}

fn reopened(path: &Path) -> (AuditLog, Found) {
    let Opened { store, verifier, last_words, .. } = open(path);
    let log = AuditLog::new(Box::new(store), &verifier, Arc::new(SystemClock));
    (log, Found { verifier, last_words })
}

struct Found {
    verifier: Verifier,
    last_words: Vec<AuditRecord>,
}

fn records(path: &Path) -> Vec<AuditRecord> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn attempts_in(path: &Path) -> Vec<String> {
    records(path).into_iter().map(|record| record.attempt).collect()
}

/// A disk that can be full, for room and for lines.
#[derive(Debug, Clone, Default)]
struct Disk {
    full: Arc<AtomicBool>,
    lines: Arc<Mutex<Vec<AuditRecord>>>,
    room: Arc<Mutex<u64>>,
}

impl Disk {
    fn fill(&self, full: bool) {
        self.full.store(full, Ordering::SeqCst);
    }

    fn attempts(&self) -> Vec<String> {
        self.lines.lock().unwrap().iter().map(|line| line.attempt.clone()).collect()
    }
}

impl Store for Disk {
    fn append(&mut self, line: &[u8], _: u64) -> io::Result<()> {
        if self.full.load(Ordering::SeqCst) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.lines.lock().unwrap().push(serde_json::from_slice(line).unwrap());
        Ok(())
    }

    fn make_room(&mut self, bytes: u64) -> io::Result<()> {
        if self.full.load(Ordering::SeqCst) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        *self.room.lock().unwrap() = bytes;
        Ok(())
    }

    fn give_back(&mut self) {
        *self.room.lock().unwrap() = 0;
    }
}

#[tokio::test(start_paused = true)]
async fn an_outcome_that_cant_be_written_is_kept_and_written_before_anything_else() {
    let disk = Disk::default();
    let log = log_over(disk.clone());
    let one = log.announce(intent("1")).await.unwrap();
    let two = log.announce(intent("2")).await.unwrap();
    disk.fill(true);
    assert!(matches!(log.conclude(one, outcome("1")).await, Err(AuditError::Kept(_))));
    assert!(matches!(log.append(outcome("0")).await, Err(AuditError::Kept(_))));
    assert!(log.announce(intent("3")).await.is_err());
    assert!(log.append(entry(AuditEvent::DryRun, "4")).await.is_err());
    assert_eq!(disk.attempts(), ["1", "2"]);
    disk.fill(false);
    let five = log.announce(intent("5")).await.unwrap();
    log.conclude(two, outcome("2")).await.unwrap();
    assert_eq!(disk.attempts(), ["1", "2", "1", "0", "5", "2"]);
    // Without another record they are written too, a little later.
    disk.fill(true);
    assert!(log.conclude(five, outcome("5")).await.is_err());
    disk.fill(false);
    wait_for("the outcome that was kept", || disk.attempts().len() == 7).await;
    // And at the end of the program.
    let six = log.announce(intent("6")).await.unwrap();
    disk.fill(true);
    assert!(log.conclude(six, outcome("6")).await.is_err());
    disk.fill(false);
    log.finish().await;
    assert_eq!(disk.attempts()[6..], ["5", "6", "6"]);
}

#[tokio::test(start_paused = true)]
async fn an_outcome_in_its_own_room_does_not_wait_for_one_that_has_none() {
    /// A full disk: only the room set aside before can be written to.
    #[derive(Debug, Clone)]
    struct Full(Disk);
    impl Store for Full {
        fn append(&mut self, line: &[u8], sequence: u64) -> io::Result<()> {
            Disk { full: Arc::default(), ..self.0.clone() }.append(line, sequence)
        }
        fn make_room(&mut self, bytes: u64) -> io::Result<()> {
            self.0.make_room(bytes)
        }
    }
    let disk = Disk::default();
    let log = log_over(Full(disk.clone()));
    let one = log.announce(intent("1")).await.unwrap();
    let two = log.announce(intent("2")).await.unwrap();
    disk.fill(true);
    log.conclude(one, outcome("1")).await.unwrap();
    // What is found later has no room of its own.
    assert!(matches!(log.append(outcome("1")).await, Err(AuditError::Kept(_))));
    log.conclude(two, outcome("2")).await.unwrap();
    assert_eq!(disk.attempts(), ["1", "2", "1", "2"]);
    disk.fill(false);
    log.finish().await;
    assert_eq!(disk.attempts(), ["1", "2", "1", "2", "1"]);
}

/// Polls, on whatever clock the test has, and not for ever.
async fn wait_for(what: &str, found: impl Fn() -> bool) {
    for _ in 0..3000 {
        if found() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("waited in vain for {what}");
}

#[tokio::test]
async fn each_open_attempt_has_its_own_room_and_there_is_an_end_to_it() {
    let disk = Disk::default();
    let log = log_over(disk.clone());
    let mut rooms = Vec::new();
    for attempt in 0.. {
        match log.announce(intent(&attempt.to_string())).await {
            Ok(room) => rooms.push(room),
            Err(AuditError::TooManyOpen(most)) => {
                assert_eq!(rooms.len() as u64, most);
                break;
            }
            Err(error) => panic!("{error}"),
        }
    }
    let room = *disk.room.lock().unwrap();
    assert!(room >= rooms.len() as u64 * 16 * 1024, "{room}");
    // A room that is dropped is free for another one, and the last one gives everything back.
    rooms.pop();
    rooms.push(log.announce(intent("more")).await.unwrap());
    rooms.clear();
    assert_eq!(*disk.room.lock().unwrap(), 0);
    assert_eq!(
        disk.lines.lock().unwrap().iter().filter(|it| it.event == AuditEvent::Outcome).count(),
        0
    );
}

#[tokio::test]
async fn without_room_for_its_outcome_nothing_is_announced() {
    /// Lines can be written, but no room set aside.
    #[derive(Debug)]
    struct Tight(Disk);
    impl Store for Tight {
        fn append(&mut self, line: &[u8], sequence: u64) -> io::Result<()> {
            self.0.append(line, sequence)
        }
        fn make_room(&mut self, _: u64) -> io::Result<()> {
            Err(io::ErrorKind::StorageFull.into())
        }
    }
    let disk = Disk::default();
    let log = log_over(Tight(disk.clone()));
    assert!(matches!(log.announce(intent("1")).await, Err(AuditError::NoRoom(_))));
    assert!(disk.attempts().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_refusals_leaves_a_few_records_and_a_count() {
    let disk = Disk::default();
    let log = log_over(disk.clone());
    for attempt in 0..1000 {
        log.refuse(refusal(&attempt.to_string())).await.unwrap();
    }
    let counted = || {
        let lines = disk.lines.lock().unwrap();
        let count = |it: &AuditRecord| match it.code.as_deref() {
            Some("SeveralRefusals") => {
                let detail = it.detail.clone().unwrap();
                detail.split(' ').next().unwrap().parse::<u64>().unwrap()
            }
            _ => 1,
        };
        lines.iter().map(count).sum::<u64>()
    };
    wait_for("the count", || counted() == 1000).await;
    assert!(disk.attempts().len() < 40, "{}", disk.attempts().len());
    assert_eq!(disk.attempts().last().unwrap(), "999");
    // What is left out when the program ends is counted too.
    for attempt in 0..1000 {
        log.refuse(refusal(&attempt.to_string())).await.unwrap();
    }
    log.finish().await;
    assert_eq!(counted(), 2000);
}

/// A log of several parts, which are small.
async fn in_parts(path: &Path, attempts: std::ops::Range<u32>, left_open: &[u32]) {
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

/// A disk on which a line takes as long as the test wants.
#[derive(Debug)]
struct Slow {
    inner: FileStore,
    go_on: Mutex<mpsc::Receiver<()>>,
}

impl Store for Slow {
    fn append(&mut self, line: &[u8], sequence: u64) -> io::Result<()> {
        let _ = self.go_on.lock().unwrap().recv();
        self.inner.append(line, sequence)
    }
    fn make_room(&mut self, bytes: u64) -> io::Result<()> {
        self.inner.make_room(bytes)
    }
    fn check(&mut self) -> Result<(), Changed> {
        self.inner.check()
    }
    fn tail(&self) -> Option<Tail> {
        self.inner.tail()
    }
    fn verified(&mut self) -> Option<Verified> {
        self.inner.verified()
    }
}

#[tokio::test]
async fn the_activity_waits_for_nobody_who_writes() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("audit.jsonl");
    in_parts(&path, 0..40, &[]).await;
    let Opened { store, verifier, .. } = open(&path);
    let (go_on, wait) = mpsc::channel();
    let slow = Slow { inner: store, go_on: Mutex::new(wait) };
    let log = AuditLog::new(Box::new(slow), &verifier, Arc::new(SystemClock));
    let writing = tokio::spawn({
        let log = log.clone();
        async move { log.append(refusal("r")).await }
    });
    let reading = async {
        for _ in 0..20 {
            let activity = log.activity().await.unwrap();
            assert_eq!(activity.chain, ChainStatus::Verified { records: 80 });
            assert_eq!(activity.records[0].attempt, "39");
            assert_eq!(activity.records.len(), 80);
        }
    };
    tokio::time::timeout(Duration::from_secs(20), reading).await.expect("it waits for the line");
    assert!(!writing.is_finished());
    go_on.send(()).unwrap();
    writing.await.unwrap().unwrap();
    let activity = log.activity().await.unwrap();
    assert_eq!(activity.chain, ChainStatus::Verified { records: 81 });
    let newest = log.newest(2).await.unwrap();
    assert_eq!((newest.len(), newest[0].attempt.as_str()), (2, "r"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn reading_while_lines_are_written_and_files_put_aside_never_finds_a_break() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("audit.jsonl");
    let Opened { store, verifier, .. } = open(&path);
    let log = AuditLog::new(Box::new(store.with_full(3000)), &verifier, Arc::new(SystemClock));
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let log = log.clone();
            tokio::spawn(async move {
                for attempt in 0..50 {
                    let name = format!("{writer}-{attempt}");
                    let room = log.announce(intent(&name)).await.unwrap();
                    log.conclude(room, outcome(&name)).await.unwrap();
                }
            })
        })
        .collect();
    let mut last = 0;
    while writers.iter().any(|it| !it.is_finished()) {
        let activity = log.activity().await.unwrap();
        let ChainStatus::Verified { records } = activity.chain else {
            panic!("{:?}", activity.chain)
        };
        assert!(records >= last, "{records} after {last}");
        last = records;
        for pair in activity.records.windows(2) {
            assert_eq!(pair[0].sequence, pair[1].sequence + 1);
        }
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let activity = log.activity().await.unwrap();
    assert_eq!(activity.chain, ChainStatus::Verified { records: 400 });
    assert_eq!(activity.records.len(), 400);
}

#[tokio::test]
async fn who_asks_at_the_same_time_gets_the_same_reading_and_later_ones_a_newer() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("audit.jsonl");
    let (log, _) = reopened(&path);
    log.append(refusal("1")).await.unwrap();
    let all = ask_at_once(&log, 20).await;
    let mut readings: Vec<_> = all.iter().map(Arc::as_ptr).collect();
    readings.sort();
    readings.dedup();
    assert_eq!(all.len(), 20);
    // The first one's began before the others asked.
    assert_eq!(readings.len(), 2);
    log.append(refusal("2")).await.unwrap();
    assert_eq!(log.activity().await.unwrap().records[0].attempt, "2");
    assert_eq!(attempts_in(&path), ["1", "2"]);
}

/// Asks so often at once: no reading ends before all have asked.
async fn ask_at_once(log: &AuditLog, count: usize) -> Vec<Arc<Activity>> {
    let mut asked: Vec<_> = (0..count).map(|_| Box::pin(log.activity())).collect();
    let mut found = Vec::new();
    let mut held = Some(log.hold_readings());
    std::future::poll_fn(|context| {
        asked.retain_mut(|it| match it.as_mut().poll(context) {
            Poll::Ready(activity) => {
                found.push(activity.unwrap());
                false
            }
            Poll::Pending => true,
        });
        drop(held.take());
        if asked.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    found
}

//! Readers beside a writer.

use super::{parts::in_parts, *};

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

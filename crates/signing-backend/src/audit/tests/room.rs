//! Room for outcomes, and how many records refusals may leave.

use super::*;

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

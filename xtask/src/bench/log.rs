//! What a long audit log costs: the start, the activity, and deletions while people read it.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    log_file::LogFile,
    released::{Backend, REGION},
    report::{LongLog, Spread},
    wire::ask,
};
use crate::{
    error::{Error, Result},
    interrupt, workspace,
};

const RECORDS: u64 = 1_000_000;
const READERS: usize = 20;
/// A page asks again after 30 s; these are in more of a hurry.
const PAUSE: Duration = Duration::from_millis(100);
/// Deletions alone and beside readers take turns, so that what else the machine does falls on both.
const ROUNDS: usize = 4;
/// Deletions of one round.
const DELETIONS: usize = 10;

/// Writes a long log and measures what it costs.
pub(crate) fn measure(upstream: SocketAddr, keys: &HashMap<String, String>) -> Result<LongLog> {
    eprintln!("==> An audit log of {RECORDS} records");
    let folder = workspace::folder(workspace::target().join("bench"))?.join("long-log");
    let log = LogFile::write(folder, RECORDS)?;
    interrupt::check()?;
    let timed_start = || {
        let start = Instant::now();
        let backend = Backend::with_log(upstream, keys, &log.path())?;
        Ok::<_, Error>((backend, start.elapsed()))
    };
    log.forget()?;
    let (backend, first_start) = timed_start()?;
    drop(backend);
    let (backend, start) = timed_start()?;
    eprintln!("    start: {first_start:?}, then {start:?}");

    let timed_activity = || {
        let start = Instant::now();
        activity(&backend).map(|_| start.elapsed())
    };
    let first_activity = timed_activity()?;
    let later = (0..20).map(|_| timed_activity()).collect::<Result<Vec<_>>>()?;
    let found = activity(&backend)?;
    if found["chain"]["status"] != "verified" {
        return Err(Error::Advice(format!("the log is not verified: {}", found["chain"])));
    }
    eprintln!("    activity: {first_activity:?}, then {:?}", Spread::of(later.clone()));

    let (mut alone, mut beside) = (Vec::new(), Vec::new());
    let (mut readings, mut reading) = (0, Duration::ZERO);
    for _ in 0..ROUNDS {
        alone.extend(deletions(&backend)?);
        let start = Instant::now();
        let (times, count) = beside_readers(&backend)?;
        reading += start.elapsed();
        readings += count;
        beside.extend(times);
        interrupt::check()?;
    }
    let readings = f64::from(readings) / reading.as_secs_f64();
    eprintln!(
        "    deletions: {:?}, beside {readings:.0} readings/s {:?}",
        Spread::of(alone.clone()),
        Spread::of(beside.clone())
    );
    Ok(LongLog {
        records: RECORDS,
        readers: READERS,
        pause: PAUSE,
        first_start,
        start,
        first_activity,
        activity: Spread::of(later),
        alone: Spread::of(alone),
        beside_readers: Spread::of(beside),
        readings,
    })
}

fn activity(backend: &Backend) -> Result<Value> {
    let answer = ask(backend.address, "GET", "/api/activity", &backend.headers(), "")?;
    parsed(&answer)
}

/// The times of deletions, and how often the activity was read meanwhile.
fn beside_readers(backend: &Backend) -> Result<(Vec<Duration>, u32)> {
    let (ended, count, failed) =
        (AtomicBool::new(false), AtomicU32::new(0), AtomicBool::new(false));
    let times = thread::scope(|scope| {
        for _ in 0..READERS {
            scope.spawn(|| {
                while !ended.load(Ordering::Relaxed) {
                    match ask(backend.address, "GET", "/api/activity", &backend.headers(), "") {
                        Ok(_) => count.fetch_add(1, Ordering::Relaxed),
                        Err(_) => u32::from(failed.swap(true, Ordering::Relaxed)),
                    };
                    thread::sleep(PAUSE);
                }
            });
        }
        let times = deletions(backend);
        ended.store(true, Ordering::Relaxed);
        times
    })?;
    if failed.into_inner() {
        return Err(Error::Advice("couldn't read the activity, so nothing was measured".into()));
    }
    Ok((times, count.into_inner()))
}

/// Deletes backups and brings each back. The time of each confirmed deletion, without its plan.
fn deletions(backend: &Backend) -> Result<Vec<Duration>> {
    let listed = call(backend, "DescribeBackups", &json!({}), &[])?;
    let ready = |backup: &&Value| backup["BackupState"] == "READY";
    let backups = listed["Backups"].as_array().into_iter().flatten().filter(ready);
    let ids: Vec<&str> = backups.filter_map(|backup| backup["BackupId"].as_str()).collect();
    let mut times = Vec::new();
    for id in ids {
        let path = format!("/api/regions/{REGION}/backups/{id}/deletion-plan");
        let plan = parsed(&ask(backend.address, "POST", &path, &backend.headers(), "")?)?;
        // Some are protected, as in a real account.
        let Some(permit) = plan["permit"]["token"].as_str() else { continue };
        let losses = plan["warnings"].as_array().into_iter().flatten();
        let losses = losses.filter(|it| it["acknowledge"] == true).map(|it| it["code"].clone());
        let confirmation = json!({ "typed": id, "acknowledged": losses.collect::<Vec<_>>() });
        let headers = [
            ("X-Console-Permit".to_owned(), permit.to_owned()),
            ("X-Console-Confirmation".to_owned(), confirmation.to_string()),
        ];
        let start = Instant::now();
        call(backend, "DeleteBackup", &plan["request"]["body"], &headers)?;
        times.push(start.elapsed());
        call(backend, "RestoreBackup", &json!({ "BackupId": id }), &[])?;
        if times.len() == DELETIONS {
            return Ok(times);
        }
    }
    Err(Error::Advice(format!("only {} backups can be deleted", times.len())))
}

fn call(
    backend: &Backend,
    operation: &str,
    body: &Value,
    more: &[(String, String)],
) -> Result<Value> {
    let path = format!("/api/regions/{REGION}/{operation}");
    let headers = [backend.headers(), more.to_vec()].concat();
    parsed(&ask(backend.address, "POST", &path, &headers, &body.to_string())?)
}

fn parsed(answer: &str) -> Result<Value> {
    serde_json::from_str(answer)
        .map_err(|error| Error::Advice(format!("the backend's response isn't JSON: {error}")))
}

//! A limit for a test as a whole, for what no other limit ends: the whole run then ends, and says which
//! test it was.

use std::{
    cell::OnceCell,
    io::{self, Write as _},
    process,
    sync::{Mutex, MutexGuard, Once, PoisonError},
    thread::{self, ThreadId},
    time::{Duration, Instant},
};

/// How long a test may take that has not asked for more.
pub const TEST: Duration = Duration::from_mins(5);
const POLL: Duration = Duration::from_secs(1);

static RUNNING: Mutex<Vec<Test>> = Mutex::new(Vec::new());
static STARTED: Once = Once::new();

thread_local! {
    static WATCHED: OnceCell<Watched> = const { OnceCell::new() };
}

#[derive(Debug)]
struct Test {
    thread: ThreadId,
    name: String,
    since: Instant,
    limit: Duration,
}

/// Ends with the thread of its test.
#[derive(Debug)]
struct Watched(ThreadId);

impl Drop for Watched {
    fn drop(&mut self) {
        running().retain(|test| test.thread != self.0);
    }
}

/// The name of the test that this thread runs. With `--test-threads 1` all run on the main thread, which
/// has no other name than `main`.
pub fn test_name() -> String {
    thread::current().name().unwrap_or("a test").to_owned()
}

/// From now on this test has a limit of [`TEST`], unless it has one already. Whatever starts something
/// that can hang calls it. Only threads of tests have one: programs such as benchmarks run on the main
/// thread, and a runtime's workers wait for work.
pub fn watch() {
    let thread = thread::current();
    if thread.name().is_none_or(|name| name == "main" || name.starts_with("tokio-")) {
        return;
    }
    // Threads whose local values are gone already have nothing more to wait for.
    let _ = WATCHED.try_with(|watched| {
        watched.get_or_init(|| {
            let (name, since) = (test_name(), Instant::now());
            running().push(Test { thread: thread.id(), name, since, limit: TEST });
            STARTED.call_once(|| drop(thread::spawn(guard)));
            Watched(thread.id())
        });
    });
}

/// From now on this test may take so long: because it builds something, for example.
pub fn allow(limit: Duration) {
    watch();
    of_this_thread(|test| (test.since, test.limit) = (Instant::now(), limit));
}

/// What this test waited for its turn does not count.
pub fn restart() {
    of_this_thread(|test| test.since = Instant::now());
}

fn of_this_thread(change: impl FnMut(&mut Test)) {
    let this = thread::current().id();
    running().iter_mut().filter(|test| test.thread == this).for_each(change);
}

fn running() -> MutexGuard<'static, Vec<Test>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn guard() {
    loop {
        thread::sleep(POLL);
        let overdue = running().iter().find(|test| test.since.elapsed() > test.limit).map(message);
        if let Some(message) = overdue {
            // Not `eprintln!`: what goes through it here is kept for a report that never comes.
            let _ = writeln!(io::stderr(), "{message}");
            process::abort();
        }
    }
}

fn message(test: &Test) -> String {
    let Test { name, limit, .. } = test;
    format!("The test {name} has not ended after {limit:?}. This run ends here.")
}

//! Each limit is reached on purpose: what is said then, and that it is said in time.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    env,
    future::pending,
    panic::{AssertUnwindSafe, catch_unwind},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use test_limits::{Program, Run as _, allow, eventually, eventually_or, in_time};

const SHORT: Duration = Duration::from_secs(1);
/// How late a limit may be noticed.
const LATE: Duration = Duration::from_secs(20);

/// The words with which something fails.
fn failure<T>(fails: impl FnOnce() -> T) -> String {
    let outcome = catch_unwind(AssertUnwindSafe(|| drop(fails())));
    outcome.expect_err("it must fail").downcast_ref::<String>().expect("a message").clone()
}

/// The words with which something fails that waits; no time passes in truth.
fn failure_of(waits: impl Future<Output = ()>) -> String {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().start_paused(true).build().unwrap();
    failure(|| runtime.block_on(waits))
}

#[test]
fn a_condition_that_never_holds_is_named() {
    let said = failure_of(eventually("the cluster is gone", async || None));
    assert_eq!(said, "waited 20s in vain: the cluster is gone");
    let said =
        failure_of(eventually_or("the cluster is gone", async || Err("it is ACTIVE".to_owned())));
    assert_eq!(said, "waited 20s in vain: the cluster is gone; instead: it is ACTIVE");
}

#[test]
fn a_question_without_an_answer_has_a_limit_too() {
    let said = failure_of(eventually("the page is there", async || pending().await));
    assert!(said.contains("in vain: the page is there; the last question had no answer"), "{said}");
    let said = failure_of(in_time(SHORT, "the answer to the deletion", pending()));
    assert_eq!(said, "waited 1s in vain: the answer to the deletion");
}

#[test]
fn a_program_is_run_to_its_end() {
    let output = Command::new("sh").args(["-c", "echo out; echo err >&2; exit 3"]).finish();
    assert_eq!(output.status.code(), Some(3));
    assert_eq!((&*output.stdout, &*output.stderr), (&b"out\n"[..], &b"err\n"[..]));
    // More than a pipe holds.
    let output = Command::new("sh").args(["-c", "yes | head -c 1000000"]).finish();
    assert_eq!(output.stdout.len(), 1_000_000);
}

#[test]
fn a_program_that_does_not_end_is_ended_with_its_last_words() {
    let start = Instant::now();
    let said = failure(|| {
        Command::new("sh").args(["-c", "echo it hangs; exec sleep 600"]).finish_within(SHORT)
    });
    assert!(said.contains("sleep 600") && said.contains("after 1s"), "{said}");
    assert!(said.contains("it hangs"), "{said}");
    assert!(start.elapsed() < LATE, "{:?}", start.elapsed());
}

#[test]
fn a_line_that_a_program_does_not_print_is_missed_in_time() {
    let start = Instant::now();
    for (script, told) in [
        ("echo hello; exit 3", "exit status: 3"),
        // Its output ends before it does.
        ("echo hello; exec >&- 2>&-; exec sleep 600", "(ended: None)"),
        // It never stops to print.
        ("while echo hello; do sleep 0.1; done", "(ended: None)"),
    ] {
        let mut program = Program::start(Command::new("sh").args(["-c", script]));
        let said = failure(|| program.wait_for_line_within(SHORT, "its port", |_| None::<()>));
        assert!(said.contains("sh did not print its port within 1s"), "{said}");
        assert!(said.contains(told) && said.contains("printed at last:\nhello"), "{said}");
        // What it printed is there after the failure, too.
        assert!(program.printed().starts_with("hello"), "{}", program.printed());
    }
    assert!(start.elapsed() < LATE, "{:?}", start.elapsed());
}

#[test]
fn a_program_that_does_not_end_is_not_waited_for() {
    let mut program = Program::start(Command::new("sh").args(["-c", "echo hello; exec sleep 600"]));
    program.wait_for_line("hello", |line| (line == "hello").then_some(()));
    let said = failure(|| program.wait_within(SHORT));
    assert!(said.contains("sh has not ended after 1s") && said.contains("hello"), "{said}");
}

/// The test that the next one runs in a process of its own.
#[test]
#[ignore = "it hangs on purpose"]
fn a_test_that_hangs() {
    allow(SHORT);
    thread::park();
}

#[test]
fn a_test_that_hangs_ends_its_run_and_is_named() {
    let start = Instant::now();
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "a_test_that_hangs", "--test-threads", "2"]);
    let output = command.finish_within(SHORT + LATE);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{said}");
    let expected = "The test a_test_that_hangs has not ended after 1s. This run ends here.";
    assert!(said.contains(expected), "{said}");
    assert!(start.elapsed() < SHORT + LATE, "{:?}", start.elapsed());
}

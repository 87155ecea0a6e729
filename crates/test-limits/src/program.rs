//! A program that runs beside the test: what it prints is kept, and it ends with the test.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use crate::{PATIENCE, PROGRAM, watch};

const POLL: Duration = Duration::from_millis(20);
/// How often a program that prints nothing is asked whether it has ended.
const NEXT: Duration = Duration::from_millis(500);
/// How many lines of what it printed a message has.
const LINES: usize = 40;

/// A running program.
#[derive(Debug)]
pub struct Program {
    name: String,
    child: Child,
    printed: Arc<Printed>,
    gentle: bool,
}

#[derive(Debug, Default)]
struct Printed {
    lines: Mutex<Lines>,
    more: Condvar,
}

#[derive(Debug, Default)]
struct Lines {
    lines: Vec<String>,
    /// How many of the program's streams can still bring some.
    open: usize,
}

impl Printed {
    /// Also after a panic: what was printed is what its message needs.
    fn lock(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Program {
    /// Starts a program.
    pub fn start(command: &mut Command) -> Self {
        watch();
        let name = command.get_program().to_string_lossy().into_owned();
        let name = name.rsplit('/').next().unwrap_or(&name).to_owned();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("can't start {command:?}: {error}"));
        let printed = Arc::<Printed>::default();
        printed.lock().open = 2;
        read(child.stdout.take().unwrap(), &printed);
        read(child.stderr.take().unwrap(), &printed);
        Self { name, child, printed, gentle: false }
    }

    /// Lets the program end its own children when the test fails: killed, it could not.
    #[must_use]
    pub fn gently(mut self) -> Self {
        self.gentle = true;
        self
    }

    /// Waits for a printed line in which `find` finds something.
    pub fn wait_for_line<T>(&mut self, what: &str, find: impl Fn(&str) -> Option<T>) -> T {
        self.wait_for_line_within(PATIENCE, what, find)
    }

    /// The same, for what is known to take longer.
    pub fn wait_for_line_within<T>(
        &mut self,
        patience: Duration,
        what: &str,
        find: impl Fn(&str) -> Option<T>,
    ) -> T {
        self.look_for_line(patience, find).unwrap_or_else(|ended| {
            let ended = ended.map(|status| status.to_string());
            panic!(
                "{} did not print {what} within {patience:?} (ended: {ended:?}); {}",
                self.name,
                self.last_lines()
            )
        })
    }

    /// The same of a program that may fail to start: its end, or `None` where it still runs.
    pub fn look_for_line<T>(
        &mut self,
        patience: Duration,
        find: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Option<ExitStatus>> {
        let deadline = Instant::now() + patience;
        let mut seen = 0;
        loop {
            // Asked before looking: what was printed before the end is there then.
            let ended = self.child.try_wait().unwrap();
            let lines = self.printed.lock();
            // Not from line to line: some programs print for ever.
            let left = deadline.saturating_duration_since(Instant::now());
            let wait = self.printed.more.wait_timeout_while(lines, left.min(NEXT), |printed| {
                printed.lines.len() <= seen && printed.open > 0
            });
            let (printed, _) = wait.unwrap_or_else(PoisonError::into_inner);
            if let Some(found) = printed.lines[seen..].iter().find_map(|line| find(line)) {
                return Ok(found);
            }
            seen = printed.lines.len();
            if (ended.is_some() && printed.open == 0) || left.is_zero() {
                return Err(ended);
            }
            if printed.open == 0 {
                drop(printed);
                thread::sleep(POLL); // limit: the deadline above
            }
        }
    }

    /// Everything printed so far, on either stream.
    pub fn printed(&self) -> String {
        self.printed.lock().lines.join("\n")
    }

    /// Ends the program at once, as `kill -9` does.
    pub fn kill(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait(); // limit: it is killed
    }

    /// Asks the program to end, as a service manager does.
    pub fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    /// Asks the program to end, as Ctrl-C does.
    pub fn interrupt(&self) {
        self.signal(Signal::INT);
    }

    fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        kill_process(id.expect("process ids are positive"), signal).expect("it runs");
    }

    /// Waits for the program's own end.
    pub fn wait(&mut self) -> ExitStatus {
        self.wait_within(PROGRAM)
    }

    /// The same, for what is known to take longer.
    pub fn wait_within(&mut self, limit: Duration) -> ExitStatus {
        self.ended_within(limit).unwrap_or_else(|| {
            panic!("{} has not ended after {limit:?}; {}", self.name, self.last_lines())
        })
    }

    fn ended_within(&mut self, limit: Duration) -> Option<ExitStatus> {
        let deadline = Instant::now() + limit;
        loop {
            let ended = self.child.try_wait().unwrap();
            if ended.is_some() || Instant::now() > deadline {
                return ended;
            }
            thread::sleep(POLL); // limit: the deadline above
        }
    }

    fn last_lines(&self) -> String {
        let printed = self.printed.lock();
        let lines = &printed.lines;
        format!("it printed at last:\n{}", lines[lines.len().saturating_sub(LINES)..].join("\n"))
    }

    /// What the program is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if self.gentle && matches!(self.child.try_wait(), Ok(None)) {
            self.terminate();
            self.ended_within(PATIENCE);
        }
        self.kill();
        if thread::panicking() {
            eprintln!("--- {}: {}\n---", self.name, self.last_lines());
        }
    }
}

fn read(stream: impl Read + Send + 'static, printed: &Arc<Printed>) {
    let printed = Arc::clone(printed);
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            printed.lock().lines.push(line);
            printed.more.notify_all();
        }
        // An ended program prints nothing more: let the waiting notice.
        printed.lock().open -= 1;
        printed.more.notify_all();
    });
}

//! Running a program to its end, or to its limit.

use std::{
    io::Read,
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use crate::watchdog;

/// How long a program may take that does something small, on a slow machine.
pub const PROGRAM: Duration = Duration::from_mins(2);
const POLL: Duration = Duration::from_millis(1);
/// How many lines of its output a message has.
const LINES: usize = 20;

/// Runs a program to its end.
pub trait Run {
    /// Status and output. Panics if the program does not start, or has not ended after [`PROGRAM`].
    /// Nothing comes on its standard input.
    fn finish(&mut self) -> Output {
        self.finish_within(PROGRAM)
    }

    /// The same, for what is known to take longer.
    fn finish_within(&mut self, limit: Duration) -> Output;
}

impl Run for Command {
    fn finish_within(&mut self, limit: Duration) -> Output {
        watchdog::watch();
        let deadline = Instant::now() + limit;
        self.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let spawned = self.spawn();
        let mut child = spawned.unwrap_or_else(|error| panic!("can't start {self:?}: {error}"));
        let (stdout, stderr) = (Stream::of(child.stdout.take()), Stream::of(child.stderr.take()));
        // Its output ends with it, at once: asking for its own end again and again takes longer.
        let output = (stdout.whole(deadline), stderr.whole(deadline));
        let status = ended(&mut child, deadline);
        let ((Some(stdout), Some(stderr)), Some(status)) = (output, status) else {
            // It may end by itself just now.
            let _ = child.kill();
            let _ = child.wait(); // limit: it is killed
            panic!(
                "{self:?} or its output has not ended after {limit:?}; its last lines:\n{}\n{}",
                stdout.last_lines(),
                stderr.last_lines()
            );
        };
        Output { status, stdout, stderr }
    }
}

fn ended(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => thread::sleep(POLL),
            Ok(None) => return None,
            Err(error) => panic!("can't ask for the end of process {}: {error}", child.id()),
        }
    }
}

/// One of a program's outputs, read as it comes.
#[derive(Debug, Clone, Default)]
struct Stream(Arc<(Mutex<Taken>, Condvar)>);

#[derive(Debug, Default)]
struct Taken {
    bytes: Vec<u8>,
    ended: bool,
}

impl Stream {
    fn of(source: Option<impl Read + Send + 'static>) -> Self {
        let stream = Self::default();
        let filled = stream.clone();
        thread::spawn(move || {
            let mut chunk = [0; 8192];
            let mut source = source;
            while let Some(Ok(count @ 1..)) = source.as_mut().map(|source| source.read(&mut chunk))
            {
                filled.lock().bytes.extend_from_slice(&chunk[..count]);
            }
            filled.lock().ended = true;
            filled.0.1.notify_all();
        });
        stream
    }

    /// Nobody panics while it is locked.
    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything, if it ends until then.
    fn whole(&self, deadline: Instant) -> Option<Vec<u8>> {
        let rest = deadline.saturating_duration_since(Instant::now());
        let waited = self.0.1.wait_timeout_while(self.lock(), rest, |taken| !taken.ended);
        let (taken, _) = waited.unwrap_or_else(PoisonError::into_inner);
        taken.ended.then(|| taken.bytes.clone())
    }

    fn last_lines(&self) -> String {
        let text = String::from_utf8_lossy(&self.lock().bytes).into_owned();
        let lines: Vec<_> = text.lines().collect();
        lines[lines.len().saturating_sub(LINES)..].join("\n")
    }
}

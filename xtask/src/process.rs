//! Running other programs: each in a process group of its own, which ends when we end.

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    os::{fd::AsFd, unix::process::CommandExt},
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::{
    error::{Error, Result},
    interrupt,
};

const POLL: Duration = Duration::from_millis(50);
const GRACE: Duration = Duration::from_secs(5);

/// A running program and all that it started.
#[derive(Debug)]
pub(crate) struct Process {
    name: &'static str,
    child: Child,
}

impl Process {
    /// Starts a program; what it prints goes where our messages go, so that stdout stays ours.
    pub(crate) fn start(name: &'static str, command: &mut Command) -> Result<Self> {
        let stdout =
            io::stderr().as_fd().try_clone_to_owned().map_err(|source| missing(command, source))?;
        Self::spawn(name, command.stdout(stdout))
    }

    /// Starts a program and hands over what it prints on stdout.
    pub(crate) fn start_piped(
        name: &'static str,
        command: &mut Command,
    ) -> Result<(Self, ChildStdout)> {
        let mut process = Self::spawn(name, command.stdout(Stdio::piped()))?;
        let stdout = process.child.stdout.take().ok_or(Error::Interrupted)?;
        Ok((process, stdout))
    }

    fn spawn(name: &'static str, command: &mut Command) -> Result<Self> {
        let child = command.stdin(Stdio::null()).process_group(0).spawn();
        let child = child.map_err(|source| missing(command, source))?;
        Ok(Self { name, child })
    }

    /// The process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// An error if the program has ended.
    pub(crate) fn check(&mut self) -> Result<()> {
        match self.child.try_wait() {
            Ok(Some(status)) => Err(Error::ProcessEnded { name: self.name, status }),
            _ => Ok(()),
        }
    }

    /// Waits for the program's end, for its limit, or for somebody who asks us to end.
    fn wait(&mut self, command: &Command, limit: Option<Duration>) -> Result<ExitStatus> {
        let start = Instant::now();
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Ok(status),
                Ok(None) => {}
                Err(source) => return Err(missing(command, source)),
            }
            interrupt::check()?;
            if let Some(limit) = limit.filter(|limit| start.elapsed() > *limit) {
                return Err(Error::TooLong { by_hand: by_hand(command), limit });
            }
            thread::sleep(POLL);
        }
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // A group that is gone already is what we want.
            let _ = kill_process_group(group, signal);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.signal(Signal::TERM);
        let patience = Instant::now() + GRACE;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < patience {
            thread::sleep(POLL);
        }
        // Also for grandchildren that outlive the child.
        self.signal(Signal::KILL);
        let _ = self.child.wait();
    }
}

/// Runs a program to its end; a failure names the command to run by hand.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    run_to_end(command, None)
}

/// The same, but with all that it started it is ended after so long, which is a failure.
pub(crate) fn run_within(limit: Duration, command: &mut Command) -> Result<()> {
    run_to_end(command, Some(limit))
}

fn run_to_end(command: &mut Command, limit: Option<Duration>) -> Result<()> {
    let mut process = Process::start("", command)?;
    end(&mut process, command, limit)
}

fn end(process: &mut Process, command: &Command, limit: Option<Duration>) -> Result<()> {
    match process.wait(command, limit)? {
        status if status.success() => Ok(()),
        status => Err(Error::CommandFailed { by_hand: by_hand(command), status }),
    }
}

/// Runs a program to its end, or until its limit; what it prints on either stream goes into a file.
pub(crate) fn run_into(limit: Duration, command: &mut Command, file: &File) -> Result<()> {
    for stream in [Command::stdout::<File>, Command::stderr::<File>] {
        stream(command, file.try_clone().map_err(|source| missing(command, source))?);
    }
    let mut process = Process::spawn("", command)?;
    end(&mut process, command, Some(limit))
}

/// Runs a program to its end, and hands over what it prints line by line as it comes.
pub(crate) fn lines(command: &mut Command, mut each: impl FnMut(&str)) -> Result<()> {
    let (mut process, stdout) = Process::start_piped("", command)?;
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        let lines = BufReader::new(stdout).lines().map_while(io::Result::ok);
        // Nobody listens any more when we are asked to end.
        lines.for_each(|line| drop(sender.send(line)));
    });
    loop {
        match lines.recv_timeout(POLL) {
            Ok(line) => each(&line),
            Err(mpsc::RecvTimeoutError::Timeout) => interrupt::check()?,
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    end(&mut process, command, None)
}

/// Runs a program to its end and gives what it printed; `None` if it is missing or fails.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let (mut process, mut stdout) = Process::start_piped("", command.stderr(Stdio::null())).ok()?;
    let mut text = String::new();
    stdout.read_to_string(&mut text).ok()?;
    process.wait(command, None).ok()?.success().then_some(text)
}

/// The command as a person would type it.
pub(crate) fn by_hand(command: &Command) -> String {
    let mut line = String::new();
    if let Some(folder) = command.get_current_dir() {
        let _ = write!(line, "cd {} && ", quoted(&folder.to_string_lossy()));
    }
    for (key, value) in command.get_envs() {
        // PATH is only lengthened, to find cargo's tools.
        if let (false, Some(value)) = (key == "PATH", value) {
            let _ = write!(line, "{}={} ", key.to_string_lossy(), quoted(&value.to_string_lossy()));
        }
    }
    line.push_str(&quoted(&command.get_program().to_string_lossy()));
    for argument in command.get_args() {
        let _ = write!(line, " {}", quoted(&argument.to_string_lossy()));
    }
    line
}

fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@+%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

fn missing(command: &Command, source: io::Error) -> Error {
    Error::CommandMissing { by_hand: by_hand(command), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_told_as_the_shell_reads_it() {
        let mut command = Command::new("cargo");
        command.env("A", "x y").env("PATH", "/bin").args(["install", "it's", ""]);
        assert_eq!(by_hand(&command), r"A='x y' cargo install 'it'\''s' ''");
    }

    #[test]
    fn a_failure_tells_the_command() {
        let error = run(Command::new("sh").args(["-c", "exit 3"])).unwrap_err().to_string();
        assert!(error.contains("sh -c 'exit 3'") && error.contains('3'), "{error}");
    }

    #[test]
    fn a_program_beyond_its_limit_is_ended_and_told() {
        let mut command = Command::new("sh");
        let limit = Duration::from_millis(200);
        let error = run_within(limit, command.args(["-c", "sleep 600"])).unwrap_err().to_string();
        assert!(error.contains("200ms") && error.contains("sh -c 'sleep 600'"), "{error}");
    }

    #[test]
    fn lines_come_one_by_one_and_a_failure_is_told() {
        let mut found = Vec::new();
        let mut command = Command::new("sh");
        let outcome = lines(command.args(["-c", "echo a; echo b; exit 3"]), |line| {
            found.push(line.to_owned());
        });
        assert_eq!(found, ["a", "b"]);
        assert!(outcome.unwrap_err().to_string().contains("exit 3"));
    }

    #[test]
    fn what_a_program_started_ends_with_it() {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 600 & echo $!; wait"]);
        let (process, mut stdout) = Process::start_piped("sh", &mut command).unwrap();
        let mut pid = [0; 32];
        let length = stdout.read(&mut pid).unwrap();
        let pid = String::from_utf8_lossy(&pid[..length]).trim().to_owned();
        drop(process);
        // The reader sees the end only when the last holder of the pipe is gone.
        stdout.read_to_end(&mut Vec::new()).unwrap();
        assert!(
            output(Command::new("ps").args(["-o", "stat=", "-p", &pid]))
                .is_none_or(|state| state.starts_with('Z'))
        );
    }
}

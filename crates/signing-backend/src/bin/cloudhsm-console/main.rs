//! `cloudhsm-console`: the signing backend as a program.
//!
//! Owns: flags, start and end of the process, and the choice of what stands behind the backend.

mod audit;
mod aws;
mod browser;
mod ca_bundle;
mod check;
mod credential_process;
mod emulator;
mod error;
mod flags;
mod logging;
mod notify;
mod posture;
mod serve;
mod settings;
mod silence;
mod start;
mod tls;

use std::{process::ExitCode, time::Duration};

use clap::Parser as _;
use error::StartError;
use flags::{AuditCommand, Command, Program};
use tikv_jemallocator::Jemalloc;

/// The C library keeps a part of the heap for each thread, and they grow for as long as it runs.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

/// At the end, blocking calls of the operating system may take this long to come back. A file system
/// that hangs must not keep the process alive.
const LAST_CALLS: Duration = Duration::from_secs(3);

fn main() -> ExitCode {
    let program = Program::parse();
    let flags = match program.command {
        Some(Command::Audit(AuditCommand::Verify { files })) => {
            return audit::verify(&files).unwrap_or_else(|error| last_words(&error));
        }
        Some(Command::Check(flags)) => {
            logging::start_quiet(&flags.log);
            return in_runtime(check::check(flags)).unwrap_or_else(|error| last_words(&error));
        }
        Some(Command::Posture(flags)) => {
            logging::start_quiet(&flags.log);
            return in_runtime(posture::posture(&flags)).unwrap_or_else(|error| last_words(&error));
        }
        None => program.flags,
    };
    logging::start(&flags.log);
    match in_runtime(start::run(flags)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => last_words(&error),
    }
}

fn in_runtime<T>(work: impl Future<Output = Result<T, StartError>>) -> Result<T, StartError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(StartError::Runtime)?;
    let result = runtime.block_on(work);
    runtime.shutdown_timeout(LAST_CALLS);
    result
}

fn last_words(error: &StartError) -> ExitCode {
    // The log may be off or JSON; why a program does not start is for whoever typed it.
    #[expect(clippy::print_stderr, reason = "the program's last words")]
    {
        eprintln!("cloudhsm-console: {error}");
    }
    ExitCode::from(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blocking_call_that_hangs_does_not_keep_the_process_alive() {
        let (_held, never) = std::sync::mpsc::channel::<()>();
        let (done, ended) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let result = in_runtime(async move {
                let (running, runs) = tokio::sync::oneshot::channel();
                tokio::task::spawn_blocking(move || {
                    let _ = running.send(());
                    let _ = never.recv();
                });
                runs.await.map_err(|_| StartError::NoRegion)
            });
            let _ = done.send(result.is_ok());
        });
        let limit = LAST_CALLS + Duration::from_secs(20);
        assert_eq!(ended.recv_timeout(limit), Ok(true), "the end waits for the call");
    }
}

//! `cloudhsm-console`: the signing backend as a program.
//!
//! Owns: flags, start and end of the process, and the choice of what stands behind the backend.

mod audit;
mod aws;
mod browser;
mod check;
mod emulator;
mod error;
mod flags;
mod logging;
mod serve;
mod settings;
mod silence;
mod start;
mod tls;

use std::process::ExitCode;

use clap::Parser as _;
use error::StartError;
use flags::{AuditCommand, Command, Program};

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
    runtime.map_err(StartError::Runtime)?.block_on(work)
}

fn last_words(error: &StartError) -> ExitCode {
    // The log may be off or JSON; why a program does not start is for whoever typed it.
    #[expect(clippy::print_stderr, reason = "the program's last words")]
    {
        eprintln!("cloudhsm-console: {error}");
    }
    ExitCode::from(2)
}

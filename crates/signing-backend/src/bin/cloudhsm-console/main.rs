//! `cloudhsm-console`: the signing backend as a program.
//!
//! Owns: flags, start and end of the process, and the choice of what stands behind the backend.

mod audit;
mod aws;
mod emulator;
mod flags;
mod logging;
mod serve;
mod start;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let flags = flags::Flags::parse();
    logging::start(&flags.log);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let result = match runtime {
        Ok(runtime) => runtime.block_on(start::run(flags)),
        Err(error) => Err(start::StartError::Runtime(error)),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The log may be off or JSON; why a program does not start is for whoever typed it.
            #[expect(clippy::print_stderr, reason = "the program's last words")]
            {
                eprintln!("cloudhsm-console: {error}");
            }
            ExitCode::from(2)
        }
    }
}

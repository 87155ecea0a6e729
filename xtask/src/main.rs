//! The project's own commands, run as `cargo xtask <command>`.
//!
//! Owns: setting a machine up, starting the parts together, running every check.
//! Must not know: what the parts do. It starts them as a person would, by their command lines.

// A command-line tool speaks on its terminal.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod arrows;
mod bench;
mod compress;
mod demo;
mod dist;
mod error;
mod interrupt;
mod ports;
mod process;
mod screenshots;
mod setup;
mod size;
mod step;
mod test;
mod test_programs;
mod tools;
mod words;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use error::{Error, Result};

/// The project's own commands.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask", max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Run the console on the embedded emulator and print the link to open.
    Demo(demo::Options),
    /// Install what is missing: the wasm target, trunk, wasm-bindgen.
    Setup(setup::Options),
    /// Build the console for any static host, with the headers that the host must send.
    Dist(dist::Options),
    /// Run every check.
    Test(test::Options),
    /// Show what a first visit to the console in dist/ downloads.
    Size(size::Options),
    /// Measure the released programs on this machine.
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Take the screenshots for the documents, into docs/screenshots.
    Screenshots(screenshots::Options),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = interrupt::watch().and_then(|()| run(cli.command));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Error::Interrupted) => {
            eprintln!("Interrupted.");
            ExitCode::from(130)
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    match task {
        Task::Demo(options) => demo::run(&options),
        Task::Setup(options) => setup::run(&options),
        Task::Dist(options) => dist::run(&options),
        Task::Test(options) => test::run(&options),
        Task::Size(options) => size::run(&options),
        Task::Bench(bench) => bench::run(&bench),
        Task::Screenshots(options) => screenshots::run(&options),
    }
}

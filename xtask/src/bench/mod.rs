//! `cargo xtask bench`: figures of the released programs, measured on this machine.
//!
//! A figure is told and written down; it never fails a check.

mod backend;
mod document;
mod fleet;
mod log;
mod log_file;
mod nginx;
mod released;
mod report;
mod usage;
mod web;
mod wire;
mod wrk;

use crate::error::Result;

/// What to measure.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Bench {
    /// The signing backend under load, and nginx as a plain proxy in front of the same upstream.
    Backend(backend::Options),
    /// Open streams of the fleet: calls of AWS, memory and CPU time of the backend.
    Fleet(fleet::Options),
    /// The console in a browser, with long lists and on a slow machine.
    Web(web::Options),
}

/// Measures.
pub(crate) fn run(bench: &Bench) -> Result<()> {
    match bench {
        Bench::Backend(options) => backend::run(options),
        Bench::Fleet(options) => fleet::run(*options),
        Bench::Web(options) => web::run(options),
    }
}

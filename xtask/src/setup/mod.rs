//! Setting a machine up: what is there is left alone, what is missing is installed.
//!
//! Tools go where their own installers put them (cargo's bin folder, apt), so that they work by
//! hand too; what belongs to this checkout goes to `target/`.

mod apt;
mod browser;
mod cargo_tools;
mod peers;
mod rust;

use crate::{error::Result, step::at_once};

/// What to set up beside what the demo needs.
#[derive(Debug, Default, Clone, clap::Args)]
pub(crate) struct Options {
    /// Also Chromium, Firefox, their drivers and axe-core: what the browser tests need.
    #[arg(long)]
    pub(crate) browser: bool,
    /// Also a Python environment with boto3, moto and the AWS CLI, and AWS's SDK for JavaScript: peers
    /// that the tests talk to.
    #[arg(long)]
    pub(crate) peers: bool,
}

/// Sets up what is asked for.
pub(crate) fn run(options: &Options) -> Result<()> {
    rust::wasm_target()?;
    at_once(cargo_tools::trunk, cargo_tools::wasm_bindgen)?;
    if options.browser {
        browser::chromium()?;
        browser::firefox()?;
        browser::axe()?;
    }
    if options.peers {
        peers::openssl()?;
        peers::shell()?;
        peers::static_hosts()?;
        peers::systemd()?;
        peers::python()?;
        peers::javascript()?;
    }
    Ok(())
}

/// What measurements need: a load, and a proxy to be compared with.
pub(crate) fn load_tools() -> Result<()> {
    apt::install(&["nginx", "wrk"], &["nginx-light", "wrk"], "half a minute")
}

/// What measurements of the console need: its build, and one browser.
pub(crate) fn browser_to_measure() -> Result<()> {
    run(&Options::default())?;
    browser::chromium()
}

/// What a release needs: the licences of what is in it, and its bill of materials.
pub(crate) fn release_tools() -> Result<()> {
    cargo_tools::about()?;
    cargo_tools::cyclonedx()
}

/// What the checks need beside that.
pub(crate) fn linters() -> Result<()> {
    rust::component("rustfmt", "fmt")?;
    rust::component("clippy", "clippy")?;
    cargo_tools::deny()
}

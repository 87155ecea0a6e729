//! `cargo xtask screenshots`: the pictures of the documents, taken of the released console.

use std::fs;

use crate::{
    dist,
    error::{Error, Result},
    process, setup,
    step::step,
    test, tools, workspace,
};

/// Where all pages are pictured, for whoever wants to look at them.
const ALL: &str = "target/screenshots/pages";
/// Where the pictures are that a document shows.
const SHOWN: (&str, &[&str]) = ("docs/screenshots", &["list-light-1440.png"]);

/// Which pictures.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Only the guarded deletion, step by step, into docs/deletion.
    #[arg(long)]
    deletion: bool,
    /// Only the steps of a cluster's life, into docs/lifecycle.
    #[arg(long, conflicts_with = "deletion")]
    lifecycle: bool,
}

/// Builds what is to be seen, and takes the pictures.
pub(crate) fn run(options: &Options) -> Result<()> {
    setup::run(&setup::Options { browser: true, peers: false })?;
    step("Build the console", "2 minutes at first, then seconds", dist::build_console)?;
    step("Build the signing backend", "2 minutes at first, then seconds", test::build_backend)?;
    if !options.deletion && !options.lifecycle {
        step("Take the pictures", "a minute", || take(&[], ALL))?;
        let (folder, names) = SHOWN;
        for name in names {
            let to = workspace::root().join(folder).join(name);
            fs::copy(workspace::root().join(ALL).join(name), &to).map_err(Error::file(&to))?;
        }
    }
    if !options.lifecycle {
        step("Record the guarded deletion", "a minute", || take(&["--deletion"], "docs/deletion"))?;
    }
    if !options.deletion {
        let life = || take(&["--lifecycle"], "docs/lifecycle");
        step("Record the steps of a cluster's life", "a minute", life)?;
    }
    Ok(())
}

fn take(flags: &[&str], folder: &str) -> Result<()> {
    process::run(
        tools::cargo()
            .args(["run", "--package", "end-to-end", "--bin", "screenshots", "--"])
            .args(flags)
            .arg(workspace::root().join(folder)),
    )
}

//! `cargo xtask screenshots`: the pictures of the documents, taken of the released console.

use crate::{dist, error::Result, process, setup, step::step, test, tools, workspace};

/// Builds what is to be seen, and takes the pictures.
pub(crate) fn run() -> Result<()> {
    setup::run(&setup::Options { browser: true, peers: false })?;
    step("Build the console", "2 minutes at first, then seconds", dist::build_console)?;
    step("Build the signing backend", "2 minutes at first, then seconds", test::build_backend)?;
    step("Take the pictures", "a minute", || {
        process::run(
            tools::cargo()
                .args(["run", "--package", "end-to-end", "--bin", "screenshots", "--"])
                .arg(workspace::root().join("docs/screenshots")),
        )
    })
}

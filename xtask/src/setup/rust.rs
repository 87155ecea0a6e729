//! Parts of the Rust toolchain.

use std::path::Path;

use crate::{error::Result, process, step::step, tools};

const WASM: &str = "wasm32-unknown-unknown";

/// The target that the console is compiled for.
pub(crate) fn wasm_target() -> Result<()> {
    let installed = process::output(tools::command("rustc").args([
        "--print",
        "target-libdir",
        "--target",
        WASM,
    ]))
    .is_some_and(|folder| Path::new(folder.trim()).is_dir());
    if installed {
        return Ok(());
    }
    step("Add Rust's wasm32 target", "a few seconds", || {
        process::run(tools::command("rustup").args(["target", "add", WASM]))
    })
}

/// A component whose subcommand of cargo a check runs.
pub(crate) fn component(component: &str, subcommand: &str) -> Result<()> {
    if process::output(tools::cargo().args([subcommand, "--version"])).is_some() {
        return Ok(());
    }
    step(&format!("Add Rust's {component}"), "a few seconds", || {
        process::run(tools::command("rustup").args(["component", "add", component]))
    })
}

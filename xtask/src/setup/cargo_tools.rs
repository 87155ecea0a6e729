//! Tools that are built from source with `cargo install`.

use std::process::Command;

use crate::{error::Result, process, step::step, tools, workspace};

/// The oldest trunk that reads our Trunk.toml; newer ones may need a newer Rust.
const TRUNK: &str = "0.21.14";

/// The oldest driver that was tried with the Firefox of today.
const GECKODRIVER: &str = "0.37.1";

/// Trunk builds and serves the console.
pub(crate) fn trunk() -> Result<()> {
    if tools::version("trunk").is_some_and(|found| parts(&found) >= parts(TRUNK)) {
        return Ok(());
    }
    step(&format!("Build trunk {TRUNK} from source"), "about 3 minutes, once", || {
        process::run(install("0").args(["trunk", "--locked", "--version", TRUNK]).args([
            "--no-default-features",
            "--features",
            "rustls",
        ]))
    })
}

/// wasm-bindgen's command and its library talk a private format: the versions must be equal.
pub(crate) fn wasm_bindgen() -> Result<()> {
    let wanted = workspace::locked_version("wasm-bindgen")?;
    if tools::version("wasm-bindgen").is_some_and(|found| found == wanted) {
        return Ok(());
    }
    step(&format!("Build wasm-bindgen {wanted} from source"), "about 2 minutes, once", || {
        process::run(install("1").args([
            "wasm-bindgen-cli",
            "--no-default-features",
            "--version",
            &wanted,
        ]))
    })
}

/// Drives Firefox.
pub(crate) fn geckodriver() -> Result<()> {
    if tools::version("geckodriver").is_some_and(|found| parts(&found) >= parts(GECKODRIVER)) {
        return Ok(());
    }
    step(&format!("Build geckodriver {GECKODRIVER} from source"), "about a minute, once", || {
        process::run(install("0").args(["geckodriver", "--locked", "--version", GECKODRIVER]))
    })
}

/// Checks licences, bans and sources of all dependencies.
pub(crate) fn deny() -> Result<()> {
    subcommand("cargo-deny", "0.20.2", "0", &[])
}

/// Gathers the licences of what is in a release.
pub(crate) fn about() -> Result<()> {
    // It compares every file of every crate with every licence: unoptimized, that takes a quarter of
    // an hour.
    subcommand("cargo-about", "0.9.3", "2", &["--features", "cli"])
}

/// Writes the bill of materials of a release.
pub(crate) fn cyclonedx() -> Result<()> {
    subcommand("cargo-cyclonedx", "0.5.9", "0", &[])
}

/// A subcommand of cargo, in exactly this version: what it writes is compared.
fn subcommand(name: &str, version: &str, opt_level: &str, features: &[&str]) -> Result<()> {
    let bare = name.strip_prefix("cargo-").unwrap_or(name);
    let told = process::output(tools::cargo().args([bare, "--version"]));
    if told.is_some_and(|told| told.split_whitespace().any(|word| word == version)) {
        return Ok(());
    }
    step(&format!("Build {name} {version} from source"), "about a minute, once", || {
        let mut install = install(opt_level);
        process::run(install.args([name, "--locked", "--version", version]).args(features))
    })
}

/// These tools run for seconds and are built once: a quick build beats a quick program.
fn install(opt_level: &str) -> Command {
    let mut command = tools::cargo();
    command
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", opt_level)
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256")
        .arg("install");
    command
}

/// A version's numbers, for comparing.
fn parts(version: &str) -> Vec<u32> {
    version.split('.').map_while(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(parts("0.21.14") >= parts(TRUNK));
        assert!(parts("0.22.0-rc.1") >= parts(TRUNK));
        assert!(parts("0.21.2") < parts(TRUNK));
    }
}

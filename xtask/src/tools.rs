//! Finding tools: on PATH, or where cargo installs them, which is not on everyone's PATH.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{process, workspace};

/// Where `cargo install` puts tools.
pub(crate) fn cargo_bin() -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    // Deprecated for Windows' sake only, and no longer.
    home.or_else(|| env::home_dir().map(|home| home.join(".cargo"))).map(|home| home.join("bin"))
}

/// PATH, with cargo's tools at its end, and servers, which only root has on it.
fn path() -> OsString {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(cargo_bin()).chain(["/usr/sbin".into()]);
    env::join_paths(folders).unwrap_or(path)
}

/// The file of a tool.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    env::split_paths(&path()).map(|folder| folder.join(name)).find(|file| is_executable(file))
}

fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

/// A command in the workspace's folder that finds cargo's tools.
pub(crate) fn command(name: &str) -> Command {
    let mut command = Command::new(find(name).unwrap_or_else(|| PathBuf::from(name)));
    command.current_dir(workspace::root()).env("PATH", path());
    command
}

/// Cargo, as it started us.
pub(crate) fn cargo() -> Command {
    command("cargo")
}

/// Trunk, without the habits that fail on some machines.
pub(crate) fn trunk() -> Command {
    let mut command = command("trunk");
    command.env("TRUNK_SKIP_VERSION_CHECK", "true").env_remove("RUST_LOG");
    if env::var_os("NO_COLOR").is_some() {
        // Trunk 0.21 takes only `true`, where everyone else takes any value.
        command.env("NO_COLOR", "true");
    }
    command
}

/// The version that a tool tells: the first word of its `--version` that starts with a digit.
pub(crate) fn version(name: &str) -> Option<String> {
    let told = process::output(Command::new(find(name)?).arg("--version"))?;
    told.split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
        .map(str::to_owned)
}

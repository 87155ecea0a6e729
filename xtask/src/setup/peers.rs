//! Programs that others wrote and that the tests talk to: boto3, moto, the AWS CLI, AWS's SDK
//! for JavaScript, openssl, nginx, Caddy, systemd, schemathesis, hadolint.

use std::{fs, path::PathBuf, process::Command};

use super::apt;
use crate::{
    error::{Error, Result},
    process,
    step::step,
    tools, workspace,
};

/// The judge of our certificates.
pub(crate) fn openssl() -> Result<()> {
    apt::install(&["openssl"], &["openssl"], "a few seconds")
}

/// What scripts around the backend are written with.
pub(crate) fn shell() -> Result<()> {
    apt::install(&["curl", "jq"], &["curl", "jq"], "a few seconds")
}

/// The judge of the unit's confinement.
pub(crate) fn systemd() -> Result<()> {
    apt::install(&["systemd-analyze"], &["systemd"], "half a minute")
}

/// What serves the console in other people's houses.
pub(crate) fn static_hosts() -> Result<()> {
    apt::install(&["nginx", "caddy"], &["nginx-light", "caddy"], "half a minute")
}

/// A Python environment of this checkout's own.
pub(crate) fn python() -> Result<()> {
    let requirements = workspace::root().join("tests/peers/requirements.txt");
    let wanted = fs::read_to_string(&requirements).map_err(Error::file(&requirements))?;
    let venv = workspace::target().join("venv");
    // Written last, so that an interrupted installation is done again.
    let installed = venv.join("installed.txt");
    if fs::read_to_string(&installed).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    if process::output(tools::command("python3").args(["-c", "import ensurepip"])).is_none() {
        apt::install(&["python3", "python3-venv"], &["python3", "python3-venv"], "a few seconds")?;
    }
    step(
        "Make a Python environment with boto3, moto, schemathesis and the AWS CLI",
        "a minute",
        || {
            process::run(tools::command("python3").args(["-m", "venv", "--clear"]).arg(&venv))?;
            process::run(
                Command::new(venv.join("bin/pip"))
                    .args(["install", "--quiet", "--disable-pip-version-check", "--requirement"])
                    .arg(&requirements),
            )?;
            fs::write(&installed, wanted).map_err(Error::file(&installed))
        },
    )
}

/// AWS's SDK for JavaScript, in the versions of its lock file.
pub(crate) fn javascript() -> Result<()> {
    let peer = workspace::root().join("tests/peers/javascript");
    let read = |path: PathBuf| fs::read_to_string(&path).map_err(Error::file(&path));
    let (manifest, lock) =
        (read(peer.join("package.json"))?, read(peer.join("package-lock.json"))?);
    let folder = workspace::target().join("javascript");
    // Written last, so that an interrupted installation is done again.
    let installed = folder.join("installed.json");
    if fs::read_to_string(&installed).is_ok_and(|found| found == lock) {
        return Ok(());
    }
    step("Get AWS's SDK for JavaScript from npm", "a few seconds", || {
        let folder = workspace::folder(folder)?;
        for (name, text) in [("package.json", &manifest), ("package-lock.json", &lock)] {
            let path = folder.join(name);
            fs::write(&path, text).map_err(Error::file(&path))?;
        }
        process::run(
            tools::command("npm")
                .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"])
                .arg(folder),
        )?;
        fs::write(&installed, &lock).map_err(Error::file(&installed))
    })
}

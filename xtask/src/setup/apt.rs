//! Programs that Debian and its relatives package.

use crate::{
    error::{Error, Result},
    process,
    step::step,
    tools,
};

/// Installs packages, unless all of their programs are there.
pub(crate) fn install(programs: &[&str], packages: &[&str], usually: &str) -> Result<()> {
    if programs.iter().all(|program| tools::find(program).is_some()) {
        return Ok(());
    }
    step(&format!("Install {} with apt", packages.join(", ")), usually, || {
        if tools::find("apt-get").is_none() {
            return Err(Error::Advice(format!(
                "there is no apt-get here: install {} yourself, so that {} are on PATH",
                packages.join(", "),
                programs.join(", ")
            )));
        }
        process::run(tools::command("apt-get").args(["update", "--quiet=2"]))?;
        let mut install = tools::command("apt-get");
        // Programs are wanted, not services that start with them.
        install.env("DEBIAN_FRONTEND", "noninteractive").env("RUNLEVEL", "1");
        install.args(["install", "--yes", "--quiet=2", "--no-install-recommends"]);
        process::run(install.args(packages))
    })
}

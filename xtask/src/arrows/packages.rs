//! The packages of the workspace, and which depends on which.

use std::path::PathBuf;

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

use super::rooms::{PACKAGES, PAGE};
use crate::{
    error::{Error, Result},
    workspace,
};

/// A library, or a program.
#[derive(Debug)]
pub(super) struct Program<'a> {
    pub(super) package: &'a str,
    /// The package's name, and the program's: `signing-backend`, `signing-backend/cloudhsm-console`.
    pub(super) name: String,
    /// The file of its root.
    pub(super) root: PathBuf,
}

/// The packages, as their Cargo.toml says.
pub(super) fn workspace() -> Result<Vec<Package>> {
    let mut command = MetadataCommand::new();
    command.manifest_path(workspace::root().join("Cargo.toml")).no_deps();
    let metadata = command.exec().map_err(|error| Error::Advice(error.to_string()))?;
    Ok(metadata.packages)
}

/// The libraries and programs of the packages.
pub(super) fn programs(packages: &[Package]) -> Vec<Program<'_>> {
    let mut programs = Vec::new();
    for package in packages {
        for target in &package.targets {
            let name = match (target.is_lib(), target.is_bin()) {
                (true, _) => package.name.to_string(),
                (_, true) => [package.name.as_str(), "/", &target.name].concat(),
                _ => continue,
            };
            let root = target.src_path.clone().into_std_path_buf();
            programs.push(Program { package: &package.name, name, root });
        }
    }
    programs
}

/// The dependencies that the table doesn't allow.
pub(super) fn forbidden(packages: &[Package]) -> Vec<String> {
    let own = |name: &str| packages.iter().any(|package| package.name == name);
    let mut problems = Vec::new();
    for package in packages {
        let row = PACKAGES.iter().find(|(name, _)| package.name == *name);
        let Some((_, allowed)) = row else {
            problems.push(format!(
                "the package {} is not in the table: add it to xtask/src/arrows/rooms.rs",
                package.name
            ));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|it| own(&it.name)) {
            let name = dependency.name.as_str();
            // Tests may build on larger packages, but nothing on the page.
            let is_for_tests = dependency.kind == DependencyKind::Development;
            if name == PAGE || !is_for_tests && !allowed.contains(&name) {
                problems.push(format!(
                    "{} depends on {name}, which the table in xtask/src/arrows/rooms.rs doesn't allow",
                    package.name
                ));
            }
        }
    }
    problems
}

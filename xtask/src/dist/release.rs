//! `cargo xtask dist --release`: one archive with everything, the same bytes from the same commit.
//!
//! What differs between two machines is taken out: the paths of this one, which panics would tell,
//! and the times of files. What is left is the compiler's and the tools' versions, which are pinned.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{archive::Archive, finish, hosting::Hosting, public_url::PublicUrl};
use crate::{
    error::{Error, Result},
    process, setup,
    step::step,
    tools, workspace,
};

/// Builds the archive, and tells where it is.
pub(super) fn release() -> Result<PathBuf> {
    setup::run(&setup::Options::default())?;
    setup::release_tools()?;
    let commit_time = commit_time()?;
    let target = workspace::folder(workspace::target().join("release-archive"))?;
    let build = Build { target: target.clone(), commit_time };
    step("Build the console", "2 minutes", || {
        super::build(build.command(tools::trunk(), WASM)?, &target)
    })?;
    let public_url = PublicUrl::default();
    let files = finish::finish(&super::built(), &workspace::dist(), &public_url)?;
    let hosting = Hosting { public_url, backends: Vec::new(), files };
    let hosts = target.join("hosting");
    hosting.write(&hosts)?;
    step("Build the backend around it", "5 minutes", || {
        let mut cargo = build.command(tools::cargo(), &[])?;
        cargo.args(["build", "--release", "--locked", "--package", "signing-backend"]);
        process::run(cargo.args(["--bin", "cloudhsm-console", "--features", FEATURE]))
    })?;
    let papers = target.join("papers");
    step("Gather licences and the bill of materials", "3 minutes", || {
        licences(&workspace::folder(papers.clone())?)?;
        bill_of_materials(&papers, commit_time)
    })?;

    let version = env!("CARGO_PKG_VERSION");
    let name = format!("cloudhsm-console-{version}-{}", host()?);
    let root = workspace::root();
    let mut archive = Archive::new(&name, commit_time);
    archive.program("cloudhsm-console", &target.join("release/cloudhsm-console"))?;
    archive.folder("console", &workspace::dist())?;
    archive.folder("hosting", &hosts)?;
    archive.folder("iam", &root.join("deploy/iam"))?;
    archive.folder("systemd", &root.join("deploy/systemd"))?;
    archive.folder("", &papers)?;
    documents(&mut archive, &root.join("docs"))?;
    for file in ["README.md", "CHANGELOG.md", "SECURITY.md", "LICENSE-APACHE", "LICENSE-MIT"] {
        archive.file(file, &root.join(file))?;
    }
    archive.write(&target.join(format!("{name}.tar.gz")))
}

const FEATURE: &str = "embedded-console";
/// What `.cargo/config.toml` says for WebAssembly, which flags from outside replace.
const WASM: &[&str] = &["--cfg", "erase_components"];

/// Builds that know nothing of where they are.
struct Build {
    target: PathBuf,
    commit_time: u64,
}

impl Build {
    fn command(&self, mut command: Command, flags: &[&str]) -> Result<Command> {
        let registry = cargo_home()?;
        let mut all: Vec<String> = flags.iter().map(|flag| (*flag).to_owned()).collect();
        // The last one that fits wins: the target folder may be inside the checkout.
        for (path, name) in
            [(&registry, "/cargo"), (&workspace::root(), "/source"), (&self.target, "/target")]
        {
            all.push(format!("--remap-path-prefix={}={name}", path.display()));
        }
        command
            .env("CARGO_ENCODED_RUSTFLAGS", all.join("\x1f"))
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", "0")
            .env("SOURCE_DATE_EPOCH", self.commit_time.to_string());
        Ok(command)
    }
}

fn cargo_home() -> Result<PathBuf> {
    tools::cargo_bin()
        .and_then(|bin| bin.parent().map(Path::to_path_buf))
        .ok_or_else(|| Error::Advice("there is no cargo home: set CARGO_HOME".to_owned()))
}

/// When the commit was made, in seconds since the epoch.
fn commit_time() -> Result<u64> {
    let git = |arguments: &[&str]| process::output(tools::command("git").args(arguments));
    if git(&["status", "--porcelain"]).is_some_and(|changes| !changes.trim().is_empty()) {
        eprintln!("    The checkout has changes: nobody else can build the same.");
    }
    git(&["log", "-1", "--format=%ct"])
        .and_then(|time| time.trim().parse().ok())
        .ok_or_else(|| Error::Advice("a release is built from a git checkout".to_owned()))
}

fn host() -> Result<String> {
    let told = process::output(tools::command("rustc").arg("-vV")).unwrap_or_default();
    told.lines()
        .find_map(|line| line.strip_prefix("host: ").map(str::to_owned))
        .ok_or_else(|| Error::Advice("rustc does not tell its host".to_owned()))
}

/// The texts of all licences, and who is under which: of the backend, and of the console in it.
fn licences(papers: &Path) -> Result<()> {
    let root = workspace::root();
    let folder = workspace::folder(papers.join("licences"))?;
    for (package, name) in [("crates/signing-backend", "backend.txt"), ("", "console.txt")] {
        let mut about = tools::cargo();
        // Offline: from the sources alone, because what a service knows changes.
        about.args(["about", "generate", "--all-features", "--locked", "--offline", "--fail"]);
        about.arg("--config").arg(root.join("about.toml"));
        about.arg("--manifest-path").arg(root.join(package).join("Cargo.toml"));
        process::run(about.args(["about.hbs", "--output-file"]).arg(folder.join(name)))?;
    }
    Ok(())
}

/// What each program is made of, as CycloneDX.
fn bill_of_materials(papers: &Path, commit_time: u64) -> Result<()> {
    let root = workspace::root();
    for (manifest, flags, programs) in [
        ("crates/signing-backend", ["--features", FEATURE], &["cloudhsm-console"][..]),
        ("", ["--target", "wasm32-unknown-unknown"], &["console", "attestation"]),
    ] {
        let mut cyclonedx = tools::cargo();
        cyclonedx.env("SOURCE_DATE_EPOCH", commit_time.to_string());
        cyclonedx.args(["cyclonedx", "--quiet", "--format", "json", "--spec-version", "1.5"]);
        cyclonedx.args(["--describe", "binaries", "--no-build-deps"]).args(flags);
        let manifest = root.join(manifest);
        process::run(cyclonedx.arg("--manifest-path").arg(manifest.join("Cargo.toml")))?;
        for program in programs {
            let written = manifest.join(format!("{program}_bin.cdx.json"));
            let text = fs::read_to_string(&written).map_err(Error::file(&written))?;
            // Our own crates are told by where they lie.
            let text = text.replace(&root.display().to_string(), "/source");
            let path = papers.join(format!("{program}.cdx.json"));
            fs::write(&path, text).map_err(Error::file(&path))?;
        }
    }
    // It writes one beside every program of the workspace.
    for folder in ["", "tests", "xtask", "crates/emulator", "crates/signing-backend"] {
        let folder = root.join(folder);
        for entry in fs::read_dir(&folder).map_err(Error::file(&folder))?.flatten() {
            if entry.file_name().to_string_lossy().ends_with("_bin.cdx.json") {
                fs::remove_file(entry.path()).map_err(Error::file(entry.path()))?;
            }
        }
    }
    Ok(())
}

/// What is written, without the pictures, which are larger than everything else together.
fn documents(archive: &mut Archive, docs: &Path) -> Result<()> {
    for entry in fs::read_dir(docs).map_err(Error::file(docs))? {
        let path = entry.map_err(Error::file(docs))?.path();
        if path.extension().is_some_and(|extension| extension == "md" || extension == "json") {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            archive.file(&format!("docs/{name}"), &path)?;
        }
    }
    Ok(())
}

/// Builds the commit in two fresh checkouts in different places, and compares.
pub(super) fn check_reproducible() -> Result<()> {
    let mut built = Vec::new();
    for place in ["one", "another-place"] {
        let folder = workspace::target().join("reproducible").join(place);
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(Error::file(&folder))?;
        }
        let parent = workspace::folder(workspace::target().join("reproducible"))?;
        let mut clone = tools::command("git");
        clone.args(["clone", "--quiet", "--no-hardlinks"]).arg(workspace::root()).arg(&folder);
        process::run(clone.current_dir(&parent))?;
        let mut dist = tools::command("cargo");
        dist.current_dir(&folder).env_remove("CARGO_TARGET_DIR").env_remove("CARGO_MANIFEST_DIR");
        process::run(dist.args(["xtask", "dist", "--release"]))?;
        let made = folder.join("target/release-archive");
        let entries = fs::read_dir(&made).map_err(Error::file(&made))?;
        let archive = entries
            .flatten()
            .map(|entry| entry.path())
            .find(|path| path.extension().is_some_and(|extension| extension == "gz"))
            .ok_or_else(|| Error::Advice(format!("{} has no archive", made.display())))?;
        built.push((fs::read(&archive).map_err(Error::file(&archive))?, archive));
    }
    match built.as_slice() {
        [(one, path), (another, other)] if one == another => {
            println!("Byte for byte the same: {} and {}", path.display(), other.display());
            Ok(())
        }
        _ => Err(Error::Advice(
            "two builds of the commit differ; compare the archives in target/reproducible".into(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The names in a list of a TOML file, from its first line to its last.
    fn listed(file: &str, name: &str) -> BTreeSet<String> {
        let text = fs::read_to_string(workspace::root().join(file)).unwrap();
        let start = format!("\n{name} = [");
        let list =
            format!("\n{text}").split_once(&start).unwrap().1.split_once(']').unwrap().0.to_owned();
        list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
    }

    #[test]
    fn a_release_may_hold_what_the_checks_let_pass_and_nothing_else() {
        let passing = listed("deny.toml", "allow");
        assert!(passing.len() > 5 && passing.contains("MIT"), "{passing:?}");
        assert_eq!(listed("about.toml", "accepted"), passing);
    }
}

//! `cargo xtask dist`: the console as a static host serves it, and what the host must be told.

mod archive;
pub(crate) mod chunks;
mod files;
mod finish;
mod hosting;
mod links;
mod names;
mod public_url;
mod release;
mod scripts;
pub(crate) mod split;
mod styles;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    error::{Error, Result},
    process, setup,
    step::step,
    tools, workspace,
};
use hosting::Hosting;
use public_url::PublicUrl;

/// Options of the distribution.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The path that the console is hosted below, such as /console/.
    #[arg(long, value_name = "PATH", default_value = "/")]
    public_url: PublicUrl,
    /// The origin of a signing backend that the console may call, beside its own; repeatable.
    #[arg(long = "backend-url", value_name = "ORIGIN", value_parser = origin)]
    backend_urls: Vec<String>,
    /// Where the console goes; what is there is replaced.
    #[arg(long, value_name = "DIR", default_value_os_t = workspace::dist())]
    out: PathBuf,
    /// Where the configuration of hosts goes.
    #[arg(long, value_name = "DIR", default_value_os_t = workspace::target().join("hosting"))]
    hosting: PathBuf,
    /// Take what was built last time: only the place is another one.
    #[arg(long)]
    no_build: bool,
    /// Make the archive of a release: binary with the console in it, files, unit, licences, bill of
    /// materials.
    #[arg(long, conflicts_with_all = ["public_url", "backend_urls", "out", "hosting", "no_build"])]
    release: bool,
    /// Make the archive of this commit in two fresh checkouts, and compare them byte for byte.
    #[arg(long, conflicts_with_all = ["release", "public_url", "backend_urls", "out", "hosting", "no_build"])]
    check_reproducible: bool,
}

fn origin(text: &str) -> std::result::Result<String, String> {
    if page_policy::is_origin(text) {
        Ok(text.to_owned())
    } else {
        Err("it must be an origin as browsers write it, such as https://backend.example".to_owned())
    }
}

/// Builds, finishes, and says what to do with it.
pub(crate) fn run(options: &Options) -> Result<()> {
    if options.check_reproducible {
        return release::check_reproducible();
    }
    if options.release {
        println!("{}", release::release()?.display());
        return Ok(());
    }
    if !options.no_build {
        setup::run(&setup::Options::default())?;
        step("Build the console", "2 minutes at first, then seconds", || {
            build(tools::trunk(), &workspace::target())
        })?;
    }
    let files = finish::finish(&built(), &options.out, &options.public_url)?;
    let hosting = Hosting {
        public_url: options.public_url.clone(),
        backends: options.backend_urls.clone(),
        files,
    };
    hosting.write(&options.hosting)?;
    println!("The console:   {}", options.out.display());
    println!("For its hosts: {}", options.hosting.display());
    Ok(())
}

/// The console at the root, in dist/: what the checks and the measurements look at.
pub(crate) fn build_console() -> Result<()> {
    build(tools::trunk(), &workspace::target())?;
    finish::finish(&built(), &workspace::dist(), &PublicUrl::default()).map(|_| ())
}

/// What trunk made, split, and unfinished.
fn built() -> PathBuf {
    workspace::target().join("trunk-dist")
}

/// Builds into cargo's folder `target`, which `trunk` was told.
fn build(mut trunk: Command, target: &Path) -> Result<()> {
    let dist = workspace::folder(built())?;
    // Names get their hashes when what is in the files is final.
    trunk.args(["build", "--release", "--filehash", "false", "--public-url", "/"]);
    process::run(trunk.args(["--features", "split", "--dist"]).arg(&dist))?;
    if !dist.join("index.html").is_file() {
        return Err(Error::Advice(format!("trunk left no index.html in {}", dist.display())));
    }
    split::split(target, &dist)
}

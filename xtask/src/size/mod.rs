//! `cargo xtask size`: what a first visit of the console has to download, and whether that is
//! within the budget. Where it is not, also what it is made of.

mod composition;
mod report;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    compress,
    error::{Error, Result},
    workspace,
};

/// The whole first load, brotli-compressed.
const BUDGET: u64 = 220 * 1024;
/// What counts as code of the console; pictures do not.
const KINDS: [&str; 4] = ["html", "js", "css", "wasm"];
/// The page once more, for hosts that need it under this name.
const COPY: &str = "404.html";
/// Files that are loaded only when a rarely opened view needs them, by the start of their names.
const ON_DEMAND: &[&str] = &["attestation", "errors", "on-demand"];

/// Options of the sizes.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Also tell what the console's WebAssembly is made of, by crates and functions.
    #[arg(long)]
    report: bool,
    /// Another budget than the project's, in KiB.
    #[arg(long, value_name = "KIB", default_value_t = BUDGET / 1024, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    budget: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { report: false, budget: BUDGET / 1024 }
    }
}

/// Prints the sizes; an error if they are above the budget, after what tells why.
pub(crate) fn run(options: &Options) -> Result<()> {
    let budget = options.budget * 1024;
    let total = sizes(budget)?;
    let above = total.checked_sub(budget).filter(|above| *above > 0);
    if options.report || above.is_some() {
        report::print()?;
    }
    match above {
        Some(above) => Err(Error::Advice(format!(
            "the first load is {}, which is {} above the budget of {}",
            kib(total),
            kib(above),
            kib(budget)
        ))),
        None => Ok(()),
    }
}

/// Prints the sizes, and gives that of the first load.
fn sizes(budget: u64) -> Result<u64> {
    let dist = workspace::dist();
    let mut first = Vec::new();
    let mut later = Vec::new();
    for path in files(&dist)? {
        let Some(kind) = kind(&path) else { continue };
        if path.file_name().is_some_and(|name| name == COPY) {
            continue;
        }
        let content = fs::read(&path).map_err(Error::file(&path))?;
        let name = path.strip_prefix(&dist).unwrap_or(&path).display().to_string();
        let asset = Asset {
            kind,
            raw: content.len() as u64,
            brotli: compress::brotli(&content).len() as u64,
            name,
        };
        if ON_DEMAND.iter().any(|start| asset.name.starts_with(start)) {
            later.push(asset);
        } else {
            first.push(asset);
        }
    }
    if first.is_empty() {
        return Err(Error::Advice(format!(
            "{} holds no console: run `cargo xtask test --only console`",
            dist.display()
        )));
    }
    print(&first, &later, budget);
    Ok(first.iter().map(|asset| asset.brotli).sum())
}

#[derive(Debug)]
struct Asset {
    kind: &'static str,
    name: String,
    raw: u64,
    brotli: u64,
}

fn print(first: &[Asset], later: &[Asset], budget: u64) {
    println!("{:<6} {:>12} {:>12}", "", "raw", "brotli");
    let mut kinds: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for asset in first {
        let (raw, brotli) = kinds.entry(asset.kind).or_default();
        *raw += asset.raw;
        *brotli += asset.brotli;
    }
    for (kind, (raw, brotli)) in &kinds {
        println!("{kind:<6} {:>12} {:>12}", kib(*raw), kib(*brotli));
    }
    let (raw, brotli) = kinds.values().fold((0, 0), |sum, add| (sum.0 + add.0, sum.1 + add.1));
    println!("{:<6} {:>12} {:>12}  of {}", "all", kib(raw), kib(brotli), kib(budget));
    for asset in later {
        println!("loaded on demand, not counted: {} ({})", asset.name, kib(asset.brotli));
    }
}

fn kib(bytes: u64) -> String {
    let tenths = (bytes * 10).div_ceil(1024);
    format!("{}.{} KiB", tenths / 10, tenths % 10)
}

fn kind(path: &Path) -> Option<&'static str> {
    let extension = path.extension()?.to_str()?;
    KINDS.into_iter().find(|kind| *kind == extension)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.map_err(Error::file(&folder))?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_up() {
        assert_eq!(kib(0), "0.0 KiB");
        assert_eq!(kib(1), "0.1 KiB");
        assert_eq!(kib(BUDGET), "220.0 KiB");
        assert_eq!(kib(BUDGET + 1), "220.1 KiB");
    }
}

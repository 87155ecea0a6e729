//! `cargo xtask size`: what a visit of the console has to download, first and in all, and whether that
//! is within the budgets. Where the first load is not, also what it is made of.

mod chunks;
mod composition;
mod report;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    compress,
    dist::chunks::is_chunk,
    error::{Error, Result},
    workspace,
};

/// The whole first load, brotli-compressed, as all of these.
const BUDGET: u64 = 220 * 1024;
/// The first load, and any one page or dialog that is opened from the list.
const ANY_PAGE: u64 = 320 * 1024;
/// The same for pages with a plan and its confirmation, by the names of their chunks.
const PLANNED: [(&str, u64); 4] = [
    ("backups", 355 * 1024),
    ("deletion", 336 * 1024),
    ("initialize", 351 * 1024),
    ("lifecycle", 395 * 1024),
];
/// What only the chunk `lifecycle` needs.
const LIFECYCLE: u64 = 54 * 1024;
/// All chunks, which nobody may ever load together.
const ALL_CHUNKS: u64 = 548 * 1024;
/// What counts as code of the console; pictures do not.
const KINDS: [&str; 4] = ["html", "js", "css", "wasm"];
/// The page once more, for hosts that need it under this name.
const COPY: &str = "404.html";
/// The script that loads the chunks, by the start of its name.
const SCRIPT: &str = "console-";
/// Files of the worker and of the documents, by the start of their names: they count for no page.
const ASIDE: &[&str] = &["attestation", "errors", "findings"];

/// The budget of a page with the first load, by the name of its chunk.
fn of_page(chunk: &str) -> u64 {
    PLANNED.iter().find(|(name, _)| *name == chunk).map_or(ANY_PAGE, |(_, budget)| *budget)
}

/// Options of the sizes.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Also tell what the first load's WebAssembly is made of, by crates and functions.
    #[arg(long)]
    report: bool,
    /// Another budget of the first load than the project's, in KiB.
    #[arg(long, value_name = "KIB", default_value_t = BUDGET / 1024, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    budget: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { report: false, budget: BUDGET / 1024 }
    }
}

/// Prints the sizes; an error if one is above its budget, after what tells why.
pub(crate) fn run(options: &Options) -> Result<()> {
    let sizes = Sizes::of(&workspace::dist())?;
    let budget = options.budget * 1024;
    sizes.print(budget);
    if options.report || sizes.first_load() > budget {
        report::print()?;
    }
    let above = sizes.above(budget);
    if above.is_empty() { Ok(()) } else { Err(Error::Advice(above.join("\n"))) }
}

#[derive(Debug)]
struct Asset {
    kind: &'static str,
    name: String,
    raw: u64,
    brotli: u64,
}

/// What there is to download.
#[derive(Debug, Default)]
struct Sizes {
    first: Vec<Asset>,
    chunks: Vec<Asset>,
    aside: Vec<Asset>,
    /// The files of each page or dialog that has chunks.
    entries: BTreeMap<String, Vec<String>>,
}

impl Sizes {
    fn of(dist: &Path) -> Result<Self> {
        let mut sizes = Self::default();
        for path in files(dist)? {
            let Some(kind) = kind(&path) else { continue };
            if path.file_name().is_some_and(|name| name == COPY) {
                continue;
            }
            let content = fs::read(&path).map_err(Error::file(&path))?;
            let name = path.strip_prefix(dist).unwrap_or(&path).display().to_string();
            if kind == "js" && name.starts_with(SCRIPT) {
                sizes.entries = chunks::entries(&String::from_utf8_lossy(&content));
            }
            let (raw, brotli) = (content.len() as u64, compress::brotli(&content).len() as u64);
            let list = if ASIDE.iter().any(|start| name.starts_with(start)) {
                &mut sizes.aside
            } else if is_chunk(&name) {
                &mut sizes.chunks
            } else {
                &mut sizes.first
            };
            list.push(Asset { kind, name, raw, brotli });
        }
        if sizes.first.is_empty() {
            return Err(Error::Advice(format!(
                "{} holds no console: run `cargo xtask test --only console`",
                dist.display()
            )));
        }
        Ok(sizes)
    }

    fn first_load(&self) -> u64 {
        sum(&self.first)
    }

    /// The first load and what each page or dialog needs beside it.
    fn pages(&self) -> impl Iterator<Item = (&str, u64)> {
        self.entries.iter().map(|(name, files)| {
            let own = self.chunks.iter().filter(|chunk| files.contains(&chunk.name));
            (name.as_str(), self.first_load() + sum(own))
        })
    }

    /// What is above its budget, in words.
    fn above(&self, budget: u64) -> Vec<String> {
        let first = ("the first load".to_owned(), self.first_load(), budget);
        let chunks = ("all chunks together".to_owned(), sum(&self.chunks), ALL_CHUNKS);
        let pages = self.pages().map(|(name, size)| (with_first_load(name), size, of_page(name)));
        let own = self.chunks.iter().filter(|it| it.name.starts_with("split_lifecycle"));
        let own = ("the chunk lifecycle alone".to_owned(), sum(own), LIFECYCLE);
        let all = [first, chunks, own].into_iter().chain(pages);
        all.filter(|(_, size, budget)| size > budget)
            .map(|(what, size, budget)| {
                let above = kib(size - budget);
                format!("{what}: {}, {above} above the budget of {}", kib(size), kib(budget))
            })
            .collect()
    }

    fn print(&self, budget: u64) {
        println!("{:<10} {:>12} {:>12}", "", "raw", "brotli");
        let mut kinds: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for asset in &self.first {
            let (raw, brotli) = kinds.entry(asset.kind).or_default();
            *raw += asset.raw;
            *brotli += asset.brotli;
        }
        for (kind, (raw, brotli)) in &kinds {
            println!("{kind:<10} {:>12} {:>12}", kib(*raw), kib(*brotli));
        }
        let raw: u64 = self.first.iter().map(|asset| asset.raw).sum();
        let first = kib(self.first_load());
        println!("{:<10} {:>12} {first:>12}  of {}", "first load", kib(raw), kib(budget));
        for (name, size) in self.pages() {
            println!("{:<23} {:>12}  of {}", with_first_load(name), kib(size), kib(of_page(name)));
        }
        let chunks = kib(sum(&self.chunks));
        println!("{:<23} {chunks:>12}  of {}", "all chunks", kib(ALL_CHUNKS));
        for asset in self.chunks.iter().chain(&self.aside) {
            println!("loaded later: {} ({})", asset.name, kib(asset.brotli));
        }
    }
}

fn with_first_load(name: &str) -> String {
    format!("first load and {name}")
}

fn sum<'a>(assets: impl IntoIterator<Item = &'a Asset>) -> u64 {
    assets.into_iter().map(|asset| asset.brotli).sum()
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

    #[test]
    fn each_budget_is_looked_at() {
        let asset =
            |name: &str, brotli| Asset { kind: "wasm", name: name.to_owned(), raw: 0, brotli };
        let with = |first, shared, own| Sizes {
            first: vec![asset("console_bg-aa.wasm", first)],
            chunks: vec![asset("chunk_5-aa.wasm", shared), asset("split_cluster-aa.wasm", own)],
            aside: vec![asset("attestation_bg-aa.wasm", 1 << 30)],
            entries: [("cluster".to_owned(), vec!["split_cluster-aa.wasm".to_owned()])].into(),
        };
        assert_eq!(with(BUDGET, ALL_CHUNKS, 0).above(BUDGET), [""; 0]);
        for (sizes, what) in [
            (with(BUDGET + 1, 0, 0), "the first load: 220.1 KiB, 0.1 KiB above"),
            (with(1, ALL_CHUNKS, 1), "all chunks together: 548.1 KiB"),
            (with(BUDGET, 0, ANY_PAGE - BUDGET + 1), "first load and cluster: 320.1 KiB"),
        ] {
            let above = sizes.above(BUDGET);
            assert!(above.len() == 1 && above[0].starts_with(what), "{above:?}");
        }
    }
}

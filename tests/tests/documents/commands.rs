//! Commands and flags in the documents: they exist, and what can be run is run.

use std::{
    collections::BTreeSet,
    env,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use end_to_end::{Run as _, allow, artifacts};

use super::documents;

/// What is run may build something first.
const MARKED: Duration = Duration::from_mins(15);

/// A block of shell commands, and whether it is to be run.
struct Block {
    document: String,
    run: bool,
    text: String,
}

fn blocks() -> Vec<Block> {
    let mut blocks = Vec::new();
    for (path, text) in documents() {
        let document = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut before = "";
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if line == "```sh" {
                let text: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
                let run = before == "<!-- run -->";
                blocks.push(Block { document: document.clone(), run, text: text.join("\n") });
            }
            if !line.is_empty() {
                before = line;
            }
        }
    }
    blocks
}

/// Every flag of our own programs in a document is one that the program has.
#[test]
fn flags_exist() {
    let help = |program: &Path, arguments: &[&str]| {
        let told = Command::new(program)
            .args(arguments)
            .arg("--help")
            .current_dir(artifacts::repository())
            .finish();
        assert!(told.status.success(), "{program:?} {arguments:?} --help");
        String::from_utf8(told.stdout).unwrap()
    };
    let mut flags = 0;
    for block in blocks() {
        let text = block.text.replace("\\\n", " ");
        for line in text.lines() {
            let words: Vec<_> = line.split_whitespace().collect();
            let (help, given) = match words.as_slice() {
                ["cargo", "xtask", command, given @ ..] => {
                    (help(&artifacts::xtask(), &[command]), given)
                }
                ["cloudhsm-console", command @ ("check" | "posture"), given @ ..] => {
                    (help(&artifacts::backend(), &[command]), given)
                }
                ["cloudhsm-console", "audit", ..] => continue,
                ["cloudhsm-console", given @ ..] => (help(&artifacts::backend(), &[]), given),
                ["cargo", "run", rest @ ..] => {
                    let at = rest.iter().position(|word| *word == "--").unwrap();
                    (help(&artifacts::backend(), &[]), &rest[at + 1..])
                }
                _ => continue,
            };
            let known: BTreeSet<_> =
                help.split(|c: char| c.is_whitespace() || "[],.".contains(c)).collect();
            for flag in given.iter().filter(|word| word.starts_with("--")) {
                let flag = flag.split('=').next().unwrap();
                assert!(known.contains(flag), "{}: {line}: there is no {flag}", block.document);
                flags += 1;
            }
        }
    }
    assert!(flags > 20, "only {flags} flags were found");
}

#[test]
fn marked_commands_run() {
    let folder = tempfile::tempdir().unwrap();
    let programs = artifacts::target().join("debug");
    let path = env::join_paths(
        [programs].into_iter().chain(env::split_paths(&env::var_os("PATH").unwrap())),
    );
    allow(MARKED);
    let marked: Vec<_> = blocks().into_iter().filter(|block| block.run).collect();
    assert!(marked.len() >= 3, "only {} blocks are marked", marked.len());
    for block in marked {
        let told = Command::new("sh")
            .args(["-euc", &block.text])
            .current_dir(artifacts::repository())
            .env("PATH", path.as_ref().unwrap())
            .env("HOME", folder.path())
            .env("XDG_STATE_HOME", folder.path())
            // Rust's own homes are not in the home of a stranger.
            .envs(rust_homes())
            .finish_within(MARKED);
        assert!(
            told.status.success(),
            "{}:\n{}\n{}{}",
            block.document,
            block.text,
            String::from_utf8_lossy(&told.stdout),
            String::from_utf8_lossy(&told.stderr)
        );
    }
}

fn rust_homes() -> Vec<(&'static str, PathBuf)> {
    let home = PathBuf::from(env::var_os("HOME").unwrap_or_default());
    let home_of = |name: &'static str, usual: &str| {
        (name, env::var_os(name).map_or_else(|| home.join(usual), PathBuf::from))
    };
    vec![home_of("CARGO_HOME", ".cargo"), home_of("RUSTUP_HOME", ".rustup")]
}

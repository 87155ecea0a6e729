//! The documents tell what is: their links lead somewhere, their commands and flags exist, every error
//! code and every finding has its paragraph, and what can be run is run.
//!
//! A block of commands is run when it stands behind `<!-- run -->`.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use backend_api::{FindingKind, NetworkKind};
use end_to_end::{Run as _, allow, artifacts};
use pulldown_cmark::{Event, Tag, TagEnd};

/// What is run may build something first.
const MARKED: Duration = Duration::from_mins(15);

/// All documents with their text.
fn documents() -> Vec<(PathBuf, String)> {
    let root = artifacts::repository();
    let mut found = Vec::new();
    for folder in [root.clone(), root.join("docs"), root.join("deploy")] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "md") {
                found.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(found.len() > 8, "{found:?}");
    found
}

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

/// The heading's anchor, as GitHub makes it.
fn anchor(heading: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_' || c == ' ';
    heading.to_lowercase().chars().filter(|c| plain(*c)).collect::<String>().replace(' ', "-")
}

fn headings(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| line.trim_start_matches('#').trim())
}

#[test]
fn links_lead_somewhere() {
    let mut links = 0;
    for (path, text) in documents() {
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains("://") {
                continue;
            }
            links += 1;
            let (file, part) = link.split_once('#').unwrap_or((link, ""));
            let target =
                if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            assert!(target.exists(), "{}: {link}", path.display());
            if !part.is_empty() {
                let text = fs::read_to_string(&target).unwrap();
                let there = headings(&text).any(|heading| anchor(heading) == part);
                assert!(there, "{}: {link} has no such heading", path.display());
            }
        }
    }
    assert!(links > 30, "only {links} links were found");
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

/// The texts between quotes in a part of a source file.
fn quoted(file: &str, from: &str, to: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(artifacts::repository().join(file)).unwrap();
    let part = text.split_once(from).unwrap().1.split_once(to).unwrap().0;
    let names = part.lines().filter(|line| {
        line.contains("= \"")
            || line.contains("\" |")
            || line.trim_end().ends_with("=> {")
            || line.contains("\" => ")
    });
    names
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .filter(|name| name.chars().all(char::is_alphanumeric))
        .map(str::to_owned)
        .collect()
}

/// The pages that the console brings along, and that "Why?" leads to: each is made from a document.
const PAGES: [(&str, &str); 2] = [
    ("docs/troubleshooting.md", "public/errors.html"),
    ("docs/findings.md", "public/findings.html"),
];

/// A document as such a page.
fn as_page(text: &str) -> String {
    let mut html = String::new();
    let (mut heading, mut title) = (None, None);
    // Other documents are not beside the console: their links are plain text there.
    let events = pulldown_cmark::Parser::new(text).filter_map(|event| match event {
        Event::Start(Tag::Link { .. }) | Event::End(TagEnd::Link) => None,
        Event::Start(Tag::Heading { level, .. }) => {
            heading = Some(level);
            None
        }
        Event::Text(name) if heading.is_some() => {
            let level = heading.take().unwrap();
            let id = name.replace(' ', "-");
            title.get_or_insert_with(|| name.to_string());
            Some(Event::Html(format!("<{level} id=\"{id}\">{name}").into()))
        }
        event => Some(event),
    });
    pulldown_cmark::html::push_html(&mut html, events);
    let title = title.expect("a document has a title");
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>{title} · CloudHSM Console</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n</head>\n<body>\n<main>\n{html}</main>\n</body>\n</html>\n"
    )
}

/// The text below this heading, up to the next heading.
fn paragraph<'a>(page: &'a str, id: &str) -> Option<&'a str> {
    let from = page.split_once(&format!("<h3 id=\"{id}\">"))?.1;
    let (_, text) = from.split_once("</h3>")?;
    text.split("<h").next()
}

/// The console brings the pages that its errors and findings link to. `UPDATE=1` writes them.
#[test]
fn the_console_brings_the_pages_that_explain() {
    let root = artifacts::repository();
    for (document, file) in PAGES {
        let page = as_page(&fs::read_to_string(root.join(document)).unwrap());
        let path = root.join(file);
        if env::var_os("UPDATE").is_some() {
            fs::write(&path, &page).unwrap();
        }
        let written = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            page == written,
            "{file} is not {document}. To write it anew:\n\
             UPDATE=1 cargo test -p end-to-end --test documents"
        );
    }
}

/// "Why?" finds its paragraph: each error code and each kind of finding has one, by its name, with a text.
#[test]
fn every_why_has_its_paragraph() {
    let page = |file: &str| fs::read_to_string(artifacts::repository().join(file)).unwrap();
    let of_network = NetworkKind::ALL.iter().map(|kind| kind.as_str());
    let findings = FindingKind::ALL.iter().map(|kind| kind.as_str()).chain(of_network);
    let findings: Vec<_> = findings.map(str::to_owned).collect();
    let count = findings.len();
    for (page, names) in [
        (page("public/errors.html"), error_codes()),
        (page("public/findings.html"), findings.into_iter().collect()),
    ] {
        assert!(names.len() >= 18, "{names:?}");
        for name in &names {
            let text = paragraph(&page, name).unwrap_or_else(|| panic!("{name} has no paragraph"));
            assert!(text.contains("<p>") && text.len() > 40, "{name}: {text}");
        }
    }
    let document = page("docs/findings.md");
    let headings: Vec<_> = document.lines().filter_map(|it| it.strip_prefix("### ")).collect();
    assert_eq!(headings.len(), count, "one of these is no finding: {headings:?}");
}

#[test]
fn every_picture_is_shown_by_a_document() {
    let root = artifacts::repository();
    let documents: Vec<_> = fs::read_dir(root.join("docs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "md"))
        .chain([root.join("README.md")])
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let mut pictures = 0;
    for folder in ["screenshots", "deletion", "lifecycle"] {
        for picture in fs::read_dir(root.join("docs").join(folder)).unwrap() {
            let name = picture.unwrap().file_name().into_string().unwrap();
            let link = format!("{folder}/{name})");
            assert!(documents.iter().any(|it| it.contains(&link)), "no document shows {link}");
            pictures += 1;
        }
    }
    assert!(pictures > 10, "{pictures}");
}

/// Every error code that the console knows.
fn error_codes() -> BTreeSet<String> {
    let mut codes = quoted("crates/backend-api/src/error.rs", "ApiErrorCode {", "\n    }\n");
    codes.extend(quoted("crates/cloudhsm-api/src/error.rs", "ErrorCode {", "\n    }\n"));
    codes.extend(quoted("src/components/advice.rs", "fn by_aws", "\n}\n"));
    assert!(codes.len() > 45, "{codes:?}");
    codes
}

#[test]
fn every_error_code_has_its_paragraph() {
    let codes = error_codes();
    let text = fs::read_to_string(artifacts::repository().join("docs/troubleshooting.md")).unwrap();
    let paragraphs: BTreeSet<_> = text
        .lines()
        .filter_map(|line| line.strip_prefix("### "))
        // What the page says before the console runs has no code of its own.
        .filter(|name| !name.starts_with("Console"))
        .map(str::to_owned)
        .collect();
    let missing: Vec<_> = codes.difference(&paragraphs).collect();
    let stale: Vec<_> = paragraphs.difference(&codes).collect();
    assert!(missing.is_empty() && stale.is_empty(), "missing: {missing:?}, stale: {stale:?}");
}

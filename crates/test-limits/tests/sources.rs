//! No test waits without a limit: found by what such waiting looks like in the source.
//!
//! What is fine all the same says so in a comment `// limit: ` with the reason, on the line or above it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// What has no limit, and what has one.
const UNLIMITED: [(&str, &str); 23] = [
    ("sleep(", "eventually"),
    ("sleep_until(", "eventually"),
    ("yield_now(", "eventually"),
    ("spin_loop(", "eventually"),
    ("thread::park(", "eventually"),
    (".recv()", "recv_timeout or in_time"),
    (".notified().await", "in_time"),
    (".changed().await", "in_time"),
    (".wait().unwrap()", "Program::wait or in_time"),
    (".wait().expect(", "Program::wait or in_time"),
    (".wait().await", "in_time"),
    ("child.wait()", "Program::wait or in_time"),
    (".wait_with_output()", "Run::finish"),
    (".output()", "Run::finish"),
    (").status();", "Run::finish"),
    (".status().unwrap()", "Run::finish"),
    (".status().expect(", "Run::finish"),
    (".join().unwrap()", "in_time, or nothing that joins"),
    (".join().expect(", "in_time, or nothing that joins"),
    ("read_line(", "Program::wait_for_line or in_time"),
    (".next_line()", "Program::wait_for_line or in_time"),
    ("read_to_end(", "in_time"),
    ("read_to_string(&mut", "in_time"),
];

/// What needs a limit where it is made, and where that is.
const MADE_ONCE: [(&str, &str); 5] = [
    ("reqwest::Client::builder()", ".timeout("),
    ("reqwest::Client::new()", ".timeout("),
    ("reqwest::get(", ".timeout("),
    ("fantoccini::ClientBuilder", "Connector"),
    (".build_http()", "LIMIT"),
];

const REASON: &str = "// limit: ";

/// The lines of a source that wait without a limit, each with what has one.
fn unlimited(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut before = "";
    for (number, line) in source.lines().enumerate() {
        let (code, excused) =
            (line.trim(), line.contains(REASON) || before.trim().starts_with(REASON));
        before = line;
        if code.starts_with("//") || excused {
            continue;
        }
        let own_line = code.starts_with(".status()").then_some((".status()", "Run::finish"));
        let is_idle = code.starts_with("while ") && code.ends_with("{}");
        let own_line = own_line.or(is_idle.then_some(("an empty loop", "eventually")));
        let patterns = UNLIMITED.into_iter().filter(|(pattern, _)| code.contains(pattern));
        let made = MADE_ONCE.into_iter().filter(|(pattern, limit)| {
            code.contains(pattern) && !statement(source, number).contains(limit)
        });
        if let Some((pattern, instead)) = own_line.into_iter().chain(patterns).chain(made).next() {
            found.push(format!("{}: {pattern} has no limit; {instead} has one", number + 1));
        }
    }
    found
}

/// The source from a line on to the end of its statement.
fn statement(source: &str, line: usize) -> String {
    let mut statement = String::new();
    for line in source.lines().skip(line) {
        statement.push_str(line);
        if line.trim_end().ends_with(';') {
            break;
        }
    }
    statement
}

#[test]
fn every_wait_in_tests_has_a_limit() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let mut folders = vec![root.join("tests/src"), root.join("tests/tests")];
    for entry in fs::read_dir(root.join("crates")).unwrap() {
        let package = entry.unwrap().path();
        // The limits themselves are here.
        folders.extend((!package.ends_with("test-limits")).then(|| package.join("tests")));
    }
    let files: Vec<_> = folders.iter().flat_map(|folder| sources(folder)).collect();
    assert!(files.len() > 100, "only {} files were found", files.len());
    let mut found = String::new();
    for file in files {
        let name = file.strip_prefix(root).unwrap().display();
        for line in unlimited(&fs::read_to_string(&file).unwrap()) {
            let _ = write!(found, "\n{name}:{line}");
        }
    }
    assert!(found.is_empty(), "{found}\nIf a limit is elsewhere, say where: {REASON}…");
}

/// All Rust files in a folder, which may not be there.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn what_waits_for_ever_is_found() {
    for line in [
        "tokio::time::sleep(STEP).await;",
        "while !file.exists() { tokio::task::yield_now().await; }",
        "while !file.exists() {}",
        "let answer = answers.recv().unwrap();",
        "let answer = answers.recv().await;",
        "assert!(child.wait().unwrap().success());",
        "let output = Command::new(\"openssl\").output();",
        "    .status()",
        "let status = Command::new(\"tar\").args([\"xf\", \"x\"]).status();",
        "stream.read_line(&mut line).unwrap();",
        "thread.join().unwrap();",
        "let client = reqwest::Client::builder().no_proxy().build().unwrap();",
    ] {
        assert_eq!(unlimited(line).len(), 1, "{line}");
    }
}

#[test]
fn what_has_a_limit_is_left_alone() {
    for text in [
        "// A child.wait() would hang.",
        "let answer = answers.recv_timeout(LIMIT);",
        "child.wait().unwrap(); // limit: it is killed",
        "// limit: the runtime ends it\nrelease.notified().await;",
        "assert_eq!(reply.status(), 200);",
        "let client = reqwest::Client::builder()\n    .timeout(LIMIT)\n    .build();",
    ] {
        assert_eq!(unlimited(text), [""; 0], "{text}");
    }
}

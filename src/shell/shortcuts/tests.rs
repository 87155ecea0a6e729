//! That the table, the documents and what listens are the same.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use super::*;

#[test]
fn keys_one_after_the_other() {
    assert_eq!(meaning(None, "r"), Meaning::Is(Shortcut::Refresh));
    assert_eq!(meaning(None, "g"), Meaning::Begins("g"));
    assert_eq!(meaning(Some("g"), "a"), Meaning::Is(Shortcut::Activity));
    assert_eq!(meaning(Some("g"), "g"), Meaning::Begins("g"));
    assert_eq!(meaning(Some("g"), "r"), Meaning::Is(Shortcut::Refresh));
    assert_eq!(meaning(Some("g"), "x"), Meaning::Nothing);
    assert_eq!(meaning(None, "a"), Meaning::Nothing);
    assert_eq!(meaning(None, "k"), Meaning::Nothing, "only with Ctrl");
}

#[test]
fn no_two_shortcuts_have_the_same_keys_and_none_hides_another() {
    for (position, shortcut) in Shortcut::ALL.into_iter().enumerate() {
        for other in &Shortcut::ALL[position + 1..] {
            let (short, long) = (shortcut.keys(), other.keys());
            let same = short.len().min(long.len());
            assert_ne!(short[..same], long[..same], "{shortcut:?} {other:?}");
        }
    }
}

/// All that the sheet lists: its keys, and what they do.
fn listed() -> Vec<(&'static [&'static str], &'static str)> {
    let shortcuts = Shortcut::ALL.into_iter().map(|it| (it.keys(), it.words()));
    shortcuts.chain(IN_PLACE).collect()
}

#[test]
fn the_documents_have_them_all() {
    let document = include_str!("../../../docs/getting-started.md");
    for (keys, words) in listed() {
        let keys: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
        let line = format!("| {} | {words} |", keys.join(" "));
        assert!(document.contains(&line), "{line}");
    }
}

#[test]
fn every_shortcut_that_the_listener_has_is_found_by_its_keys() {
    for shortcut in Shortcut::ALL {
        let found = match shortcut.keys() {
            // With Ctrl held down, which the listener knows.
            ["Ctrl", _] => continue,
            [only] => meaning(None, only),
            [first, second] => {
                assert_eq!(meaning(None, first), Meaning::Begins(first));
                meaning(Some(first), second)
            }
            keys => panic!("{keys:?}"),
        };
        let expected =
            if shortcut.is_of_the_list() { Meaning::Nothing } else { Meaning::Is(shortcut) };
        assert_eq!(found, expected, "{shortcut:?}");
    }
}

/// Keys by the names that browsers give them, and as the sheet writes them.
const NAMED: [(&str, &str); 11] = [
    ("ArrowUp", "↑"),
    ("ArrowDown", "↓"),
    ("ArrowLeft", "←"),
    ("ArrowRight", "→"),
    ("PageUp", "Page Up"),
    ("PageDown", "Page Down"),
    ("Home", "Home"),
    ("End", "End"),
    ("Tab", "Tab"),
    ("Backspace", "Backspace"),
    ("Escape", "Esc"),
];

/// The sources of the page that listen to keys: without their tests.
fn listeners(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            listeners(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("tests.rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
            if code.contains(".key()") {
                found.push((path, code));
            }
        }
    }
}

/// The keys that a source compares with, as the sheet writes them.
fn bound(code: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for text in line.split('"').skip(1).step_by(2) {
            let named = NAMED.iter().find(|(name, _)| *name == text).map(|(_, shown)| *shown);
            // A single letter is many things, and a key where a key is compared.
            let letter = (text.chars().count() == 1 && line.contains("key")).then_some(text);
            let enter = (text == "Enter").then_some(text);
            keys.extend(named.or(letter).or(enter).map(str::to_lowercase));
        }
    }
    keys
}

#[test]
fn what_is_bound_is_listed_and_what_is_listed_is_bound() {
    let mut sources = Vec::new();
    listeners(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut sources);
    assert!(sources.len() >= 6, "{sources:?}");
    let listed: BTreeSet<_> =
        listed().iter().flat_map(|(keys, _)| *keys).map(|key| key.to_lowercase()).collect();
    let mut all = BTreeSet::new();
    for (path, code) in &sources {
        let bound = bound(code);
        let unlisted: Vec<_> = bound.difference(&listed).collect();
        assert!(unlisted.is_empty(), "{path:?} listens to {unlisted:?}, which no sheet lists");
        all.extend(bound);
    }
    for (keys, words) in IN_PLACE {
        for key in keys {
            assert!(all.contains(&key.to_lowercase()), "nothing listens to {key}: {words}");
        }
    }
    // The list listens to its own, but for Enter: its links have the focus.
    let (_, rows) = sources.iter().find(|(path, _)| path.ends_with("row_keys.rs")).unwrap();
    let of_the_list = Shortcut::ALL.into_iter().filter(|it| it.is_of_the_list());
    for shortcut in of_the_list.filter(|it| *it != Shortcut::OpenRow) {
        assert!(bound(rows).contains(shortcut.keys()[0]), "{shortcut:?}");
    }
}

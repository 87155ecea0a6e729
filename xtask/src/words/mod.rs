//! Finds phrases in the texts that people read (screens, documents, comments, messages) that were
//! rewritten once and must not come back.

mod phrases;

use std::{fs, path::Path, process::Command};

use self::phrases::{PHRASES, Phrase};
use crate::{
    error::{Error, Result},
    process, workspace,
};

/// The list itself has every phrase.
const LIST: &str = "xtask/src/words/phrases.rs";

/// What people read is in files with these endings.
const READ: &[&str] = &["rs", "md", "html", "js", "json", "css", "yaml", "service"];

/// A phrase in a file.
#[derive(Debug, PartialEq, Eq)]
struct Hit {
    /// From 1.
    line: usize,
    phrase: &'static str,
    better: &'static str,
}

/// Prints every hit as `file:line: phrase: better`; an error if there is one.
pub(crate) fn run() -> Result<()> {
    let root = workspace::root();
    let mut listing = Command::new("git");
    listing.args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(&root);
    let files = process::output(&mut listing)
        .ok_or_else(|| Error::Advice("git can't list the files of the checkout".to_owned()))?;
    let mut count = 0;
    for file in files.lines().filter(|file| is_checked(file)) {
        let path = root.join(file);
        // Listed, but deleted in the working tree.
        if !path.exists() {
            continue;
        }
        let text = fs::read_to_string(&path).map_err(Error::file(&path))?;
        for Hit { line, phrase, better } in hits(&text, PHRASES) {
            println!("{file}:{line}: “{phrase}”. Better: {better}");
            count += 1;
        }
    }
    match count {
        0 => Ok(()),
        _ => Err(Error::Advice(format!("{count} phrases to rewrite; the list is {LIST}"))),
    }
}

fn is_checked(file: &str) -> bool {
    let ending = Path::new(file).extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| READ.contains(&ending)) && file != LIST
}

/// The phrases in a text, in the order of the list.
fn hits(text: &str, list: &[Phrase]) -> Vec<Hit> {
    let (joined, starts) = joined(text);
    let mut hits = Vec::new();
    for &(phrase, better) in list {
        for (at, _) in joined.match_indices(phrase) {
            if is_whole(&joined, at, phrase) {
                let line = starts.partition_point(|start| *start <= at);
                hits.push(Hit { line, phrase, better });
            }
        }
    }
    hits
}

/// The text in one line, in lower case, as a person reads it: without the marks of comments and of
/// strings that continue in the next line. With the place where each line starts.
fn joined(text: &str) -> (String, Vec<usize>) {
    let (mut joined, mut starts) = (String::with_capacity(text.len()), Vec::new());
    for line in text.lines() {
        starts.push(joined.len());
        let line = line.trim_start().trim_start_matches(['/', '!', '#']).trim();
        let line = line.trim_end_matches('\\').trim_end();
        joined.push_str(&line.replace('’', "'").to_ascii_lowercase());
        joined.push(' ');
    }
    (joined, starts)
}

/// Whether the phrase is not a part of longer words.
fn is_whole(text: &str, at: usize, phrase: &str) -> bool {
    let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let (before, after) = (text.get(..at), text.get(at + phrase.len()..));
    let begins_with_letter = is_letter(phrase.chars().next());
    let ends_with_letter = is_letter(phrase.chars().next_back());
    let goes_on_before =
        begins_with_letter && is_letter(before.and_then(|text| text.chars().next_back()));
    let goes_on_after = ends_with_letter && is_letter(after.and_then(|text| text.chars().next()));
    !goes_on_before && !goes_on_after
}

#[cfg(test)]
mod tests;

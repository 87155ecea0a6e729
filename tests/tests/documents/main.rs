//! The documents tell what is: their links lead somewhere, their commands and flags exist, every error
//! code and every finding has its paragraph, and what can be run is run.
//!
//! A block of commands is run when it stands behind `<!-- run -->`.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod commands;
mod paragraphs;

use std::{fs, path::PathBuf};

use end_to_end::artifacts;

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

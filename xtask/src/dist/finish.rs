//! From what trunk built to what a host serves: names with hashes, checksums that `boot.js` compares,
//! one page that works at any path, everything compressed.
//!
//! The page names its files, and each file names those that it loads, so hashes are made from the
//! leaves up: chunks, console.js, the page. `index.html`, `boot.js`, `config.json`, `errors.html` and
//! `findings.html` keep their names: a page that a browser or a proxy kept too long still finds them.

use std::{fs, path::Path};

use super::{
    chunks,
    files::{Files, missing, text},
    links,
    names::{hashed, integrity},
    public_url::PublicUrl,
    scripts, styles,
};
use crate::{
    compress,
    error::{Error, Result},
    workspace,
};

const PAGE: &str = "index.html";
const BOOT: &str = "boot.js";
const CONFIG: &str = "config.json";
/// What errors and findings link to, by these names.
const EXPLANATIONS: [&str; 2] = ["errors.html", "findings.html"];
const WORKER_LOADER: &str = "attestation_loader.js";
/// What the loader of the worker loads.
const OF_WORKER: [&str; 2] = ["attestation.js", "attestation_bg.wasm"];
/// What `boot.js` loads when a page needs it.
const LATER: [&str; 1] = [WORKER_LOADER];
/// Where the loader takes names and checksums.
const NO_FILES: &str = "const files = {};";

/// Writes the finished console into an empty `out`; gives the names of its files.
pub(super) fn finish(built: &Path, out: &Path, public_url: &PublicUrl) -> Result<Vec<String>> {
    let mut files = finished(read(built)?, public_url)?;
    for name in files.keys().cloned().collect::<Vec<_>>() {
        // People edit the configuration, and would forget its compressed copies.
        if name != CONFIG {
            let content = files.get(&name).map(Vec::as_slice).unwrap_or_default();
            let (brotli, gzip) = (compress::brotli(content), compress::gzip(content));
            files.insert(format!("{name}.br"), brotli);
            files.insert(format!("{name}.gz"), gzip);
        }
    }
    if out.exists() {
        if !out.join(PAGE).is_file() && fs::read_dir(out).is_ok_and(|mut it| it.next().is_some()) {
            return Err(Error::Advice(format!(
                "{} holds something else than a console: choose another --out",
                out.display()
            )));
        }
        fs::remove_dir_all(out).map_err(Error::file(out))?;
    }
    let out = workspace::folder(out.to_path_buf())?;
    for (name, content) in &files {
        let path = out.join(name);
        fs::write(&path, content).map_err(Error::file(&path))?;
    }
    Ok(files.into_keys().collect())
}

fn read(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    let entries = fs::read_dir(folder).map_err(Error::file(folder))?;
    for entry in entries {
        let entry = entry.map_err(Error::file(folder))?;
        let path = entry.path();
        let content = fs::read(&path).map_err(Error::file(&path))?;
        files.insert(entry.file_name().to_string_lossy().into_owned(), content);
    }
    Ok(files)
}

fn finished(mut files: Files, public_url: &PublicUrl) -> Result<Files> {
    let page = text(&mut files, PAGE)?;
    let built = files.clone();
    scripts::shorten(&mut files)?;
    links::shorten(&mut files)?;
    chunks::link(&mut files)?;
    let page = with_checksums(&page, &built, &files);
    let loader = text(&mut files, WORKER_LOADER)?;
    let names = manifest(&files, &OF_WORKER)?;
    let loader = replaced(&loader, NO_FILES, &format!("const files = {names};"), WORKER_LOADER)?;
    files.insert(WORKER_LOADER.to_owned(), loader.into_bytes());
    let boot = text(&mut files, BOOT)?;
    let page = styles::in_one(&page, &mut files)?;
    let page = self::page(&page, &files, public_url)?;
    let config = files.remove(CONFIG).ok_or_else(|| missing(CONFIG))?;
    let mut explanations = Vec::new();
    for name in EXPLANATIONS {
        explanations.push((name.to_owned(), files.remove(name).ok_or_else(|| missing(name))?));
    }

    let mut finished: Files =
        files.into_iter().map(|(name, content)| (hashed(&name, &content), content)).collect();
    finished.insert(BOOT.to_owned(), boot.into_bytes());
    finished.insert(CONFIG.to_owned(), config);
    finished.extend(explanations);
    // Hosts that know no fallback answer this one to deep links.
    finished.insert("404.html".to_owned(), page.clone().into_bytes());
    finished.insert(PAGE.to_owned(), page.into_bytes());
    Ok(finished)
}

/// The page with the checksums of its files as they are now, for those of them as trunk built them.
fn with_checksums(page: &str, built: &Files, now: &Files) -> String {
    let mut page = page.to_owned();
    for (old, new) in built.values().zip(now.values()).filter(|(old, new)| old != new) {
        page = page.replace(&integrity(old), &integrity(new));
    }
    page
}

/// The page, with its files by their new names, relative to a base that is told once.
fn page(page: &str, files: &Files, public_url: &PublicUrl) -> Result<String> {
    let mut page = page.to_owned();
    for (name, content) in files {
        page = page.replace(&format!("=\"/{name}\""), &format!("=\"{}\"", hashed(name, content)));
    }
    let start = format!("<script src=\"/{BOOT}\"");
    let files = format!("<script src=\"{BOOT}\" data-files='{}'", manifest(files, &LATER)?);
    page = replaced(&page, &start, &files, PAGE)?;
    page = with_script_last(&page, &files)?;
    let base = format!("<base href=\"{public_url}\"");
    page = replaced(&page, "<base href=\"/\"", &base, PAGE)?;
    let lines = page.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines = lines.filter(|line| !(line.starts_with("<!--") && line.ends_with("-->")));
    let page = lines.collect::<Vec<_>>().join("\n") + "\n";
    match page.replace(&base, "").find("=\"/") {
        None => Ok(page),
        Some(at) => Err(Error::Advice(format!(
            "{PAGE} names a file that is not there: {}",
            page.replace(&base, "")[at..].lines().next().unwrap_or_default()
        ))),
    }
}

/// The page with the script that starts it at the end of its head: behind the names of the files that it
/// loads, so that it loads them at once.
fn with_script_last(page: &str, start: &str) -> Result<String> {
    const END: &str = "</script>";
    let lost = || Error::Advice(format!("{PAGE} has no {BOOT} in its head"));
    let (before, rest) = page.split_once(start).ok_or_else(lost)?;
    let (attributes, after) = rest.split_once(END).ok_or_else(lost)?;
    let (head, body) = after.split_once("</head>").ok_or_else(lost)?;
    Ok([before, head, "\n", start, attributes, END, "\n</head>", body].concat())
}

/// `{"attestation.js":["attestation-….js","sha384-…"],…}`
fn manifest(files: &Files, names: &[&str]) -> Result<String> {
    let mut manifest = serde_json::Map::new();
    for name in names {
        let content = files.get(*name).ok_or_else(|| missing(name))?;
        let entry = vec![hashed(name, content), integrity(content)];
        manifest.insert((*name).to_owned(), entry.into());
    }
    Ok(serde_json::Value::Object(manifest).to_string())
}

fn replaced(text: &str, from: &str, to: &str, name: &str) -> Result<String> {
    match text.matches(from).count() {
        1 => Ok(text.replace(from, to)),
        count => Err(Error::Advice(format!("{name} has {from} {count} times instead of once"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No section at all.
    const PROGRAM: &str = "\0asm\u{1}\0\0\0";

    fn built() -> Files {
        let page = "<head>\n  <base href=\"/\">\n  <!-- why -->\n\
            <link rel=\"stylesheet\" href=\"/base.css\">\
            <script src=\"/boot.js\" data-js=\"/console.js\" \
            data-wasm=\"/console_bg.wasm\"></script></head>";
        [
            (PAGE, page),
            (BOOT, "// why\nstart();\n"),
            (CONFIG, "{}"),
            ("errors.html", "<h1>"),
            ("findings.html", "<h1>"),
            ("base.css", "a"),
            ("console.js", "fetch(new URL(\"./split_cluster.wasm\", import.meta.url))"),
            ("console_bg.wasm", PROGRAM),
            ("split_cluster.wasm", "e"),
            ("attestation.js", "f"),
            ("attestation_bg.wasm", PROGRAM),
            (WORKER_LOADER, "// why\nconst files = {};\n  load(files);\n"),
        ]
        .map(|(name, content)| (name.to_owned(), content.as_bytes().to_vec()))
        .into()
    }

    fn page_below(path: &str, files: Files) -> String {
        let files = finished(files, &path.parse().unwrap()).unwrap();
        assert_eq!(files[PAGE], files["404.html"]);
        String::from_utf8(files[PAGE].clone()).unwrap()
    }

    #[test]
    fn the_page_asks_for_files_as_they_are_served() {
        let files = |content: &str| -> Files {
            [("a.js", "as ever"), ("b.js", content)]
                .map(|(name, content)| (name.to_owned(), content.as_bytes().to_vec()))
                .into()
        };
        let (built, now) = (files("// why\nstart();\n"), files("start();\n"));
        let asks = |files: &Files| {
            format!("<{}><{}>", integrity(&files["a.js"]), integrity(&files["b.js"]))
        };
        assert_eq!(with_checksums(&asks(&built), &built, &now), asks(&now));
    }

    #[test]
    fn one_page_for_every_place_but_for_its_base() {
        let (root, below) = (page_below("/", built()), page_below("/console/", built()));
        assert_ne!(root, below);
        assert_eq!(root, below.replace("<base href=\"/console/\">", "<base href=\"/\">"));
        assert!(!root.contains("why"));
    }

    #[test]
    fn every_file_but_a_few_changes_its_name_with_its_content() {
        let names = |files: Files| -> Vec<String> {
            finished(files, &PublicUrl::default()).unwrap().into_keys().collect()
        };
        let before = names(built());
        for name in &before {
            let roots = [PAGE, "404.html", BOOT, CONFIG].into_iter().chain(EXPLANATIONS);
            let root = roots.into_iter().any(|root| root == name);
            assert_eq!(page_policy::has_hash(name), !root, "{name}");
        }
        let mut files = built();
        let another = [PROGRAM.as_bytes(), b"\0\x02\x01a"].concat();
        files.insert("attestation_bg.wasm".to_owned(), another);
        let after = names(files.clone());
        let changed: Vec<_> = after.iter().filter(|name| !before.contains(name)).collect();
        // The loader names the worker's wasm, so it changes too, and the page names the loader.
        assert_eq!(changed.len(), 2, "{changed:?}");
        assert!(page_below("/", files).contains(changed[1].as_str()), "{changed:?}");
        assert!(!page_below("/", built()).contains(changed[1].as_str()));
        let mut files = built();
        files.insert("split_cluster.wasm".to_owned(), b"another".to_vec());
        let after = names(files.clone());
        let changed: Vec<_> = after.iter().filter(|name| !before.contains(name)).collect();
        // The script names the chunk, so it changes too, and the page names the script.
        assert_eq!(changed.len(), 2, "{changed:?}");
        assert!(page_below("/", files).contains(changed[0].as_str()), "{changed:?}");
    }

    #[test]
    fn what_is_missing_or_moved_is_told() {
        let mut files = built();
        files.remove("console.js");
        let error = finished(files, &PublicUrl::default()).unwrap_err().to_string();
        assert!(error.contains("console.js"), "{error}");
        let mut files = built();
        files.insert(WORKER_LOADER.to_owned(), b"load()".to_vec());
        let error = finished(files, &PublicUrl::default()).unwrap_err().to_string();
        assert!(error.contains("attestation_loader.js has"), "{error}");
    }

    #[test]
    fn another_folder_is_not_swept_away() {
        let folder = std::env::temp_dir().join(format!("not-a-console-{}", std::process::id()));
        let (built_folder, out) = (folder.join("built"), folder.join("out"));
        for (name, content) in built() {
            fs::create_dir_all(&built_folder).unwrap();
            fs::write(built_folder.join(name), content).unwrap();
        }
        fs::create_dir_all(&out).unwrap();
        fs::write(out.join("thesis.txt"), "years of work").unwrap();
        assert!(finish(&built_folder, &out, &PublicUrl::default()).is_err());
        assert!(out.join("thesis.txt").is_file());
        fs::remove_file(out.join("thesis.txt")).unwrap();
        let names = finish(&built_folder, &out, &PublicUrl::default()).unwrap();
        assert!(names.contains(&"index.html.br".to_owned()));
        assert!(!names.contains(&"config.json.gz".to_owned()));
        // And once more over itself.
        assert_eq!(finish(&built_folder, &out, &PublicUrl::default()).unwrap(), names);
        fs::remove_dir_all(folder).unwrap();
    }
}

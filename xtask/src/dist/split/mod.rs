//! Cuts the console's WebAssembly into chunks, where trunk has built it in one piece.
//!
//! Trunk has no hook between cargo and wasm-bindgen, so both steps are done once more: the splitter
//! takes what cargo linked, wasm-bindgen takes the main part of it, and the results replace trunk's, made
//! compact.
//! The chunks have plain names here; [`chunks`](super::chunks) gives them their final ones.

mod compact;
mod exports;
mod glue;
mod sections;
mod shared;

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::names::{integrity, is};
use crate::{
    error::{Error, Result},
    process, tools, workspace,
};

const PAGE: &str = "index.html";
const SCRIPT: &str = "console.js";
const PROGRAM: &str = "console_bg.wasm";
/// A program of its own, which trunk built.
const WORKER: &str = "attestation_bg.wasm";
/// The splitter's script: it loads the chunks, and takes the memory from wasm-bindgen's script.
const GLUE: &str = "__wasm_split.js";

/// Splits the program that was linked below `target`, and puts the parts into `built`, in the place of
/// the whole that trunk put there.
pub(super) fn split(target: &Path, built: &Path) -> Result<()> {
    let linked = target.join("wasm32-unknown-unknown/release-web/console.wasm");
    let folder = workspace::target().join("split");
    // The chunks import what the linker exports, by the names that the linker knows.
    let program = first_load(&linked, &folder, &["--no-demangle"])?;
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).map_err(Error::file(path))
    };
    let script = exports::script_without_unused(&read(SCRIPT)?);
    let script = glue::joined(&script, &shared::together(&folder, &read(GLUE)?)?)?;
    replace(built, SCRIPT, script.as_bytes())?;
    replace(built, PROGRAM, &compact(PROGRAM, &program)?)?;
    for name in chunks(&folder)? {
        let path = folder.join(&name);
        let chunk = fs::read(&path).map_err(Error::file(&path))?;
        let path = built.join(&name);
        fs::write(&path, compact(&name, &chunk)?).map_err(Error::file(&path))?;
    }
    let worker = built.join(WORKER);
    let worker = fs::read(&worker).map_err(Error::file(&worker))?;
    replace(built, WORKER, &compact(WORKER, &worker)?)
}

fn compact(name: &str, wasm: &[u8]) -> Result<Vec<u8>> {
    compact::compact(wasm)
        .map_err(|error| Error::Advice(format!("{name} can't be made compact: {error}")))
}

/// Splits a linked program into the folder, which is emptied before; returns what is loaded first.
/// `options` are for wasm-bindgen.
pub(crate) fn first_load(linked: &Path, folder: &Path, options: &[&str]) -> Result<Vec<u8>> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(Error::file(folder))?;
    }
    let folder = workspace::folder(folder.to_path_buf())?;
    let main = cut(linked, &folder)?;
    bind(&main, &folder, options)?;
    let program = folder.join(PROGRAM);
    fs::read(&program).map_err(Error::file(&program))
}

/// Runs the splitter; returns where the main part is.
fn cut(linked: &Path, folder: &Path) -> Result<PathBuf> {
    let wasm = fs::read(linked).map_err(Error::file(linked))?;
    let wasm = exports::without_unused(&wasm).map_err(|error| {
        Error::Advice(format!("{} is not WebAssembly: {error}", linked.display()))
    })?;
    let main = folder.join("main.wasm");
    let mut options = wasm_split_cli_support::Options::new(&wasm);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.main_module = "./console.js";
    options.emit_dwarf = false;
    let parts = wasm_split_cli_support::transform(options).map_err(|error| {
        Error::Advice(format!("{} can't be split: {error:#}", linked.display()))
    })?;
    if parts.split_modules.is_empty() {
        return Err(Error::Advice(format!(
            "{} has no split points: it was built without the feature `split`",
            linked.display()
        )));
    }
    Ok(main)
}

fn bind(main: &Path, folder: &Path, options: &[&str]) -> Result<()> {
    let mut command = tools::command("wasm-bindgen");
    command.args(["--target", "web", "--out-name", "console", "--no-typescript"]);
    command.arg("--keep-lld-exports").args(options);
    process::run(command.arg("--out-dir").arg(folder).arg(main))
}

/// The names of the chunks, in order.
fn chunks(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::file(folder))? {
        let name = entry.map_err(Error::file(folder))?.file_name().to_string_lossy().into_owned();
        if super::chunks::is_chunk(&name) && is(&name, "wasm") {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Writes a file over the one that trunk made, and its checksum over the other's in the page.
fn replace(built: &Path, name: &str, content: &[u8]) -> Result<()> {
    let (path, page) = (built.join(name), built.join(PAGE));
    let old = fs::read(&path).map_err(Error::file(&path))?;
    let text = fs::read_to_string(&page).map_err(Error::file(&page))?;
    let text = text.replace(&integrity(&old), &integrity(content));
    fs::write(&path, content).map_err(Error::file(&path))?;
    fs::write(&page, text).map_err(Error::file(&page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_gets_the_checksum_of_what_replaces_a_file() {
        let folder = std::env::temp_dir().join(format!("split-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(SCRIPT), "whole").unwrap();
        fs::write(folder.join(PAGE), format!("<{}>", integrity(b"whole"))).unwrap();
        replace(&folder, SCRIPT, b"main part").unwrap();
        assert_eq!(fs::read(folder.join(SCRIPT)).unwrap(), b"main part");
        let page = fs::read_to_string(folder.join(PAGE)).unwrap();
        assert_eq!(page, format!("<{}>", integrity(b"main part")));
        fs::remove_dir_all(folder).unwrap();
    }
}

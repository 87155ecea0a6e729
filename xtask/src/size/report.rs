//! What the console's WebAssembly is made of, on the terminal.
//!
//! A release keeps no names and is written compact, so this is told of a build that keeps them, before that
//! step.

use std::fmt::Write as _;

use super::{
    composition::{Composition, Share},
    kib,
};
use crate::{
    dist::split,
    error::{Error, Result},
    process, tools, workspace,
};

/// The program that is loaded first.
const PROGRAM: &str = "console";
const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "release-web";
const MOST_CRATES: usize = 20;
const MOST_FUNCTIONS: usize = 30;
/// A longer name says what a function is for in its beginning.
const WIDTH: usize = 110;

/// Builds with names, and prints what is found.
pub(crate) fn print() -> Result<()> {
    eprintln!("==> Build the console once more, with the names of its functions (2 minutes)");
    let wasm = build()?;
    let composition = Composition::of(&wasm)
        .map_err(|error| Error::Advice(format!("the build is not WebAssembly: {error}")))?;
    if !composition.has_names() {
        return Err(Error::Advice(
            "the build has no function names, so it can't be broken down".to_owned(),
        ));
    }
    println!("{}", text(&composition));
    Ok(())
}

/// The same program with its names. Only the last step is another one than in a release, where it
/// strips: everything before is taken as it was built.
fn build() -> Result<Vec<u8>> {
    let bin = ["--package=console-page", "--bin", PROGRAM];
    process::run(tools::cargo().arg("rustc").args(bin).args([
        "--features=split",
        "--target",
        TARGET,
        "--profile",
        PROFILE,
        "--",
        "-C",
        "strip=none",
    ]))?;
    let built = workspace::target().join(TARGET).join(PROFILE).join(format!("{PROGRAM}.wasm"));
    split::first_load(&built, &workspace::target().join("named"), &[])
}

fn text(found: &Composition) -> String {
    let mut text = format!(
        "What the first load of {PROGRAM}.wasm is made of, not compressed. From a build that keeps names and is otherwise \
         the one that is released, before it is made compact; names are not counted.\n\n"
    );
    for (name, size) in &found.sections {
        let _ = writeln!(text, "{:>12}  {name}", kib(*size));
    }
    let code: u64 = found.functions.iter().map(|(_, size)| size).sum();
    let _ = writeln!(
        text,
        "\nThe code by the crate that wrote it ({} functions). Generic code counts for the crate that \
         wrote it, however often it is compiled.\n",
        found.functions.len()
    );
    let shares = found.by_crate();
    for Share { name, bytes, functions } in shares.iter().take(MOST_CRATES) {
        let _ = writeln!(
            text,
            "{:>12} {:>3} %  {name}, {functions} functions",
            kib(*bytes),
            bytes * 100 / code.max(1)
        );
    }
    let rest: u64 = shares.iter().skip(MOST_CRATES).map(|share| share.bytes).sum();
    if rest > 0 {
        let _ = writeln!(text, "{:>12} {:>3} %  in others", kib(rest), rest * 100 / code.max(1));
    }
    text.push_str("\nThe largest functions:\n\n");
    for (name, size) in found.functions.iter().take(MOST_FUNCTIONS) {
        let short: String = name.chars().take(WIDTH).collect();
        let dots = if short.len() < name.len() { "…" } else { "" };
        let _ = writeln!(text, "{:>12}  {short}{dots}", kib(*size));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_come_first_and_the_rest_together() {
        let own = |number: u64| (format!("crate{number:02}::work"), 30 - number);
        let functions: Vec<_> = (0..25).map(own).chain([("x".repeat(200), 1)]).collect();
        let text = text(&Composition { sections: vec![("code".to_owned(), 2048)], functions });
        assert!(text.contains("     2.0 KiB  code"), "{text}");
        let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what} in {text}"));
        assert!(at("crate00, 1 functions") < at("crate19, 1 functions"));
        assert!(!text.contains("crate20, 1 functions") && text.contains("in others"), "{text}");
        assert!(
            text.contains(&("x".repeat(WIDTH) + "…")) && text.contains("crate24::work"),
            "{text}"
        );
    }
}

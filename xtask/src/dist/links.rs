//! The names by which a program and its script know each other, made to compress.
//!
//! wasm-bindgen ends each with a hash of sixteen digits that no compressor can shorten. Numbers as long
//! as that do as well: program and script are built together, and a page loads no other pair.

use std::collections::BTreeMap;

use super::files::Files;
use super::names::is;

/// Digits of a hash.
const DIGITS: usize = 16;

/// Puts numbers in the place of hashes, in scripts and programs alike.
pub(super) fn number(files: &mut Files) {
    let mut numbers = BTreeMap::new();
    for (_, script) in files.iter().filter(|(name, _)| is(name, "js")) {
        for at in hashes(script) {
            let number = numbers.len();
            numbers.entry(script[at..at + DIGITS].to_vec()).or_insert(number);
        }
    }
    let linked = |name: &str| is(name, "js") || is(name, "wasm");
    for (_, content) in files.iter_mut().filter(|(name, _)| linked(name)) {
        for at in hashes(content) {
            if let Some(number) = numbers.get(&content[at..at + DIGITS]) {
                let number = format!("{number:0DIGITS$}");
                content[at..at + DIGITS].copy_from_slice(number.as_bytes());
            }
        }
    }
}

/// Where hashes are: `…_0123456789abcdef`, also with an `h` before the digits.
fn hashes(content: &[u8]) -> Vec<usize> {
    let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let is_hash = |(at, digits): &(usize, &[u8])| {
        let before = &content[..*at];
        (before.ends_with(b"_") || before.ends_with(b"_h"))
            && digits.iter().all(is_digit)
            && !content.get(at + DIGITS).is_some_and(is_digit)
    };
    content.windows(DIGITS).enumerate().filter(is_hash).map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_and_program_keep_knowing_each_other() {
        let script =
            "a: { __wbg_set_0123456789abcdef: b, invoke__hfedcba9876543210: c, set_0123: d }";
        let program =
            b"\0asm __wbg_set_0123456789abcdef\x01invoke__hfedcba9876543210 _aaaaaaaaaaaaaaaa";
        let mut files: Files = [
            ("console.js".to_owned(), script.as_bytes().to_vec()),
            ("console_bg.wasm".to_owned(), program.to_vec()),
            ("console.css".to_owned(), b"_0123456789abcdef".to_vec()),
        ]
        .into();
        number(&mut files);
        let names = ["__wbg_set_0000000000000000", "invoke__h0000000000000001"];
        for name in ["console.js", "console_bg.wasm"] {
            let text = String::from_utf8_lossy(&files[name]);
            assert!(names.iter().all(|name| text.contains(name)), "{text}");
        }
        assert_eq!(
            files["console_bg.wasm"].len(),
            program.len(),
            "a program tells how long names are"
        );
        assert!(files["console_bg.wasm"].ends_with(b"_aaaaaaaaaaaaaaaa"), "no name of the script");
        assert!(files["console.css"].ends_with(b"abcdef"));
    }
}

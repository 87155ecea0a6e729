//! Writes the pairs of files of the tests, with our verdict on each, as `initialization-pairs.json`
//! into a folder: `cargo run -p attestation --example initialization_pairs -- FOLDER`.
//! It needs the openssl binary.

#![allow(clippy::expect_used, dead_code)] // Made of the tests' own files.

use std::{env, fs, path::PathBuf};

#[path = "../tests/initialization/maker.rs"]
mod maker;
#[path = "../tests/chains/openssl.rs"]
mod openssl;
#[path = "../tests/initialization/pairs/mod.rs"]
mod pairs;
#[path = "../tests/initialization/rows.rs"]
mod rows;

fn main() {
    let folder = PathBuf::from(env::args().nth(1).expect("a folder"));
    fs::create_dir_all(&folder).expect("a folder");
    let pairs = pairs::pairs(&maker::Maker::new());
    let rows: Vec<_> = pairs.iter().map(|pair| rows::row(pair, &rows::check(pair))).collect();
    rows::write(&folder, &rows);
}

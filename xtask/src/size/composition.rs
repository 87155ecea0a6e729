//! What a WebAssembly file is made of: its sections, and its functions by the names that it keeps.

use std::collections::{BTreeMap, HashMap};

use wasmparser::{BinaryReaderError, KnownCustom, Name, Parser, Payload, TypeRef};

/// A file, taken apart. Sizes are bytes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Composition {
    /// The sections by what they hold, largest first; without the names, which no release has.
    pub(crate) sections: Vec<(String, u64)>,
    /// The functions, largest first.
    pub(crate) functions: Vec<(String, u64)>,
}

/// What a crate has written of the code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) name: String,
    pub(crate) bytes: u64,
    pub(crate) functions: usize,
}

impl Composition {
    /// Takes a file apart.
    pub(crate) fn of(wasm: &[u8]) -> Result<Self, BinaryReaderError> {
        let mut sections: BTreeMap<String, u64> = BTreeMap::new();
        let mut names: HashMap<u32, String> = HashMap::new();
        let (mut number, mut bodies) = (0, Vec::new());
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload?;
            if let Some((id, range)) = payload.as_section() {
                let name = match &payload {
                    Payload::CustomSection(custom) => custom.name().to_owned(),
                    _ => section(id).to_owned(),
                };
                *sections.entry(name).or_default() += range.end - range.start;
            }
            match payload {
                // Functions that are imported have the first numbers.
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        number += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    bodies.push((number, body.range().end - body.range().start));
                    number += 1;
                }
                Payload::CustomSection(custom) => {
                    let KnownCustom::Name(all) = custom.as_known() else { continue };
                    for part in all {
                        let Name::Function(functions) = part? else { continue };
                        for one in functions {
                            let one = one?;
                            names.insert(one.index, without_hash(one.name).to_owned());
                        }
                    }
                }
                _ => {}
            }
        }
        sections.remove("name");
        let functions = bodies.into_iter().map(|(number, size)| {
            (names.remove(&number).unwrap_or_else(|| NAMELESS.to_owned()), size)
        });
        Ok(Self { functions: largest_first(functions), sections: largest_first(sections) })
    }

    /// Whether the file keeps names.
    pub(crate) fn has_names(&self) -> bool {
        self.functions.iter().any(|(name, _)| name != NAMELESS)
    }

    /// The code by the crate that wrote it, largest first. What is generic is compiled for each use, and
    /// counts for the crate that wrote it all the same.
    pub(crate) fn by_crate(&self) -> Vec<Share> {
        let mut shares: BTreeMap<&str, (u64, usize)> = BTreeMap::new();
        for (name, size) in &self.functions {
            let (bytes, functions) = shares.entry(crate_of(name)).or_default();
            *bytes += size;
            *functions += 1;
        }
        let mut shares: Vec<_> = shares
            .into_iter()
            .map(|(name, (bytes, functions))| Share { name: name.to_owned(), bytes, functions })
            .collect();
        shares.sort_by_key(|share| std::cmp::Reverse(share.bytes));
        shares
    }
}

const NAMELESS: &str = "(without a name)";
const OTHERS: &str = "(no crate's)";

fn largest_first(all: impl IntoIterator<Item = (String, u64)>) -> Vec<(String, u64)> {
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    all
}

fn section(id: u8) -> &'static str {
    match id {
        1 => "types",
        2 => "imports",
        3 => "types of functions",
        4 => "tables",
        6 => "globals",
        7 => "exports",
        9 => "elements: functions that are called through tables",
        10 => "code",
        11 => "data: texts, constants, tables",
        _ => "others",
    }
}

/// Rust ends its names with a hash.
fn without_hash(name: &str) -> &str {
    match name.rsplit_once("::h") {
        Some((path, hash)) if hash.len() == 16 && hash.bytes().all(|it| it.is_ascii_hexdigit()) => {
            path
        }
        _ => name,
    }
}

/// The first segment of the path: `leptos` of `<leptos::Owner as core::fmt::Debug>::fmt`.
fn crate_of(name: &str) -> &str {
    let path = name
        .trim_start_matches(|sign: char| !(sign.is_alphanumeric() || sign == '_' || sign == '('));
    let path = path.strip_prefix("dyn ").or_else(|| path.strip_prefix("mut ")).unwrap_or(path);
    match path.split_once("::") {
        Some((first, _)) if first.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_') => {
            first
        }
        _ if path == NAMELESS => NAMELESS,
        _ => OTHERS,
    }
}

#[cfg(test)]
mod tests;

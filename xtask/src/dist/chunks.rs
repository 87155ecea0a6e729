//! The chunks of the console by their final names, and the checksums that browsers compare.
//!
//! The splitter's script, which is part of console.js, fetches each chunk once. The fetch gets the
//! name and the checksum of the chunk as it is served; console.js then gets its own name.

use super::{
    files::{Files, text},
    names::{hashed, is, short_integrity},
};
use crate::error::{Error, Result};

const SCRIPT: &str = "console.js";
/// How the splitter names what one entry point needs, and what several share.
const STARTS: [&str; 2] = ["split_", "chunk_"];

/// Fetches a chunk. If that fails, it notes which one it was, so that boot.js can say why, and the
/// next try goes past the browser's cache.
const FETCH: &str = "const fetchChunk = async (name, integrity) => {
const cache = globalThis.cloudhsmConsoleMissingChunk?.[0] === name ? 'reload' : 'default';
try {
const answer = await fetch(new URL(name, import.meta.url), { integrity, cache });
if (!answer.ok) throw new Error(`${name}: HTTP ${answer.status}`);
return answer;
} catch (error) {
globalThis.cloudhsmConsoleMissingChunk = [name, integrity];
throw error;
}
};
";

/// Whether a file is a chunk, by its name.
pub(crate) fn is_chunk(name: &str) -> bool {
    STARTS.iter().any(|start| name.starts_with(start))
}

/// Lets console.js fetch the chunks by the names that they will have. A console without chunks stays
/// as it is.
pub(super) fn link(files: &mut Files) -> Result<()> {
    let chunks: Vec<_> = files
        .iter()
        .filter(|(name, _)| is_chunk(name) && is(name, "wasm"))
        .map(|(name, content)| (name.clone(), hashed(name, content), short_integrity(content)))
        .collect();
    let mut script = text(files, SCRIPT)?;
    for (name, hashed, integrity) in &chunks {
        let fetch = format!("fetch(new URL(\"./{name}\", import.meta.url))");
        let count = script.matches(&fetch).count();
        if count != 1 {
            let words = format!("{SCRIPT} fetches {name} {count} times instead of once");
            return Err(Error::Advice(words));
        }
        script = script.replace(&fetch, &format!("fetchChunk(\"{hashed}\", \"{integrity}\")"));
    }
    if script.contains("fetch(new URL(\"./") {
        return Err(Error::Advice(format!("{SCRIPT} fetches a chunk that was not built")));
    }
    if !chunks.is_empty() {
        script.push_str(FETCH);
    }
    files.insert(SCRIPT.to_owned(), script.into_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(script: &str) -> Files {
        [(SCRIPT, script), ("console_bg.wasm", "main"), ("split_cluster.wasm", "part")]
            .map(|(name, content)| (name.to_owned(), content.as_bytes().to_vec()))
            .into()
    }

    #[test]
    fn each_chunk_is_fetched_by_its_final_name_and_compared() {
        let mut files =
            files("const src = fetch(new URL(\"./split_cluster.wasm\", import.meta.url));\n");
        link(&mut files).unwrap();
        let script = String::from_utf8(files[SCRIPT].clone()).unwrap();
        let (name, integrity) = (hashed("split_cluster.wasm", b"part"), short_integrity(b"part"));
        let fetch = format!("const src = fetchChunk(\"{name}\", \"{integrity}\");\n");
        assert_eq!(script, [&fetch, FETCH].concat());
    }

    #[test]
    fn a_chunk_that_nothing_fetches_or_that_is_missing_stops_the_build() {
        let error = link(&mut files("")).unwrap_err().to_string();
        assert!(error.contains("split_cluster.wasm 0 times"), "{error}");
        let fetch = "fetch(new URL(\"./split_cluster.wasm\", import.meta.url));\n";
        assert!(link(&mut files(&[fetch, fetch].concat())).is_err());
        let mut without = files(fetch);
        without.remove("split_cluster.wasm");
        assert!(link(&mut without).is_err());
    }

    #[test]
    fn a_console_in_one_piece_stays_as_it_is() {
        let mut files = files("start();\n");
        files.remove("split_cluster.wasm");
        link(&mut files).unwrap();
        assert_eq!(files[SCRIPT], b"start();\n");
    }
}

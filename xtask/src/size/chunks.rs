//! Which chunks belong together: what console.js loads when a page or a dialog is opened.

use std::collections::BTreeMap;

/// How the script names what loads one chunk, and what loads an entry point with all that it needs.
const SHARED: &str = "__chunk_";
const ENTRY: &str = "__wasm_split_load_";

/// The files of each entry point, by its name: its own, and those that it shares with others.
pub(super) fn entries(script: &str) -> BTreeMap<String, Vec<String>> {
    let mut files: BTreeMap<&str, &str> = BTreeMap::new();
    let mut needs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut current = None;
    for line in script.lines() {
        let defined = line.strip_prefix("const ").and_then(|it| it.split_once(" = "));
        if let Some((name, _)) = defined
            && (name.starts_with(SHARED) || name.starts_with(ENTRY))
        {
            current = Some(name);
        }
        let Some(name) = current else { continue };
        if let Some((_, file)) = line.split_once("fetchChunk(\"") {
            files.insert(name, file.split('"').next().unwrap_or_default());
        } else if let Some(list) = line.strip_prefix(", [") {
            let list = list.split(']').next().unwrap_or_default();
            needs.insert(name, list.split(", ").filter(|it| !it.is_empty()).collect());
            current = None;
        }
    }
    let entries = needs.iter().filter_map(|(name, shared)| {
        let own = name.strip_prefix(ENTRY)?;
        let all = [*name].into_iter().chain(shared.iter().copied());
        Some((
            own.to_owned(),
            all.filter_map(|it| files.get(it)).map(|it| (*it).to_owned()).collect(),
        ))
    });
    entries.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_point_has_its_own_file_and_the_shared_ones() {
        let script = "const __chunk_5 = makeLoad(() => {\n\
            const src = fetchChunk(\"chunk_5-aa.wasm\", \"sha384-\");\n}\n, []);\n\
            const __chunk_6 = makeLoad(() => {\n\
            const src = fetchChunk(\"chunk_6-bb.wasm\", \"sha384-\");\n}\n, []);\n\
            const __wasm_split_load_cluster = wrapAsyncCb(makeLoad(() => {\n\
            const src = fetchChunk(\"split_cluster-cc.wasm\", \"sha384-\");\n}\n, [__chunk_6]));\n\
            const __wasm_split_load_empty = wrapAsyncCb(makeLoad(() => async (_imp) => ({})\n\
            , [__chunk_5, __chunk_6]));\n\
            const chunkLoaders = { __wasm_split_load_cluster };\n";
        let entries = entries(script);
        assert_eq!(entries["cluster"], ["split_cluster-cc.wasm", "chunk_6-bb.wasm"]);
        assert_eq!(entries["empty"], ["chunk_5-aa.wasm", "chunk_6-bb.wasm"]);
        assert_eq!(entries.len(), 2);
    }
}

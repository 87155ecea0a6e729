//! What several chunks share, in fewer files.
//!
//! The splitter writes a file for each set of chunks that share something: 127 for eight chunks, and more
//! for more of them. Many small files compress badly, and each is fetched and compared by itself. So files
//! are put together as long as that makes pages smaller (`groups.rs`): each chunk then loads a little that
//! it does not need, and fewer files.

mod groups;
mod merged;

use std::{collections::BTreeMap, fs, path::Path};

use self::{
    groups::{File, grouped},
    merged::merged,
};
use crate::error::{Error, Result};

/// How the splitter’s script names what loads a file that is shared, and what loads a chunk.
const SHARED: &str = "__chunk_";
const CHUNK: &str = "export const __wasm_split_load_";
/// How it ends the loader of a file that is shared.
const END: &str = ", []);";

/// Puts files in the folder together; returns the splitter's script, which then loads those.
pub(super) fn together(folder: &Path, glue: &str) -> Result<String> {
    let path = |name: &str| folder.join(format!("{}.wasm", name.trim_start_matches('_')));
    let length = |path: &Path| fs::metadata(path).map(|it| it.len()).map_err(Error::file(path));
    let chunks = chunks(glue);
    let (mut own, mut users) = (Vec::new(), BTreeMap::new());
    for (number, (chunk, names)) in chunks.iter().enumerate() {
        for name in names {
            users.entry(*name).or_insert_with(|| vec![false; chunks.len()])[number] = true;
        }
        let path = folder.join(format!("split_{chunk}.wasm"));
        // One that is empty has no file.
        own.push(if path.exists() { length(&path)? } else { 0 });
    }
    let mut files = Vec::with_capacity(users.len());
    for (name, users) in users {
        files.push(File::new(name, length(&path(name))?, users));
    }
    let mut glue = glue.to_owned();
    for group in grouped(files, &own) {
        let Some((first, others)) = group.split_first().filter(|(_, others)| !others.is_empty())
        else {
            continue;
        };
        glue = loading_one(&glue, first, others).ok_or_else(|| {
            Error::Advice("the splitter's script is another than expected".to_owned())
        })?;
        let read = |name: &&str| fs::read(path(name)).map_err(Error::file(path(name)));
        let parts = group.iter().map(read).collect::<Result<Vec<_>>>()?;
        let whole = merged(&parts)
            .map_err(|error| Error::Advice(format!("the chunks can't be put together: {error}")))?;
        for name in others {
            fs::remove_file(path(name)).map_err(Error::file(path(name)))?;
        }
        fs::write(path(first), whole).map_err(Error::file(path(first)))?;
    }
    Ok(glue)
}

/// The chunks in the splitter's script, with what each needs that is shared.
fn chunks(glue: &str) -> Vec<(&str, Vec<&str>)> {
    let (mut chunks, mut name) = (Vec::new(), None);
    for line in glue.lines() {
        if let Some(line) = line.strip_prefix(CHUNK) {
            name = line.split(" =").next();
        } else if let Some(names) = needed(line)
            && let Some(name) = name.take()
        {
            chunks.push((name, names.collect()));
        }
    }
    chunks
}

/// The names in a line that tells what a chunk needs: `, [__chunk_5, __chunk_7]));`
fn needed(line: &str) -> Option<impl Iterator<Item = &str>> {
    let (names, _) = line.strip_prefix(", [")?.split_once(']')?;
    Some(names.split(", ").filter(|name| name.starts_with(SHARED)))
}

/// The script without the loaders of the others, and with the first in their place; nothing if it has
/// another form.
fn loading_one(glue: &str, first: &str, others: &[&str]) -> Option<String> {
    let mut lines = Vec::new();
    let mut rest = glue.lines();
    let mut dropped = 0;
    // The first needs none itself: it would wait for itself if it needed one of the others.
    let begin = ["const ", first, " = "].concat();
    let own = glue.lines().skip_while(|line| !line.starts_with(&begin));
    own.skip(1).find(|line| line.starts_with(", ["))?.eq(END).then_some(())?;
    while let Some(line) = rest.next() {
        let loader = line.strip_prefix("const ").and_then(|it| it.split_once(" = "));
        if loader.is_some_and(|(name, _)| others.contains(&name)) {
            rest.find(|line| line.starts_with(", ["))?.eq(END).then_some(())?;
            dropped += 1;
        } else if let Some(names) = needed(line).filter(|_| line != END) {
            let mut needed: Vec<&str> = Vec::new();
            for name in names {
                let name = if others.contains(&name) { first } else { name };
                if !needed.contains(&name) {
                    needed.push(name);
                }
            }
            let (_, end) = line.split_once(']')?;
            lines.push(format!(", [{}]{end}", needed.join(", ")));
        } else {
            lines.push(line.to_owned());
        }
    }
    (dropped == others.len()).then(|| lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::ValType;

    const GLUE: &str = "start();\n\
        const __chunk_5 = makeLoad(() => {\nfetch(5);\n}\n, []);\n\
        const __chunk_6 = makeLoad(() => {\nfetch(6);\n}\n, []);\n\
        const __chunk_7 = makeLoad(() => {\nfetch(7);\n}\n, []);\n\
        export const __wasm_split_load_a = wrapAsyncCb(makeLoad(() => {\nfetch(a);\n}\n\
        , [__chunk_5, __chunk_6, __chunk_7]));\n\
        export const __wasm_split_load_b = wrapAsyncCb(makeLoad(() => {\nfetch(b);\n}\n\
        , [__chunk_7]));\n";

    #[test]
    fn what_needed_several_needs_the_one() {
        let glue = loading_one(GLUE, "__chunk_5", &["__chunk_7"]).unwrap();
        assert!(glue.contains("fetch(b);\n}\n, [__chunk_5]));\n"), "{glue}");
        assert!(glue.contains("fetch(a);\n}\n, [__chunk_5, __chunk_6]));\n"), "{glue}");
        assert!(!glue.contains("fetch(7)") && glue.contains("fetch(6)"), "{glue}");
    }

    #[test]
    fn a_script_of_another_form_is_refused() {
        assert_eq!(loading_one(GLUE, "__chunk_5", &["__chunk_8"]), None);
        let needing = GLUE.replacen(", []);", ", [__chunk_6]);", 3);
        assert_eq!(loading_one(&needing, "__chunk_5", &["__chunk_7"]), None);
    }

    #[test]
    fn each_chunk_has_what_it_needs() {
        let (a, b) = (vec!["__chunk_5", "__chunk_6", "__chunk_7"], vec!["__chunk_7"]);
        assert_eq!(chunks(GLUE), [("a", a), ("b", b)]);
    }

    #[test]
    fn small_files_become_one() {
        let folder = std::env::temp_dir().join(format!("shared-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for name in ["chunk_5", "chunk_6", "chunk_7"] {
            let module = merged::tests::module(3, ValType::I32);
            fs::write(folder.join(name).with_extension("wasm"), module).unwrap();
        }
        let glue = together(&folder, GLUE).unwrap();
        assert_eq!(glue.matches(", [__chunk_5]));").count(), 2, "{glue}");
        let left: Vec<_> =
            fs::read_dir(&folder).unwrap().map(|it| it.unwrap().file_name()).collect();
        assert_eq!(left, ["chunk_5.wasm"]);
        fs::remove_dir_all(folder).unwrap();
    }
}

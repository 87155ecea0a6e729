//! wasm-bindgen's script and the splitter's as one.
//!
//! They import each other, so neither could be named by its content, and `import` compares no
//! checksum.

use crate::error::{Error, Result};

/// How wasm-bindgen's script imports the splitter's, once for each function.
const IMPORT: &str = "import * as ";
const FROM_GLUE: &str = " from \"./__wasm_split.js\"";
/// How the splitter's script imports wasm-bindgen's.
const IMPORT_BACK: &str = "import { initSync } from \"./console.js\";\n";
const EXPORT: &str = "export const ";

/// The splitter's script at the end of wasm-bindgen's, without the imports.
pub(super) fn joined(script: &str, glue: &str) -> Result<String> {
    if glue.matches(IMPORT_BACK).count() != 1 {
        return Err(unknown("the splitter's script doesn't import wasm-bindgen's once"));
    }
    let glue = glue.replace(IMPORT_BACK, "");
    let loaders: Vec<&str> = glue
        .lines()
        .filter_map(|line| line.strip_prefix(EXPORT)?.split_once(" =").map(|(name, _)| name))
        .collect();
    if loaders.is_empty() {
        return Err(unknown("the splitter's script exports no loader"));
    }
    let (mut lines, mut names) = (Vec::new(), Vec::new());
    for line in script.lines() {
        let imported = line.trim_end_matches(';').strip_suffix(FROM_GLUE);
        match imported.and_then(|line| line.strip_prefix(IMPORT)) {
            Some(name) => names.push(name),
            None => lines.push(line.to_owned()),
        }
    }
    // What the program imports of the splitter's script, by its name in the table of imports.
    let mut used = 0;
    for line in &mut lines {
        if let Some((before, name)) = line.split_once("\"./__wasm_split.js\": ") {
            if !names.contains(&name.trim_end_matches(',')) {
                return Err(unknown("wasm-bindgen's table of imports is another than expected"));
            }
            *line = format!("{before}\"./__wasm_split.js\": chunkLoaders,");
            used += 1;
        }
    }
    if names.is_empty() || used != names.len() {
        return Err(unknown("wasm-bindgen's script doesn't import the splitter's as expected"));
    }
    let script = lines.join("\n");
    let glue = glue.replace(EXPORT, "const ");
    Ok(format!("{script}\n{glue}\nconst chunkLoaders = {{ {} }};\n", loaders.join(", ")))
}

fn unknown(what: &str) -> Error {
    Error::Advice(format!("{what}: see whether wasm-bindgen or wasm_split_cli_support is newer"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "import * as import1 from \"./__wasm_split.js\"\n\
        import * as import2 from \"./__wasm_split.js\"\n\
        start();\n\
        return {\n\
        \"./console_bg.js\": import0,\n\
        \"./__wasm_split.js\": import1,\n\
        \"./__wasm_split.js\": import2,\n\
        };\n";
    const GLUE: &str = "import { initSync } from \"./console.js\";\n\n\
        const __chunk_2 = load();\n\
        export const __wasm_split_load_cluster = wrap(one);\n\
        export const __wasm_split_load_dialogs = wrap(two);\n";

    #[test]
    fn one_script_without_imports() {
        let joined = joined(SCRIPT, GLUE).unwrap();
        assert!(!joined.contains("import ") && !joined.contains("export "), "{joined}");
        assert_eq!(joined.matches("\"./__wasm_split.js\": chunkLoaders,").count(), 2);
        let all = "const chunkLoaders = { __wasm_split_load_cluster, __wasm_split_load_dialogs };";
        assert!(joined.ends_with(&format!("{all}\n")), "{joined}");
        assert!(joined.contains("\nconst __wasm_split_load_cluster = wrap(one);\n"), "{joined}");
    }

    #[test]
    fn scripts_of_another_form_are_refused() {
        for (script, glue) in [
            (SCRIPT, ""),
            (SCRIPT, "import { initSync } from \"./console.js\";\n"),
            ("start();", GLUE),
            (&SCRIPT.replace("\": import2", "\": import3"), GLUE),
            (&SCRIPT.replace("import * as import2", "import * as import3"), GLUE),
        ] {
            assert!(joined(script, glue).is_err(), "{script}\n{glue}");
        }
    }
}

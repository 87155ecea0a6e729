//! The names by which a program and its script know each other, as short as they can be.
//!
//! wasm-bindgen names each function that a program imports as `__wbg_appendChild_0123456789abcdef`, in the
//! program and in its script. No compressor can shorten such a hash. One or two letters do as well:
//! program and script are built together, and a page loads no other pair.

use std::{collections::BTreeMap, convert::Infallible};

use wasm_encoder::{
    ImportSection, Module,
    reencode::{self, Reencode, utils},
};
use wasmparser::{Imports, Parser, Payload};

use super::files::Files;
use crate::error::{Error, Result};

/// New names by old ones.
type Names = BTreeMap<String, String>;

/// Gives each program that has a script the short names, and its script too.
pub(super) fn shorten(files: &mut Files) -> Result<()> {
    let stems = files.keys().filter_map(|name| name.strip_suffix(".js"));
    for stem in stems.map(str::to_owned).collect::<Vec<_>>() {
        let (script, program) = (format!("{stem}.js"), format!("{stem}_bg.wasm"));
        let (Some(old), Some(wasm)) = (files.get(&script), files.get(&program)) else { continue };
        let names = names(wasm, &format!("./{stem}_bg.js")).map_err(no_program(&program))?;
        let old = String::from_utf8_lossy(old);
        let (Some(new), Ok(wasm)) = (renamed(&old, &names), Program(&names).renamed(wasm)) else {
            let words = format!("{script} and {program} don’t have the same names for each other");
            return Err(Error::Advice(words + ": see whether wasm-bindgen is newer"));
        };
        files.insert(script, new.into_bytes());
        files.insert(program, wasm);
    }
    Ok(())
}

fn no_program<E: std::fmt::Display>(name: &str) -> impl Fn(E) -> Error {
    move |error| Error::Advice(format!("{name} is not WebAssembly: {error}"))
}

/// A new name for each that the program imports of the script.
fn names(wasm: &[u8], script: &str) -> std::result::Result<Names, wasmparser::BinaryReaderError> {
    let mut names = Names::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ImportSection(imports) = payload? {
            for import in imports.into_imports() {
                let import = import?;
                if import.module == script {
                    let number = names.len();
                    names.entry(import.name.to_owned()).or_insert_with(|| letters(number));
                }
            }
        }
    }
    Ok(names)
}

/// `a` to `z`, `A` to `Z`, `aa` to `ZZ`, and so on.
fn letters(number: usize) -> String {
    let all: Vec<char> = ('a'..='z').chain('A'..='Z').collect();
    let last = all.get(number % all.len()).copied().unwrap_or_default();
    match number / all.len() {
        0 => last.to_string(),
        rest => letters(rest - 1) + &last.to_string(),
    }
}

/// The script with the new names in its table, `name: function(…) {`; nothing unless each is there once.
fn renamed(script: &str, names: &Names) -> Option<String> {
    let mut found = Vec::new();
    let lines = script.lines().map(|line| match line.split_once(": ") {
        Some((name, rest)) if names.contains_key(name.trim_start()) => {
            found.push(name.trim_start());
            format!("{}: {rest}\n", names[name.trim_start()])
        }
        _ => format!("{line}\n"),
    });
    let script = lines.collect();
    found.sort_unstable();
    let each_once = found.windows(2).all(|two| two[0] != two[1]) && found.len() == names.len();
    each_once.then_some(script)
}

/// Writes a program with other names of what it imports.
struct Program<'a>(&'a Names);

impl Program<'_> {
    fn renamed(
        &mut self,
        wasm: &[u8],
    ) -> std::result::Result<Vec<u8>, reencode::Error<Infallible>> {
        let mut module = Module::new();
        self.parse_core_module(&mut module, Parser::new(0), wasm)?;
        Ok(module.finish())
    }
}

impl Reencode for Program<'_> {
    type Error = Infallible;

    fn parse_imports(
        &mut self,
        section: &mut ImportSection,
        imports: Imports<'_>,
    ) -> std::result::Result<(), reencode::Error<Infallible>> {
        let Imports::Single(_, import) = imports else {
            return utils::parse_imports(self, section, imports);
        };
        let kind = self.entity_type(import.ty)?;
        let name = self.0.get(import.name).map_or(import.name, String::as_str);
        section.import(import.module, name, kind);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{EntityType, TypeSection};

    const HASHED: [&str; 2] = ["__wbg_set_0123456789abcdef", "__wbg_get_fedcba9876543210"];

    fn program(names: &[&str]) -> Vec<u8> {
        let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
        types.ty().function([], []);
        for name in names {
            imports.import("./console_bg.js", name, EntityType::Function(0));
        }
        imports.import("./__wasm_split.js", "load", EntityType::Function(0));
        let mut module = Module::new();
        module.section(&types).section(&imports);
        module.finish()
    }

    fn files(script: &str, program: Vec<u8>) -> Files {
        [("console.js", script.as_bytes().to_vec()), ("console_bg.wasm", program)]
            .map(|(name, content)| (name.to_owned(), content))
            .into()
    }

    #[test]
    fn script_and_program_keep_knowing_each_other() {
        let script = "const import0 = {\n__wbg_get_fedcba9876543210: function(arg0) {\n\
            return { set: arg0 };\n},\n__wbg_set_0123456789abcdef: function() {\n},\n};\n";
        let mut files = files(script, program(&HASHED));
        files.insert("boot.js".to_owned(), b"start: now".to_vec());
        shorten(&mut files).unwrap();
        assert_eq!(files["console_bg.wasm"], program(&["a", "b"]));
        let short = "const import0 = {\nb: function(arg0) {\n\
            return { set: arg0 };\n},\na: function() {\n},\n};\n";
        assert_eq!(String::from_utf8_lossy(&files["console.js"]), short);
        assert_eq!(files["boot.js"], b"start: now");
    }

    #[test]
    fn a_script_of_another_form_is_refused() {
        let line = |name: &str| format!("{name}: function() {{}},\n");
        let [set, get] = HASHED.map(line);
        assert!(shorten(&mut files(&[&*set, &get].concat(), program(&HASHED))).is_ok());
        for script in [&*set, &[&*set, &get, &get].concat(), "start();"] {
            assert!(shorten(&mut files(script, program(&HASHED))).is_err(), "{script}");
        }
        assert!(shorten(&mut files(&set, b"none".to_vec())).is_err());
    }

    #[test]
    fn no_two_names_are_the_same() {
        let names: Vec<_> = (0..3000).map(letters).collect();
        assert_eq!([&*names[0], &names[51], &names[52], &names[2756]], ["a", "Z", "aa", "aaa"]);
        let different: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(different.len(), names.len());
    }
}

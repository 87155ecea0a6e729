//! What several chunks share, in fewer files.
//!
//! The splitter writes a file for each set of chunks that share something: eleven for four chunks, 127 for
//! eight. Many small files compress badly, and each is fetched and compared by itself. So all that most of the
//! chunks need, and what is small, becomes one file that each of them loads. Measured with eight chunks: with
//! 5 KiB instead of 12, a deletion is 4.6 KiB smaller and a step of a cluster's life 4.0, and all chunks
//! together are 6.2 KiB larger. With 3 instead of 4, a cluster's page is 3.1 KiB larger and the usage 6.2, and
//! a step of a cluster's life 5.0 smaller.

use std::{collections::BTreeMap, fs, path::Path};

use wasm_encoder::{
    CodeSection, DataCountSection, DataSection, ElementSection, ExportSection, FunctionSection,
    ImportSection, Module, TypeSection,
    reencode::{self, Reencode},
};
use wasmparser::{Import, Parser, Payload, TypeRef};

use super::sections::slice;
use crate::error::{Error, Result};

/// So many of the chunks need it: each may as well load it.
const MOST: usize = 4;
/// In bytes, as the splitter writes it: less is not worth a file.
const SMALL: u64 = 5 * 1024;
/// How the splitter’s script names what loads a file that is shared.
const SHARED: &str = "__chunk_";
/// How it ends the loader of one.
const END: &str = ", []);";

/// Puts the files in the folder together; returns the splitter's script, which then loads the one.
pub(super) fn together(folder: &Path, glue: &str) -> Result<String> {
    let mut users: BTreeMap<&str, usize> = BTreeMap::new();
    for name in glue.lines().filter_map(needed).flatten() {
        *users.entry(name).or_default() += 1;
    }
    let path = |name: &str| folder.join(format!("{}.wasm", name.trim_start_matches('_')));
    let mut joined = Vec::new();
    for (name, users) in &users {
        let path = path(name);
        let size = fs::metadata(&path).map_err(Error::file(&path))?.len();
        if *users >= MOST || size < SMALL {
            joined.push(*name);
        }
    }
    let Some((first, others)) = joined.split_first().filter(|(_, others)| !others.is_empty())
    else {
        return Ok(glue.to_owned());
    };
    let glue = loading_one(glue, first, others).ok_or_else(|| {
        Error::Advice("the splitter's script is another than expected".to_owned())
    })?;
    let read = |name: &&str| fs::read(path(name)).map_err(Error::file(path(name)));
    let parts = joined.iter().map(read).collect::<Result<Vec<_>>>()?;
    let whole = merged(&parts)
        .map_err(|error| Error::Advice(format!("the chunks can't be put together: {error}")))?;
    for name in others {
        fs::remove_file(path(name)).map_err(Error::file(path(name)))?;
    }
    fs::write(path(first), whole).map_err(Error::file(path(first)))?;
    Ok(glue)
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

/// Why modules can't be put together.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Unlike(&'static str);

/// Numbers what a module defines behind what those before it define.
#[derive(Debug, Default)]
struct Behind {
    functions: u32,
    elements: u32,
    data: u32,
}

impl Reencode for Behind {
    type Error = Unlike;

    fn function_index(&mut self, number: u32) -> std::result::Result<u32, reencode::Error<Unlike>> {
        Ok(self.functions + number)
    }

    fn element_index(&mut self, number: u32) -> std::result::Result<u32, reencode::Error<Unlike>> {
        Ok(self.elements + number)
    }

    fn data_index(&mut self, number: u32) -> std::result::Result<u32, reencode::Error<Unlike>> {
        Ok(self.data + number)
    }
}

/// What all modules import. Of each kind, one that imports less than another has the beginning of it:
/// so a number means the same in both.
#[derive(Debug, Default)]
struct Imports<'a> {
    globals: Vec<Import<'a>>,
    tables: Vec<Import<'a>>,
    memories: Vec<Import<'a>>,
}

impl<'a> Imports<'a> {
    fn add(&mut self, own: &[Import<'a>]) -> std::result::Result<(), &'static str> {
        let is_known = |it: &Import| {
            matches!(it.ty, TypeRef::Global(_) | TypeRef::Table(_) | TypeRef::Memory(_))
        };
        if !own.iter().all(is_known) {
            return Err("something else than a global, a table or a memory is imported");
        }
        let of = |kind: fn(&TypeRef) -> bool| own.iter().filter(move |it| kind(&it.ty)).copied();
        for (all, own) in [
            (&mut self.globals, of(|it| matches!(it, TypeRef::Global(_))).collect::<Vec<_>>()),
            (&mut self.tables, of(|it| matches!(it, TypeRef::Table(_))).collect()),
            (&mut self.memories, of(|it| matches!(it, TypeRef::Memory(_))).collect()),
        ] {
            if own.starts_with(all) {
                *all = own;
            } else if !all.starts_with(&own) {
                return Err("their imports differ");
            }
        }
        Ok(())
    }

    fn section(
        &self,
        behind: &mut Behind,
    ) -> std::result::Result<ImportSection, reencode::Error<Unlike>> {
        let mut section = ImportSection::new();
        for import in self.globals.iter().chain(&self.tables).chain(&self.memories) {
            section.import(import.module, import.name, behind.entity_type(import.ty)?);
        }
        Ok(section)
    }
}

/// Modules as one. They call each other through the table alone, have the same types, and import no
/// functions.
fn merged(modules: &[Vec<u8>]) -> std::result::Result<Vec<u8>, reencode::Error<Unlike>> {
    let unlike = |what| reencode::Error::UserError(Unlike(what));
    let mut behind = Behind::default();
    let (mut types, mut imports) = (TypeSection::new(), Imports::default());
    let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
    let (mut elements, mut data) = (ElementSection::new(), DataSection::new());
    let mut same_types = None;
    for wasm in modules {
        let mut own = Behind::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(section) => {
                    let here = slice(wasm, section.range());
                    if same_types.get_or_insert(here) != &here {
                        return Err(unlike("their types differ"));
                    }
                    if types.is_empty() {
                        behind.parse_type_section(&mut types, section)?;
                    }
                }
                Payload::ImportSection(section) => {
                    let own = section.into_imports().collect::<std::result::Result<Vec<_>, _>>()?;
                    imports.add(&own).map_err(unlike)?;
                }
                Payload::FunctionSection(section) => {
                    own.functions = section.count();
                    behind.parse_function_section(&mut functions, section)?;
                }
                Payload::ExportSection(section) if section.count() == 0 => {}
                Payload::ElementSection(section) => {
                    own.elements = section.count();
                    behind.parse_element_section(&mut elements, section)?;
                }
                Payload::CodeSectionEntry(body) => behind.parse_function_body(&mut code, body)?,
                Payload::DataSection(section) => {
                    own.data = section.count();
                    behind.parse_data_section(&mut data, section)?;
                }
                Payload::Version { .. }
                | Payload::DataCountSection { .. }
                | Payload::CodeSectionStart { .. }
                | Payload::CustomSection(_)
                | Payload::End(_) => {}
                _ => return Err(unlike("a section is not expected")),
            }
        }
        behind.functions += own.functions;
        behind.elements += own.elements;
        behind.data += own.data;
    }
    let imports = imports.section(&mut behind)?;
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&ExportSection::new());
    module.section(&elements).section(&DataCountSection { count: behind.data });
    module.section(&code).section(&data);
    Ok(module.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{ConstExpr, Elements, EntityType, Function, GlobalType, ValType};

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

    /// One function of this type, which calls itself, at one place of the table.
    fn module(place: i32, kind: ValType) -> Vec<u8> {
        let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
        types.ty().function([kind], []);
        let global = GlobalType { val_type: ValType::I32, mutable: false, shared: false };
        imports.import("__wasm_split", "shared", EntityType::Global(global));
        let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
        functions.function(0);
        let mut function = Function::new([]);
        function.instructions().local_get(0).call(0).end();
        code.function(&function);
        let (mut elements, mut data) = (ElementSection::new(), DataSection::new());
        elements.active(None, &ConstExpr::i32_const(place), Elements::Functions([0][..].into()));
        data.active(0, &ConstExpr::i32_const(place), [7]);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&elements);
        module.section(&DataCountSection { count: 1 }).section(&code).section(&data);
        module.finish()
    }

    #[test]
    fn each_function_keeps_its_place_and_calls_itself() {
        let whole = merged(&[module(3, ValType::I32), module(9, ValType::I32)]).unwrap();
        let (mut called, mut placed, mut data) = (Vec::new(), Vec::new(), 0);
        for payload in Parser::new(0).parse_all(&whole) {
            match payload.unwrap() {
                Payload::CodeSectionEntry(body) => {
                    for operator in body.get_operators_reader().unwrap() {
                        if let wasmparser::Operator::Call { function_index } = operator.unwrap() {
                            called.push(function_index);
                        }
                    }
                }
                Payload::ElementSection(elements) => {
                    for element in elements {
                        let wasmparser::ElementItems::Functions(all) = element.unwrap().items
                        else {
                            panic!("no functions");
                        };
                        placed.extend(all.into_iter().map(|it| it.unwrap()));
                    }
                }
                Payload::DataSection(section) => data = section.count(),
                _ => {}
            }
        }
        assert_eq!((called, placed, data), (vec![0, 1], vec![0, 1], 2));
    }

    #[test]
    fn modules_that_differ_are_not_put_together() {
        let error = merged(&[module(3, ValType::I32), module(9, ValType::I64)]).unwrap_err();
        assert_eq!(error.to_string(), "their types differ");
    }

    #[test]
    fn who_imports_less_has_the_beginning_of_what_others_import() {
        let global = |name| {
            let kind = wasmparser::GlobalType {
                content_type: wasmparser::ValType::I32,
                mutable: true,
                shared: false,
            };
            Import { module: "", name, ty: TypeRef::Global(kind) }
        };
        let names = |imports: &Imports| -> String {
            imports.globals.iter().map(|import| import.name).collect()
        };
        let mut imports = Imports::default();
        imports.add(&[global("a")]).unwrap();
        imports.add(&[]).unwrap();
        imports.add(&[global("a"), global("b")]).unwrap();
        assert_eq!(names(&imports), "ab");
        assert_eq!(imports.add(&[global("b")]), Err("their imports differ"));
        let function = Import { module: "", name: "f", ty: TypeRef::Func(0) };
        assert!(imports.add(&[function]).is_err());
    }

    #[test]
    fn what_most_need_and_what_is_small_becomes_one_file() {
        let folder = std::env::temp_dir().join(format!("shared-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for name in ["chunk_5", "chunk_6", "chunk_7"] {
            fs::write(folder.join(name).with_extension("wasm"), module(3, ValType::I32)).unwrap();
        }
        let glue = together(&folder, GLUE).unwrap();
        assert_eq!(glue.matches(", [__chunk_5]));").count(), 2, "{glue}");
        let left: Vec<_> =
            fs::read_dir(&folder).unwrap().map(|it| it.unwrap().file_name()).collect();
        assert_eq!(left, ["chunk_5.wasm"]);
        fs::remove_dir_all(folder).unwrap();
    }
}

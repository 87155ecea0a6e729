//! Modules that the splitter wrote, as one.

use wasm_encoder::{
    CodeSection, DataCountSection, DataSection, ElementSection, ExportSection, FunctionSection,
    ImportSection, Module, TypeSection,
    reencode::{self, Reencode},
};
use wasmparser::{Import, Parser, Payload, TypeRef};

use super::super::sections::slice;

/// Why modules can't be put together.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Unlike(&'static str);

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
pub(super) fn merged(modules: &[Vec<u8>]) -> std::result::Result<Vec<u8>, reencode::Error<Unlike>> {
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
pub(super) mod tests {
    use super::*;
    use wasm_encoder::{ConstExpr, Elements, EntityType, Function, GlobalType, ValType};

    /// One function of this type, which calls itself, at one place of the table.
    pub(in super::super) fn module(place: i32, kind: ValType) -> Vec<u8> {
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
}

//! What has to be known of a program before it can be written under new numbers.

use std::collections::{BTreeSet, HashMap, HashSet};

use wasmparser::{
    BinaryReaderError, BlockType, Element, ElementItems, ElementKind, ExternalKind, FunctionBody,
    Operator, Parser, Payload, TypeRef,
};

type Result<T> = std::result::Result<T, BinaryReaderError>;

/// A program, read.
#[derive(Debug, Default)]
pub(super) struct Input<'a> {
    /// How many functions are imported. They have the first numbers.
    pub(super) imported: u32,
    /// How many parameters the functions of each type have.
    parameters: Vec<usize>,
    /// The type of each function.
    types: Vec<u32>,
    bodies: Vec<FunctionBody<'a>>,
    /// What is not only called: exported, in a table, taken the address of.
    referred: HashSet<u32>,
    /// What is put at each place of the first table.
    entries: HashMap<i32, u32>,
}

/// A function that only calls what is at one place of a table, with what it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Forward {
    pub(super) entry: i32,
    pub(super) type_index: u32,
    pub(super) table: u32,
}

impl<'a> Input<'a> {
    pub(super) fn read(wasm: &'a [u8]) -> Result<Self> {
        let mut input = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(types) => {
                    for one in types.into_iter_err_on_gc_types() {
                        input.parameters.push(one?.params().len());
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        if let TypeRef::Func(one) = import?.ty {
                            input.types.push(one);
                            input.imported += 1;
                        }
                    }
                }
                Payload::FunctionSection(types) => {
                    for one in types {
                        input.types.push(one?);
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        if export.kind == ExternalKind::Func {
                            input.referred.insert(export.index);
                        }
                    }
                }
                Payload::StartSection { func, .. } => {
                    input.referred.insert(func);
                }
                Payload::ElementSection(elements) => {
                    for element in elements {
                        let element = element?;
                        input.read_entries(&element)?;
                        input.read_element(element.items)?;
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    for operator in body.get_operators_reader()? {
                        input.refer(&operator?);
                    }
                    input.bodies.push(body);
                }
                _ => {}
            }
        }
        Ok(input)
    }

    fn read_entries(&mut self, element: &Element<'_>) -> Result<()> {
        if let ElementKind::Active { table_index: None | Some(0), offset_expr } = &element.kind
            && let ElementItems::Functions(functions) = &element.items
            && let Operator::I32Const { value } = offset_expr.get_operators_reader().read()?
        {
            for (entry, function) in (value..).zip(functions.clone()) {
                self.entries.insert(entry, function?);
            }
        }
        Ok(())
    }

    /// The function of this program that a call of the table reaches, if it is of the type.
    pub(super) fn at(&self, forward: Forward) -> Option<u32> {
        let function = *self.entries.get(&forward.entry).filter(|_| forward.table == 0)?;
        (self.type_of(function) == Some(forward.type_index)).then_some(function)
    }

    fn read_element(&mut self, items: ElementItems<'_>) -> Result<()> {
        match items {
            ElementItems::Functions(functions) => {
                for function in functions {
                    self.referred.insert(function?);
                }
            }
            ElementItems::Expressions(_, expressions) => {
                for expression in expressions {
                    for operator in expression?.get_operators_reader() {
                        self.refer(&operator?);
                    }
                }
            }
        }
        Ok(())
    }

    fn refer(&mut self, operator: &Operator<'_>) {
        if let Operator::RefFunc { function_index } = operator {
            self.referred.insert(*function_index);
        }
    }

    /// The functions that are not imported.
    pub(super) fn defined(&self) -> impl Iterator<Item = u32> + use<> {
        (self.imported..).take(self.bodies.len())
    }

    pub(super) fn body(&self, function: u32) -> Option<&FunctionBody<'a>> {
        let number = function.checked_sub(self.imported)?;
        self.bodies.get(usize::try_from(number).ok()?)
    }

    pub(super) fn type_of(&self, function: u32) -> Option<u32> {
        self.types.get(usize::try_from(function).ok()?).copied()
    }

    /// How many parameters functions of a type have.
    pub(super) fn parameters(&self, type_index: u32) -> usize {
        let number = usize::try_from(type_index).ok();
        number.and_then(|number| self.parameters.get(number)).copied().unwrap_or_default()
    }

    /// The functions that only call on, and that nothing refers to but calls.
    pub(super) fn forwards(&self) -> Result<HashMap<u32, Forward>> {
        let mut forwards = HashMap::new();
        for (function, body) in self.defined().zip(&self.bodies) {
            if !self.referred.contains(&function)
                && let Some(forward) = forward(body)?
                && self.type_of(function) == Some(forward.type_index)
            {
                forwards.insert(function, forward);
            }
        }
        Ok(forwards)
    }
}

/// What a function calls, if all that it does is to pass on its parameters.
fn forward(body: &FunctionBody<'_>) -> Result<Option<Forward>> {
    if body.get_locals_reader()?.get_count() > 0 {
        return Ok(None);
    }
    let (mut passed, mut entry, mut found) = (0, None, None);
    for operator in body.get_operators_reader()? {
        match (operator?, entry, found) {
            (Operator::LocalGet { local_index }, None, None) if local_index == passed => {
                passed += 1;
            }
            (Operator::I32Const { value }, None, None) => entry = Some(value),
            (Operator::CallIndirect { type_index, table_index }, Some(entry), None) => {
                found = Some(Forward { entry, type_index, table: table_index });
            }
            (Operator::End, _, Some(_)) => {}
            _ => return Ok(None),
        }
    }
    Ok(found)
}

/// Adds the types that a function's code names.
pub(super) fn types_in(
    body: &FunctionBody<'_>,
    forwards: &HashMap<u32, Forward>,
    used: &mut BTreeSet<u32>,
) -> Result<()> {
    for operator in body.get_operators_reader()? {
        match operator? {
            Operator::CallIndirect { type_index, .. } => {
                used.insert(type_index);
            }
            Operator::Call { function_index } => {
                used.extend(forwards.get(&function_index).map(|forward| forward.type_index));
            }
            Operator::Block { blockty } | Operator::Loop { blockty } | Operator::If { blockty } => {
                if let BlockType::FuncType(type_index) = blockty {
                    used.insert(type_index);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

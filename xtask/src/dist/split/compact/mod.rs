//! WebAssembly in as few bytes as it needs, and in an order that compresses well. It does what it did.
//!
//! - Numbers are as short as they can be: the linker leaves room for five bytes, and the splitter keeps it.
//!   Types that nothing uses go, and sections that no browser reads.
//! - What a chunk calls in another file it calls through a function of its own, which only calls on: the
//!   call in the table takes that one's place, or the function itself if it is in the same file.
//! - Functions of the same code become one. Pointers to them stay two: they are numbers of the table.
//! - The locals of a function that are used most have the smallest numbers.
//! - Functions that look alike stand beside each other.
//!
//! Of the first load that was 8 KiB, of all chunks 24.

mod input;
mod locals;

use std::collections::{BTreeSet, HashMap};

use wasm_encoder::{
    CodeSection, Function, FunctionSection, Instruction, Module, TypeSection,
    reencode::{Error, Reencode, utils},
};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, FunctionSectionReader, Operator, Parser,
    TypeSectionReader,
};

use input::{Forward, Input};
use locals::Locals;

/// A program names something that it does not have.
#[derive(Debug, thiserror::Error)]
#[error("{what} {number} is named, but is not there")]
pub(super) struct Missing {
    what: &'static str,
    number: u32,
}

type Result<T> = std::result::Result<T, Error<Missing>>;

/// The same program, compact.
pub(super) fn compact(wasm: &[u8]) -> Result<Vec<u8>> {
    let input = Input::read(wasm)?;
    let mut writer = Writer::new(&input)?;
    writer.merge()?;
    writer.sort()?;
    writer.types = Some(writer.used_types()?);
    let mut module = Module::new();
    writer.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

/// Writes what was read, under new numbers.
struct Writer<'a> {
    input: &'a Input<'a>,
    /// Functions in whose place their call is.
    forwards: HashMap<u32, Forward>,
    /// Functions in whose place another one is.
    same: HashMap<u32, u32>,
    /// Those that stay, in their new order; without the imported ones.
    order: Vec<u32>,
    /// The new number of each function that stays.
    numbers: HashMap<u32, u32>,
    /// The types that stay; all until that is known.
    types: Option<BTreeSet<u32>>,
    /// The new numbers of the locals of the function that is being written.
    locals: Vec<u32>,
    /// Only to compare: the functions that are called are left out.
    without_calls: bool,
}

impl<'a> Writer<'a> {
    fn new(input: &'a Input<'a>) -> Result<Self> {
        let (mut forwards, mut same) = (input.forwards()?, HashMap::new());
        // What was another file's may be in this one.
        same.extend(forwards.iter().filter_map(|(from, to)| Some((*from, input.at(*to)?))));
        forwards.retain(|function, _| !same.contains_key(function));
        let mut writer = Self {
            input,
            order: input.defined().filter(|function| !same.contains_key(function)).collect(),
            forwards,
            same,
            numbers: HashMap::new(),
            types: None,
            locals: Vec::new(),
            without_calls: false,
        };
        writer.number();
        Ok(writer)
    }

    /// Numbers the functions that stay, in their order.
    fn number(&mut self) {
        self.order.retain(|function| !self.forwards.contains_key(function));
        let all = (0..self.input.imported).chain(self.order.iter().copied());
        self.numbers = all.zip(0..).collect();
    }

    /// Puts one function in the place of all that have its code. Then there may be more of the same code:
    /// those that called them.
    fn merge(&mut self) -> Result<()> {
        loop {
            let mut first = HashMap::new();
            let before = self.same.len();
            for function in self.order.clone() {
                let code = self.code(function)?;
                let other = *first.entry((self.type_of(function)?, code)).or_insert(function);
                if other != function {
                    self.same.insert(function, other);
                }
            }
            if self.same.len() == before {
                return Ok(());
            }
            self.order.retain(|function| !self.same.contains_key(function));
        }
    }

    /// Sorts the functions by what they take and by their code, whatever they call.
    fn sort(&mut self) -> Result<()> {
        self.without_calls = true;
        let mut keyed = Vec::with_capacity(self.order.len());
        for function in self.order.clone() {
            keyed.push((self.type_of(function)?, self.code(function)?, function));
        }
        self.without_calls = false;
        keyed.sort();
        self.order = keyed.into_iter().map(|(.., function)| function).collect();
        self.number();
        Ok(())
    }

    fn code(&mut self, function: u32) -> Result<Vec<u8>> {
        Ok(self.function(function)?.into_raw_body())
    }

    fn type_of(&self, function: u32) -> Result<u32> {
        let found = self.input.type_of(function);
        found.ok_or(missing("function", function))
    }

    /// The types of the functions that stay, and those that their code names.
    fn used_types(&self) -> Result<BTreeSet<u32>> {
        let mut used = BTreeSet::new();
        for function in self.numbers.keys() {
            used.insert(self.type_of(*function)?);
            if let Some(body) = self.input.body(*function) {
                input::types_in(body, &self.forwards, &mut used)?;
            }
        }
        Ok(used)
    }

    /// One function, under the numbers as they are now.
    fn function(&mut self, function: u32) -> Result<Function> {
        let missing = missing("function", function);
        let body = self.input.body(function).ok_or(missing)?;
        let parameters = self.input.parameters(self.type_of(function)?);
        let Locals { groups: declared, numbers } = locals::renumbered(body, parameters)?;
        self.locals = numbers;
        let mut groups = Vec::with_capacity(declared.len());
        for (count, kind) in declared {
            groups.push((count, self.val_type(kind)?));
        }
        let mut written = Function::new(groups);
        for operator in body.get_operators_reader()? {
            let operator = operator?;
            let called = match operator {
                Operator::Call { function_index } => Some(function_index),
                _ => None,
            };
            if let Some(forward) = called.and_then(|called| self.forwards.get(&called).copied()) {
                let type_index = self.type_index(forward.type_index)?;
                let call = Instruction::CallIndirect { type_index, table_index: forward.table };
                written.instruction(&Instruction::I32Const(forward.entry)).instruction(&call);
            } else if self.without_calls && called.is_some() {
                written.instruction(&Instruction::Call(0));
            } else {
                written.instruction(&self.instruction(operator)?);
            }
        }
        Ok(written)
    }

    fn local(&self, number: u32) -> Result<u32> {
        let found = usize::try_from(number).ok().and_then(|number| self.locals.get(number));
        found.copied().ok_or(missing("local", number))
    }
}

fn missing(what: &'static str, number: u32) -> Error<Missing> {
    Error::UserError(Missing { what, number })
}

impl Reencode for Writer<'_> {
    type Error = Missing;

    fn type_index(&mut self, number: u32) -> Result<u32> {
        let Some(used) = &self.types else { return Ok(number) };
        let found = used.iter().zip(0..).find(|(used, _)| **used == number);
        found.map(|(_, number)| number).ok_or(missing("type", number))
    }

    fn function_index(&mut self, function: u32) -> Result<u32> {
        let mut function = function;
        while let Some(same) = self.same.get(&function) {
            function = *same;
        }
        self.numbers.get(&function).copied().ok_or(missing("function", function))
    }

    fn instruction<'a>(&mut self, operator: Operator<'a>) -> Result<Instruction<'a>> {
        Ok(match operator {
            Operator::LocalGet { local_index } => Instruction::LocalGet(self.local(local_index)?),
            Operator::LocalSet { local_index } => Instruction::LocalSet(self.local(local_index)?),
            Operator::LocalTee { local_index } => Instruction::LocalTee(self.local(local_index)?),
            other => utils::instruction(self, other)?,
        })
    }

    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader<'_>) -> Result<()> {
        Ok(())
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: TypeSectionReader<'_>,
    ) -> Result<()> {
        for (group, number) in section.into_iter().zip(0..) {
            if self.types.as_ref().is_none_or(|used| used.contains(&number)) {
                self.parse_recursive_type_group(types.ty(), group?)?;
            }
        }
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        _: FunctionSectionReader<'_>,
    ) -> Result<()> {
        for function in self.order.clone() {
            let type_index = self.type_of(function)?;
            functions.function(self.type_index(type_index)?);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        _: CodeSectionReader<'_>,
    ) -> Result<()> {
        for function in self.order.clone() {
            code.function(&self.function(function)?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;

use wasm_encoder::{
    CodeSection, ConstExpr, CustomSection, ElementSection, Elements, ExportKind, ExportSection,
    Function, FunctionSection, Instruction, Module, TypeSection, ValType,
};
use wasmparser::{BinaryReader, FunctionBody, Operator, Parser, Payload};

use super::{
    compact,
    locals::{Locals, renumbered},
};

const I32: ValType = ValType::I32;

/// A program of these functions, by type and code, with some in its table and some exported.
fn program(functions: &[(u32, Vec<u8>)], table: &[u32], exports: &[(&str, u32)]) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([I32], []);
    types.ty().function([ValType::I64], []);
    types.ty().function([], [I32]);
    types.ty().function([], []);
    types.ty().function([I32, I32], []);
    let (mut kinds, mut code) = (FunctionSection::new(), CodeSection::new());
    for (kind, body) in functions {
        kinds.function(*kind);
        code.raw(&[&[0], body.as_slice(), &[0x0b]].concat());
    }
    let mut exported = ExportSection::new();
    for (name, function) in exports {
        exported.export(name, ExportKind::Func, *function);
    }
    let mut elements = ElementSection::new();
    elements.active(Some(0), &ConstExpr::i32_const(1), Elements::Functions(table.into()));
    let mut module = Module::new();
    module.section(&types).section(&kinds).section(&exported).section(&elements).section(&code);
    let name = CustomSection { name: "name".into(), data: b"for people"[..].into() };
    module.section(&name);
    module.finish()
}

/// A call of a function as the linker writes it: its number in five bytes.
fn call(function: u8) -> Vec<u8> {
    vec![0x10, 0x80 | function, 0x80, 0x80, 0x80, 0]
}

fn const_drop(number: u8) -> Vec<u8> {
    vec![0x41, number, 0x1a]
}

/// `local.get 0`, `i32.const 7`, `call_indirect` of the first type.
const FORWARD: [u8; 7] = [0x20, 0, 0x41, 7, 0x11, 0, 0];

/// What is in a program: types, the code of each function, the table, the exports.
#[derive(Debug, Default, PartialEq)]
struct Found {
    types: u32,
    functions: Vec<String>,
    table: Vec<u32>,
    exports: Vec<(String, u32)>,
    customs: usize,
}

fn found(wasm: &[u8]) -> Found {
    let mut found = Found::default();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.unwrap() {
            Payload::TypeSection(types) => found.types = types.count(),
            Payload::CodeSectionEntry(body) => {
                let code = body.get_operators_reader().unwrap();
                let code: Vec<_> = code.into_iter().map(|it| short(&it.unwrap())).collect();
                found.functions.push(code.join(" "));
            }
            Payload::ElementSection(elements) => {
                for element in elements {
                    let wasmparser::ElementItems::Functions(all) = element.unwrap().items else {
                        panic!("no functions");
                    };
                    found.table.extend(all.into_iter().map(Result::unwrap));
                }
            }
            Payload::ExportSection(exports) => found.exports.extend(
                exports.into_iter().map(|it| it.map(|it| (it.name.to_owned(), it.index)).unwrap()),
            ),
            Payload::CustomSection(_) => found.customs += 1,
            _ => {}
        }
    }
    found
}

fn short(operator: &Operator<'_>) -> String {
    match operator {
        Operator::Call { function_index } => format!("call{function_index}"),
        Operator::I32Const { value } => format!("const{value}"),
        Operator::LocalGet { local_index } => format!("get{local_index}"),
        Operator::CallIndirect { type_index, .. } => format!("indirect{type_index}"),
        Operator::Drop => "drop".to_owned(),
        Operator::End => "end".to_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn a_call_takes_the_place_of_the_function_that_only_calls_on() {
    let caller = [vec![0x20, 0], call(1)].concat();
    let chunk = program(&[(0, caller), (0, FORWARD.to_vec())], &[0], &[]);
    let compacted = compact(&chunk).unwrap();
    let expected = Found {
        types: 1,
        functions: vec!["get0 const7 indirect0 end".to_owned()],
        table: vec![0],
        ..Found::default()
    };
    assert_eq!(found(&compacted), expected);
    assert_eq!(compact(&compacted).unwrap(), compacted, "nothing is left to do");
}

#[test]
fn a_call_through_the_table_reaches_the_function_itself_if_it_is_here() {
    let on_to = |entry| vec![0x20, 0, 0x41, entry, 0x11, 0, 0];
    let caller = [vec![0x20, 0], call(1)].concat();
    let functions = |entry| [(0, caller.clone()), (0, on_to(entry)), (0, const_drop(5))];
    let found = found(&compact(&program(&functions(2), &[0, 2], &[])).unwrap());
    assert_eq!(found.functions.len(), 2, "{found:?}");
    let direct = format!("get0 call{} end", found.table[1]);
    assert_eq!(found.functions[found.table[0] as usize], direct);
    // Of another type: the call has to fail as it did.
    let functions = [(0, caller.clone()), (0, on_to(2)), (1, const_drop(5))];
    let found = self::found(&compact(&program(&functions, &[0, 2], &[])).unwrap());
    assert_eq!(found.functions[found.table[0] as usize], "get0 const2 indirect0 end");
}

/// How many functions are left of a forward that another one calls.
fn left(kind: u32, forward: &[u8], table: &[u32], exports: &[(&str, u32)]) -> usize {
    let caller = [vec![0x20, 0, 0x20, 0], call(1)].concat();
    let program = program(&[(0, caller), (kind, forward.to_vec())], table, exports);
    found(&compact(&program).unwrap()).functions.len()
}

#[test]
fn a_function_that_more_than_calls_refer_to_stays() {
    assert_eq!(left(0, &FORWARD, &[0], &[]), 1);
    assert_eq!(left(0, &FORWARD, &[0, 1], &[]), 2, "it is in the table");
    assert_eq!(left(0, &FORWARD, &[0], &[("on", 1)]), 2, "it is exported");
}

#[test]
fn a_function_that_does_more_than_to_call_on_stays() {
    let both = |first, second| [0x20, first, 0x20, second, 0x41, 7, 0x11, 4, 0];
    assert_eq!(left(4, &both(0, 1), &[0], &[]), 1);
    assert_eq!(left(4, &both(1, 0), &[0], &[]), 2, "the other way round");
    assert_eq!(
        left(0, &[0x41, 7, 0x11, 3, 0], &[0], &[]),
        2,
        "it passes nothing on, but it takes something"
    );
    assert_eq!(left(0, &[&const_drop(1)[..], &FORWARD].concat(), &[0], &[]), 2);
    assert_eq!(left(0, &[&FORWARD[..], &const_drop(1)].concat(), &[0], &[]), 2);
    assert_eq!(left(0, &const_drop(1), &[0], &[]), 2);
}

#[test]
fn functions_of_the_same_code_become_one_and_pointers_stay_two() {
    let functions = [
        // The same once those that they call are one.
        (0, call(2)),
        (0, call(3)),
        (0, const_drop(5)),
        (0, const_drop(5)),
        // The same code, but another type.
        (1, const_drop(5)),
    ];
    let program = program(&functions, &[0, 1, 4], &[("a", 2), ("b", 3)]);
    let found = found(&compact(&program).unwrap());
    let call = format!("call{} end", found.exports[0].1);
    assert_eq!(found.functions.len(), 3, "{found:?}");
    assert_eq!(found.functions[found.table[0] as usize], call);
    assert_eq!(found.table[0], found.table[1]);
    assert_ne!(found.exports[0].1, found.table[2], "another type");
    assert_eq!(found.exports[0].1, found.exports[1].1);
}

#[test]
fn functions_stand_by_type_and_code_and_calls_follow_them() {
    let then = |function, number| [call(function), const_drop(number)].concat();
    let functions = [
        (1, const_drop(1)),
        (0, const_drop(9)),
        (0, then(1, 7)),
        (0, const_drop(8)),
        (0, then(3, 6)),
    ];
    let exports = [("9", 1), ("call 9", 2), ("8", 3), ("call 8", 4)];
    let found = found(&compact(&program(&functions, &[0], &exports)).unwrap());
    let number = |name: &str| found.exports.iter().find(|(it, _)| it == name).unwrap().1;
    let code = |name: &str| found.functions[number(name) as usize].clone();
    assert_eq!((code("9").as_str(), code("8").as_str()), ("const9 drop end", "const8 drop end"));
    assert_eq!(code("call 9"), format!("call{} const7 drop end", number("9")));
    assert_eq!(code("call 8"), format!("call{} const6 drop end", number("8")));
    let order = ["call 8", "call 9", "8", "9"].map(number);
    assert_eq!((order, found.table[0]), ([0, 1, 2, 3], 4), "by the code, whatever it calls");
}

#[test]
fn what_nobody_reads_goes() {
    let found = found(&compact(&program(&[(2, vec![0x41, 1])], &[0], &[])).unwrap());
    assert_eq!((found.types, found.customs), (1, 0));
}

#[test]
fn what_is_no_program_is_refused() {
    assert!(compact(b"no WebAssembly").is_err());
    let error = compact(&program(&[(0, call(9))], &[0], &[])).unwrap_err();
    assert_eq!(error.to_string(), "function 9 is named, but is not there");
}

#[test]
fn locals_stand_by_kind_and_use() {
    // One parameter; then i32, i64, i32, i32, of which the first is not used and the last is used twice.
    let groups = [(1, I32), (1, ValType::I64), (2, I32)];
    let mut function = Function::new(groups);
    for local in [0, 2, 3, 4, 4] {
        function.instruction(&Instruction::LocalGet(local)).instruction(&Instruction::Drop);
    }
    function.instruction(&Instruction::End);
    let code = function.into_raw_body();
    let body = FunctionBody::new(BinaryReader::new(&code, 0));
    let Locals { groups, numbers } = renumbered(&body, 1).unwrap();
    assert_eq!(groups, [(1, wasmparser::ValType::I64), (2, wasmparser::ValType::I32)]);
    assert_eq!((numbers[0], &numbers[2..]), (0, &[1, 3, 2][..]));
}

use super::*;

/// A section, with lengths that fit in one byte.
fn part(id: u8, content: &[u8]) -> Vec<u8> {
    [&[id, u8::try_from(content.len()).unwrap()], content].concat()
}

fn text(text: &str) -> Vec<u8> {
    [&[u8::try_from(text.len()).unwrap()], text.as_bytes()].concat()
}

/// One imported function and two of the file's own, of two and of four bytes.
fn module(names: &[(u8, &str)]) -> Vec<u8> {
    let import = [&[1][..], &text("m"), &text("f"), &[0, 0]].concat();
    let functions = names.iter().flat_map(|(number, name)| [&[*number][..], &text(name)].concat());
    let functions: Vec<u8> =
        [u8::try_from(names.len()).unwrap()].into_iter().chain(functions).collect();
    let mut module = b"\0asm\x01\0\0\0".to_vec();
    for part in [
        part(1, &[1, 0x60, 0, 0]),
        part(2, &import),
        part(3, &[2, 0, 0]),
        part(10, &[2, 2, 0, 0x0b, 4, 0, 1, 1, 0x0b]),
        part(0, &[text("name"), part(1, &functions)].concat()),
    ] {
        module.extend(part);
    }
    module
}

#[test]
fn functions_have_their_names_and_sizes() {
    let own = "core::fmt::write::h0123456789abcdef";
    let found = Composition::of(&module(&[(0, "imported"), (1, own), (2, "leptos::Owner::new")]));
    let found = found.unwrap();
    let functions = [("leptos::Owner::new", 4), ("core::fmt::write", 2)];
    assert_eq!(found.functions, functions.map(|(name, size)| (name.to_owned(), size)));
    assert!(found.has_names());
    let code = found.sections.iter().find(|(name, _)| name == "code");
    assert_eq!(code.map(|(_, size)| *size), Some(9));
    assert!(!found.sections.iter().any(|(name, _)| name == "name"));
}

#[test]
fn a_file_without_names_says_so() {
    let found = Composition::of(&module(&[])).unwrap();
    assert!(!found.has_names());
    assert_eq!(found.by_crate(), [Share { name: NAMELESS.to_owned(), bytes: 6, functions: 2 }]);
}

#[test]
fn what_is_no_webassembly_is_an_error() {
    assert!(Composition::of(b"not at all").is_err());
}

#[test]
fn code_belongs_to_the_crate_that_wrote_it() {
    for (name, own) in [
        ("leptos::Owner::new", "leptos"),
        ("<console_page::Row as core::fmt::Debug>::fmt", "console_page"),
        ("<&mut alloc::vec::Vec<T> as core::fmt::Write>::write_str", "alloc"),
        ("<dyn core::any::Any>::is", "core"),
        ("__rust_alloc", OTHERS),
        ("<(A,B) as tachys::Render>::build", OTHERS),
    ] {
        assert_eq!(crate_of(name), own, "{name}");
    }
}

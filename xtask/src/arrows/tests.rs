//! A made-up library in which each thing that the check looks for goes wrong, and each that it allows.

use std::{fs, path::PathBuf};

use super::*;

const FLOORS: &[&[&str]] = &[&["crate"], &["list", "page"], &["parts"], &["route"]];

/// The files of a library, in a folder that goes with it.
struct Library(PathBuf);

impl Library {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let folder = std::env::temp_dir().join(format!("arrows-{name}-{}", std::process::id()));
        for (file, text) in files {
            let file = folder.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        Self(folder)
    }

    fn graph(&self) -> Graph {
        Graph::of(&Tree::read(&self.0.join("lib.rs")).unwrap())
    }

    fn arrows(&self) -> Vec<String> {
        self.graph().arrows().map(|(from, to, _)| format!("{from} → {to}")).collect()
    }

    fn problems(&self) -> Vec<String> {
        let problems = check("library", &self.graph(), Some(&Rooms::new(FLOORS)));
        let folder = format!("{}/", self.0.display());
        problems.into_iter().map(|it| it.replace(&folder, "")).collect()
    }
}

impl Drop for Library {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

const LIBRARY: &str = "mod list; mod page; mod parts; mod route;";

#[test]
fn a_circle_is_shown_with_its_imports() {
    let library = Library::new(
        "circle",
        &[
            ("lib.rs", LIBRARY),
            ("list/mod.rs", "mod a;\nmod b;\nmod c;\npub use a::A;"),
            ("list/a.rs", "use super::b::B;\npub struct A(B);"),
            ("list/b.rs", "\nuse super::c::{self, D};\npub struct B(c::C, D);"),
            // By way of the re-export.
            ("list/c.rs", "pub struct C; pub struct D;\nfn f() { let a: super::A; }"),
            ("page.rs", ""),
            ("parts.rs", ""),
            ("route.rs", ""),
        ],
    );
    let circle = "library: a circle: list::a → list::b → list::c → list::a
    list/a.rs:1: super::b::B
    list/b.rs:2: super::c
    list/c.rs:2: super::A";
    assert_eq!(library.problems(), [circle]);
}

#[test]
fn an_import_against_the_table_is_shown_however_it_is_written() {
    for (import, path) in [
        ("use crate::page::Page;", "crate::page::Page"),
        ("use super::{page::{Page as P}};", "super::page::Page"),
        ("use crate::page::*;", "crate::page"),
        ("fn f(_: crate::page::Page) {}", "crate::page::Page"),
        ("fn f() { shown!(<crate::page::Page a=[1]/>) }", "crate::page::Page"),
        ("fn f() { use crate::page::Page; }", "crate::page::Page"),
    ] {
        let library = Library::new(
            "table",
            &[
                ("lib.rs", LIBRARY),
                ("list.rs", import),
                ("page.rs", "pub struct Page;"),
                ("parts.rs", import),
                ("route.rs", ""),
            ],
        );
        let expected = [
            format!(
                "library: list → page: list and page don't import each other\n    list.rs:1: {path}"
            ),
            format!("library: parts → page: page is above parts\n    parts.rs:1: {path}"),
        ];
        assert_eq!(library.problems(), expected);
    }
}

#[test]
fn what_rust_does_by_nature_and_what_tests_do_is_no_arrow() {
    let library = Library::new(
        "nature",
        &[
            ("lib.rs", LIBRARY),
            ("list/mod.rs", "mod a;\npub use a::A;\npub struct L;\nmod inner { use super::L; }"),
            ("list/a.rs", "use super::L;\npub struct A(L);\n#[cfg(test)]\nmod tests;"),
            ("list/a/tests.rs", "use crate::page::Page;"),
            ("page.rs", "pub struct Page;\n#[cfg(all(test, unix))]\nuse crate::list::A;"),
            ("parts.rs", "use crate::route::Made;\n#[test]\nfn f() { crate::page::f() }"),
            ("route.rs", "words! { pub enum Made { A } }"),
        ],
    );
    assert_eq!(library.arrows(), ["parts → route"]);
    assert_eq!(library.problems(), [""; 0]);
}

#[test]
fn a_reexport_leads_to_the_module_that_defines_the_item() {
    let library = Library::new(
        "reexport",
        &[
            (
                "lib.rs",
                "mod list; mod page; mod parts; mod route; mod toast; mod user;\npub use parts::*;",
            ),
            (
                "list.rs",
                "use crate::{Part, Route};\nuse std::fmt;\nfn f() { Part::new(); fmt::g() }",
            ),
            ("page.rs", "pub use crate::route::Route;"),
            ("parts.rs", "pub use super::page::Route;\npub struct Part;"),
            ("route.rs", "pub enum Route { List }"),
            // A function as its module is called.
            ("toast/mod.rs", "mod toast;\npub use toast::toast;"),
            ("toast/toast.rs", "pub fn toast() {}"),
            ("user.rs", "use crate::toast::toast;"),
        ],
    );
    let arrows =
        ["list → parts", "list → route", "page → route", "parts → route", "user → toast::toast"];
    assert_eq!(library.arrows(), arrows);
}

#[test]
fn a_room_that_the_table_lacks_is_shown() {
    let library = Library::new("room", &[("lib.rs", "mod news;"), ("news.rs", "")]);
    let told = "library: news is in no room: add it to xtask/src/arrows/rooms.rs";
    assert_eq!(library.problems(), [told]);
}

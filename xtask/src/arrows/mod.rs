//! Which module imports which: no circles, and no import against the table of rooms.
//!
//! An import is a `use` or a path in the code. It leads to the module that defines the item, so re-exports
//! are followed. What Rust does by nature doesn't count: `use super::Thing` for a thing that the ancestor
//! itself defines, and an ancestor's re-export of its own parts. Tests don't count either.
//!
//! Must not know what the modules do. Imports that a macro builds, and calls of methods, can't be seen.

mod circles;
mod graph;
mod imports;
mod packages;
mod resolve;
mod rooms;
mod tests_only;
mod tree;

use self::{graph::Graph, rooms::Rooms, tree::Tree};
use crate::error::{Error, Result};

/// Checks all packages of the workspace.
pub(crate) fn run() -> Result<()> {
    let workspace = packages::workspace()?;
    let mut problems = packages::forbidden(&workspace);
    for program in packages::programs(&workspace) {
        let graph = Graph::of(&Tree::read(&program.root)?);
        problems.extend(check(&program.name, &graph, Rooms::of(program.package).as_ref()));
    }
    if problems.is_empty() {
        println!("No circles, and no imports against the table of rooms.");
        return Ok(());
    }
    Err(Error::Advice(problems.join("\n")))
}

/// What is wrong in one program.
fn check(program: &str, graph: &Graph, rooms: Option<&Rooms>) -> Vec<String> {
    let mut problems: Vec<String> = circles::circles(graph)
        .into_iter()
        .map(|circle| format!("{program}: a circle: {circle}"))
        .collect();
    let Some(rooms) = rooms else { return problems };
    problems.extend(rooms.unknown(graph).into_iter().map(|room| {
        format!("{program}: {room} is in no room: add it to xtask/src/arrows/rooms.rs")
    }));
    problems.extend(graph.arrows().filter_map(|(from, to, import)| {
        let why = rooms.forbids(from, to)?;
        Some(format!("{program}: {from} → {to}: {why}\n    {import}"))
    }));
    problems
}

#[cfg(test)]
mod tests;

//! Which module imports which: no circles, and no import against the table of rooms.
//!
//! An import is a `use` or a path in the code. It leads to the module that defines the item, so re-exports
//! are followed. What Rust does by nature doesn't count: `use super::Thing` for a thing that the ancestor
//! itself defines, and an ancestor's re-export of its own parts. Tests don't count either.
//!
//! Must not know what the modules do. Imports that a macro builds, and calls of methods, can't be seen.

mod circles;
mod exceptions;
mod graph;
mod imports;
mod packages;
mod resolve;
mod rooms;
mod tests_only;
mod tree;

use self::{
    exceptions::{EXCEPTIONS, Exception},
    graph::Graph,
    rooms::Rooms,
    tree::Tree,
};
use crate::error::{Error, Result};

/// Checks all packages of the workspace.
pub(crate) fn run() -> Result<()> {
    let workspace = packages::workspace()?;
    let mut problems = packages::forbidden(&workspace);
    let mut used = vec![false; EXCEPTIONS.len()];
    for program in packages::programs(&workspace) {
        let graph = Graph::of(&Tree::read(&program.root)?);
        let rooms = Rooms::of(program.package);
        problems.extend(check(&program.name, &graph, rooms.as_ref(), EXCEPTIONS, &mut used));
    }
    problems.extend(EXCEPTIONS.iter().zip(used).filter(|(_, used)| !used).map(|(it, _)| {
        format!("{it} is no longer needed: remove it from xtask/src/arrows/exceptions.rs")
    }));
    if problems.is_empty() {
        println!("No circles, and no imports against the table of rooms.");
        return Ok(());
    }
    Err(Error::Advice(problems.join("\n")))
}

/// What is wrong in one program; marks the exceptions that something would be wrong without.
fn check(
    program: &str,
    graph: &Graph,
    rooms: Option<&Rooms>,
    exceptions: &[Exception],
    used: &mut [bool],
) -> Vec<String> {
    let excepted = |from: &str, to: &str| {
        exceptions.iter().position(|it| it.program == program && it.from == from && it.to == to)
    };
    for (from, to) in circles::arrows_in_circles(graph) {
        if let Some(exception) = excepted(from, to).and_then(|at| used.get_mut(at)) {
            *exception = true;
        }
    }
    let rest = graph.without(|from, to| excepted(from, to).is_some());
    let mut problems: Vec<String> = circles::circles(&rest)
        .into_iter()
        .map(|circle| format!("{program}: a circle: {circle}"))
        .collect();
    let Some(rooms) = rooms else { return problems };
    problems.extend(rooms.unknown(graph).into_iter().map(|room| {
        format!("{program}: {room} is in no room: add it to xtask/src/arrows/rooms.rs")
    }));
    for (from, to, import) in graph.arrows() {
        if let Some(why) = rooms.forbids(from, to) {
            match excepted(from, to).and_then(|at| used.get_mut(at)) {
                Some(exception) => *exception = true,
                None => problems.push(format!("{program}: {from} → {to}: {why}\n    {import}")),
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests;

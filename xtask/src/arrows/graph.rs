//! The modules of a library or program as a graph: an arrow where one imports from another.

use std::{collections::BTreeMap, fmt};

use super::{
    resolve::defining_module,
    tree::{Module, Tree},
};

/// The graph.
#[derive(Debug, Clone, Default)]
pub(super) struct Graph {
    /// Each arrow with its first import.
    arrows: BTreeMap<(String, String), Place>,
    modules: Vec<String>,
}

/// Where an import is, and what it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    file: String,
    line: usize,
    path: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.path)
    }
}

impl Graph {
    /// The graph of these modules.
    pub(super) fn of(tree: &Tree) -> Self {
        let mut graph = Self::default();
        let named = |index: usize| tree.modules.get(index);
        for (index, module) in tree.modules.iter().enumerate() {
            let own = in_file(tree, index);
            let Some(from) = named(own) else { continue };
            if own == index {
                graph.modules.push(from.name.clone());
            }
            for import in &module.imports {
                let Some(found) = defining_module(tree, index, &import.path) else { continue };
                let found = in_file(tree, found);
                let Some(to) = named(found) else { continue };
                let is_part = import.is_reexport && is_within(tree, found, own);
                if is_within(tree, own, found) || is_part {
                    continue;
                }
                let arrow = (from.name.clone(), to.name.clone());
                graph.arrows.entry(arrow).or_insert_with(|| Place {
                    file: module.file.clone(),
                    line: import.line,
                    path: import.path.join("::"),
                });
            }
        }
        graph
    }

    /// The arrows: from, to, and the first import.
    pub(super) fn arrows(&self) -> impl Iterator<Item = (&str, &str, &Place)> {
        self.arrows.iter().map(|((from, to), place)| (from.as_str(), to.as_str(), place))
    }

    /// The names of the modules.
    pub(super) fn modules(&self) -> impl Iterator<Item = &str> {
        self.modules.iter().map(String::as_str)
    }

    /// The import behind an arrow.
    pub(super) fn import(&self, from: &str, to: &str) -> Option<&Place> {
        self.arrows.get(&(from.to_owned(), to.to_owned()))
    }
}

/// The module of whose file it is a part.
fn in_file(tree: &Tree, mut index: usize) -> usize {
    while let Some(Module { is_inline: true, parent: Some(parent), .. }) = tree.modules.get(index) {
        index = *parent;
    }
    index
}

/// Whether a module is another one, or below it.
fn is_within(tree: &Tree, mut index: usize, other: usize) -> bool {
    while index != other {
        let Some(Module { parent: Some(parent), .. }) = tree.modules.get(index) else {
            return false;
        };
        index = *parent;
    }
    true
}

//! Where a path leads: to the module that defines the item.

use std::collections::BTreeSet;

use super::tree::{Module, Name, Tree};

/// No path needs more: re-exports that lead round end here.
const MOST_NAMES: usize = 100;

/// The module that a path leads to from this one; `None` if it leaves the crate.
pub(super) fn defining_module(tree: &Tree, from: usize, path: &[String]) -> Option<usize> {
    Search { tree, seen: BTreeSet::new() }.follow(from, path)
}

struct Search<'a> {
    tree: &'a Tree,
    /// Names on the way, with how much comes after each.
    seen: BTreeSet<(usize, String, usize)>,
}

impl Search<'_> {
    fn follow(&mut self, from: usize, path: &[String]) -> Option<usize> {
        let (first, mut rest) = path.split_first()?;
        let mut at = match first.as_str() {
            "crate" | "$crate" => 0,
            "self" => from,
            "super" => self.module(from)?.parent?,
            name => return self.name(from, name, rest),
        };
        while let Some((name, after)) = rest.split_first() {
            if name != "super" {
                break;
            }
            at = self.module(at)?.parent?;
            rest = after;
        }
        match rest.split_first() {
            // Made by a macro, if nothing else defines it.
            Some((name, after)) => self.name(at, name, after).or(Some(at)),
            None => Some(at),
        }
    }

    /// Where a name of the module leads to, with what comes after it.
    fn name(&mut self, module: usize, name: &str, rest: &[String]) -> Option<usize> {
        if !self.seen.insert((module, name.to_owned(), rest.len())) || self.seen.len() > MOST_NAMES
        {
            return None;
        }
        let tree = self.tree;
        let here = tree.modules.get(module)?;
        let child = here.modules.get(name).copied();
        if let (Some(child), Some((name, after))) = (child, rest.split_first()) {
            // Made by a macro, if nothing else defines it.
            return self.name(child, name, after).or(Some(child));
        }
        match here.names.get(name) {
            Some(Name::Item) => Some(module),
            Some(Name::Use(path)) => {
                let path: Vec<String> = path.iter().chain(rest).cloned().collect();
                self.follow(module, &path)
            }
            None => child.or_else(|| {
                here.globs.iter().find_map(|glob| {
                    let module = self.follow(module, glob)?;
                    tree.modules.get(module)?.names.contains_key(name).then_some(())?;
                    self.name(module, name, rest)
                })
            }),
        }
    }

    fn module(&self, index: usize) -> Option<&Module> {
        self.tree.modules.get(index)
    }
}

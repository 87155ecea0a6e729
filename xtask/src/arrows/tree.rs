//! The modules of a library or program, as its files define them.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use syn::{Attribute, Expr, ExprLit, Item, Lit, UseTree};

use super::{
    imports::{self, Import},
    tests_only::{attributes, is_for_tests},
};
use crate::{
    error::{Error, Result},
    workspace,
};

/// The modules; the first is the root.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) modules: Vec<Module>,
}

/// A module, in a file of its own or within another's.
#[derive(Debug)]
pub(super) struct Module {
    /// Its path: `clusters::filter`; `crate` for the root.
    pub(super) name: String,
    pub(super) parent: Option<usize>,
    /// Its file, for people.
    pub(super) file: String,
    /// Whether it is within the file of another module, which imports for it then.
    pub(super) is_inline: bool,
    /// The modules in it, which can share a name with an item.
    pub(super) modules: BTreeMap<String, usize>,
    /// What else can be named in it.
    pub(super) names: BTreeMap<String, Name>,
    /// The paths of `use path::*`.
    pub(super) globs: Vec<Vec<String>>,
    pub(super) imports: Vec<Import>,
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Name {
    /// An item that the module defines.
    Item,
    /// Another path.
    Use(Vec<String>),
}

impl Tree {
    /// Reads the root's file and those of all modules below it.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let mut tree = Self { modules: Vec::new() };
        let folder = root.parent().unwrap_or(root).to_owned();
        tree.add_file("crate".to_owned(), None, root, &folder)?;
        Ok(tree)
    }

    /// `below` is the folder where the files of its own modules are.
    fn add_file(
        &mut self,
        name: String,
        parent: Option<usize>,
        file: &Path,
        below: &Path,
    ) -> Result<usize> {
        let text = fs::read_to_string(file).map_err(Error::file(file))?;
        let shown = file.strip_prefix(workspace::root()).unwrap_or(file).display().to_string();
        let parsed = syn::parse_file(&text)
            .map_err(|error| Error::Advice(format!("{shown} can't be parsed: {error}")))?;
        self.add(Module::new(name, parent, shown, false), parsed.items, below)
    }

    fn add(&mut self, module: Module, items: Vec<Item>, below: &Path) -> Result<usize> {
        let index = self.modules.len();
        self.modules.push(module);
        for item in items {
            if is_for_tests(attributes(&item)) {
                continue;
            }
            let Item::Mod(inner) = item else {
                if let Some(module) = self.modules.get_mut(index) {
                    module.add_item(&item);
                }
                continue;
            };
            let short = inner.ident.to_string();
            let Some(parent) = self.modules.get(index) else { continue };
            let name = match parent.parent {
                None => short.clone(),
                Some(_) => [&parent.name, "::", &short].concat(),
            };
            let folder = below.join(&short);
            let child = if let Some((_, items)) = inner.content {
                let module = Module::new(name, Some(index), parent.file.clone(), true);
                self.add(module, items, &folder)?
            } else {
                let own = workspace::root().join(&parent.file);
                let file =
                    named_file(&inner.attrs, &own).unwrap_or_else(|| usual_file(below, &short));
                self.add_file(name, Some(index), &file, &folder)?
            };
            if let Some(module) = self.modules.get_mut(index) {
                module.modules.insert(short, child);
            }
        }
        Ok(index)
    }
}

impl Module {
    fn new(name: String, parent: Option<usize>, file: String, is_inline: bool) -> Self {
        let (modules, names) = (BTreeMap::new(), BTreeMap::new());
        let (globs, imports) = (Vec::new(), Vec::new());
        Self { name, parent, file, is_inline, modules, names, globs, imports }
    }

    fn add_item(&mut self, item: &Item) {
        match item {
            Item::Use(item) => self.add_use(&item.tree, &mut Vec::new()),
            item => {
                if let Some(name) = defined(item) {
                    self.names.insert(name, Name::Item);
                }
            }
        }
        self.imports.extend(imports::of(item));
    }

    fn add_use(&mut self, tree: &UseTree, before: &mut Vec<String>) {
        let length = before.len();
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.add_use(&path.tree, before);
            }
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.add_use(tree, before));
            }
            UseTree::Glob(_) => self.globs.push(before.clone()),
            UseTree::Name(name) => self.add_name(name.ident.to_string(), None, before),
            UseTree::Rename(name) => {
                self.add_name(name.ident.to_string(), Some(name.rename.to_string()), before);
            }
        }
        before.truncate(length);
    }

    fn add_name(&mut self, last: String, renamed: Option<String>, before: &[String]) {
        let mut path = before.to_vec();
        if last != "self" {
            path.push(last);
        }
        let Some(name) = renamed.or_else(|| path.last().cloned()) else { return };
        // A macro is named by its definition, and then again to let others use it.
        if path != [name.as_str()] {
            self.names.insert(name, Name::Use(path));
        }
    }
}

/// The name of what an item defines.
fn defined(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

/// The file of a module that `#[path]` names, beside the file that declares it.
fn named_file(attributes: &[Attribute], own: &Path) -> Option<PathBuf> {
    let attribute = attributes.iter().find(|attribute| attribute.path().is_ident("path"))?;
    let Expr::Lit(ExprLit { lit: Lit::Str(name), .. }) =
        &attribute.meta.require_name_value().ok()?.value
    else {
        return None;
    };
    Some(own.with_file_name(name.value()))
}

fn usual_file(below: &Path, name: &str) -> PathBuf {
    let folder = below.join(name).join("mod.rs");
    if folder.is_file() { folder } else { below.join(name).with_extension("rs") }
}

//! The paths that an item's code names.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::{
    Item, UseTree, Visibility,
    spanned::Spanned as _,
    visit::{self, Visit},
};

use super::tests_only::is_for_tests;

/// A path in the code, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Import {
    pub(super) path: Vec<String>,
    pub(super) line: usize,
    /// It only lets others name the item.
    pub(super) is_reexport: bool,
}

/// The paths of an item.
pub(super) fn of(item: &Item) -> Vec<Import> {
    let mut found = Found(Vec::new());
    found.visit_item(item);
    found.0
}

struct Found(Vec<Import>);

impl Found {
    fn add(&mut self, path: Vec<String>, line: usize, is_reexport: bool) {
        self.0.push(Import { path, line, is_reexport });
    }

    fn add_use(&mut self, tree: &UseTree, before: &mut Vec<String>, is_reexport: bool) {
        let length = before.len();
        let line = tree.span().start().line;
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.add_use(&path.tree, before, is_reexport);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_use(tree, before, is_reexport);
                }
            }
            UseTree::Glob(_) => self.add(before.clone(), line, is_reexport),
            UseTree::Name(syn::UseName { ident })
            | UseTree::Rename(syn::UseRename { ident, .. }) => {
                if ident != "self" {
                    before.push(ident.to_string());
                }
                self.add(before.clone(), line, is_reexport);
            }
        }
        before.truncate(length);
    }

    /// Paths in what a macro is given: words with `::` between.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let (mut line, mut colons) = (0, 0);
        for token in tokens {
            match token {
                TokenTree::Ident(word) if colons == 2 => path.push(word.to_string()),
                TokenTree::Ident(word) => {
                    self.end(&mut path, line);
                    line = word.span().start().line;
                    path.push(word.to_string());
                }
                TokenTree::Punct(sign) if sign.as_char() == ':' && colons < 2 => {
                    colons += 1;
                    let is_joined = colons == 2 || sign.spacing() == Spacing::Joint;
                    if is_joined && !path.is_empty() {
                        continue;
                    }
                    self.end(&mut path, line);
                }
                TokenTree::Group(group) => {
                    self.end(&mut path, line);
                    self.add_tokens(group.stream());
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => self.end(&mut path, line),
            }
            colons = 0;
        }
        self.end(&mut path, line);
    }

    fn end(&mut self, path: &mut Vec<String>, line: usize) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            self.add(path, line, false);
        }
    }
}

impl<'ast> Visit<'ast> for Found {
    fn visit_item(&mut self, item: &'ast Item) {
        if let Item::Fn(function) = item
            && is_for_tests(&function.attrs)
        {
            return;
        }
        visit::visit_item(self, item);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let is_reexport = !matches!(item.vis, Visibility::Inherited);
        self.add_use(&item.tree, &mut Vec::new(), is_reexport);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let words: Vec<_> = path.segments.iter().map(|part| part.ident.to_string()).collect();
        if words.len() > 1 {
            self.add(words, path.span().start().line, false);
        }
        visit::visit_path(self, path);
    }

    fn visit_visibility(&mut self, _: &'ast Visibility) {
        // `pub(in crate::cluster)` imports nothing.
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        visit::visit_macro(self, call);
        self.add_tokens(call.tokens.clone());
    }
}

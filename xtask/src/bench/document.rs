//! The figures of each measurement have a place of their own in docs/performance.md, between marks.

use std::fs;

use crate::{
    error::{Error, Result},
    workspace,
};

/// Puts figures into the document, in place of the ones before. `what` names them and their command:
/// "backend".
pub(crate) fn write(what: &str, figures: &str) -> Result<()> {
    let path = workspace::root().join("docs/performance.md");
    let old = fs::read_to_string(&path).map_err(Error::file(&path))?;
    let new = replaced(&old, what, figures).ok_or_else(|| {
        Error::Advice(format!("{} lacks the marks between which figures go", path.display()))
    })?;
    fs::write(&path, new).map_err(Error::file(&path))
}

fn replaced(old: &str, what: &str, figures: &str) -> Option<String> {
    let start =
        format!("<!-- figures of the {what}: written by `cargo xtask bench {what} --write` -->\n");
    let end = format!("<!-- end of the figures of the {what} -->");
    let (before, rest) = old.split_once(&start)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{start}\n{}\n\n{end}{after}", figures.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(what: &str, figures: &str) -> String {
        format!(
            "<!-- figures of the {what}: written by `cargo xtask bench {what} --write` -->\n{figures}\n\
             <!-- end of the figures of the {what} -->"
        )
    }

    #[test]
    fn figures_replace_the_ones_before_and_no_others() {
        let old = format!("a\n{}\nb\n{}\nc\n", place("backend", "old"), place("web", "other"));
        let new = replaced(&old, "backend", "| new |\n").unwrap();
        assert!(new.starts_with("a\n") && new.ends_with("\nc\n"), "{new}");
        assert!(new.contains("| new |") && !new.contains("old"), "{new}");
        assert!(new.contains(&place("web", "other")), "{new}");
        assert_eq!(replaced(&new, "backend", "| new |").as_deref(), Some(new.as_str()));
    }

    #[test]
    fn without_marks_nothing_is_written() {
        assert_eq!(replaced("nothing", "web", ""), None);
        assert_eq!(replaced(&place("backend", ""), "web", ""), None);
    }

    #[test]
    fn the_document_has_a_place_for_each() {
        let document = include_str!("../../../docs/performance.md");
        for what in ["backend", "fleet", "web", "web --waterfall"] {
            assert!(replaced(document, what, "").is_some(), "{what}");
        }
    }
}

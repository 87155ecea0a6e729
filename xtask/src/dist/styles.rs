//! All stylesheets in one: fewer requests before the first paint, and fewer bytes compressed.

use super::{
    files::{Files, text},
    names::integrity,
};
use crate::error::{Error, Result};

const NAME: &str = "console.css";
const LINK: &str = "<link rel=\"stylesheet\" href=\"/";

/// Joins the stylesheets in the page's order; gives the page with one link to the whole.
pub(super) fn in_one(page: &str, files: &mut Files) -> Result<String> {
    let mut whole = String::new();
    let mut rest = page;
    let mut without = String::new();
    let mut place = None;
    while let Some((before, link)) = rest.split_once(LINK) {
        let ends = link.split_once('"').and_then(|(name, _)| Some((name, link.find('>')? + 1)));
        let (name, end) =
            ends.ok_or_else(|| Error::Advice("a link to a stylesheet has no end".to_owned()))?;
        whole.push_str(&without_comments(&text(files, name)?));
        without.push_str(before);
        place.get_or_insert(without.len());
        rest = &link[end..];
    }
    without.push_str(rest);
    if let Some(place) = place {
        let integrity = integrity(whole.as_bytes());
        without.insert_str(place, &format!("{LINK}{NAME}\" integrity=\"{integrity}\">"));
        files.insert(NAME.to_owned(), whole.into_bytes());
    }
    Ok(without)
}

/// A stylesheet without comments and indentation. No text of ours holds `/*` or spans lines.
fn without_comments(style: &str) -> String {
    let mut plain = String::new();
    let mut rest = style;
    while let Some((before, comment)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    let lines = plain.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.fold(String::new(), |all, line| all + line + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_the_page_is_the_order_of_the_rules() {
        let mut files: Files = [
            (
                "b.css",
                "/* first,\n   of two lines */\n@layer b, a;\n  p { color: red; } /* why */\n",
            ),
            ("a.css", "@layer a { q { top: 0; } }"),
        ]
        .map(|(name, content)| (name.to_owned(), content.as_bytes().to_vec()))
        .into();
        let page = "<link rel=\"stylesheet\" href=\"/b.css\" integrity=\"x\"/>\n\
                    <link rel=\"stylesheet\" href=\"/a.css\"><p>";
        let page = in_one(page, &mut files).unwrap();
        assert_eq!(files.keys().collect::<Vec<_>>(), [NAME]);
        let whole = String::from_utf8(files[NAME].clone()).unwrap();
        assert_eq!(whole, "@layer b, a;\np { color: red; }\n@layer a { q { top: 0; } }\n");
        assert!(
            page.starts_with("<link rel=\"stylesheet\" href=\"/console.css\" integrity=\"sha384-")
        );
        assert!(page.ends_with("\">\n<p>") && !page.contains("a.css"), "{page}");
    }

    #[test]
    fn a_stylesheet_that_is_not_there_is_told() {
        assert!(in_one("<link rel=\"stylesheet\" href=\"/a.css\">", &mut Files::new()).is_err());
        assert_eq!(in_one("<p>", &mut Files::new()).unwrap(), "<p>");
    }
}

//! The paragraphs that the console brings along: of every finding and every error code.

use std::{collections::BTreeSet, env, fs};

use backend_api::{FindingKind, NetworkKind};
use end_to_end::artifacts;
use pulldown_cmark::{Event, Tag, TagEnd};

/// The pages that the console brings along, and that "Why?" leads to: each is made from a document.
const PAGES: [(&str, &str); 2] = [
    ("docs/troubleshooting.md", "public/errors.html"),
    ("docs/findings.md", "public/findings.html"),
];

/// The texts between quotes in a part of a source file.
fn quoted(file: &str, from: &str, to: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(artifacts::repository().join(file)).unwrap();
    let part = text.split_once(from).unwrap().1.split_once(to).unwrap().0;
    let names = part.lines().filter(|line| {
        line.contains("= \"")
            || line.contains("\" |")
            || line.trim_end().ends_with("=> {")
            || line.contains("\" => ")
    });
    names
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .filter(|name| name.chars().all(char::is_alphanumeric))
        .map(str::to_owned)
        .collect()
}

/// A document as such a page.
fn as_page(text: &str) -> String {
    let mut html = String::new();
    let (mut heading, mut title) = (None, None);
    // Other documents are not beside the console: their links are plain text there.
    let events = pulldown_cmark::Parser::new(text).filter_map(|event| match event {
        Event::Start(Tag::Link { .. }) | Event::End(TagEnd::Link) => None,
        Event::Start(Tag::Heading { level, .. }) => {
            heading = Some(level);
            None
        }
        Event::Text(name) if heading.is_some() => {
            let level = heading.take().unwrap();
            let id = name.replace(' ', "-");
            title.get_or_insert_with(|| name.to_string());
            Some(Event::Html(format!("<{level} id=\"{id}\">{name}").into()))
        }
        event => Some(event),
    });
    pulldown_cmark::html::push_html(&mut html, events);
    let title = title.expect("a document has a title");
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>{title} · CloudHSM Console</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n</head>\n<body>\n<main>\n{html}</main>\n</body>\n</html>\n"
    )
}

/// The text below this heading, up to the next heading.
fn paragraph<'a>(page: &'a str, id: &str) -> Option<&'a str> {
    let from = page.split_once(&format!("<h3 id=\"{id}\">"))?.1;
    let (_, text) = from.split_once("</h3>")?;
    text.split("<h").next()
}

/// The console brings the pages that its errors and findings link to. `UPDATE=1` writes them.
#[test]
fn the_console_brings_the_pages_that_explain() {
    let root = artifacts::repository();
    for (document, file) in PAGES {
        let page = as_page(&fs::read_to_string(root.join(document)).unwrap());
        let path = root.join(file);
        if env::var_os("UPDATE").is_some() {
            fs::write(&path, &page).unwrap();
        }
        let written = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            page == written,
            "{file} is not {document}. To write it anew:\n\
             UPDATE=1 cargo test -p end-to-end --test documents"
        );
    }
}

/// "Why?" finds its paragraph: each error code and each kind of finding has one, by its name, with a text.
#[test]
fn every_why_has_its_paragraph() {
    let page = |file: &str| fs::read_to_string(artifacts::repository().join(file)).unwrap();
    let of_network = NetworkKind::ALL.iter().map(|kind| kind.as_str());
    let findings = FindingKind::ALL.iter().map(|kind| kind.as_str()).chain(of_network);
    let findings: Vec<_> = findings.map(str::to_owned).collect();
    let count = findings.len();
    for (page, names) in [
        (page("public/errors.html"), error_codes()),
        (page("public/findings.html"), findings.into_iter().collect()),
    ] {
        assert!(names.len() >= 18, "{names:?}");
        for name in &names {
            let text = paragraph(&page, name).unwrap_or_else(|| panic!("{name} has no paragraph"));
            assert!(text.contains("<p>") && text.len() > 40, "{name}: {text}");
        }
    }
    let document = page("docs/findings.md");
    let headings: Vec<_> = document.lines().filter_map(|it| it.strip_prefix("### ")).collect();
    assert_eq!(headings.len(), count, "one of these is no finding: {headings:?}");
}

/// Every error code that the console knows.
fn error_codes() -> BTreeSet<String> {
    let mut codes = quoted("crates/backend-api/src/error/code.rs", "ApiErrorCode {", "\n    }\n");
    codes.extend(quoted("crates/cloudhsm-api/src/error.rs", "ErrorCode {", "\n    }\n"));
    codes.extend(quoted("src/components/advice.rs", "fn by_aws", "\n}\n"));
    assert!(codes.len() > 45, "{codes:?}");
    codes
}

#[test]
fn every_error_code_has_its_paragraph() {
    let codes = error_codes();
    let text = fs::read_to_string(artifacts::repository().join("docs/troubleshooting.md")).unwrap();
    let paragraphs: BTreeSet<_> = text
        .lines()
        .filter_map(|line| line.strip_prefix("### "))
        // What the page says before the console runs has no code of its own.
        .filter(|name| !name.starts_with("Console"))
        .map(str::to_owned)
        .collect();
    let missing: Vec<_> = codes.difference(&paragraphs).collect();
    let stale: Vec<_> = paragraphs.difference(&codes).collect();
    assert!(missing.is_empty() && stale.is_empty(), "missing: {missing:?}, stale: {stale:?}");
}

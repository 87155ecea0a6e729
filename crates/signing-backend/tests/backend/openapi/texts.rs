//! What the sources say of shapes, members, words and codes: the comments before them.

use std::{collections::BTreeMap, fs, path::Path};

/// `Shape` or `Shape.memberOnTheWire` to its comment, without the full stop at its end.
pub(super) struct Texts(BTreeMap<String, String>);

impl Texts {
    /// Of the two crates that are the wire.
    pub(super) fn read() -> Self {
        let mut texts = Self(BTreeMap::new());
        for folder in ["../backend-api/src", "../cloudhsm-api/src"] {
            texts.scan_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
        }
        // Both come from one macro, whose comments name neither.
        for operation in ["DeleteBackup", "RestoreBackup"] {
            let shape = format!("{operation}Output");
            texts.note(format!("{shape}.Backup"), &["The backup as it is now".to_owned()]);
            texts.note(shape, &[format!("The output of `{operation}`")]);
        }
        texts
    }

    /// The comment of a shape, or of a member or word of it.
    pub(super) fn of(&self, shape: &str, member: Option<&str>) -> Option<&str> {
        let key = member.map_or_else(|| shape.to_owned(), |member| format!("{shape}.{member}"));
        self.0.get(&key).map(String::as_str)
    }

    /// The backend's codes, each with what it means.
    pub(super) fn codes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .filter_map(|(key, text)| Some((key.strip_prefix("ApiErrorCode.")?, text.as_str())))
    }

    fn scan_folder(&mut self, folder: &Path) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                self.scan_folder(&path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                self.scan(&fs::read_to_string(path).unwrap());
            }
        }
    }

    fn scan(&mut self, source: &str) {
        let mut comment = Vec::new();
        let mut shape = String::new();
        for line in source.lines().map(str::trim) {
            if let Some(text) = line.strip_prefix("///") {
                comment.push(text.trim().to_owned());
                continue;
            }
            if line.starts_with("#[") {
                continue;
            }
            if let Some(name) = shape_in(line) {
                name.clone_into(&mut shape);
                self.note(shape.clone(), &comment);
            } else if let Some(member) = member_in(line) {
                self.note(format!("{shape}.{member}"), &comment);
            }
            comment.clear();
        }
    }

    fn note(&mut self, key: String, comment: &[String]) {
        // The first paragraph; the others are for whoever reads the code.
        let first: Vec<_> = comment.iter().take_while(|line| !line.is_empty()).cloned().collect();
        // Links of rustdoc lead nowhere here.
        let text = first.join(" ").replace("[`", "`").replace("`]", "`");
        if !text.is_empty() {
            self.0.entry(key).or_insert_with(|| text.trim_end_matches('.').to_owned());
        }
    }
}

/// `pub struct Name …`, `pub enum Name …`, and `Name {` of a macro.
fn shape_in(line: &str) -> Option<&str> {
    let name = ["pub struct ", "pub enum ", "pub mod "]
        .iter()
        .find_map(|start| line.strip_prefix(start))
        .or_else(|| line.strip_suffix(" {").filter(|name| starts_upper(name)))?;
    let name = name.split([' ', '{', '(', '<']).next()?;
    (!name.is_empty() && name.chars().all(char::is_alphanumeric)).then_some(name)
}

/// `pub name: Type,`, `name: Type = "Wire",`, `Variant = "wire",`, `pub const NAME: &str = "Wire";`.
fn member_in(line: &str) -> Option<String> {
    if let Some((_, wire)) = line.split_once(" = \"") {
        return wire.split('"').next().map(str::to_owned);
    }
    let (name, _) = line.strip_prefix("pub ").unwrap_or(line).split_once(": ")?;
    name.chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        .then(|| camel(name))
}

fn starts_upper(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
}

fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let mut camel = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        camel.push_str(&part[..1].to_uppercase());
        camel.push_str(&part[1..]);
    }
    camel
}

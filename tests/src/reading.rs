//! A page as a screen reader reads it: the accessibility tree from its start to its end, a line for each thing
//! that is said.
//!
//! What stands in a landmark, a list, a table or a dialog is indented. Must not know which page it is.

use serde_json::Value;

use crate::Thing;

/// Not said; a caption is the name of its table.
const SILENT: [&str; 5] = ["InlineTextBox", "LineBreak", "ListMarker", "caption", "none"];

/// Said with their names, which have all that is in them.
const NAMED: [(&str, &str); 13] = [
    ("heading", "heading"),
    ("link", "link"),
    ("button", "button"),
    ("DisclosureTriangle", "button"),
    ("checkbox", "check box"),
    ("radio", "radio button"),
    ("textbox", "edit"),
    ("searchbox", "search edit"),
    ("combobox", "combo box"),
    ("menuitem", "menu item"),
    ("image", "graphic"),
    ("img", "graphic"),
    ("progressbar", "progress bar"),
];

/// Said when they are entered.
const ENTERED: [(&str, &str); 14] = [
    ("RootWebArea", "page"),
    ("banner", "banner"),
    ("main", "main"),
    ("navigation", "navigation"),
    ("region", "region"),
    ("search", "search"),
    ("group", "group"),
    ("dialog", "dialog"),
    ("alert", "alert"),
    ("status", "status"),
    ("timer", "timer"),
    ("list", "list"),
    ("table", "table"),
    ("row", "row"),
];

/// Part of the sentence that they stand in.
const IN_A_SENTENCE: [&str; 9] =
    ["StaticText", "code", "strong", "emphasis", "time", "generic", "Abbr", "link", "image"];

impl Thing {
    /// What is said of it and of what is in it.
    pub fn reading(&self) -> String {
        let mut lines = Vec::new();
        say(self, 0, &mut lines);
        lines.join("\n")
    }

    /// The thing of that role and name in it.
    pub fn named(&self, role: &str, name: &str) -> Option<&Self> {
        self.all(role).into_iter().find(|thing| thing.name == name)
    }
}

fn say(thing: &Thing, depth: usize, lines: &mut Vec<String>) {
    let role = thing.role.as_str();
    if SILENT.contains(&role) {
        return;
    }
    let mut line = |words: &str| {
        let words = squeezed(words);
        if !words.is_empty() {
            lines.push(["  ".repeat(depth), words].concat());
        }
    };
    if let Some((_, words)) = NAMED.iter().find(|(named, _)| *named == role) {
        if role != "image" && role != "img" || !thing.name.is_empty() {
            line(&[*words, " ", &named(thing)].concat());
        }
        return;
    }
    let entered = ENTERED.iter().find(|(entered, _)| *entered == role).map(|(_, words)| *words);
    if role == "row" {
        return line(&["row: ", &cells(thing)].concat());
    }
    if entered.is_some() && thing.name.is_empty() && !has_parts(thing) {
        return;
    }
    match (entered, sentence(thing)) {
        // What is short needs no indentation.
        (Some(words), Some(text)) if thing.name.is_empty() => line(&[words, ": ", &text].concat()),
        (None, Some(text)) => line(&text),
        (Some(words), _) => {
            line(&[words, " ", &thing.name, &size(thing)].concat());
            inside(thing, depth + 1, lines);
        }
        (None, None) => inside(thing, depth, lines),
    }
}

fn inside(thing: &Thing, depth: usize, lines: &mut Vec<String>) {
    for part in &thing.inside {
        say(part, depth, lines);
    }
}

fn has_parts(thing: &Thing) -> bool {
    thing.inside.iter().any(|part| !SILENT.contains(&part.role.as_str()))
}

/// What a thing says that has nothing but text in it.
fn sentence(thing: &Thing) -> Option<String> {
    if thing.role == "StaticText" {
        return Some(thing.name.clone());
    }
    if !has_parts(thing) {
        return (!thing.name.is_empty()).then(|| thing.name.clone());
    }
    let mut words = Vec::new();
    for part in &thing.inside {
        match part.role.as_str() {
            silent if SILENT.contains(&silent) => {}
            "link" => words.push(["link ", &named(part)].concat()),
            "image" if part.name.is_empty() => {}
            "image" => words.push(["graphic ", &part.name].concat()),
            part_of_it if IN_A_SENTENCE.contains(&part_of_it) => words.push(sentence(part)?),
            _ => return None,
        }
    }
    Some(words.join(" "))
}

/// The cells of a row, one after the other.
fn cells(row: &Thing) -> String {
    let cell = |cell: &Thing| {
        let mut lines = Vec::new();
        inside(cell, 0, &mut lines);
        let text = sentence(cell).unwrap_or_else(|| lines.join(", "));
        if text.is_empty() { "blank".to_owned() } else { squeezed(&text) }
    };
    row.inside.iter().map(cell).collect::<Vec<_>>().join("; ")
}

/// Name, value, states and description.
fn named(thing: &Thing) -> String {
    let told = |name: &str| thing.told.get(name);
    let is = |name: &str| told(name) == Some(&Value::Bool(true));
    let mut parts = vec![thing.name.clone()];
    parts.extend(told("level").map(|level| format!("level {level}")));
    if thing.role != "link" {
        parts.push(thing.value.clone());
    }
    if let Some(checked) = told("checked").and_then(Value::as_str) {
        parts.push(if checked == "true" { "checked" } else { "not checked" }.to_owned());
    }
    if let Some(Value::Bool(expanded)) = told("expanded") {
        parts.push(if *expanded { "expanded" } else { "collapsed" }.to_owned());
    }
    if told("pressed").and_then(Value::as_str) == Some("true") {
        parts.push("pressed".to_owned());
    }
    if told("hasPopup").and_then(Value::as_str).is_some_and(|kind| kind != "false") {
        parts.push("has a menu".to_owned());
    }
    if told("invalid").and_then(Value::as_str).is_some_and(|kind| kind != "false") {
        parts.push("invalid entry".to_owned());
    }
    if is("disabled") {
        parts.push("unavailable".to_owned());
    }
    if is("focused") {
        parts.push("has the focus".to_owned());
    }
    // Said once.
    if thing.description != thing.name {
        parts.push(thing.description.clone());
    }
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

/// How much there is in a list or a table.
fn size(thing: &Thing) -> String {
    let (count, what) = match thing.role.as_str() {
        "list" => (thing.inside.iter().filter(|part| part.role == "listitem").count(), "item"),
        "table" => (thing.all("row").len(), "row"),
        _ => return String::new(),
    };
    format!(" with {count} {what}{}", if count == 1 { "" } else { "s" })
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde_json::json;

    use super::*;

    fn thing(role: &str, name: &str, inside: Vec<Thing>) -> Thing {
        Thing {
            role: role.into(),
            name: name.into(),
            description: String::new(),
            value: String::new(),
            told: HashMap::new(),
            inside,
        }
    }

    fn text(words: &str) -> Thing {
        thing("StaticText", words, vec![thing("InlineTextBox", words, vec![])])
    }

    #[test]
    fn a_page_is_read_from_its_start_to_its_end() {
        let mut heading = thing("heading", "Confirm", vec![text("Confirm")]);
        heading.told.insert("level".into(), json!(2));
        let mut button = thing("button", "Delete", vec![text("Delete")]);
        button.told.insert("disabled".into(), json!(true));
        button.description = "Still needed: ID".into();
        let sentence = vec![text("Type"), thing("code", "", vec![text("hsm-1")]), text("here.")];
        let row = thing(
            "row",
            "",
            vec![thing("cell", "", vec![text("backup-1")]), thing("cell", "", vec![])],
        );
        let list = thing(
            "list",
            "",
            vec![thing("listitem", "", vec![thing("ListMarker", "1.", vec![]), text("One")])],
        );
        let region = thing(
            "region",
            "Confirm",
            vec![
                heading,
                thing("paragraph", "", sentence),
                button,
                list,
                thing("table", "Backups", vec![row]),
            ],
        );
        let said = [
            "region Confirm",
            "  heading Confirm, level 2",
            "  Type hsm-1 here.",
            "  button Delete, unavailable, Still needed: ID",
            "  list with 1 item",
            "    One",
            "  table Backups with 1 row",
            "    row: backup-1; blank",
        ];
        assert_eq!(region.reading().lines().collect::<Vec<_>>(), said);
    }
}

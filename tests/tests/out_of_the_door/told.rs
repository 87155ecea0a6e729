//! What a document tells: its commands, and its steps with the names that stand in them.

use std::cell::RefCell;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// A part of a document, below one heading.
#[derive(Debug, Default)]
pub(crate) struct Section {
    /// The blocks of shell commands.
    pub(crate) commands: Vec<String>,
    /// Its paragraphs, one after the other.
    pub(crate) prose: Step,
    /// Its numbered steps.
    pub(crate) steps: Vec<Step>,
    /// The rows of its table, as code and the text behind.
    pub(crate) rows: Vec<(Vec<String>, String)>,
}

/// A step, or prose.
#[derive(Debug, Default)]
pub(crate) struct Step {
    pub(crate) text: String,
    pub(crate) code: Vec<String>,
    names: Vec<String>,
    done: RefCell<usize>,
}

impl Step {
    /// The next **name** that stands there: what a person looks for on the screen.
    pub(crate) fn name(&self) -> &str {
        let at = self.done.replace_with(|done| *done + 1);
        self.names.get(at).unwrap_or_else(|| panic!("one more name in {:?}", self.text))
    }

    /// All names that stand there.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Whoever reads the step does everything that it names.
    pub(crate) fn assert_done(&self) {
        let left = &self.names[*self.done.borrow()..];
        assert!(left.is_empty(), "nobody did {left:?} of {:?}", self.text);
    }
}

/// The part of a document below a heading.
pub(crate) fn section(text: &str, heading: &str) -> Section {
    let options = pulldown_cmark::Options::ENABLE_TABLES;
    let mut section = Section::default();
    let (mut inside, mut in_heading, mut in_name) = (false, false, false);
    let (mut in_command, mut in_step) = (false, false);
    let mut found = false;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::Heading { .. }) => (in_heading, inside) = (true, false),
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Text(text) if in_heading => {
                inside = &*text == heading;
                found |= inside;
            }
            _ if !inside => {}
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                in_command = &*language == "sh";
            }
            Event::End(TagEnd::CodeBlock) => in_command = false,
            Event::Text(text) if in_command => section.commands.push(text.trim().to_owned()),
            Event::Start(Tag::Item) => {
                section.steps.push(Step::default());
                in_step = true;
            }
            Event::End(TagEnd::Item) => in_step = false,
            Event::Start(Tag::TableRow) => section.rows.push(<_>::default()),
            Event::Code(code) if section.rows.last().is_some_and(|(_, text)| text.is_empty()) => {
                section.rows.last_mut().unwrap().0.push(code.into_string());
            }
            Event::Text(text) if section.rows.last().is_some_and(|(_, told)| told.is_empty()) => {
                if !text.trim().is_empty() {
                    section.rows.last_mut().unwrap().1 = text.into_string();
                }
            }
            event => {
                let step = match section.steps.last_mut() {
                    Some(step) if in_step => step,
                    _ => &mut section.prose,
                };
                match event {
                    Event::Start(Tag::Strong) => in_name = true,
                    Event::End(TagEnd::Strong) => in_name = false,
                    Event::Text(text) => {
                        step.text.push_str(&text);
                        if in_name {
                            step.names.push(text.into_string());
                        }
                    }
                    Event::Code(code) => step.code.push(code.into_string()),
                    _ => {}
                }
            }
        }
    }
    assert!(found, "no part is called {heading:?}");
    section
}

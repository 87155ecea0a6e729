//! Reading the text of a filter.

use std::fmt;

use cluster_health::{Kind, Triage};

use super::{Condition, Filter, Glob, Property, Term, Wanted, compare::compare};
use crate::clusters::used::UNKNOWN;

/// Why a text is no filter, and from which letter on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterError {
    /// How many letters come before it.
    pub at: usize,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a filter's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A word before a colon that is no property.
    UnknownProperty(String),
    /// Nothing after the colon, a comma or an equals sign.
    NoValue(Property),
    /// `health:` with a word that no finding has.
    UnknownHealth(String),
    /// `triage:` with a word that is no group.
    UnknownTriage(String),
    /// A value that this property can't have.
    UnknownValue(Property, String),
    /// A quote that does not end.
    OpenQuote,
    /// Two quotes with nothing between.
    EmptyText,
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            Problem::UnknownProperty(name) => {
                write!(f, "Unknown property “{name}”")?;
            }
            Problem::NoValue(Property::Tag) => f.write_str("Missing key or value for tag")?,
            Problem::NoValue(property) => write!(f, "Missing value for {}", property.name())?,
            Problem::UnknownHealth(word) => write!(f, "Unknown health value “{word}”")?,
            Problem::UnknownTriage(word) => write!(f, "Unknown triage value “{word}”")?,
            Problem::UnknownValue(property, word) => {
                write!(f, "Unknown {} value “{word}”", property.name())?;
            }
            Problem::OpenQuote => f.write_str("Unclosed quote")?,
            Problem::EmptyText => f.write_str("Empty quotes")?,
        }
        write!(f, " at character {}", self.at + 1)?;
        match &self.problem {
            Problem::UnknownProperty(name) => {
                f.write_str(". Properties: ")?;
                for (index, property) in Property::ALL.into_iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { ", " })?;
                    f.write_str(property.name())?;
                }
                write!(f, ". To search for the text, put it in quotes, like \"{name}:\"")
            }
            Problem::NoValue(Property::Tag) => {
                f.write_str(". Examples: tag:env, tag:env=prod, tag:env=*")
            }
            Problem::UnknownHealth(_) => {
                write!(f, ". Values: {}", HEALTH.join(", "))?;
                for kind in Kind::ALL {
                    write!(f, ", {}", kind.as_str())?;
                }
                Ok(())
            }
            Problem::UnknownTriage(_) => {
                write!(f, ". Values: {}", Triage::ALL.map(Triage::as_str).join(", "))
            }
            Problem::UnknownValue(Property::Sessions, _) => {
                f.write_str(". Examples: sessions:>2, sessions:0, sessions:unknown")
            }
            Problem::UnknownValue(property, _) => {
                write!(f, ". Values: {}", words_of(*property).join(", "))
            }
            Problem::NoValue(_) | Problem::OpenQuote | Problem::EmptyText => Ok(()),
        }
    }
}

/// How grave a cluster's findings can be, in the words of a filter.
pub(super) const HEALTH: [&str; 5] = ["ok", "info", "to-do", "warning", "bad"];

/// The words that are values of a property of use.
pub(super) fn words_of(property: Property) -> &'static [&'static str] {
    match property {
        Property::KeyStore => {
            &["connected", "disconnected", "failed", "connecting", "disconnecting", "none", UNKNOWN]
        }
        Property::Used => &["yes", "no", UNKNOWN],
        _ => &[UNKNOWN],
    }
}

/// Whether a property of use can have this value. Of a key store, a star says what may follow.
fn is_value(property: Property, value: &Glob) -> bool {
    let Some(text) = value.text() else { return property == Property::KeyStore };
    words_of(property).iter().any(|word| word.eq_ignore_ascii_case(text))
        || property == Property::Sessions && compare(text, 0).is_some()
}

/// A letter, whether it is meant as it stands, and where it was.
#[derive(Clone, Copy)]
struct Letter {
    sign: char,
    literal: bool,
    at: usize,
}

impl Letter {
    fn is(&self, sign: char) -> bool {
        !self.literal && self.sign == sign
    }
}

pub(super) fn parse(text: &str) -> Result<Filter, FilterError> {
    let mut terms = Vec::new();
    for word in words(text)? {
        terms.push(term(&word)?);
    }
    Ok(Filter { terms })
}

/// The words between blanks, with their quotes resolved.
fn words(text: &str) -> Result<Vec<Vec<Letter>>, FilterError> {
    let mut words = Vec::new();
    let mut word: Vec<Letter> = Vec::new();
    let mut open: Option<usize> = None;
    let mut letters = text.chars().enumerate();
    while let Some((at, letter)) = letters.next() {
        match (open, letter) {
            (Some(start), '"') => {
                if word.last().is_none_or(|last| last.at <= start) {
                    return Err(FilterError { at: start, problem: Problem::EmptyText });
                }
                open = None;
            }
            (Some(_), '\\') => {
                if let Some((at, letter)) = letters.next() {
                    word.push(Letter { sign: letter, literal: true, at });
                }
            }
            (Some(_), letter) => word.push(Letter { sign: letter, literal: true, at }),
            (None, '"') => open = Some(at),
            (None, letter) if letter.is_whitespace() => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            (None, letter) => word.push(Letter { sign: letter, literal: false, at }),
        }
    }
    if let Some(at) = open {
        return Err(FilterError { at, problem: Problem::OpenQuote });
    }
    if !word.is_empty() {
        words.push(word);
    }
    Ok(words)
}

fn term(word: &[Letter]) -> Result<Term, FilterError> {
    let (negated, word) = match word {
        [first, rest @ ..] if first.is('-') && !rest.is_empty() => (true, rest),
        all => (false, all),
    };
    let start = word.first().map_or(0, |first| first.at);
    let colon = word.iter().position(|letter| letter.is(':'));
    let Some((name, [colon, values @ ..])) = colon.map(|colon| word.split_at(colon)) else {
        return Ok(Term { negated, condition: Condition::Text(text(word)) });
    };
    let name = text(name);
    let Some(property) =
        Property::ALL.into_iter().find(|property| property.name().eq_ignore_ascii_case(&name))
    else {
        return Err(FilterError { at: start, problem: Problem::UnknownProperty(name) });
    };
    let mut wanted = Vec::new();
    let mut at = colon.at + 1;
    for value in values.split(|letter| letter.is(',')) {
        at = value.first().map_or(at, |first| first.at);
        wanted.push(value_of(property, value).map_err(|problem| FilterError { at, problem })?);
        // The comma comes after the value.
        at = value.last().map_or(at, |last| last.at) + 2;
    }
    Ok(Term { negated, condition: Condition::Property(property, wanted) })
}

fn value_of(property: Property, letters: &[Letter]) -> Result<Wanted, Problem> {
    let equals = letters.iter().position(|letter| property == Property::Tag && letter.is('='));
    let (value, tag_value) = match equals.map(|equals| letters.split_at(equals)) {
        Some((key, [_, value @ ..])) => (glob(key), Some(glob(value))),
        _ => (glob(letters), None),
    };
    if value.is_empty() || tag_value.as_ref().is_some_and(Glob::is_empty) {
        return Err(Problem::NoValue(property));
    }
    if property == Property::Health
        && let Some(word) = value.text()
        && !HEALTH.iter().any(|known| known.eq_ignore_ascii_case(word))
        && !Kind::ALL.iter().any(|kind| kind.as_str().eq_ignore_ascii_case(word))
    {
        return Err(Problem::UnknownHealth(word.to_owned()));
    }
    if property == Property::Triage
        && let Some(word) = value.text()
        && !Triage::ALL.iter().any(|known| known.as_str().eq_ignore_ascii_case(word))
    {
        return Err(Problem::UnknownTriage(word.to_owned()));
    }
    if property.is_of_use() && !is_value(property, &value) {
        return Err(Problem::UnknownValue(property, text(letters)));
    }
    Ok(Wanted { value, tag_value })
}

fn glob(letters: &[Letter]) -> Glob {
    Glob::of_pieces(letters.split(|letter| letter.is('*')).map(text).collect())
}

fn text(letters: &[Letter]) -> String {
    letters.iter().map(|letter| letter.sign).collect()
}

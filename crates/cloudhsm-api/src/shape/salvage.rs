//! As much of a JSON text as can be read, such as of one element of a listing.

use std::collections::BTreeMap;

use serde_json::{Map, Value, value::RawValue};

use super::{Member, Mismatch};

/// Reads as much of an element as can be read, and what could not be read.
pub(crate) fn salvaged<T: Member + Default>(text: &str) -> (T, Vec<String>) {
    let mut noted = Vec::new();
    let value = shallow(text, &mut noted);
    read(value, noted)
}

/// The same of a value that is JSON already.
pub(crate) fn salvaged_value<T: Member + Default>(value: Value) -> (T, Vec<String>) {
    read(value, Vec::new())
}

fn read<T: Member + Default>(value: Value, mut noted: Vec<Mismatch>) -> (T, Vec<String>) {
    let read = T::salvage(value, &mut noted).unwrap_or_default();
    (read, noted.iter().map(Mismatch::to_string).collect())
}

/// How much of a member that can't be read is kept.
pub(crate) const KEPT_LETTERS: usize = 200;

/// The value, without those of its members that are nested too deeply to be read: of each, only the
/// beginning of its text.
fn shallow(text: &str, noted: &mut Vec<Mismatch>) -> Value {
    if let Ok(value) = serde_json::from_str(text) {
        return value;
    }
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).unwrap_or_default();
    let mut read = Map::new();
    for (name, raw) in members {
        let value = serde_json::from_str(raw.get()).unwrap_or_else(|_| {
            noted.push(Mismatch::new("a value that is not nested this deeply").within(&name));
            Value::String(raw.get().chars().take(KEPT_LETTERS).collect())
        });
        read.insert(name, value);
    }
    Value::Object(read)
}

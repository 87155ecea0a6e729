//! How shapes are read and written: member by member out of a JSON object, and what
//! no member takes stays in `extra`.
//!
//! Why not serde's derive: the derived code for structs that keep unknown members weighs several
//! kilobytes a struct in the console's WebAssembly. Here each kind of member is compiled once, and
//! an error names the whole path to the value (`Clusters[3].Hsms[0].State`).

mod declared;
mod member;
mod salvage;
mod schema;

use serde_json::{Map, Value};

pub(crate) use declared::{required_name, shape};
#[cfg(test)]
pub(crate) use salvage::KEPT_LETTERS;
pub(crate) use salvage::{salvaged, salvaged_value};
pub use schema::{JsonSchema, Schemas, object, reference};

/// A value that is not of its member's type; `path` leads to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    path: String,
    expected: &'static str,
}

impl Mismatch {
    /// A mismatch right here.
    pub fn new(expected: &'static str) -> Self {
        Self { path: String::new(), expected }
    }

    /// The same, seen from the object or list around it.
    #[must_use]
    pub fn within(mut self, step: &str) -> Self {
        self.place_within(step);
        self
    }

    #[inline(never)]
    fn place_within(&mut self, step: &str) {
        let joint = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path.insert_str(0, joint);
        self.path.insert_str(0, step);
    }
}

impl std::fmt::Display for Mismatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: expected {}", self.path, self.expected)
    }
}

/// Something that a member of a shape can be.
pub trait Member: Sized {
    /// From the member's value; `null` where it is absent.
    fn read(value: Value) -> Result<Self, Mismatch>;
    /// As much of the value as can be read; what can't is noted. The value itself when nothing of it
    /// can.
    fn salvage(value: Value, noted: &mut Vec<Mismatch>) -> Result<Self, Value> {
        let kept = value.clone();
        Self::read(value).map_err(|mismatch| {
            noted.push(mismatch);
            kept
        })
    }
    /// The member's value; `None` to leave the member out.
    fn write(&self) -> Option<Value>;
}

/// The members of one object, to be read one after the other.
#[derive(Debug)]
pub struct Members(Map<String, Value>);

impl Members {
    /// Opens an object.
    pub fn of(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::Object(members) => Ok(Self(members)),
            _ => Err(Mismatch::new("an object")),
        }
    }

    /// Takes one member's value out; absent and `null` are alike.
    #[inline(never)]
    pub fn value(&mut self, name: &'static str) -> Value {
        self.0.remove(name).unwrap_or_default()
    }

    /// Takes one member out.
    #[inline(never)]
    pub fn take<T: Member>(&mut self, name: &'static str) -> Result<T, Mismatch> {
        let mut read = T::read(self.value(name));
        // In its place: moved, each kind of member would weigh more.
        if let Err(mismatch) = &mut read {
            mismatch.place_within(name);
        }
        read
    }

    /// Opens an object to read as much of it as can be read; any other value is noted and given back.
    pub fn to_salvage(value: Value, noted: &mut Vec<Mismatch>) -> Result<Self, Value> {
        match value {
            Value::Object(members) => Ok(Self(members)),
            other => {
                noted.push(Mismatch::new("an object"));
                Err(other)
            }
        }
    }

    /// As much of one member as can be read from its value. Of one of which nothing can be read, the
    /// value stays among those that no member took.
    #[inline(never)]
    pub fn salvage<T: Member + Default>(
        &mut self,
        name: &'static str,
        value: Value,
        noted: &mut Vec<Mismatch>,
    ) -> T {
        let before = noted.len();
        let read = T::salvage(value, noted);
        place_within(noted, before, name);
        read.unwrap_or_else(|value| {
            self.0.insert(name.to_owned(), value);
            T::default()
        })
    }

    /// What no member took.
    pub fn rest(self) -> Map<String, Value> {
        // A map out of which everything was taken still owns its memory: of a listed cluster with its HSMs
        // and tags, 1.3 KiB.
        if self.0.is_empty() { Map::new() } else { self.0 }
    }
}

/// Those that were noted from there on, seen from the object or list around them.
pub(crate) fn place_within(noted: &mut [Mismatch], before: usize, step: &str) {
    for mismatch in noted.iter_mut().skip(before) {
        mismatch.place_within(step);
    }
}

/// Reads a value of which all has to be readable.
pub(crate) fn whole<T: Member>(value: Value) -> Result<T, Mismatch> {
    let mut noted = Vec::new();
    let read = T::salvage(value, &mut noted).ok();
    nothing_noted(read.is_some(), noted)?;
    read.ok_or(Mismatch::new("another form"))
}

/// Whether all of a value was read: the first that was noted otherwise.
#[inline(never)]
fn nothing_noted(is_read: bool, noted: Vec<Mismatch>) -> Result<(), Mismatch> {
    match noted.into_iter().next() {
        None if is_read => Ok(()),
        mismatch => Err(mismatch.unwrap_or(Mismatch::new("another form"))),
    }
}

/// Puts one member into an object, unless the object has it as it came because it could not be read.
pub fn put(members: &mut Map<String, Value>, name: &'static str, member: &impl Member) {
    if !members.contains_key(name)
        && let Some(value) = member.write()
    {
        members.insert(name.to_owned(), value);
    }
}

/// A member that has to be there: elsewhere, absent and `null` are read as nothing. Here they become a
/// value that no member of this crate can be.
pub(crate) fn required(value: Value) -> Value {
    if value.is_null() { Value::Bool(false) } else { value }
}

/// Serde for a type that is a [`Member`].
#[macro_export]
macro_rules! serde_by_member {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::shape::Member::write(self).serialize(serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = serde_json::Value::deserialize(deserializer)?;
                $crate::shape::Member::read(value).map_err(serde::de::Error::custom)
            }
        }
    };
}

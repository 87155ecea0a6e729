//! How shapes are read and written: member by member out of a JSON object, and what
//! no member takes stays in `extra`.
//!
//! Why not serde's derive: the derived code for structs that keep unknown members weighs several
//! kilobytes a struct in the console's WebAssembly. Here each kind of member is compiled once, and
//! an error names the whole path to the value (`Clusters[3].Hsms[0].State`).

mod member;
mod schema;

use serde_json::{Map, Value};

pub use schema::{Schemas, object, reference, schema_of};

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
pub trait Member: Default {
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
    /// What its JSON may be, as JSON Schema, for documents of the wire; shapes that have a name go to
    /// `named`.
    fn schema(named: &mut Schemas) -> Value;
}

/// Reads the members of one object, one after the other, and remembers the first mismatch: the
/// reading goes on with defaults and fails at its end, which takes far less code than a way out at
/// every member.
#[derive(Debug)]
pub struct Members {
    members: Map<String, Value>,
    mismatch: Option<Mismatch>,
}

impl Members {
    /// Opens an object.
    pub fn of(value: Value) -> Self {
        match value {
            Value::Object(members) => Self { members, mismatch: None },
            _ => Self { members: Map::new(), mismatch: Some(Mismatch::new("an object")) },
        }
    }

    /// Takes one member's value out; absent and `null` are alike.
    pub fn value(&mut self, name: &'static str) -> Value {
        self.members.remove(name).unwrap_or_default()
    }

    /// Takes one member out.
    pub fn take<T: Member>(&mut self, name: &'static str) -> T {
        let value = self.value(name);
        self.read(name, value)
    }

    /// Reads one member from a value.
    #[inline(never)]
    pub fn read<T: Member>(&mut self, name: &'static str, value: Value) -> T {
        match T::read(value) {
            Ok(member) => member,
            Err(mismatch) => {
                self.note(mismatch, name);
                T::default()
            }
        }
    }

    /// Remembers a mismatch; apart, so that its code is there once.
    #[inline(never)]
    fn note(&mut self, mismatch: Mismatch, name: &'static str) {
        if self.mismatch.is_none() {
            self.mismatch = Some(mismatch.within(name));
        }
    }

    /// Opens an object to read as much of it as can be read; any other value is noted and given back.
    pub fn to_salvage(value: Value, noted: &mut Vec<Mismatch>) -> Result<Self, Value> {
        match value {
            Value::Object(members) => Ok(Self { members, mismatch: None }),
            other => {
                noted.push(Mismatch::new("an object"));
                Err(other)
            }
        }
    }

    /// As much of one member as can be read from its value. Of one of which nothing can be read, the
    /// value stays among those that no member took.
    #[inline(never)]
    pub fn salvage<T: Member>(
        &mut self,
        name: &'static str,
        value: Value,
        noted: &mut Vec<Mismatch>,
    ) -> T {
        let before = noted.len();
        let read = T::salvage(value, noted);
        place_within(noted, before, name);
        read.unwrap_or_else(|value| {
            self.members.insert(name.to_owned(), value);
            T::default()
        })
    }

    /// What no member took.
    pub fn rest(self) -> Map<String, Value> {
        self.members
    }

    /// What no member took; or the first mismatch.
    pub fn end(self) -> Result<Map<String, Value>, Mismatch> {
        self.mismatch.map_or(Ok(self.members), Err)
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
    let read = T::salvage(value, &mut noted);
    match (read, noted.into_iter().next()) {
        (Ok(read), None) => Ok(read),
        (_, mismatch) => Err(mismatch.unwrap_or(Mismatch::new("another form"))),
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

/// Defines a shape: a struct whose members have the names that AWS gives them, with serde. A member
/// that implementations send in several forms goes `via` a function that makes them one. One that is
/// marked `; required` has to be there: without it, an answer is not of this shape.
macro_rules! shape {
    ($(#[$meta:meta])* $name:ident { $($(#[$fmeta:meta])* $field:ident: $type:ty = $wire:literal $(via $via:path)? $(; $required:ident)?,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct $name {
            $($(#[$fmeta])* pub $field: $type,)+
            /// Members that this crate does not know or could not read, as they came.
            pub extra: crate::Extra,
            /// What could not be read, and what was expected; only [`Self::salvaged`] leaves something
            /// here. Not on the wire.
            pub unreadable: Vec<String>,
        }

        impl crate::shape::Member for $name {
            fn read(value: serde_json::Value) -> Result<Self, crate::shape::Mismatch> {
                crate::shape::whole(value)
            }

            fn salvage(
                value: serde_json::Value,
                noted: &mut Vec<crate::shape::Mismatch>,
            ) -> Result<Self, serde_json::Value> {
                let mut members = crate::shape::Members::to_salvage(value, noted)?;
                let mut read = Self::default();
                $(
                    let value = members.value($wire);
                    $(let value = $via(value);)?
                    $(let value = crate::shape::$required(value);)?
                    read.$field = members.salvage($wire, value, noted);
                )+
                read.extra = members.rest();
                Ok(read)
            }

            fn write(&self) -> Option<serde_json::Value> {
                let mut members = self.extra.clone();
                $(crate::shape::put(&mut members, $wire, &self.$field);)+
                Some(serde_json::Value::Object(members))
            }

            fn schema(named: &mut crate::shape::Schemas) -> serde_json::Value {
                crate::shape::reference(named, stringify!($name), |named| {
                    // Members that this crate does not know are passed on.
                    let mut schema = crate::shape::object(&[
                        $(($wire, <$type as crate::shape::Member>::schema(named)),)+
                    ]);
                    schema["additionalProperties"] = true.into();
                    let required: &[&str] = &[$($(crate::shape::required_name!($required $wire),)?)+];
                    if !required.is_empty() {
                        schema["required"] = required.into();
                    }
                    schema
                })
            }
        }

        impl $name {
            /// Reads as much as can be read of a JSON text, such as one element of a listing. What could
            /// not be read is in `unreadable`, and as it came in `extra`.
            pub fn salvaged(text: &str) -> Self {
                let (mut read, unreadable) = crate::listing::salvaged::<Self>(text);
                read.unreadable = unreadable;
                read
            }

            /// The JSON that stands for this on the wire.
            pub fn to_json(&self) -> serde_json::Value {
                crate::shape::Member::write(self).unwrap_or_default()
            }
        }

        crate::serde_by_member!($name);
    };
}

/// The name of a member that is marked `required`.
macro_rules! required_name {
    (required $wire:literal) => {
        $wire
    };
}

pub(crate) use required_name;
pub(crate) use shape;

/// Reading for a struct that is read member by member and keeps nothing else: its members and
/// their names on the wire. How it is written is `$write`.
#[macro_export]
macro_rules! read_members {
    ($name:ident { $($field:ident = $wire:literal,)+ } write $write:expr) => {
        impl $crate::shape::Member for $name {
            fn read(value: serde_json::Value) -> Result<Self, $crate::shape::Mismatch> {
                let mut members = $crate::shape::Members::of(value);
                let read = Self { $($field: members.take($wire),)+ };
                members.end().map(|_| read)
            }

            fn write(&self) -> Option<serde_json::Value> {
                let write: fn(&Self) -> Option<serde_json::Value> = $write;
                write(self)
            }

            fn schema(named: &mut $crate::shape::Schemas) -> serde_json::Value {
                $crate::shape::reference(named, stringify!($name), |named| {
                    let empty = Self::default();
                    let mut schema = $crate::shape::object(&[
                        $(($wire, $crate::shape::schema_of(&empty.$field, named)),)+
                    ]);
                    // What an empty one has, every one has.
                    let written = $crate::shape::Member::write(&empty).unwrap_or_default();
                    schema["required"] =
                        written.as_object().into_iter().flat_map(|it| it.keys()).cloned().collect();
                    schema
                })
            }
        }
    };
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

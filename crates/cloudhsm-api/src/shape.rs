//! How shapes are read and written: member by member out of a JSON object, and what
//! no member takes stays in `extra`.
//!
//! Why not serde's derive: the derived code for structs that keep unknown members weighs several
//! kilobytes a struct in the console's WebAssembly. Here each kind of member is compiled once, and
//! an error names the whole path to the value (`Clusters[3].Hsms[0].State`).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{Secret, Timestamp};

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
        let joint = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path.insert_str(0, joint);
        self.path.insert_str(0, step);
        self
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
    /// The member's value; `None` to leave the member out.
    fn write(&self) -> Option<Value>;
}

impl Member for String {
    fn read(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::Null => Ok(Self::new()),
            Value::String(text) => Ok(text),
            _ => Err(Mismatch::new("a string")),
        }
    }

    fn write(&self) -> Option<Value> {
        Some(Value::String(self.clone()))
    }
}

impl Member for bool {
    fn read(value: Value) -> Result<Self, Mismatch> {
        value.as_bool().ok_or(Mismatch::new("true or false"))
    }

    fn write(&self) -> Option<Value> {
        Some(Value::Bool(*self))
    }
}

macro_rules! whole_number {
    ($($number:ty),+) => { $(
        impl Member for $number {
            fn read(value: Value) -> Result<Self, Mismatch> {
                let number = value.as_u64().and_then(|number| Self::try_from(number).ok());
                number.ok_or(Mismatch::new("a whole number"))
            }

            fn write(&self) -> Option<Value> {
                Some((*self).into())
            }
        }
    )+ };
}

whole_number!(u16, u32, u64);

/// A key and its value, as a list of two.
impl Member for (String, String) {
    fn read(value: Value) -> Result<Self, Mismatch> {
        let mut pair = Vec::<String>::read(value)?.into_iter();
        match (pair.next(), pair.next(), pair.next()) {
            (Some(key), Some(value), None) => Ok((key, value)),
            _ => Err(Mismatch::new("a list of two strings")),
        }
    }

    fn write(&self) -> Option<Value> {
        Some(Value::Array(vec![self.0.as_str().into(), self.1.as_str().into()]))
    }
}

impl Member for Value {
    fn read(value: Value) -> Result<Self, Mismatch> {
        Ok(value)
    }

    fn write(&self) -> Option<Value> {
        Some(self.clone())
    }
}

impl<T: Member> Member for Box<T> {
    fn read(value: Value) -> Result<Self, Mismatch> {
        T::read(value).map(Self::new)
    }

    fn write(&self) -> Option<Value> {
        T::write(self)
    }
}

impl Member for Secret {
    fn read(value: Value) -> Result<Self, Mismatch> {
        String::read(value).map(Self::new)
    }

    fn write(&self) -> Option<Value> {
        Some(self.expose().into())
    }
}

impl Member for Timestamp {
    fn read(value: Value) -> Result<Self, Mismatch> {
        Ok(Self::from_value(value))
    }

    fn write(&self) -> Option<Value> {
        Some(self.to_value())
    }
}

impl<T: Member> Member for Option<T> {
    fn read(value: Value) -> Result<Self, Mismatch> {
        if value.is_null() { Ok(None) } else { T::read(value).map(Some) }
    }

    fn write(&self) -> Option<Value> {
        self.as_ref().and_then(T::write)
    }
}

impl<T: Member> Member for Vec<T> {
    fn read(value: Value) -> Result<Self, Mismatch> {
        let items = match value {
            Value::Null => return Ok(Self::new()),
            Value::Array(items) => items,
            _ => return Err(Mismatch::new("a list")),
        };
        let mut read = Self::with_capacity(items.len());
        for (index, value) in items.into_iter().enumerate() {
            match T::read(value) {
                Ok(item) => read.push(item),
                Err(mismatch) => return Err(mismatch.within(&format!("[{index}]"))),
            }
        }
        Ok(read)
    }

    fn write(&self) -> Option<Value> {
        Some(Value::Array(self.iter().filter_map(T::write).collect()))
    }
}

impl Member for BTreeMap<String, String> {
    fn read(value: Value) -> Result<Self, Mismatch> {
        let members = match value {
            Value::Null => return Ok(Self::new()),
            Value::Object(members) => members,
            _ => return Err(Mismatch::new("an object")),
        };
        let mut map = Self::new();
        for (key, value) in members {
            let Value::String(text) = value else {
                return Err(Mismatch::new("a string").within(&key));
            };
            map.insert(key, text);
        }
        Ok(map)
    }

    fn write(&self) -> Option<Value> {
        let mut members = Map::new();
        for (key, text) in self {
            members.insert(key.clone(), Value::String(text.clone()));
        }
        Some(Value::Object(members))
    }
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

    /// What no member took; or the first mismatch.
    pub fn end(self) -> Result<Map<String, Value>, Mismatch> {
        self.mismatch.map_or(Ok(self.members), Err)
    }
}

/// Puts one member into an object.
pub fn put(members: &mut Map<String, Value>, name: &'static str, member: &impl Member) {
    if let Some(value) = member.write() {
        members.insert(name.to_owned(), value);
    }
}

/// Defines a shape: a struct whose members have the names that AWS gives them, with serde. A member
/// that implementations send in several forms goes `via` a function that makes them one.
macro_rules! shape {
    ($(#[$meta:meta])* $name:ident { $($(#[$fmeta:meta])* $field:ident: $type:ty = $wire:literal $(via $via:path)?,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct $name {
            $($(#[$fmeta])* pub $field: $type,)+
            /// Members that this crate does not know, as they came.
            pub extra: crate::Extra,
        }

        impl crate::shape::Member for $name {
            fn read(value: serde_json::Value) -> Result<Self, crate::shape::Mismatch> {
                let mut members = crate::shape::Members::of(value);
                let mut read = Self::default();
                $(
                    let value = members.value($wire);
                    $(let value = $via(value);)?
                    read.$field = members.read($wire, value);
                )+
                read.extra = members.end()?;
                Ok(read)
            }

            fn write(&self) -> Option<serde_json::Value> {
                let mut members = self.extra.clone();
                $(crate::shape::put(&mut members, $wire, &self.$field);)+
                Some(serde_json::Value::Object(members))
            }
        }

        impl $name {
            /// The JSON that stands for this on the wire.
            pub fn to_json(&self) -> serde_json::Value {
                crate::shape::Member::write(self).unwrap_or_default()
            }
        }

        crate::serde_by_member!($name);
    };
}

pub(crate) use shape;

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

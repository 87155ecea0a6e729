//! How the shapes of answers are read and written: member by member out of a JSON object, and what
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
pub(crate) struct Mismatch {
    path: String,
    expected: &'static str,
}

impl Mismatch {
    pub(crate) fn new(expected: &'static str) -> Self {
        Self { path: String::new(), expected }
    }

    /// The same, seen from the object or list around it.
    pub(crate) fn within(mut self, step: &str) -> Self {
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
pub(crate) trait Member: Sized {
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
        let item = |(index, value)| {
            T::read(value).map_err(|mismatch: Mismatch| mismatch.within(&format!("[{index}]")))
        };
        items.into_iter().enumerate().map(item).collect()
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

/// Takes one member's value out of an object; absent and `null` are alike.
pub(crate) fn take(members: &mut Map<String, Value>, name: &'static str) -> Value {
    members.remove(name).unwrap_or_default()
}

/// Reads one member's value.
pub(crate) fn member<T: Member>(name: &'static str, value: Value) -> Result<T, Mismatch> {
    T::read(value).map_err(|mismatch| mismatch.within(name))
}

/// Puts one member into an object.
pub(crate) fn put(members: &mut Map<String, Value>, name: &'static str, member: &impl Member) {
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
                let serde_json::Value::Object(mut members) = value else {
                    return Err(crate::shape::Mismatch::new("an object"));
                };
                Ok(Self {
                    $($field: {
                        let value = crate::shape::take(&mut members, $wire);
                        $(let value = $via(value);)?
                        crate::shape::member($wire, value)?
                    },)+
                    extra: members,
                })
            }

            fn write(&self) -> Option<serde_json::Value> {
                let mut members = self.extra.clone();
                $(crate::shape::put(&mut members, $wire, &self.$field);)+
                Some(serde_json::Value::Object(members))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                crate::shape::Member::write(self).serialize(serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = serde_json::Value::deserialize(deserializer)?;
                crate::shape::Member::read(value).map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use shape;

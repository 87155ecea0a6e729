//! What a member of a shape can be, each compiled once.

use std::sync::Arc;

use litemap::LiteMap;
use serde_json::{Map, Value};

use super::{Member, Mismatch, place_within};
use crate::{Secret, Timestamp};

impl Member for String {
    fn read(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::Null => Ok(Self::new()),
            Value::String(text) => Ok(text),
            _ => Err(Mismatch::new("a string")),
        }
    }

    fn salvage(value: Value, noted: &mut Vec<Mismatch>) -> Result<Self, Value> {
        match value {
            Value::Null => Ok(Self::new()),
            Value::String(text) => Ok(text),
            other => {
                noted.push(Mismatch::new("a string"));
                Err(other)
            }
        }
    }

    fn write(&self) -> Option<Value> {
        Some(Value::String(self.clone()))
    }
}

impl Member for Arc<str> {
    fn read(value: Value) -> Result<Self, Mismatch> {
        String::read(value).map(Self::from)
    }

    fn write(&self) -> Option<Value> {
        Some(Value::String(self.to_string()))
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

    /// Always reads something: what can't be read would be kept and shown as it came, and it is a secret.
    fn salvage(value: Value, noted: &mut Vec<Mismatch>) -> Result<Self, Value> {
        Ok(String::salvage(value, noted).map(Self::new).unwrap_or_default())
    }

    fn write(&self) -> Option<Value> {
        Some(self.expose().into())
    }
}

impl Member for Timestamp {
    fn read(value: Value) -> Result<Self, Mismatch> {
        Ok(Self::from_value(value))
    }

    fn salvage(value: Value, _: &mut Vec<Mismatch>) -> Result<Self, Value> {
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

    fn salvage(value: Value, noted: &mut Vec<Mismatch>) -> Result<Self, Value> {
        if value.is_null() { Ok(None) } else { T::salvage(value, noted).map(Some) }
    }

    fn write(&self) -> Option<Value> {
        self.as_ref().and_then(T::write)
    }
}

impl<T: Member> Member for Vec<T> {
    fn read(value: Value) -> Result<Self, Mismatch> {
        let mut read = Self::new();
        every(value, &mut |item| {
            read.push(T::read(item)?);
            Ok(())
        })?;
        read.shrink_to_fit();
        Ok(read)
    }

    fn salvage(value: Value, noted: &mut Vec<Mismatch>) -> Result<Self, Value> {
        let mut read = Self::new();
        each(value, noted, &mut |item, noted| read.extend(T::salvage(item, noted)))?;
        // Of a cluster’s HSMs there are two, and a list that grows has room for four.
        read.shrink_to_fit();
        Ok(read)
    }

    fn write(&self) -> Option<Value> {
        Some(Value::Array(self.iter().filter_map(T::write).collect()))
    }
}

/// Has each item of a list read, until one can't be. Like [`each`], it is compiled once.
#[inline(never)]
fn every(
    value: Value,
    read: &mut dyn FnMut(Value) -> Result<(), Mismatch>,
) -> Result<(), Mismatch> {
    let items = match value {
        Value::Null => return Ok(()),
        Value::Array(items) => items,
        _ => return Err(Mismatch::new("a list")),
    };
    for (index, item) in items.into_iter().enumerate() {
        read(item).map_err(|mismatch| mismatch.within(&format!("[{index}]")))?;
    }
    Ok(())
}

/// Has as much of each item of a list read as can be. It knows none of the kinds of items, so that it is compiled once and not
/// for each of them.
#[inline(never)]
fn each(
    value: Value,
    noted: &mut Vec<Mismatch>,
    read: &mut dyn FnMut(Value, &mut Vec<Mismatch>),
) -> Result<(), Value> {
    let items = match value {
        Value::Null => return Ok(()),
        Value::Array(items) => items,
        other => {
            noted.push(Mismatch::new("a list"));
            return Err(other);
        }
    };
    for (index, item) in items.into_iter().enumerate() {
        let before = noted.len();
        read(item, noted);
        if noted.len() > before {
            place_within(noted, before, &format!("[{index}]"));
        }
    }
    Ok(())
}

impl<T: Member> Member for Arc<[T]> {
    fn read(value: Value) -> Result<Self, Mismatch> {
        Vec::read(value).map(Self::from)
    }

    fn write(&self) -> Option<Value> {
        Some(Value::Array(self.iter().filter_map(T::write).collect()))
    }
}

impl Member for LiteMap<String, String> {
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

    fn salvage(value: Value, noted: &mut Vec<Mismatch>) -> Result<Self, Value> {
        // What can be read is not copied to be kept.
        let is_readable = match &value {
            Value::Object(members) => members.values().all(Value::is_string),
            _ => false,
        };
        let kept = if is_readable { Value::Null } else { value.clone() };
        Self::read(value).map_err(|mismatch| {
            noted.push(mismatch);
            kept
        })
    }

    fn write(&self) -> Option<Value> {
        let mut members = Map::new();
        for (key, text) in self {
            members.insert(key.clone(), Value::String(text.clone()));
        }
        Some(Value::Object(members))
    }
}

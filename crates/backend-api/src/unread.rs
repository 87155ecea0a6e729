//! A part of an answer that is read only by whoever wants it.
//!
//! Each error can carry a whole plan; the console's first load shows errors and no plans, and the
//! code that reads one weighs kilobytes in WebAssembly.

use std::marker::PhantomData;

use cloudhsm_api::shape::{JsonSchema, Member, Mismatch};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// A `T` as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Unread<T> {
    json: Value,
    of: PhantomData<T>,
}

impl<T: Serialize> Unread<T> {
    /// Of a value; `None` for one that is no JSON.
    pub fn of(value: &T) -> Option<Self> {
        serde_json::to_value(value).ok().map(|json| Self { json, of: PhantomData })
    }
}

impl<T: Member> Unread<T> {
    /// Reads it.
    pub fn read(&self) -> Result<T, Mismatch> {
        T::read(self.json.clone())
    }
}

impl<T> Unread<Vec<T>> {
    /// Its elements, as they came.
    pub(crate) fn elements(&self) -> &[Value] {
        self.json.as_array().map_or(&[], Vec::as_slice)
    }
}

impl<T: Member> Member for Unread<T> {
    fn read(value: Value) -> Result<Self, Mismatch> {
        Ok(Self { json: value, of: PhantomData })
    }

    fn write(&self) -> Option<Value> {
        Some(self.json.clone())
    }
}

impl<T: JsonSchema> JsonSchema for Unread<T> {
    fn schema(named: &mut Map<String, Value>) -> Value {
        T::schema(named)
    }
}

impl<T> Serialize for Unread<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}

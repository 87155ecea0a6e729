//! What a document of the wire says of a shape, as JSON Schema 2020-12.
//!
//! Made from the same list of members that the reading is made from, so that the two can't differ.
//! Only documents need it, so it is a trait of its own.

use std::sync::Arc;

use litemap::LiteMap;
use serde_json::{Map, Value, json};

use crate::{Secret, Timestamp};

/// The shapes that have a name, by it.
pub type Schemas = Map<String, Value>;

/// A type whose JSON can be described.
pub trait JsonSchema {
    /// What its JSON may be; shapes that have a name go to `named`.
    fn schema(named: &mut Schemas) -> Value;
}

/// An object with these members, of which none must be there.
pub fn object(members: &[(&str, Value)]) -> Value {
    let members: Map<_, _> =
        members.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({ "type": "object", "properties": members })
}

/// A reference to a shape that has a name; `make` is asked for it the first time.
pub fn reference(named: &mut Schemas, name: &str, make: impl Fn(&mut Schemas) -> Value) -> Value {
    if !named.contains_key(name) {
        // First of all, for a shape that contains itself.
        named.insert(name.to_owned(), Value::Null);
        let schema = make(named);
        named.insert(name.to_owned(), schema);
    }
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The same, or `null`.
fn or_null(mut schema: Value) -> Value {
    // Anything includes it.
    if schema == json!({}) {
        return schema;
    }
    // A list of the words that are allowed would have to have it too.
    if let (Some(Value::String(kind)), None) = (schema.get("type"), schema.get("enum")) {
        schema["type"] = json!([kind, "null"]);
        return schema;
    }
    json!({ "anyOf": [schema, { "type": "null" }] })
}

macro_rules! plain {
    ($($type:ty: $schema:tt,)+) => { $(
        impl JsonSchema for $type {
            fn schema(_: &mut Schemas) -> Value {
                json!($schema)
            }
        }
    )+ };
}

plain! {
    Value: {},
    String: { "type": "string" },
    Arc<str>: { "type": "string" },
    Secret: { "type": "string", "format": "password" },
    bool: { "type": "boolean" },
    u16: { "type": "integer", "minimum": 0, "maximum": u16::MAX },
    u32: { "type": "integer", "minimum": 0, "maximum": u32::MAX },
    u64: { "type": "integer", "minimum": 0, "maximum": u64::MAX },
    (String, String): { "type": "array", "items": { "type": "string" }, "minItems": 2, "maxItems": 2 },
    LiteMap<String, String>: { "type": "object", "additionalProperties": { "type": "string" } },
}

impl JsonSchema for Timestamp {
    fn schema(named: &mut Schemas) -> Value {
        reference(named, "Timestamp", |_| {
            json!({
                "description": "Seconds since 1970-01-01T00:00:00Z, with a fraction, as AWS writes \
                                them; some that imitate AWS write ISO 8601.",
                "type": ["number", "string"],
                "examples": [1_767_225_600.123],
            })
        })
    }
}

impl<T: JsonSchema> JsonSchema for Box<T> {
    fn schema(named: &mut Schemas) -> Value {
        T::schema(named)
    }
}

impl<T: JsonSchema> JsonSchema for Option<T> {
    fn schema(named: &mut Schemas) -> Value {
        or_null(T::schema(named))
    }
}

impl<T: JsonSchema> JsonSchema for Arc<[T]> {
    fn schema(named: &mut Schemas) -> Value {
        Vec::<T>::schema(named)
    }
}

impl<T: JsonSchema> JsonSchema for Vec<T> {
    fn schema(named: &mut Schemas) -> Value {
        json!({ "type": "array", "items": T::schema(named) })
    }
}

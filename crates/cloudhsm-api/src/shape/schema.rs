//! What a document of the wire says of a shape, as JSON Schema 2020-12.
//!
//! Made from the same list of members that the reading is made from, so that the two can't differ.

use serde_json::{Map, Value, json};

use super::Member;

/// The shapes that have a name, by it.
pub type Schemas = Map<String, Value>;

/// The schema of the type that a value is of.
pub fn schema_of<T: Member>(_: &T, named: &mut Schemas) -> Value {
    T::schema(named)
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
pub(super) fn or_null(mut schema: Value) -> Value {
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

//! Tags and the operations on them.

use serde::{Deserialize, Serialize};

use serde_json::{Map, Value, json};

use crate::{
    Extra,
    serde_rules::null_as_default,
    shape::{
        JsonSchema, Member, Members, Mismatch, Schemas, object, put, reference, required, shape,
    },
};

/// A key and a value that the customer put on a cluster or a backup.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    /// 1 to 128 characters.
    pub key: String,
    /// 0 to 256 characters. AWS wants it in an input; in an output it may be absent.
    pub value: String,
}

impl Tag {
    /// A tag of this key and value.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { key: key.into(), value: value.into() }
    }
}

impl Member for Tag {
    fn read(value: Value) -> Result<Self, Mismatch> {
        let mut members = Members::of(value)?;
        // A tag without a key is not a tag: unlike elsewhere, absent is not empty.
        let key = String::read(required(members.value("Key")));
        Ok(Self { key: key.map_err(|it| it.within("Key"))?, value: members.take("Value")? })
    }

    fn write(&self) -> Option<Value> {
        let mut members = Map::new();
        put(&mut members, "Key", &self.key);
        put(&mut members, "Value", &self.value);
        Some(Value::Object(members))
    }
}

impl JsonSchema for Tag {
    fn schema(named: &mut Schemas) -> Value {
        reference(named, "Tag", |named| {
            let text = String::schema(named);
            let mut schema = object(&[("Key", text.clone()), ("Value", text)]);
            schema["required"] = json!(["Key"]);
            schema["additionalProperties"] = true.into();
            schema
        })
    }
}

/// The value of the tag with this key; keys are case-sensitive.
pub fn tag_value<'a>(tags: &'a [Tag], key: &str) -> Option<&'a str> {
    tags.iter().find(|tag| tag.key == key).map(|tag| tag.value.as_str())
}

/// The input of `ListTags`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListTagsInput {
    /// A cluster's or a backup's id.
    #[serde(default, deserialize_with = "null_as_default")]
    pub resource_id: String,
    /// Where the last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// 1 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
}

shape! {
    /// The output of `ListTags`.
    ListTagsOutput {
        /// This page's tags.
        tag_list: Vec<Tag> = "TagList",
        /// Absent, `null` or empty on the last page.
        next_token: Option<String> = "NextToken",
    }
}

/// The input of `TagResource`: adds tags, and overwrites those whose key exists.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TagResourceInput {
    /// A cluster's or a backup's id.
    #[serde(default, deserialize_with = "null_as_default")]
    pub resource_id: String,
    /// 1 to 50 tags.
    #[serde(default, deserialize_with = "null_as_default")]
    pub tag_list: Vec<Tag>,
}

/// The output of `TagResource`: nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TagResourceOutput {
    /// Members that this crate does not know.
    pub extra: Extra,
}

/// The input of `UntagResource`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UntagResourceInput {
    /// A cluster's or a backup's id.
    #[serde(default, deserialize_with = "null_as_default")]
    pub resource_id: String,
    /// 1 to 50 keys.
    #[serde(default, deserialize_with = "null_as_default")]
    pub tag_key_list: Vec<String>,
}

/// The output of `UntagResource`: nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UntagResourceOutput {
    /// Members that this crate does not know.
    pub extra: Extra,
}

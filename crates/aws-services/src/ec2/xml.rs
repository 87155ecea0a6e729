//! How EC2 writes XML: lists as `<item>` elements, the operation's name in the root element.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};

use super::EC2_VERSION;
use crate::Lookup;

/// Text that is not the XML that was expected, or a value that no XML can be.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct XmlError(String);

/// A tag of a resource.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ec2Tag {
    /// Its key.
    #[serde(default)]
    pub key: String,
    /// Its value.
    #[serde(default)]
    pub value: String,
}

impl Ec2Tag {
    /// The value of the `Name` tag, unless it is empty.
    pub fn name_among(tags: &[Self]) -> Option<&str> {
        let name = tags.iter().find(|tag| tag.key == "Name");
        name.map(|tag| tag.value.as_str()).filter(|name| !name.is_empty())
    }
}

/// Reads an answer. One without its list is an error.
pub fn read<T: DeserializeOwned>(xml: &[u8]) -> Result<T, XmlError> {
    let text = std::str::from_utf8(xml).map_err(|_| XmlError("not UTF-8".to_owned()))?;
    quick_xml::de::from_str(text).map_err(|error| XmlError(error.to_string()))
}

/// Writes an answer, as EC2 does.
pub fn write(lookup: Lookup, output: &impl Serialize) -> Result<String, XmlError> {
    let root = format!("{}Response", lookup.name());
    let written = written(&root, output)?;
    // The serializer has no namespaces; the root element is the first with its name.
    let begin = format!("<{root}");
    let named = format!("{begin} xmlns=\"http://ec2.amazonaws.com/doc/{EC2_VERSION}/\"");
    Ok(written.replacen(&begin, &named, 1))
}

pub(super) fn written(root: &str, value: &impl Serialize) -> Result<String, XmlError> {
    let body = quick_xml::se::to_string_with_root(root, value);
    let body = body.map_err(|error| XmlError(error.to_string()))?;
    Ok(format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body}"))
}

/// A list: an element with one `<item>` for each.
pub(super) mod items {
    use super::{Deserialize, Deserializer, Serialize, Serializer};

    // Anything else in a list isn't an empty list.
    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Items<T> {
        #[serde(default = "Vec::new")]
        item: Vec<T>,
    }

    #[derive(Serialize)]
    struct Borrowed<'a, T> {
        item: &'a [T],
    }

    pub(in crate::ec2) fn serialize<T: Serialize, S: Serializer>(
        list: &[T],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        Borrowed { item: list }.serialize(serializer)
    }

    pub(in crate::ec2) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<T>, D::Error> {
        Ok(Items::deserialize(deserializer)?.item)
    }
}

/// A text; an empty element is none.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.is_empty()))
}

/// A number; an empty element is none.
pub(super) fn number<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    let text = text(deserializer)?;
    text.map(|text| text.trim().parse().map_err(serde::de::Error::custom)).transpose()
}

//! The sources' comments, beside what they describe.

use std::collections::BTreeMap;

use cloudhsm_api::shape::Schemas;
use serde_json::Value;

use super::texts::Texts;

/// Puts the sources' comments beside what they describe.
pub(super) fn describe(named: &mut Schemas, texts: &Texts) {
    for (name, schema) in named.iter_mut() {
        if schema.get("description").is_none()
            && let Some(text) = texts.of(name, None)
        {
            schema["description"] = format!("{text}.").into();
        }
        if let Some(words) = schema.get("enum").or_else(|| schema.get("examples")).cloned() {
            let told: BTreeMap<_, _> = words
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|word| Some((word.as_str()?, texts.of(name, word.as_str())?)))
                .collect();
            let listed = words.as_array().into_iter().flatten().filter_map(Value::as_str);
            let listed: String = listed
                .filter_map(|word| Some(format!("\n- `{word}`: {}.", told.get(word)?)))
                .collect();
            let before = schema["description"].as_str().unwrap_or_default().to_owned();
            if !listed.is_empty() {
                schema["description"] = format!("{before}\n{listed}").into();
            }
        }
        let Some(members) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
            continue;
        };
        for (member, schema) in members.iter_mut() {
            let text = texts.of(name, Some(member)).or_else(|| {
                let mut first = member.chars();
                let lower: String =
                    first.next().into_iter().flat_map(char::to_lowercase).chain(first).collect();
                texts.of(name, Some(&lower))
            });
            if let (Some(text), Some(schema)) = (text, schema.as_object_mut()) {
                schema.insert("description".to_owned(), format!("{text}.").into());
            }
        }
    }
}

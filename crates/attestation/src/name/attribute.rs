//! One attribute of a name, such as `CN=example`.

use x509_parser::{
    asn1_rs::{BmpString, Tag, UniversalString},
    x509::AttributeTypeAndValue,
};

use crate::{
    oid,
    printable::{printable, push},
};

#[derive(Debug, Clone)]
pub(super) struct Attribute {
    pub(super) oid: String,
    pub(super) value: String,
    /// The value, fit to be shown.
    pub(super) shown: String,
    is_text: bool,
}

impl Attribute {
    pub(super) fn new(attribute: &AttributeTypeAndValue<'_>) -> Self {
        let value = attribute.attr_value();
        let text = text(attribute);
        let is_text = text.is_some();
        let value =
            text.unwrap_or_else(|| format!("#{}", data_encoding::HEXUPPER.encode(value.data)));
        Self {
            oid: oid::dotted(attribute.attr_type().as_bytes()),
            is_text,
            shown: printable(&value),
            value,
        }
    }

    pub(super) fn label(&self) -> &str {
        oid::attribute(&self.oid).unwrap_or(&self.oid)
    }

    /// As openssl quotes a value that could be misread.
    pub(super) fn quoted(&self) -> String {
        if self.value.contains([',', '+', '"', '\\', '<', '>', ';']) {
            let value = self.value.replace('\\', "\\\\").replace('"', "\\\"");
            format!("\"{}\"", printable(&value))
        } else {
            self.shown.clone()
        }
    }

    /// RFC 4514, 2.4; what could mislead too, since this is shown.
    pub(super) fn escaped(&self) -> String {
        if !self.is_text {
            return self.value.clone();
        }
        let last = self.value.chars().count().saturating_sub(1);
        let mut escaped = String::with_capacity(self.value.len());
        for (index, c) in self.value.chars().enumerate() {
            match c {
                ',' | '+' | '"' | '\\' | '<' | '>' | ';' => escaped.extend(['\\', c]),
                '#' if index == 0 => escaped.push_str("\\#"),
                ' ' if index == 0 || index == last => escaped.push_str("\\ "),
                c => push(&mut escaped, c),
            }
        }
        escaped
    }
}

/// The text of any of ASN.1's string types.
fn text(attribute: &AttributeTypeAndValue<'_>) -> Option<String> {
    let value = attribute.attr_value();
    let bytes = value.data;
    match value.tag() {
        // In practice Latin-1; asn1-rs reads it as UTF-8.
        Tag::T61String => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        // asn1-rs would read a last odd byte as a character of its own.
        Tag::BmpString if bytes.len().is_multiple_of(2) => {
            BmpString::try_from(value).ok().map(|text| text.string())
        }
        Tag::UniversalString => UniversalString::try_from(value).ok().map(|text| text.string()),
        _ => attribute.as_str().ok().map(str::to_owned),
    }
}

//! What travels with a destructive request beside AWS's own body.
//!
//! The body of an operation is AWS's JSON and nothing else, so the guard's two parts are headers.
//! The confirmation is JSON in ASCII (everything else as `\u` escapes), because a header's value is
//! ASCII (RFC 9110, section 5.5) and names are not.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::WarningCode;

/// The header that carries the permit.
pub const PERMIT_HEADER: &str = "x-console-permit";
/// The header that carries the [`Confirmation`].
pub const CONFIRMATION_HEADER: &str = "x-console-confirmation";
/// The header that asks for everything but the last call, when its value is `true`.
pub const DRY_RUN_HEADER: &str = "x-console-dry-run";

/// The header of an answer that names the attempt, so that it can be looked up afterwards.
pub const ATTEMPT_HEADER: &str = "x-console-attempt";

/// What the person typed and acknowledged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Confirmation {
    /// The text typed where the plan asks for the id.
    pub typed: String,
    /// The warnings acknowledged, by name.
    #[serde(default)]
    pub acknowledged: Vec<WarningCode>,
    /// The text typed where the plan asks for the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed_name: Option<String>,
}

impl Confirmation {
    /// The header's value.
    pub fn to_header(&self) -> String {
        let mut members = Map::new();
        members.insert("typed".to_owned(), self.typed.as_str().into());
        let codes = self.acknowledged.iter().map(|code| code.as_str().into()).collect();
        members.insert("acknowledged".to_owned(), Value::Array(codes));
        if let Some(name) = &self.typed_name {
            members.insert("typedName".to_owned(), name.as_str().into());
        }
        let json = Value::Object(members).to_string();
        json.encode_utf16()
            .map(|unit| match u8::try_from(unit) {
                Ok(byte @ 0x20..=0x7e) => char::from(byte).to_string(),
                _ => format!("\\u{unit:04x}"),
            })
            .collect()
    }

    /// Reads the header's value.
    pub fn from_header(value: &str) -> Result<Self, MalformedConfirmation> {
        serde_json::from_str(value).map_err(|error| MalformedConfirmation(error.to_string()))
    }
}

/// The confirmation header is not the JSON that it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MalformedConfirmation(pub String);

impl std::fmt::Display for MalformedConfirmation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{CONFIRMATION_HEADER} must be JSON like {{\"typed\":\"cluster-…\",\"acknowledged\":[]}}: {}",
            self.0
        )
    }
}

impl std::error::Error for MalformedConfirmation {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_the_header_in_any_script() {
        let confirmation = Confirmation {
            typed: "cluster-abc\n\u{7f}".into(),
            acknowledged: vec![WarningCode::NoReadyBackup],
            typed_name: Some("Zürich 鍵 🔐 \"q\" \\".into()),
        };
        let header = confirmation.to_header();
        assert!(header.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{header}");
        assert_eq!(Confirmation::from_header(&header), Ok(confirmation));
    }

    #[test]
    fn an_unknown_member_is_an_error_not_ignored() {
        let error = Confirmation::from_header(r#"{"typed":"x","force":true}"#).unwrap_err();
        assert!(error.to_string().contains("force"), "{error}");
    }
}

//! Reading an input, and saying what is wrong with it in the words of AWS's validation.

use cloudhsm_api::ErrorCode;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::fault::Fault;

/// Reads a request's body; an empty one is an input without members.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    let value = if body.is_empty() {
        Value::Object(Map::new())
    } else {
        serde_json::from_slice(body)
            .map_err(|error| Fault::serialization(format!("The request is not JSON: {error}")))?
    };
    if !value.is_object() {
        return Err(Fault::serialization("The request is not a JSON object."));
    }
    serde_json::from_value(value).map_err(|error| Fault::serialization(error.to_string()))
}

const LONGEST_QUOTE: usize = 300;

/// Collects what is wrong, because AWS names all of it at once.
#[derive(Debug, Default)]
pub(super) struct Check(Vec<String>);

impl Check {
    fn add(&mut self, value: &str, member: &str, constraint: &str) {
        self.0.push(format!(
            "Value {value} at '{member}' failed to satisfy constraint: {constraint}"
        ));
    }

    /// A member that must be there; empty text is how absence reads in the shapes.
    pub(super) fn required(mut self, member: &str, is_there: bool) -> Self {
        if !is_there {
            self.add("null", member, "Member must not be null");
        }
        self
    }

    pub(super) fn pattern(
        mut self,
        member: &str,
        value: &str,
        pattern: super::patterns::Pattern,
    ) -> Self {
        if !pattern.matches(value) {
            let constraint =
                format!("Member must satisfy regular expression pattern: {}", pattern.regex());
            // AWS repeats the value; a certificate would be a page of it.
            let start: String = value.chars().take(LONGEST_QUOTE).collect();
            self.add(&format!("'{start}'"), member, &constraint);
        }
        self
    }

    /// An id that must be there.
    pub(super) fn id(self, member: &str, value: &str, pattern: super::patterns::Pattern) -> Self {
        if value.is_empty() {
            self.required(member, false)
        } else {
            self.pattern(member, value, pattern)
        }
    }

    pub(super) fn optional(
        self,
        member: &str,
        value: Option<&str>,
        pattern: super::patterns::Pattern,
    ) -> Self {
        match value {
            Some(value) => self.pattern(member, value, pattern),
            None => self,
        }
    }

    pub(super) fn range(mut self, member: &str, value: Option<i64>, limits: (i64, i64)) -> Self {
        let Some(value) = value else { return self };
        if value < limits.0 {
            let limit = format!("Member must have value greater than or equal to {}", limits.0);
            self.add(&format!("'{value}'"), member, &limit);
        }
        if value > limits.1 {
            let limit = format!("Member must have value less than or equal to {}", limits.1);
            self.add(&format!("'{value}'"), member, &limit);
        }
        self
    }

    pub(super) fn length(mut self, member: &str, length: usize, limits: (usize, usize)) -> Self {
        if length < limits.0 {
            let limit = format!("Member must have length greater than or equal to {}", limits.0);
            self.add(&format!("of length {length}"), member, &limit);
        }
        if length > limits.1 {
            let limit = format!("Member must have length less than or equal to {}", limits.1);
            self.add(&format!("of length {length}"), member, &limit);
        }
        self
    }

    /// Which page of a listing is asked for: of at most `most` elements, and where it begins.
    pub(super) fn page(self, max_results: Option<i64>, most: i64, token: Option<&str>) -> Self {
        self.range("maxResults", max_results, (1, most)).length(
            "nextToken",
            token.map_or(0, |token| token.chars().count()),
            (0, 256),
        )
    }

    pub(super) fn one_of(mut self, member: &str, value: Option<&str>, values: &[&str]) -> Self {
        if let Some(value) = value.filter(|value| !values.contains(value)) {
            let constraint = format!("Member must satisfy enum value set: [{}]", values.join(", "));
            self.add(&format!("'{value}'"), member, &constraint);
        }
        self
    }

    pub(super) fn done(self) -> Result<(), Fault> {
        let count = self.0.len();
        if count == 0 {
            return Ok(());
        }
        let errors = if count == 1 { "error" } else { "errors" };
        let message = format!("{count} validation {errors} detected: {}", self.0.join("; "));
        Err(Fault::new(ErrorCode::Validation, message))
    }
}

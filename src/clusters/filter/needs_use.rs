//! Whether a filter asks for what only KMS and CloudWatch know, also while it is being typed.

use super::{Condition, Filter, Property, suggest::starts};

/// Whether one of the terms names such a property.
pub fn needs_use(text: &str) -> bool {
    match Filter::parse(text) {
        Ok(filter) => filter.terms.iter().any(|term| match &term.condition {
            Condition::Property(property, _) => property.is_of_use(),
            Condition::Text(_) => false,
        }),
        // Suggestions come while the value is missing.
        Err(_) => text.split_whitespace().any(|word| {
            let word = word.strip_prefix('-').unwrap_or(word);
            let names = |property: &Property| starts(word, &[property.name(), ":"].concat());
            Property::ALL.iter().any(|property| property.is_of_use() && names(property))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_term_that_names_such_a_property_needs_it() {
        for text in ["used:yes", "x -USED:no", "keystore:none", "sessions:>2 state:ACTIVE", "used:"]
        {
            assert!(needs_use(text), "{text}");
        }
        for text in
            ["", "used", "\"used:yes\"", "state:used", "name:", "reused:yes", "tag:used=yes"]
        {
            assert!(!needs_use(text), "{text}");
        }
    }
}

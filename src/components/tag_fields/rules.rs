//! AWS's rules for tags.
//!
//! <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_Tag.html>: a key of 1 to 128 and a
//! value of 0 to 256 characters, letters, digits and spaces of any script and `_ . : / = + - @`.

/// What is wrong with a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// No key.
    EmptyKey,
    /// More than 128 characters.
    LongKey,
    /// More than 256 characters.
    LongValue,
    /// A character that AWS does not take.
    KeyCharacter,
    /// A character that AWS does not take.
    ValueCharacter,
    /// The key begins with `aws:`.
    Reserved,
    /// Another tag has this key.
    Duplicate,
}

impl Problem {
    /// The rule in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::EmptyKey => "Enter a key.",
            Self::LongKey => "Use at most 128 characters in a key.",
            Self::LongValue => "Use at most 256 characters in a value.",
            Self::KeyCharacter => "Use letters, digits, spaces, and _ . : / = + - @ in a key.",
            Self::ValueCharacter => "Use letters, digits, spaces, and _ . : / = + - @ in a value.",
            Self::Reserved => "The aws: prefix is reserved.",
            Self::Duplicate => "Another tag already has this key.",
        }
    }
}

/// What is wrong with a key.
pub fn check_key(key: &str) -> Option<Problem> {
    if key.is_empty() {
        Some(Problem::EmptyKey)
    } else if key.chars().count() > 128 {
        Some(Problem::LongKey)
    } else if is_reserved(key) {
        Some(Problem::Reserved)
    } else {
        (!is_tag_text(key)).then_some(Problem::KeyCharacter)
    }
}

/// What is wrong with a value.
pub fn check_value(value: &str) -> Option<Problem> {
    if value.chars().count() > 256 {
        return Some(Problem::LongValue);
    }
    (!is_tag_text(value)).then_some(Problem::ValueCharacter)
}

/// AWS's own tags, which can't be set or removed.
pub fn is_reserved(key: &str) -> bool {
    key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
}

/// Whether a text has only what AWS takes in tags: `[\p{L}\p{Z}\p{N}_.:/=+\-@]*`.
#[cfg(target_arch = "wasm32")]
pub fn is_tag_text(text: &str) -> bool {
    js_sys::RegExp::new(r"^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$", "u").test(text)
}

/// Whether a text has only what AWS takes in tags, as far as Rust's own tables tell.
#[cfg(not(target_arch = "wasm32"))]
pub fn is_tag_text(text: &str) -> bool {
    text.chars()
        .all(|letter| letter.is_alphanumeric() || letter == ' ' || "_.:/=+-@".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_characters_not_bytes() {
        assert_eq!(check_key(&"鍵".repeat(128)), None);
        assert_eq!(check_key(&"鍵".repeat(129)), Some(Problem::LongKey));
        assert_eq!(check_value(&"é".repeat(256)), None);
        assert_eq!(check_value(&"é".repeat(257)), Some(Problem::LongValue));
    }

    #[test]
    fn characters_of_any_script_and_no_others() {
        for text in ["支払い", "حساب", "a_b.c:d/e=f+g-h@i 9", "٣"] {
            assert_eq!(check_key(text), None, "{text}");
        }
        for text in ["a,b", "50%", "🔐", "a\tb"] {
            assert_eq!(check_key(text), Some(Problem::KeyCharacter), "{text}");
            assert_eq!(check_value(text), Some(Problem::ValueCharacter), "{text}");
        }
        assert_eq!(check_value(""), None);
        assert_eq!(check_key("aws:created"), Some(Problem::Reserved));
    }
}

//! Fields of comma-separated values that a spreadsheet takes for text and nothing else.

/// What begins a formula, also in its wide and small forms, which spreadsheets read the same.
const SIGNS: [char; 12] = [
    '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}', '\u{fe66}', '\u{fe62}',
    '\u{fe63}', '\u{fe6b}',
];

/// A field as [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180) has it. One that begins like a formula
/// gets an apostrophe in front: a spreadsheet would run it
/// ([CSV injection](https://owasp.org/www-community/attacks/CSV_Injection)).
pub fn field(value: &str) -> String {
    let formula = is_formula(value);
    let value = if formula { ["'", value].concat() } else { value.to_owned() };
    if value.contains([',', '"', '\r', '\n']) || formula {
        ["\"", &value.replace('"', "\"\""), "\""].concat()
    } else {
        value
    }
}

/// Whether a spreadsheet may take the value for a formula. It looks past what takes no room, such as
/// blanks and line ends.
pub fn is_formula(value: &str) -> bool {
    let takes_no_room = |letter: char| {
        letter.is_whitespace()
            || letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    value.starts_with(['\t', '\r']) || value.trim_start_matches(takes_no_room).starts_with(SIGNS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_is_a_formula() {
        for value in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            " =1",
            "\u{a0}=1",
            "\u{feff}=1",
            "\u{ff1d}1+1",
            "\u{ff0b}1",
            "\u{ff0d}1",
            "\u{ff20}SUM(1)",
            "\u{fe66}1",
            "\n \u{ff1d}1",
            "\u{202e}=1",
        ] {
            assert!(field(value).starts_with("\"'"), "{value:?}");
        }
        for value in ["a=1", "", " a", "1-2", "cluster-a"] {
            assert_eq!(field(value), value);
        }
    }

    proptest! {
        /// A reader of RFC 4180 finds the fields as they were, but for the apostrophe.
        #[test]
        fn fields_read_back(value in "[a-z=+@,\"\r\n -]{0,12}") {
            let text = field(&value);
            let inner = match text.strip_prefix('"') {
                Some(quoted) => quoted.strip_suffix('"').unwrap().replace("\"\"", "\""),
                None => text.clone(),
            };
            prop_assert_eq!(inner.strip_prefix('\'').unwrap_or(&inner), value);
        }
    }
}

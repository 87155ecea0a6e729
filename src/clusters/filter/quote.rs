//! Texts as a filter quotes them.

/// A text as it stands in a filter: quoted, where it would mean something else.
pub(super) fn quoted(text: &str) -> String {
    if text.starts_with('-') { in_quotes(text) } else { quoted_value(text) }
}

/// The same within a value, where a `-` turns nothing round.
pub(super) fn quoted_value(text: &str) -> String {
    let plain = !text.is_empty()
        && !text.chars().any(|letter| letter.is_whitespace() || "\"\\:,=*".contains(letter));
    if plain { text.to_owned() } else { in_quotes(text) }
}

fn in_quotes(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        if matches!(letter, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(letter);
    }
    quoted.push('"');
    quoted
}

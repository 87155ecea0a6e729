//! Text from outside, made fit to be shown: it stays on its line, reads in one direction, and
//! can't end the quotes around it.

use std::fmt::Write as _;

/// The text with whatever would move, hide or reorder other text, or end quotes around it, escaped
/// as `\u{…}`.
pub(crate) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        push(&mut shown, c);
    }
    shown
}

/// Adds one character, escaped where [`printable`] says so.
pub(crate) fn push(shown: &mut String, c: char) {
    if is_misleading(c) {
        // Writing to a String cannot fail.
        let _ = write!(shown, "{}", c.escape_unicode());
    } else {
        shown.push(c);
    }
}

/// The text in quotes; [`printable`] escapes quotes that could end them.
pub(crate) fn quoted(text: &str) -> String {
    format!("“{}”", printable(text))
}

/// Control characters, line and paragraph separators, typographic quotes, and characters without a
/// shape of their own: among them those that turn the direction of writing
/// ([Unicode Technical Report 36](https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing)).
fn is_misleading(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{201c}'..='\u{201f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_or_hides_text_is_escaped_and_the_rest_stays() {
        assert_eq!(printable("a\nb\u{202e}c\u{200b}"), "a\\u{a}b\\u{202e}c\\u{200b}");
        assert_eq!(printable("Sm\u{f8}rrebr\u{f8}d, \u{65e5}\u{672c}"), "Smørrebrød, 日本");
    }

    #[test]
    fn a_quote_can_not_be_ended_from_inside() {
        assert_eq!(quoted("root” signed it"), "“root\\u{201d} signed it”");
    }
}

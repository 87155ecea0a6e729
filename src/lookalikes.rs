//! Names that aren't what they look like: characters that can't be seen, and letters that look like others.

use std::fmt::Write as _;

/// The text with each letter written out that can't be seen or that turns the direction of writing:
/// `a\u{202e}b` as `a⟨U+202E⟩b`.
pub fn visible(text: &str) -> String {
    if !text.contains(is_hidden) {
        return text.to_owned();
    }
    let mut shown = String::new();
    for letter in text.chars() {
        if is_hidden(letter) {
            // A string takes any text.
            let _ = write!(shown, "⟨U+{:04X}⟩", u32::from(letter));
        } else {
            shown.push(letter);
        }
    }
    shown
}

fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// Why a name can look the same as another one though it isn't; `None` for most.
pub fn looks_like_another(name: &str) -> Option<&'static str> {
    // An accent of its own: the same name is usually written with letters that have theirs.
    let accent = |letter: char| matches!(letter, '\u{300}'..='\u{36f}' | '\u{1100}'..='\u{11ff}' | '\u{3099}' | '\u{309a}');
    if name.contains(accent) {
        return Some("decomposed letters");
    }
    let is_latin =
        |letter: char| letter.is_ascii_alphabetic() || matches!(letter, '\u{c0}'..='\u{24f}');
    let is_greek_or_cyrillic = |letter: char| matches!(letter, '\u{370}'..='\u{52f}');
    (name.contains(is_latin) && name.contains(is_greek_or_cyrillic))
        .then_some("letters of two alphabets")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_be_seen_is_written_out() {
        assert_eq!(visible("payments-prod é 用途"), "payments-prod é 用途");
        assert_eq!(visible("a\u{202e}b\u{200b}\n"), "a⟨U+202E⟩b⟨U+200B⟩⟨U+000A⟩");
    }

    #[test]
    fn names_that_look_like_others_are_told() {
        assert_eq!(looks_like_another("café"), None);
        assert_eq!(looks_like_another("cafe\u{301}"), Some("decomposed letters"));
        assert_eq!(looks_like_another("p\u{430}yments"), Some("letters of two alphabets"));
        assert_eq!(looks_like_another("платежи"), None);
    }
}

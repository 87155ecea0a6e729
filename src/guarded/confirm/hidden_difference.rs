//! Which letter of a typed text differs from the expected one, where a person can't see it: letters
//! of another script that look alike, and characters without any ink.

/// What to say about the first difference; `None` where the eye finds it: both letters are on every
/// keyboard, or the typed text just isn't complete.
pub fn hidden_difference(typed: &str, expected: &str) -> Option<String> {
    let mut pairs = Pairs { typed: typed.chars(), expected: expected.chars() };
    let mut position = 0_usize;
    loop {
        position += 1;
        match (pairs.typed.next(), pairs.expected.next()) {
            (Some(typed), Some(expected)) if typed == expected => {}
            (None, _) => return None,
            (Some(typed), expected) => {
                let accent = pairs.typed.next().filter(|next| is_combining(*next));
                return describe(position, typed, accent, expected);
            }
        }
    }
}

struct Pairs<'a> {
    typed: std::str::Chars<'a>,
    expected: std::str::Chars<'a>,
}

fn describe(
    position: usize,
    typed: char,
    accent: Option<char>,
    expected: Option<char>,
) -> Option<String> {
    let is_plain = |letter: char| letter.is_ascii_graphic() || letter == ' ';
    // A letter in two parts is one on screen.
    let in_parts = accent.is_some() && expected.is_some_and(|it| !is_plain(it));
    let looks_alike = |letter| script(letter).is_some() || invisible(letter).is_some();
    if is_plain(typed) && !in_parts && !expected.is_some_and(looks_alike) {
        return None;
    }
    let found =
        if in_parts { [&quoted(typed), " with a separate accent"].concat() } else { named(typed) };
    let wanted = match expected {
        Some(expected) if in_parts => [&quoted(expected), " as one character"].concat(),
        Some(expected) if is_plain(expected) => quoted(expected),
        Some(expected) => named(expected),
        None => "the end".to_owned(),
    };
    Some(format!("Character {position} is {found}, expected {wanted}."))
}

fn quoted(letter: char) -> String {
    format!("‘{letter}’")
}

/// A letter with the name of its script, or what it is if it has no ink.
fn named(letter: char) -> String {
    if let Some(name) = invisible(letter) {
        return name.to_owned();
    }
    match script(letter) {
        Some(script) => [script, " ", &quoted(letter)].concat(),
        None if letter.is_ascii() => quoted(letter),
        None => format!("‘{letter}’ (U+{:04X})", u32::from(letter)),
    }
}

/// What a character without ink is.
fn invisible(letter: char) -> Option<&'static str> {
    Some(match letter {
        '\u{200B}' => "a zero-width space",
        '\u{200C}' | '\u{200D}' => "a zero-width joiner",
        '\u{2060}' | '\u{FEFF}' => "a zero-width no-break space",
        '\u{00AD}' => "a soft hyphen",
        '\u{200E}'
        | '\u{200F}'
        | '\u{061C}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}' => "an invisible direction mark",
        '\u{FE00}'..='\u{FE0F}' => "an invisible variation mark",
        '\u{00A0}' | '\u{202F}' => "a no-break space",
        letter if letter.is_whitespace() => "a space of another kind",
        letter if letter.is_control() => "an invisible control character",
        _ => return None,
    })
}

/// The scripts with letters that look like Latin ones.
fn script(letter: char) -> Option<&'static str> {
    Some(match letter {
        '\u{0370}'..='\u{03FF}' | '\u{1F00}'..='\u{1FFF}' => "Greek",
        '\u{0400}'..='\u{052F}' | '\u{1C80}'..='\u{1C8F}' | '\u{2DE0}'..='\u{2DFF}' => "Cyrillic",
        '\u{0530}'..='\u{058F}' => "Armenian",
        '\u{13A0}'..='\u{13FF}' => "Cherokee",
        '\u{FF01}'..='\u{FF5E}' => "full-width",
        '\u{1D400}'..='\u{1D7FF}' => "mathematical",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "another dash",
        _ => return None,
    })
}

fn is_combining(letter: char) -> bool {
    matches!(letter, '\u{0300}'..='\u{036F}' | '\u{3099}' | '\u{309A}')
}

#[cfg(test)]
mod tests {
    use super::hidden_difference;

    fn told(typed: &str, expected: &str) -> String {
        hidden_difference(typed, expected).unwrap_or_default()
    }

    #[test]
    fn a_letter_that_looks_alike_is_named_with_its_script() {
        let expected = "cluster-a2b3";
        let said = told("cluster-а2b3", expected);
        assert_eq!(said, "Character 9 is Cyrillic ‘а’, expected ‘a’.");
        assert_eq!(told("сluster", expected), "Character 1 is Cyrillic ‘с’, expected ‘c’.");
        assert_eq!(told("ｃluster", expected), "Character 1 is full-width ‘ｃ’, expected ‘c’.");
        assert_eq!(told("clυster", expected), "Character 3 is Greek ‘υ’, expected ‘u’.");
        assert_eq!(told("cluster–a", expected), "Character 8 is another dash ‘–’, expected ‘-’.");
        assert_eq!(told("clüster", expected), "Character 3 is ‘ü’ (U+00FC), expected ‘u’.");
    }

    #[test]
    fn a_character_without_ink_is_named() {
        let expected = "hsm-a2";
        let said = told("hsm\u{200B}-a2", expected);
        assert_eq!(said, "Character 4 is a zero-width space, expected ‘-’.");
        assert_eq!(
            told("\u{FEFF}hsm", expected),
            "Character 1 is a zero-width no-break space, expected ‘h’."
        );
        assert_eq!(
            told("\u{202E}hsm", expected),
            "Character 1 is an invisible direction mark, expected ‘h’."
        );
        assert_eq!(
            told("hsm-a2\u{200D}", expected),
            "Character 7 is a zero-width joiner, expected the end."
        );
        assert_eq!(
            told("my\u{A0}name", "my name"),
            "Character 3 is a no-break space, expected ‘ ’."
        );
    }

    #[test]
    fn a_letter_in_two_parts_is_told_from_the_same_as_one() {
        let said = told("cafe\u{301}", "café");
        assert_eq!(
            said,
            "Character 4 is ‘e’ with a separate accent, expected ‘é’ as one character."
        );
        assert_eq!(told("決済", "決済み"), "", "not complete yet");
        assert_eq!(told("Fooа", "Foo決"), "Character 4 is Cyrillic ‘а’, expected ‘決’ (U+6C7A).");
    }

    #[test]
    fn what_the_eye_finds_is_not_explained() {
        for typed in ["", "clus", "cluster-b", "confirm", "cluster-a2b3x", "cluster a"] {
            assert_eq!(told(typed, "cluster-a2b3"), "", "{typed}");
        }
    }
}

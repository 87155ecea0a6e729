//! How much of a limit is used, in words: `12 of 3,300`. What isn't known is not 0.

use crate::components::{Tone, Value};

/// `used` of `limit`, each `None` if it isn't known; marked where little is left.
pub(in crate::cluster) fn of_limit(used: Option<u32>, limit: Option<u32>) -> Value {
    match (used, limit) {
        (Some(used), Some(limit)) => {
            let words = [&grouped(used), " of ", &grouped(limit)].concat();
            if used >= limit {
                Value::Badge(Tone::Warn, [&words, ": none left"].concat())
            } else if is_close(used, limit) {
                Value::Badge(Tone::Warn, words)
            } else {
                Value::Text(words)
            }
        }
        (None, Some(limit)) => Value::Row(vec![
            Value::Missing("Unknown"),
            Value::Note(["of ", &grouped(limit)].concat()),
        ]),
        (Some(used), None) => Value::Row(vec![
            Value::Text(grouped(used)),
            Value::Note("of an unknown quota".to_owned()),
        ]),
        (None, None) => Value::Missing("Unknown"),
    }
}

/// Less than a tenth is left.
fn is_close(used: u32, limit: u32) -> bool {
    u64::from(used) * 10 > u64::from(limit) * 9
}

/// `3,300`
pub(in crate::cluster) fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        for (number, text) in [
            (0, "0"),
            (28, "28"),
            (999, "999"),
            (1_024, "1,024"),
            (16_666, "16,666"),
            (1_000_000, "1,000,000"),
            (u32::MAX, "4,294,967,295"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn what_is_unknown_is_not_none_and_little_left_is_marked() {
        let words = |used, limit| match of_limit(used, limit) {
            Value::Text(text) => text,
            Value::Badge(Tone::Warn, text) => ["! ", &text].concat(),
            Value::Missing(text) => ["(", text, ")"].concat(),
            Value::Row(_) => "both".to_owned(),
            other => panic!("{other:?}"),
        };
        for (used, limit, expected) in [
            (Some(0), Some(6), "0 of 6"),
            (Some(5), Some(6), "5 of 6"),
            (Some(6), Some(6), "! 6 of 6: none left"),
            (Some(7), Some(6), "! 7 of 6: none left"),
            (Some(0), Some(0), "! 0 of 0: none left"),
            (Some(3_000), Some(3_300), "! 3,000 of 3,300"),
            (Some(2_970), Some(3_300), "2,970 of 3,300"),
            (None, Some(6), "both"),
            (Some(0), None, "both"),
            (None, None, "(Unknown)"),
        ] {
            assert_eq!(words(used, limit), expected, "{used:?} {limit:?}");
        }
    }
}

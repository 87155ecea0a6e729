//! A number in a filter: `2`, `>2`, `<2`.

use std::cmp::Ordering;

/// Whether a number is as a text wants it; `None` if the text wants no number.
pub(super) fn compare(text: &str, number: u32) -> Option<bool> {
    let (wanted, digits) = match text.split_at_checked(1) {
        Some((">", digits)) => (Ordering::Greater, digits),
        Some(("<", digits)) => (Ordering::Less, digits),
        Some(("=", digits)) => (Ordering::Equal, digits),
        _ => (Ordering::Equal, text),
    };
    // Rust takes a sign too.
    let is_number = digits.bytes().all(|digit| digit.is_ascii_digit());
    let limit: u32 = digits.parse().ok().filter(|_| is_number)?;
    Some(number.cmp(&limit) == wanted)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_that_is_no_comparison_is_none() {
        for text in ["", ">", "2x", ">-2", "+2", ">>2", ">=2", "4294967296", "支払"] {
            assert_eq!(compare(text, 2), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn one_of_three_is_true(number: u32, limit: u32) {
            let of = |sign| compare(&format!("{sign}{limit}"), number).unwrap();
            prop_assert_eq!(of(">"), number > limit);
            prop_assert_eq!(of("<"), number < limit);
            prop_assert_eq!((of("="), of("")), (number == limit, number == limit));
        }
    }
}

//! A text with `*` for anything.

use std::fmt;

use super::quote::quoted_value;

/// The texts between the stars: one text alone has no star and must fit as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob(Vec<String>);

impl Glob {
    /// Without a star.
    pub fn exactly(text: &str) -> Self {
        Self(vec![text.to_owned()])
    }

    /// Of the texts between stars; two stars side by side are one.
    pub(super) fn of_pieces(mut pieces: Vec<String>) -> Self {
        let last = pieces.len().saturating_sub(1);
        let mut index = 0;
        pieces.retain(|piece| {
            let inner = index > 0 && index < last;
            index += 1;
            !(inner && piece.is_empty())
        });
        Self(pieces)
    }

    /// Whether nothing at all is asked: the empty text.
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(String::is_empty) && self.0.len() < 2
    }

    /// The text, if there is no star.
    pub(super) fn text(&self) -> Option<&str> {
        match self.0.as_slice() {
            [text] => Some(text),
            _ => None,
        }
    }

    /// Whatever begins with this text; `None` where a star says already what may follow.
    pub(super) fn beginning(&self) -> Option<Self> {
        self.text().map(|text| Self(vec![text.to_owned(), String::new()]))
    }

    /// Whether a text fits; ASCII letters fit in any case.
    pub fn fits(&self, text: &str) -> bool {
        let mut rest = text.as_bytes();
        let last = self.0.len().saturating_sub(1);
        for (index, piece) in self.0.iter().enumerate() {
            let piece = piece.as_bytes();
            let at = match (index == 0, index == last) {
                (true, true) => return rest.eq_ignore_ascii_case(piece),
                (true, false) => starts(rest, piece).then_some(0),
                (false, true) => return starts(tail(rest, piece.len()), piece),
                (false, false) => find(rest, piece),
            };
            let Some(after) = at.and_then(|at| rest.get(at + piece.len()..)) else { return false };
            rest = after;
        }
        false
    }
}

fn starts(text: &[u8], piece: &[u8]) -> bool {
    text.get(..piece.len()).is_some_and(|start| start.eq_ignore_ascii_case(piece))
}

/// The last bytes of a text; all of it if it is shorter.
fn tail(text: &[u8], length: usize) -> &[u8] {
    text.get(text.len().saturating_sub(length)..).unwrap_or_default()
}

fn find(text: &[u8], piece: &[u8]) -> Option<usize> {
    (0..=text.len().checked_sub(piece.len())?)
        .find(|at| text.get(*at..).is_some_and(|rest| starts(rest, piece)))
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, piece) in self.0.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { "*" })?;
            if !piece.is_empty() {
                f.write_str(&quoted_value(piece))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glob(text: &str) -> Glob {
        Glob::of_pieces(text.split('*').map(str::to_owned).collect())
    }

    #[test]
    fn a_star_is_anything_and_a_text_fits_as_a_whole() {
        for (pattern, fits, not) in [
            ("ACTIVE", vec!["ACTIVE", "active"], vec!["INACTIVE", "ACTIV", ""]),
            ("us-*", vec!["us-east-1", "US-", "us-"], vec!["eu-us-1", "us"]),
            ("*progress", vec!["DELETE_IN_PROGRESS", "progress"], vec!["PROGRESSING"]),
            ("a*b*c", vec!["abc", "axxbyyc", "abbc"], vec!["ab", "acb", "abcd"]),
            ("*", vec!["", "x"], vec![]),
            ("a*a", vec!["aa", "aba"], vec!["a"]),
            ("支払*", vec!["支払い"], vec!["払い"]),
        ] {
            let glob = glob(pattern);
            for text in fits {
                assert!(glob.fits(text), "{pattern} {text}");
            }
            for text in not {
                assert!(!glob.fits(text), "{pattern} {text}");
            }
        }
    }
}

//! How well a text fits what somebody types to find it.

use crate::lower_case::lower_case;

/// The words that somebody typed, in lower case.
#[derive(Debug, Clone)]
pub(super) struct Query(Vec<String>);

impl Query {
    pub(super) fn new(text: &str) -> Self {
        Self(lower_case(text).split_whitespace().map(str::to_owned).collect())
    }

    pub(super) fn words(&self) -> &[String] {
        &self.0
    }

    /// Whether all that fits this fits the other one too: its words only got longer, or more.
    pub(super) fn narrows(&self, other: &Self) -> bool {
        let mut pairs = self.0.iter().zip(&other.0);
        self.0.len() >= other.0.len() && pairs.all(|(own, other)| own.starts_with(&**other))
    }
}

/// A text to be found: as it is read, and as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Findable {
    title: String,
    rest: String,
}

impl Findable {
    /// `title` counts more than `rest`.
    pub(super) fn new(title: &str, rest: &str) -> Self {
        Self { title: lower_case(title), rest: lower_case(rest) }
    }

    /// How well it fits all the words, or that it does not fit; more is better.
    pub(super) fn fit(&self, query: &Query) -> Option<u32> {
        query.words().iter().map(|word| self.word(word)).sum()
    }

    /// How well it fits one word.
    pub(super) fn word(&self, word: &str) -> Option<u32> {
        let title = fit(&self.title, word).map(|fit| fit + 1);
        title.max(fit(&self.rest, word))
    }

    /// The same, where letters that are not beside each other are no fit.
    pub(super) fn whole_word(&self, word: &str) -> Option<u32> {
        self.word(word).filter(|fit| *fit >= PART)
    }
}

const WHOLE: u32 = 100;
const START: u32 = 80;
const WORD: u32 = 60;
const PART: u32 = 40;
const SCATTERED: u32 = 20;

/// How well an ID or an address fits. AWS's have no capital letters; letters that are not beside each other
/// would find almost all of them.
pub(super) fn fit_id(id: &str, word: &str) -> Option<u32> {
    let at = id.find(word)?;
    let fit = match at {
        0 if id.len() == word.len() => WHOLE,
        0 => START,
        _ => PART,
    };
    Some(fit + 1)
}

/// The whole, the start, the start of a word, a part, or its letters one after the other.
fn fit(text: &str, word: &str) -> Option<u32> {
    if text == word {
        return Some(WHOLE);
    }
    if text.starts_with(word) {
        return Some(START);
    }
    let mut part = None;
    for (at, _) in text.match_indices(word) {
        let before = text[..at].chars().next_back();
        if before.is_none_or(|before| !is_of_word(before)) {
            return Some(WORD);
        }
        part = Some(PART);
    }
    part.or_else(|| scattered(text, word))
}

/// Whether a word goes on with it: as far as it goes without Unicode's tables, which weigh a kilobyte.
fn is_of_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || !letter.is_ascii() && !letter.is_whitespace()
}

/// Letters one after the other, the first at the start of a word: fewer gaps are better.
fn scattered(text: &str, word: &str) -> Option<u32> {
    let mut letters = word.chars();
    let mut wanted = letters.next()?;
    let (mut begun, mut gaps, mut previous, mut together) = (false, 0, ' ', false);
    for letter in text.chars() {
        let starts = !is_of_word(previous);
        if letter == wanted && (begun || starts) {
            // A letter that starts a word is where somebody would look for it.
            gaps += u32::from(begun && !together && !starts);
            begun = true;
            together = true;
            match letters.next() {
                Some(next) => wanted = next,
                // One letter fits almost everything: it must be a part.
                None => return (gaps <= 4).then(|| SCATTERED - 4 * gaps),
            }
        } else {
            together = false;
        }
        previous = letter;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn order(query: &str, titles: &[&'static str]) -> Vec<&'static str> {
        let mut found: Vec<_> = titles
            .iter()
            .filter_map(|title| Some((Findable::new(title, "").fit(&Query::new(query))?, *title)))
            .collect();
        found.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
        found.into_iter().map(|(_, title)| title).collect()
    }

    #[test]
    fn the_better_fit_comes_first() {
        let titles = ["staging-payments", "payments", "prepayments", "payments-prod", "sandbox"];
        assert_eq!(
            order("payments", &titles),
            ["payments", "payments-prod", "staging-payments", "prepayments"]
        );
        assert_eq!(order("pp", &titles), ["payments-prod", "prepayments"]);
        assert_eq!(order("pay prod", &titles), ["payments-prod"]);
        assert_eq!(order("PAYMENTS prod", &titles), ["payments-prod"]);
        assert_eq!(order("zz", &titles), [""; 0]);
        assert_eq!(order("", &titles).len(), titles.len());
    }

    #[test]
    fn the_title_counts_more_than_the_rest() {
        let (title, rest) = (Findable::new("eu-west-1", "x"), Findable::new("x", "eu-west-1"));
        assert!(title.word("eu") > rest.word("eu"));
        assert!(rest.word("west").is_some());
        // Words may fit one here and one there.
        let both = Findable::new("payments", "us-east-1");
        assert!(both.fit(&Query::new("pay EAST")).is_some());
        assert!(both.fit(&Query::new("pay west")).is_none());
    }

    #[test]
    fn an_id_is_found_by_a_part_of_it_and_not_by_its_letters() {
        let id = "hsm-4kd02mfxyza";
        let fits: Vec<_> = [id, "hsm-4k", "mfx"].iter().map(|word| fit_id(id, word)).collect();
        assert!(fits.iter().all(Option::is_some) && fits.is_sorted_by(|a, b| a > b), "{fits:?}");
        assert_eq!(fit_id(id, "hza"), None);
        assert_eq!(Findable::new("Partly unreadable", "").whole_word("pay"), None);
        assert!(Findable::new("Partly unreadable", "").whole_word("read").is_some());
    }

    proptest! {
        #[test]
        fn every_part_of_a_text_finds_it(text in "\\PC{1,20}", from in 0_usize..20, long in 1_usize..8) {
            let part: String = text.to_lowercase().chars().skip(from).take(long).collect();
            prop_assert!(Findable::new(&text, "").fit(&Query::new(&part)).is_some());
        }

        #[test]
        fn nothing_makes_it_panic(text in ".{0,30}", query in ".{0,10}") {
            let _ = Findable::new(&text, &query).fit(&Query::new(&query));
            let _ = fit_id(&text, &query);
        }
    }
}

use std::collections::BTreeSet;

use super::*;

/// Not the real list: this file is checked too.
const LIST_OF_TEST: &[Phrase] =
    &[("purple cow", "brown cow"), ("can't moo", "is silent"), ("cow", "cattle")];

fn lines(text: &str) -> Vec<(usize, &'static str)> {
    hits(text, LIST_OF_TEST).into_iter().map(|hit| (hit.line, hit.phrase)).collect()
}

#[test]
fn finds_a_phrase_with_its_line_and_what_to_write() {
    let found = hits("fine\n    \"It can't moo.\"\n", LIST_OF_TEST);
    assert_eq!(found, [Hit { line: 2, phrase: "can't moo", better: "is silent" }]);
}

#[test]
fn finds_a_phrase_that_continues_in_the_next_line() {
    for text in ["/// A purple\n/// cow.", "    \"a purple \\\n     cow\""] {
        assert_eq!(lines(text), [(1, "purple cow"), (2, "cow")], "{text}");
    }
    assert_eq!(lines("//! A\n//! purple\n//! cow")[0], (2, "purple cow"));
}

#[test]
fn upper_case_and_curly_apostrophes_make_no_difference() {
    assert_eq!(lines("CAN’T MOO")[0].1, "can't moo");
}

#[test]
fn parts_of_longer_words_are_fine() {
    assert_eq!(lines("cowboys scow"), []);
    assert_eq!(lines("(cow)"), [(1, "cow")]);
}

#[test]
fn the_list_is_consistent() {
    let mut seen = BTreeSet::new();
    for (phrase, better) in PHRASES {
        assert!(phrase.len() > 3 && !better.is_empty(), "{phrase}");
        let finds_itself = hits(phrase, PHRASES).iter().any(|hit| hit.phrase == *phrase);
        assert!(finds_itself, "{phrase} can't be found: is it in lower case?");
        assert!(hits(better, PHRASES).is_empty(), "{better} has a phrase of the list");
        assert!(seen.insert(phrase), "{phrase} is listed twice");
    }
}

#[test]
fn pictures_and_the_list_itself_are_left_out() {
    assert!(is_checked("src/app.rs") && is_checked("README.md") && is_checked("index.html"));
    assert!(!is_checked("docs/deletion/01-blocked.png") && !is_checked(LIST));
    assert!(NOT_YET.iter().all(|path| !is_checked(&format!("{path}x.rs"))));
}

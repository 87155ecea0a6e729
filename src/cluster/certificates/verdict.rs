//! How a mark looks: an icon, words and a color. Green is for what pinned roots prove.

use attestation::Mark;
use leptos::prelude::*;

use crate::components::{Icon, Shape};

/// The words of a verdict in the look of its mark.
pub(super) fn badge(mark: Mark, words: String) -> AnyView {
    view! { <span class=class(mark)><Icon shape=shape(mark)/>{words}</span> }.into_any()
}

fn class(mark: Mark) -> &'static str {
    match mark {
        Mark::Good => "badge good",
        Mark::Supplied => "badge supplied",
        Mark::Dated => "badge warn",
        Mark::Bad => "badge bad",
        Mark::Open => "badge",
    }
}

fn shape(mark: Mark) -> Shape {
    match mark {
        Mark::Good => Shape::Check,
        Mark::Supplied => Shape::Info,
        Mark::Dated => Shape::Ring,
        Mark::Bad => Shape::Alert,
        Mark::Open => Shape::Question,
    }
}

/// The line of a link in the picture.
pub(super) fn line(mark: Mark) -> &'static str {
    match mark {
        Mark::Good => "link good",
        Mark::Supplied => "link supplied",
        Mark::Dated => "link warn",
        Mark::Bad => "link bad",
        Mark::Open => "link",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_pinned_roots_prove_is_green_and_no_two_marks_look_alike() {
        let marks = [Mark::Good, Mark::Supplied, Mark::Dated, Mark::Bad, Mark::Open];
        for mark in marks {
            assert_eq!(class(mark).contains("good"), mark == Mark::Good);
            assert_eq!(line(mark).contains("good"), mark == Mark::Good);
            let alike = marks.iter().filter(|other| shape(**other) == shape(mark)).count();
            assert_eq!(alike, 1, "{mark:?}");
        }
    }
}

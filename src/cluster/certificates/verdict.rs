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
        Mark::Verified => "badge good",
        Mark::Supplied => "badge supplied",
        Mark::OutsideDates => "badge warn",
        Mark::Failed => "badge bad",
        Mark::NotCheckable => "badge",
    }
}

fn shape(mark: Mark) -> Shape {
    match mark {
        Mark::Verified => Shape::Check,
        Mark::Supplied => Shape::Info,
        Mark::OutsideDates => Shape::Ring,
        Mark::Failed => Shape::Alert,
        Mark::NotCheckable => Shape::Question,
    }
}

/// The line of a link in the picture.
pub(super) fn line(mark: Mark) -> &'static str {
    match mark {
        Mark::Verified => "link good",
        Mark::Supplied => "link supplied",
        Mark::OutsideDates => "link warn",
        Mark::Failed => "link bad",
        Mark::NotCheckable => "link",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_pinned_roots_prove_is_green_and_no_two_marks_look_alike() {
        let marks =
            [Mark::Verified, Mark::Supplied, Mark::OutsideDates, Mark::Failed, Mark::NotCheckable];
        for mark in marks {
            assert_eq!(class(mark).contains("good"), mark == Mark::Verified);
            assert_eq!(line(mark).contains("good"), mark == Mark::Verified);
            let alike = marks.iter().filter(|other| shape(**other) == shape(mark)).count();
            assert_eq!(alike, 1, "{mark:?}");
        }
    }
}

//! The lines of a plot, as the paths of an SVG: whole numbers only, in a grid that the page stretches.
//!
//! A value is the largest of its period, so it is a level line as long as that. Where there is no data,
//! there is no line: zero is drawn at the bottom, and nothing is not drawn.

use super::shape::Shape;

/// Draws with the commands of a path.
#[derive(Debug, Default)]
struct Pen(String);

impl Pen {
    fn draw(&mut self, command: char, numbers: &[usize]) {
        self.0.push(command);
        for (at, number) in numbers.iter().enumerate() {
            if at > 0 {
                self.0.push(' ');
            }
            self.0.push_str(&number.to_string());
        }
    }
}

/// One HSM's values, a part of the path for each time without a gap.
pub(super) fn line(shape: &Shape, strip: usize, values: &[Option<u32>]) -> String {
    let mut pen = Pen::default();
    let mut before = None;
    for (at, value) in values.iter().enumerate() {
        if *value == before {
            continue;
        }
        let x = Shape::x(at);
        if before.is_some() {
            pen.draw('H', &[x]);
        }
        match (before, value) {
            (_, None) => {}
            (None, Some(value)) => pen.draw('M', &[x, shape.y(strip, *value)]),
            (Some(_), Some(value)) => pen.draw('V', &[shape.y(strip, *value)]),
        }
        before = *value;
    }
    if before.is_some() {
        pen.draw('H', &[Shape::x(values.len())]);
    }
    pen.0
}

/// The times without data of one HSM, as areas.
pub(super) fn gaps(shape: &Shape, strip: usize, values: &[Option<u32>]) -> String {
    let mut pen = Pen::default();
    let (top, bottom) = (shape.y(strip, u32::MAX), shape.y(strip, 0));
    let mut from = 0;
    for run in values.chunk_by(|one, other| one.is_none() == other.is_none()) {
        let to = from + run.len();
        if run.first() == Some(&None) {
            pen.draw('M', &[Shape::x(from), top]);
            pen.draw('H', &[Shape::x(to)]);
            pen.draw('V', &[bottom]);
            pen.draw('H', &[Shape::x(from)]);
            pen.draw('Z', &[]);
        }
        from = to;
    }
    pen.0
}

/// A line across each strip at this value.
pub(super) fn levels(shape: &Shape, value: u32) -> String {
    let mut pen = Pen::default();
    for strip in 0..shape.strips {
        pen.draw('M', &[0, shape.y(strip, value)]);
        pen.draw('H', &[shape.width()]);
    }
    pen.0
}

/// A line from the top to the bottom, in the middle of a period.
pub(super) fn cursor(shape: &Shape, period: usize) -> String {
    let mut pen = Pen::default();
    pen.draw('M', &[Shape::middle(period), 0]);
    pen.draw('V', &[shape.height()]);
    pen.0
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use proptest::prelude::*;

    fn shape(strips: usize, periods: usize) -> Shape {
        Shape { strips, periods, top: 10 }
    }

    #[test]
    fn a_gap_is_a_gap_and_zero_is_a_line() {
        let shape = shape(1, 6);
        let (zero, five) = (shape.y(0, 0), shape.y(0, 5));
        let of = |values: &[Option<u32>]| line(&shape, 0, values);
        assert_eq!(of(&[None, None]), "", "no data is not zero");
        assert_eq!(of(&[Some(0), Some(0)]), format!("M0 {zero}H4"));
        assert_eq!(
            of(&[Some(0), Some(5), None, Some(5), Some(5), None]),
            format!("M0 {zero}H2V{five}H4M6 {five}H10")
        );
    }

    #[test]
    fn what_is_missing_is_an_area() {
        let shape = shape(1, 4);
        let (top, bottom) = (shape.y(0, 10), shape.y(0, 0));
        let found = gaps(&shape, 0, &[None, Some(1), None, None]);
        assert_eq!(found, format!("M0 {top}H2V{bottom}H0ZM4 {top}H8V{bottom}H4Z"));
        assert_eq!(gaps(&shape, 0, &[Some(0)]), "");
    }

    #[test]
    fn each_strip_has_its_own_lines() {
        let shape = shape(2, 3);
        let (first, second) = (shape.y(0, 2), shape.y(1, 2));
        assert_eq!(levels(&shape, 2), format!("M0 {first}H6M0 {second}H6"));
        assert_eq!(cursor(&shape, 1), format!("M3 0V{}", shape.height()));
    }

    #[test]
    fn nine_weeks_of_a_large_cluster_are_drawn_in_a_fraction_of_a_frame() {
        let shape = shape(28, 252);
        // The worst that can be: each value is another, or missing.
        let values: Vec<Option<u32>> =
            (0..252).map(|at| (at % 5 != 0).then_some(at * 7 % 11)).collect();
        let begun = Instant::now();
        let mut letters = 0;
        for _metric in 0..4 {
            for strip in 0..28 {
                letters += line(&shape, strip, &values).len() + gaps(&shape, strip, &values).len();
            }
        }
        let taken = begun.elapsed();
        assert!(taken < Duration::from_millis(50), "{taken:?}");
        assert!(letters < 4 * 28 * 6_000, "{letters}");
    }

    proptest! {
        #[test]
        fn there_is_a_part_of_the_path_for_each_run(values in prop::collection::vec(prop::option::of(0_u32..9), 0..60)) {
            let shape = shape(1, values.len());
            let runs = values.split(Option::is_none).filter(|run| !run.is_empty()).count();
            let missing = values.split(Option::is_some).filter(|run| !run.is_empty()).count();
            prop_assert_eq!(line(&shape, 0, &values).matches('M').count(), runs);
            prop_assert_eq!(gaps(&shape, 0, &values).matches('M').count(), missing);
        }
    }
}

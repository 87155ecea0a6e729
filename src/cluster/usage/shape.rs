//! Where in a plot something is: strips one below the other, each with its label above it.
//!
//! Heights are in pixels, and in tenths of them within the paths. Widths are in half periods: the page
//! stretches them to the room that there is.

/// The measures of a plot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) strips: usize,
    pub(super) periods: usize,
    /// The value at the top of each strip; at least 1.
    pub(super) top: u32,
}

/// Room for the label above a strip.
const LABEL: usize = 20;
/// Room for the times below the last strip.
const TIMES: usize = 24;
/// More strips than this are lower.
const FEW: usize = 6;

impl Shape {
    /// How high the part of a strip is that has the line.
    fn line_height(&self) -> usize {
        if self.strips > FEW { 32 } else { 64 }
    }

    /// Where the label of a strip ends, in pixels.
    pub(super) fn label_y(&self, strip: usize) -> usize {
        strip * (LABEL + self.line_height() + LABEL / 4) + LABEL * 7 / 10
    }

    /// How high the strips are together, in pixels.
    pub(super) fn strips_height(&self) -> usize {
        self.strips * (LABEL + self.line_height() + LABEL / 4)
    }

    /// How high the plot is, with the times below it, in pixels.
    pub(super) fn plot_height(&self) -> usize {
        self.strips_height() + TIMES
    }

    /// Where the times end, in pixels.
    pub(super) fn times_y(&self) -> usize {
        self.strips_height() + TIMES * 2 / 3
    }

    /// How high the strips are in the grid of the paths.
    pub(super) fn height(&self) -> usize {
        self.strips_height() * 10
    }

    /// How wide they are there.
    pub(super) fn width(&self) -> usize {
        Self::x(self.periods)
    }

    /// Where a period begins.
    pub(super) fn x(period: usize) -> usize {
        period * 2
    }

    /// Where the middle of a period is.
    pub(super) fn middle(period: usize) -> usize {
        period * 2 + 1
    }

    /// Where a value of a strip is; one above the scale is at its top.
    pub(super) fn y(&self, strip: usize, value: u32) -> usize {
        let line = self.line_height();
        let bottom = (strip * (LABEL + line + LABEL / 4) + LABEL + line) * 10;
        let (top, value) = (u64::from(self.top.max(1)), u64::from(value.min(self.top)));
        // No larger than the height of a strip.
        let up = value * (line as u64 * 10) / top;
        bottom - usize::try_from(up).unwrap_or_default()
    }

    /// The same in pixels.
    pub(super) fn y_pixels(&self, strip: usize, value: u32) -> usize {
        self.y(strip, value) / 10
    }

    /// The period at a place of something that is `width` wide.
    pub(super) fn period_at(&self, place: i32, width: i32) -> usize {
        let last = self.periods.saturating_sub(1);
        let (Ok(place), Ok(width)) = (usize::try_from(place), usize::try_from(width)) else {
            return 0;
        };
        (place * self.periods).checked_div(width).unwrap_or_default().min(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_place_is_in_its_period() {
        let shape = Shape { strips: 1, periods: 4, top: 1 };
        let places = [-5, 0, 24, 25, 99, 100, 500].map(|place| shape.period_at(place, 100));
        assert_eq!(places, [0, 0, 0, 1, 3, 3, 3]);
        assert_eq!(shape.period_at(5, 0), 0, "nothing is drawn yet");
        assert_eq!(Shape { periods: 0, ..shape }.period_at(5, 100), 0);
    }

    proptest! {
        #[test]
        fn strips_lie_one_below_the_other(strips in 1_usize..40, top in 1_u32.., value: u32) {
            let shape = Shape { strips, periods: 10, top };
            for strip in 0..strips {
                let y = shape.y(strip, value);
                prop_assert!(shape.y(strip, top) <= y && y <= shape.y(strip, 0));
                prop_assert!(shape.label_y(strip) * 10 < shape.y(strip, top));
                prop_assert!(shape.y(strip, 0) < shape.height());
                if strip > 0 {
                    prop_assert!(shape.y(strip - 1, 0) < shape.label_y(strip) * 10);
                }
            }
        }

        #[test]
        fn the_middle_of_each_period_is_found_there(periods in 1_usize..300, at in 0_usize..300, width in 600_i32..3_000) {
            let shape = Shape { strips: 1, periods, top: 1 };
            let at = at % periods;
            let place = i32::try_from((2 * at + 1) * usize::try_from(width).unwrap() / (2 * periods)).unwrap();
            prop_assert_eq!(shape.period_at(place, width), at);
        }
    }
}

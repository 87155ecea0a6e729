//! Which rows of a long list are in the page, and how much room those around them take.
//!
//! All rows are as high as each other. The row that has the focus stays in the page wherever the
//! list is scrolled to, with the rows beside it: the keyboard must not lose its place, and Tab has to
//! find the next row.

use std::ops::Range;

/// Up to this many rows are all in the page. A row takes more than a millisecond to be made, and a key
/// in the filter can bring them all at once.
pub const SHORT: usize = 30;
/// Rows beyond the edges that are in the page, so that a scroll shows no empty place. Each costs time at
/// every key in the filter.
const BEYOND: usize = 4;
/// The first row in the page is a multiple of this: a small scroll changes nothing.
const STEP: usize = 3;

/// What stands in the page, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A row, by its number.
    Row(usize),
    /// Room for as many rows, below that number of rows.
    Gap {
        /// How many rows are above.
        above: usize,
        /// How many rows it stands for.
        rows: usize,
    },
}

/// The rows that are in view, and some beyond. `above` is how much of the list is above the view, in
/// pixels, and `view` how high that is.
pub fn in_view(total: usize, row_height: usize, above: i32, view: i32) -> Range<usize> {
    let row_height = row_height.max(1);
    let count = |pixels: i32| usize::try_from(pixels.max(0)).unwrap_or_default() / row_height;
    let first = count(above).saturating_sub(BEYOND) / STEP * STEP;
    let end = count(above.saturating_add(view)) + 1 + BEYOND;
    let end = end.div_ceil(STEP) * STEP;
    first.min(total.saturating_sub(1))..end.clamp(0, total)
}

/// The pieces of a list of `total` rows of which `window` is in the page, and the row with the focus.
pub fn pieces(total: usize, window: &Range<usize>, focused: Option<usize>) -> Vec<Piece> {
    if total <= SHORT {
        return (0..total).map(Piece::Row).collect();
    }
    let mut pieces = Vec::new();
    let mut next = 0;
    let focused = focused.filter(|row| *row < total);
    let around = focused.map_or(0..0, |row| row.saturating_sub(1)..(row + 2).min(total));
    let window = window.start.min(total)..window.end.min(total);
    let before = around.start..around.end.min(window.start);
    let after = around.start.max(window.end)..around.end;
    for row in before.chain(window).chain(after) {
        if row > next {
            pieces.push(Piece::Gap { above: next, rows: row - next });
        }
        pieces.push(Piece::Row(row));
        next = row + 1;
    }
    if next < total {
        pieces.push(Piece::Gap { above: next, rows: total - next });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{option::of, prelude::*};

    #[test]
    fn a_short_list_is_there_as_a_whole() {
        assert_eq!(pieces(3, &(0..0), None), [Piece::Row(0), Piece::Row(1), Piece::Row(2)]);
    }

    #[test]
    fn the_focused_row_and_its_neighbors_are_kept() {
        let gap = |above, rows| Piece::Gap { above, rows };
        let row = Piece::Row;
        let above = [gap(0, 6), row(6), row(7), row(8), gap(9, 491), row(500), gap(501, 499)];
        assert_eq!(pieces(1000, &(500..501), Some(7)), above);
        let first = [row(0), row(1), gap(2, 498), row(500), gap(501, 499)];
        assert_eq!(pieces(1000, &(500..501), Some(0)), first);
        let last = [gap(0, 500), row(500), gap(501, 497), row(998), row(999)];
        assert_eq!(pieces(1000, &(500..501), Some(999)), last);
        let edge = [gap(0, 499), row(499), row(500), row(501), gap(502, 498)];
        assert_eq!(pieces(1000, &(500..501), Some(500)), edge);
    }

    proptest! {
        /// Whatever is scrolled: each row is there once or in one gap, in order, and all in view are.
        #[test]
        fn nothing_is_lost(
            total in 0_usize..3000, height in 1_usize..120, above in -500_i32..200_000, view in 0_i32..3000,
            focused in of(0_usize..3000),
        ) {
            let window = in_view(total, height, above, view);
            let mut next = 0;
            let mut shown = Vec::new();
            for piece in pieces(total, &window, focused) {
                match piece {
                    Piece::Row(row) => {
                        prop_assert_eq!(row, next);
                        shown.push(row);
                        next += 1;
                    }
                    Piece::Gap { above, rows } => {
                        prop_assert_eq!(above, next);
                        prop_assert!(rows > 0);
                        next += rows;
                    }
                }
            }
            prop_assert_eq!(next, total);
            for row in 0..total {
                let top = i64::try_from(row * height).unwrap();
                let seen = top + i64::try_from(height).unwrap() > i64::from(above) && top < i64::from(above) + i64::from(view);
                prop_assert!(!seen || shown.contains(&row), "row {} of {:?}", row, window);
            }
            prop_assert!(focused.is_none_or(|row| row >= total || shown.contains(&row)));
            let in_view = usize::try_from(view).unwrap() / height;
            prop_assert!(total <= SHORT || shown.len() <= in_view + 2 * (BEYOND + STEP) + 5);
        }
    }
}

//! The rows that are in the page, each with signals of its own: a row that changes is drawn again,
//! and no other.
//!
//! What stands in the page for a row that goes is taken for one that comes, now or later: other texts in
//! the same elements cost the browser a third of what new elements do.

use std::{ops::Range, sync::Arc};

use leptos::prelude::*;

use super::{
    groups::{Group, Headings},
    row::Row,
    window::{Piece, pieces},
};

/// How high a row is before one was measured.
const ROW_HEIGHT: usize = 40;
/// How many rows are drawn before anything was measured. The first one is waited for, and each takes more
/// than a millisecond.
const FIRST_ROWS: usize = 9;
/// How high the heading of a group is, as the style sheet has it.
const HEADING_HEIGHT: usize = 32;

/// A row in the page, or the room of rows that are not.
#[derive(Debug, Clone)]
pub enum Slot {
    /// A row, and its place.
    Row {
        /// What the slot is known by, whatever row it shows.
        number: usize,
        /// The row, as it is now.
        row: ArcRwSignal<Arc<Row>>,
        /// How many rows and headings are above.
        place: ArcRwSignal<usize>,
    },
    /// Room for rows.
    Gap {
        /// The first, second or third.
        number: usize,
        /// How many rows it stands for.
        rows: ArcRwSignal<usize>,
        /// How many headings are among them.
        headings: ArcRwSignal<usize>,
    },
    /// The heading of a group.
    Heading {
        /// The group.
        group: Group,
        /// How many rows and headings are above.
        place: ArcRwSignal<usize>,
    },
}

impl Slot {
    fn new(number: usize, row: &Arc<Row>, place: usize) -> Self {
        let (row, place) = (ArcRwSignal::new(Arc::clone(row)), ArcRwSignal::new(place));
        Self::Row { number, row, place }
    }

    fn row_key(&self) -> Option<Arc<str>> {
        match self {
            Self::Row { row, .. } => Some(row.with_untracked(|row| Arc::clone(&row.key))),
            Self::Gap { .. } | Self::Heading { .. } => None,
        }
    }

    fn row_number(&self) -> Option<usize> {
        match self {
            Self::Row { number, .. } => Some(*number),
            Self::Gap { .. } | Self::Heading { .. } => None,
        }
    }

    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Row { number, .. }, Self::Row { number: of_other, .. })
            | (Self::Gap { number, .. }, Self::Gap { number: of_other, .. }) => number == of_other,
            (Self::Heading { group, .. }, Self::Heading { group: of_other, .. }) => {
                group == of_other
            }
            _ => false,
        }
    }

    /// The same slot with this row, which it may show already.
    fn showing(self, new: &Arc<Row>, at: usize) -> Self {
        if let Self::Row { row, place, .. } = &self {
            if row.with_untracked(|row| !Arc::ptr_eq(row, new)) {
                row.set(Arc::clone(new));
            }
            set_if_other(place, at);
        }
        self
    }

    /// What the slot is known by while the list moves around it, in a table of these columns: with
    /// others, every row is another one.
    pub fn key(&self, columns: &str) -> String {
        match self {
            Self::Row { number, .. } => [columns, " row ", &number.to_string()].concat(),
            Self::Gap { number, .. } => [columns, " gap ", &number.to_string()].concat(),
            Self::Heading { group, .. } => [columns, " heading ", group.title()].concat(),
        }
    }
}

/// The slots, what is in view, and where the focus is.
#[derive(Debug, Clone, Copy)]
pub struct Slots {
    /// Those in the page, and behind them those that were.
    known: StoredValue<Vec<Slot>>,
    // Numbers of one type: each type of signal weighs kilobytes.
    first: RwSignal<usize>,
    end: RwSignal<usize>,
    row_height: RwSignal<usize>,
    focused: RwSignal<Option<String>>,
}

impl Slots {
    /// Nothing in the page yet.
    pub fn new() -> Self {
        Self {
            known: StoredValue::new(Vec::new()),
            first: RwSignal::new(0),
            end: RwSignal::new(FIRST_ROWS),
            row_height: RwSignal::new(ROW_HEIGHT),
            focused: RwSignal::new(None),
        }
    }

    /// How high a row is; does not track. `None` when the table is gone: what was to be done at the
    /// next frame or on a scroll can come too late.
    pub fn row_height(self) -> Option<usize> {
        self.row_height.try_get_untracked()
    }

    /// Takes what was measured.
    pub fn look(self, row_height: Option<usize>, window: Range<usize>) {
        if let Some(height) = row_height.filter(|height| *height > 0)
            && Some(height) != self.row_height()
        {
            self.row_height.set(height);
        }
        let old = (self.first.try_get_untracked(), self.end.try_get_untracked());
        if old != (Some(window.start), Some(window.end)) {
            self.first.set(window.start);
            self.end.set(window.end);
        }
    }

    /// The row of this key has the focus, or none has.
    pub fn set_focused(self, key: Option<String>) {
        // A table that goes with the focus in it is gone when it hears of it.
        if self.focused.try_get_untracked().is_some_and(|old| old != key) {
            self.focused.set(key);
        }
    }

    /// The height of a gap as CSS has it; tracks.
    pub fn gap_height(self, slot: &Slot) -> String {
        let (rows, headings) = match slot {
            Slot::Gap { rows, headings, .. } => (rows.get(), headings.get()),
            Slot::Row { .. } => (1, 0),
            Slot::Heading { .. } => (0, 1),
        };
        let height = rows.saturating_mul(self.row_height.get()) + headings * HEADING_HEIGHT;
        [&height.to_string(), "px"].concat()
    }

    /// The slots for these rows; tracks what is in view and the focus. A row that was there keeps its
    /// slot; those of rows that go are taken for others, but for the one that has the focus: that must
    /// not be on another row all of a sudden.
    pub fn arrange(self, rows: &[Arc<Row>], headings: Headings) -> Vec<Slot> {
        let focused_key = self.focused.get();
        let focused = focused_key.as_ref();
        let focused = focused.and_then(|key| rows.iter().position(|row| *row.key == **key));
        let window = self.first.get()..self.end.get();
        let pieces = pieces(rows.len(), &window, focused);
        let old = self.known.get_value();
        let stays = |key: &str| {
            let piece_has = |piece: &Piece| match piece {
                Piece::Row(place) => rows.get(*place).is_some_and(|row| *row.key == *key),
                Piece::Gap { .. } => false,
            };
            pieces.iter().any(piece_has) || focused_key.as_deref() == Some(key)
        };
        let goes = |slot: &&Slot| slot.row_key().is_some_and(|key| !stays(&key));
        let mut spare: Vec<_> = old.iter().filter(goes).cloned().collect();
        // The first that goes is taken for the first that comes.
        spare.reverse();
        let mut fresh = old.iter().filter_map(Slot::row_number).max().map_or(0, |last| last + 1);
        let mut gaps = 0;
        let mut slots = Vec::new();
        for piece in &pieces {
            match piece {
                Piece::Gap { above, rows } => {
                    slots.push(gap(&old, gaps, *rows, headings.within(*above..above + rows)));
                    gaps += 1;
                }
                Piece::Row(place) => {
                    let Some(row) = rows.get(*place) else { continue };
                    let index = place + headings.until(*place);
                    if let Some(group) = headings.above(*place) {
                        slots.push(heading(&old, group, index - 1));
                    }
                    let own =
                        old.iter().find(|slot| slot.row_key().is_some_and(|key| key == row.key));
                    let slot = own.cloned().or_else(|| spare.pop()).unwrap_or_else(|| {
                        fresh += 1;
                        Slot::new(fresh, row, index)
                    });
                    slots.push(slot.showing(row, index));
                }
            }
        }
        let mut all = slots.clone();
        for slot in old {
            if !slots.iter().any(|taken| taken.is(&slot)) {
                all.push(slot);
            }
        }
        self.known.set_value(all);
        slots
    }
}

fn set_if_other(signal: &ArcRwSignal<usize>, value: usize) {
    if signal.get_untracked() != value {
        signal.set(value);
    }
}

fn gap(old: &[Slot], wanted: usize, row_count: usize, heading_count: usize) -> Slot {
    for slot in old {
        if let Slot::Gap { number, rows, headings } = slot
            && *number == wanted
        {
            set_if_other(rows, row_count);
            set_if_other(headings, heading_count);
            return slot.clone();
        }
    }
    let (rows, headings) = (ArcRwSignal::new(row_count), ArcRwSignal::new(heading_count));
    Slot::Gap { number: wanted, rows, headings }
}

fn heading(old: &[Slot], wanted: Group, at: usize) -> Slot {
    for slot in old {
        if let Slot::Heading { group, place } = slot
            && *group == wanted
        {
            set_if_other(place, at);
            return slot.clone();
        }
    }
    Slot::Heading { group: wanted, place: ArcRwSignal::new(at) }
}

#[cfg(test)]
mod tests;

//! The rows that are in the page, each with signals of its own: a row that changes is drawn again,
//! and no other.
//!
//! What stands in the page for a row that goes is taken for one that comes: other texts in the same
//! elements cost the browser a third of what new elements do.

use std::{ops::Range, sync::Arc};

use leptos::prelude::*;

use super::{
    row::Row,
    window::{Piece, pieces},
};

/// How high a row is before one was measured.
const ROW_HEIGHT: usize = 52;

/// A row in the page, or the room of rows that are not.
#[derive(Debug, Clone)]
pub enum Slot {
    /// A row, and its place.
    Row {
        /// What the slot is known by, whatever row it shows.
        number: usize,
        /// The row, as it is now.
        row: ArcRwSignal<Arc<Row>>,
        /// How many rows are above.
        place: ArcRwSignal<usize>,
    },
    /// Room for rows.
    Gap {
        /// The first, second or third.
        number: usize,
        /// How many rows it stands for.
        rows: ArcRwSignal<usize>,
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
            Self::Gap { .. } => None,
        }
    }

    fn row_number(&self) -> Option<usize> {
        match self {
            Self::Row { number, .. } => Some(*number),
            Self::Gap { .. } => None,
        }
    }

    /// The same slot with this row, which it may show already.
    fn showing(self, new: &Arc<Row>, at: usize) -> Self {
        if let Self::Row { row, place, .. } = &self {
            if row.with_untracked(|row| !Arc::ptr_eq(row, new)) {
                row.set(Arc::clone(new));
            }
            if place.get_untracked() != at {
                place.set(at);
            }
        }
        self
    }

    /// What the slot is known by while the list moves around it, in a table of these columns: with
    /// others, every row is another one.
    pub fn key(&self, columns: &str) -> String {
        match self {
            Self::Row { number, .. } => [columns, " row ", &number.to_string()].concat(),
            Self::Gap { number, .. } => [columns, " gap ", &number.to_string()].concat(),
        }
    }
}

/// The slots, what is in view, and where the focus is.
#[derive(Debug, Clone, Copy)]
pub struct Slots {
    present: StoredValue<Vec<Slot>>,
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
            present: StoredValue::new(Vec::new()),
            first: RwSignal::new(0),
            end: RwSignal::new(21),
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
        let rows = match slot {
            Slot::Gap { rows, .. } => rows.get(),
            Slot::Row { .. } => 1,
        };
        [&rows.saturating_mul(self.row_height.get()).to_string(), "px"].concat()
    }

    /// The slots for these rows; tracks what is in view and the focus. A row that was there keeps its
    /// slot; those of rows that go are taken for others, but for the one that has the focus: that must
    /// not be on another row all of a sudden.
    pub fn arrange(self, rows: &[Arc<Row>]) -> Vec<Slot> {
        let focused_key = self.focused.get();
        let focused = focused_key.as_ref();
        let focused = focused.and_then(|key| rows.iter().position(|row| *row.key == **key));
        let window = self.first.get()..self.end.get();
        let pieces = pieces(rows.len(), &window, focused);
        let old = self.present.get_value();
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
                Piece::Gap { rows, .. } => {
                    slots.push(gap(&old, gaps, *rows));
                    gaps += 1;
                }
                Piece::Row(place) => {
                    let Some(row) = rows.get(*place) else { continue };
                    let own =
                        old.iter().find(|slot| slot.row_key().is_some_and(|key| key == row.key));
                    slots.push(match own.cloned().or_else(|| spare.pop()) {
                        Some(slot) => slot.showing(row, *place),
                        None => {
                            fresh += 1;
                            Slot::new(fresh, row, *place)
                        }
                    });
                }
            }
        }
        self.present.set_value(slots.clone());
        slots
    }
}

fn gap(old: &[Slot], wanted: usize, count: usize) -> Slot {
    for slot in old {
        if let Slot::Gap { number, rows } = slot
            && *number == wanted
        {
            if rows.get_untracked() != count {
                rows.set(count);
            }
            return slot.clone();
        }
    }
    Slot::Gap { number: wanted, rows: ArcRwSignal::new(count) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::Health;
    use cloudhsm_api::Cluster;

    fn row(id: &str) -> Arc<Row> {
        let cluster = Cluster { cluster_id: id.into(), ..Cluster::default() };
        Arc::new(Row::new("r".into(), Arc::new(cluster), Health::default()))
    }

    #[test]
    fn a_row_keeps_its_slot_when_it_moves_and_changes() {
        let owner = Owner::new();
        owner.with(|| {
            let slots = Slots::new();
            let before = slots.arrange(&[row("a"), row("b")]);
            let changed = row("b");
            let after = slots.arrange(&[row("x"), Arc::clone(&changed)]);
            let (Slot::Row { row: old, place, .. }, Slot::Row { row: new, .. }) =
                (&before[1], &after[1])
            else {
                panic!("rows")
            };
            assert!(Arc::ptr_eq(&old.get_untracked(), &new.get_untracked()));
            assert!(Arc::ptr_eq(&old.get_untracked(), &changed), "it shows the row as it is now");
            assert_eq!(place.get_untracked(), 1);
            assert_eq!(after[0].row_key().as_deref(), Some("r x"));
        });
    }

    fn keys(slots: &[Slot]) -> Vec<String> {
        slots.iter().map(|slot| slot.key("")).collect()
    }

    #[test]
    fn what_goes_is_taken_for_what_comes() {
        let owner = Owner::new();
        owner.with(|| {
            let slots = Slots::new();
            let before = keys(&slots.arrange(&[row("a"), row("b"), row("c")]));
            let after = slots.arrange(&[row("b"), row("x"), row("y"), row("z")]);
            let shown: Vec<_> = after.iter().filter_map(Slot::row_key).collect();
            assert_eq!(
                shown.iter().map(|key| &**key).collect::<Vec<_>>(),
                ["r b", "r x", "r y", "r z"]
            );
            let after = keys(&after);
            assert_eq!(after[..3], [before[1].as_str(), &before[0], &before[2]]);
            assert!(!before.contains(&after[3]), "nothing was left for it");
        });
    }

    #[test]
    fn the_focus_does_not_go_to_another_row() {
        let owner = Owner::new();
        owner.with(|| {
            let slots = Slots::new();
            let before = keys(&slots.arrange(&[row("a"), row("b")]));
            slots.set_focused(Some("r a".to_owned()));
            let after = keys(&slots.arrange(&[row("x"), row("y")]));
            assert_eq!(after[0], before[1]);
            assert!(
                !before.contains(&after[1]),
                "the slot of the row with the focus is gone with it"
            );
        });
    }

    #[test]
    fn of_a_long_list_only_what_is_in_view_has_slots() {
        let owner = Owner::new();
        owner.with(|| {
            let slots = Slots::new();
            let rows: Vec<_> = (0..5000).map(|number| row(&number.to_string())).collect();
            slots.look(Some(40), 600..640);
            slots.set_focused(Some("r 3".to_owned()));
            let shown = slots.arrange(&rows);
            let keys: Vec<_> = shown.iter().map(Slot::row_key).collect();
            let keys: Vec<_> = keys.iter().map(Option::as_deref).collect();
            assert_eq!(keys[..4], [None, Some("r 3"), None, Some("r 600")]);
            assert_eq!(shown.len(), 44);
            assert_eq!(slots.gap_height(&shown[0]), "120px");
        });
    }
}

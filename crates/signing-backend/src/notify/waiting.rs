//! The notices that aren't delivered yet: as many as there is room for.

use std::collections::VecDeque;

use super::notice::Notice;

/// The notices that aren't delivered yet, the oldest first.
#[derive(Debug)]
pub(super) struct Waiting {
    room: usize,
    notices: VecDeque<Notice>,
    /// So many were dropped, and no delivery has told of them yet.
    dropped: u64,
    /// What is being delivered.
    taken: Taken,
}

#[derive(Debug, Default)]
struct Taken {
    notices: usize,
    dropped: u64,
}

impl Waiting {
    /// With room for so many.
    pub(super) fn new(room: usize) -> Self {
        Self { room, notices: VecDeque::new(), dropped: 0, taken: Taken::default() }
    }

    /// Adds some. Without room the oldest are dropped: the newest say how it is now. How many were.
    pub(super) fn add(&mut self, notices: impl IntoIterator<Item = Notice>) -> u64 {
        let before = self.dropped;
        for notice in notices {
            self.notices.push_back(notice);
            if self.notices.len() > self.room {
                self.notices.pop_front();
                self.dropped += 1;
            }
        }
        self.dropped - before
    }

    /// Takes up to so many, to be delivered as one, and how many were dropped before them. `None` if
    /// there are none: that some were dropped is told with the next one.
    pub(super) fn take(&mut self, most: usize) -> Option<(Vec<Notice>, u64)> {
        let notices: Vec<_> = self.notices.drain(..most.min(self.notices.len())).collect();
        if notices.is_empty() {
            return None;
        }
        let dropped = std::mem::take(&mut self.dropped);
        self.taken = Taken { notices: notices.len(), dropped };
        Some((notices, dropped))
    }

    /// Those that were taken are delivered.
    pub(super) fn delivered(&mut self) {
        self.taken = Taken::default();
    }

    /// Those that were taken can't be delivered: the next delivery tells how many they are.
    pub(super) fn given_up(&mut self) {
        let taken = std::mem::take(&mut self.taken);
        self.dropped += taken.dropped + taken.notices as u64;
    }

    /// How many aren't delivered.
    pub(super) fn left(&self) -> usize {
        self.notices.len() + self.taken.notices
    }
}

#[cfg(test)]
mod tests {
    use super::{super::notice::sample, *};

    #[test]
    fn the_oldest_are_dropped_when_there_is_no_room_and_the_next_delivery_tells_how_many() {
        let mut waiting = Waiting::new(2);
        assert_eq!(waiting.add(["a", "b", "c"].map(sample)), 1);
        assert_eq!(waiting.take(1), Some((vec![sample("b")], 1)));
        assert_eq!(waiting.left(), 2);
        waiting.given_up();
        assert_eq!(waiting.take(9), Some((vec![sample("c")], 2)), "b, and a that b told of");
        waiting.delivered();
        assert_eq!((waiting.left(), waiting.take(9)), (0, None));
        assert_eq!(waiting.add([sample("d")]), 0);
        assert_eq!(waiting.take(9), Some((vec![sample("d")], 0)));
        waiting.given_up();
        assert_eq!(waiting.take(9), None, "nothing to tell it with");
    }
}

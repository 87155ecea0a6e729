//! The notices that aren't delivered yet: as many as there is room for.

use std::collections::VecDeque;

use super::notice::Notice;

/// The notices that aren't delivered yet, the oldest first.
#[derive(Debug)]
pub struct Waiting {
    room: usize,
    notices: VecDeque<Notice>,
    dropped: u64,
}

impl Waiting {
    /// With room for so many.
    pub fn new(room: usize) -> Self {
        Self { room, notices: VecDeque::new(), dropped: 0 }
    }

    /// Adds some. Without room the oldest go: the newest say how it is now.
    pub fn add(&mut self, notices: impl IntoIterator<Item = Notice>) {
        for notice in notices {
            self.notices.push_back(notice);
            if self.notices.len() > self.room {
                self.notices.pop_front();
                self.dropped += 1;
            }
        }
    }

    /// Takes up to so many, to be delivered as one.
    pub fn take(&mut self, most: usize) -> Vec<Notice> {
        self.notices.drain(..most.min(self.notices.len())).collect()
    }

    /// How many went without having been taken.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notify::Change;

    fn notice(region: &str) -> Notice {
        Notice {
            region: region.into(),
            cluster_id: None,
            name: None,
            production: false,
            change: Change::ClusterGone,
        }
    }

    #[test]
    fn the_oldest_go_when_there_is_no_room() {
        let mut waiting = Waiting::new(2);
        waiting.add(["a", "b", "c"].map(notice));
        assert_eq!(waiting.dropped(), 1);
        assert_eq!(waiting.take(1), [notice("b")]);
        assert_eq!(waiting.take(9), [notice("c")]);
        assert_eq!(waiting.take(9), []);
        let mut none = Waiting::new(0);
        none.add([notice("a")]);
        assert_eq!((none.take(1).len(), none.dropped()), (0, 1));
    }
}

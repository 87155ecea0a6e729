//! Values that many others have too, kept once. Must not know what they are.

use std::sync::Arc;

/// The values that were seen.
#[derive(Debug)]
pub(crate) struct Once<T: ?Sized>(Vec<Arc<T>>);

impl<T: ?Sized> Default for Once<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: ?Sized + PartialEq> Once<T> {
    /// So many different values are remembered.
    pub(crate) const MOST: usize = 128;

    /// Puts the one that was seen first in the place of one that is equal to it.
    pub(crate) fn share(&mut self, value: &mut Arc<T>) {
        if let Some(known) = self.0.iter().find(|known| **known == *value) {
            *value = Arc::clone(known);
            return;
        }
        if self.0.len() >= Self::MOST {
            // Some may be of values that are gone.
            self.0.retain(|known| Arc::strong_count(known) > 1);
        }
        if self.0.len() < Self::MOST {
            self.0.push(Arc::clone(value));
        }
    }
}

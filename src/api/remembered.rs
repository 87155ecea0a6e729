//! Large answers that came before. AWS answers most polls with the same text; reading megabytes of it
//! again would keep the page from doing anything else for a tenth of a second.

use std::sync::{Arc, Mutex};

use cloudhsm_api::Cluster;

/// Texts below this length, in bytes, are read again: that takes no time that anybody notices.
const LARGE: usize = 128 * 1024;

/// One page of clusters, as it was read.
#[derive(Debug, PartialEq)]
pub(super) struct PageOfClusters {
    pub(super) clusters: Vec<Arc<Cluster>>,
    /// Entries of which not even the ID can be read.
    pub(super) without_id: usize,
    pub(super) next_token: Option<String>,
}

/// The number of a page, its text, and what was read of it.
type Known = (usize, String, Arc<PageOfClusters>);

/// The large pages of one listing. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Remembered(Arc<Mutex<Vec<Known>>>);

impl Remembered {
    /// What was read of this page, if its text was the same.
    pub(super) fn page(&self, number: usize, text: &str) -> Option<Arc<PageOfClusters>> {
        let known = self.0.lock().ok()?;
        let same = |known: &&Known| known.0 == number && known.1 == text;
        known.iter().find(same).map(|(_, _, page)| Arc::clone(page))
    }

    /// Remembers a page in place of the one that had its number.
    pub(super) fn remember(&self, number: usize, text: &str, page: &Arc<PageOfClusters>) {
        let Ok(mut known) = self.0.lock() else { return };
        known.retain(|(other, _, _)| *other != number);
        if text.len() >= LARGE {
            known.push((number, text.to_owned(), Arc::clone(page)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Arc<PageOfClusters> {
        Arc::new(PageOfClusters { clusters: Vec::new(), without_id: 0, next_token: None })
    }

    #[test]
    fn only_the_same_large_text_of_the_same_page_is_known() {
        let (large, other) = ("a".repeat(LARGE), "b".repeat(LARGE));
        let remembered = Remembered::default();
        remembered.remember(0, "small", &page());
        assert_eq!(remembered.page(0, "small"), None);
        remembered.remember(0, &large, &page());
        assert!(remembered.page(0, &large).is_some());
        assert_eq!(remembered.page(1, &large), None);
        assert_eq!(remembered.page(0, &other), None);
        remembered.remember(0, &other, &page());
        assert_eq!(remembered.page(0, &large), None, "one text a page");
    }
}

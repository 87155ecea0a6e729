//! What filters found before among the same rows: a key that makes a filter narrower looks only among
//! what was found, and one that is taken back finds it there.
//!
//! Must not know where rows come from: whoever has others says so.

use std::sync::Arc;

use super::{filter::Filter, row::Row};

/// So many filters are remembered: more than the letters of most words.
const REMEMBERED: usize = 24;

/// Prepared filters and the rows that meet them, the latest last.
#[derive(Debug, Default)]
pub struct Found(Vec<(Filter, Vec<Arc<Row>>)>);

impl Found {
    /// The rows are others, or in another order.
    pub fn forget(&mut self) {
        self.0.clear();
    }

    /// The rows that meet a prepared filter, in their order.
    pub fn find(&mut self, filter: Filter, rows: &[Arc<Row>]) -> Vec<Arc<Row>> {
        let among = match self.0.iter().rev().find(|(old, _)| filter.is_within(old)) {
            Some((old, found)) if *old == filter => return found.clone(),
            Some((_, found)) => found,
            None => rows,
        };
        let found: Vec<_> = among.iter().filter(|row| filter.met_by(row)).cloned().collect();
        if self.0.len() == REMEMBERED {
            self.0.remove(0);
        }
        self.0.push((filter, found.clone()));
        found
    }
}

#[cfg(test)]
mod tests {
    use cloudhsm_api::Cluster;
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use cluster_health::Health;

    fn row(id: &str) -> Arc<Row> {
        let cluster = Cluster { cluster_id: id.to_owned(), ..Cluster::default() };
        Arc::new(Row::of_cluster("us-east-1".into(), Arc::new(cluster), Health::default()))
    }

    fn filter(text: &str) -> Filter {
        Filter::parse(text).unwrap().prepared()
    }

    #[test]
    fn other_rows_are_looked_at_after_forgetting() {
        let mut found = Found::default();
        assert_eq!(found.find(filter("x"), &[row("x"), row("y")]).len(), 1);
        assert_eq!(found.find(filter("x"), &[]).len(), 1, "remembered");
        found.forget();
        assert!(found.find(filter("x"), &[]).is_empty());
    }

    proptest! {
        /// Whatever was looked for before: the same rows in the same order as without a memory.
        #[test]
        fn remembering_changes_nothing(
            ids in vec("[xy]{1,4}", 0..20),
            filters in vec(r#"-?"?[xy]{0,3}"?( -?[xy]{1,2})?( id:[xy*]{1,3})?"#, 1..60),
        ) {
            let rows: Vec<_> = ids.iter().map(|id| row(id)).collect();
            let mut found = Found::default();
            for text in &filters {
                let Ok(filter) = Filter::parse(text) else { continue };
                let filter = filter.prepared();
                let plainly: Vec<_> = rows.iter().filter(|row| filter.met_by(row)).collect();
                let remembered = found.find(filter, &rows);
                prop_assert!(found.0.len() <= REMEMBERED);
                prop_assert_eq!(remembered.iter().collect::<Vec<_>>(), plainly, "{}", text);
            }
        }
    }
}

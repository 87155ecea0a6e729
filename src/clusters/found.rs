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

    /// As [`Found::find`], of a filter whose last term is still being typed: if no row meets it, the rows
    /// that meet what it can still become.
    pub fn find_unfinished(&mut self, filter: Filter, rows: &[Arc<Row>]) -> Vec<Arc<Row>> {
        let unfinished = filter.unfinished();
        let found = self.find(filter, rows);
        match unfinished {
            Some(unfinished) if found.is_empty() => self.find(unfinished, rows),
            _ => found,
        }
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

    #[test]
    fn a_term_that_is_being_typed_does_not_empty_the_list() {
        let rows = [row("cluster-type-a"), row("cluster-b")];
        let ids = |text: &str| {
            let found = Found::default().find_unfinished(filter(text), &rows);
            found.iter().map(|row| row.cluster.cluster_id.clone()).collect::<Vec<_>>()
        };
        let all = ["cluster-type-a", "cluster-b"];
        for text in ["state", "STAT", "cluster vp", "id:clus", "id:x,cluster-", "region:us"] {
            assert_eq!(ids(text), all, "{text}");
        }
        // Words that are found count, also where they begin the name of a property.
        assert_eq!(ids("type"), ["cluster-type-a"]);
        assert_eq!(ids("b stat"), ["cluster-b"], "the terms before it count");
        assert_eq!(ids("id:cluster-b"), ["cluster-b"]);
        // Nothing that these can become is there.
        for text in ["nothing", "states", "state x", "id:x", "id:*x", "-id:c* stat"] {
            assert_eq!(ids(text), [""; 0], "{text}");
        }
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

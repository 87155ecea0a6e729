//! How many clusters have a problem: the bar on top shows it on every page, and the list in its title.

use cluster_health::{Triage, triage};
use leptos::prelude::*;

use super::Fleet;

/// The number; a context.
#[derive(Debug, Clone, Copy)]
pub struct Problems(Memo<usize>);

impl Problems {
    /// Of this fleet; under the current owner.
    pub fn of(fleet: Fleet) -> Self {
        let regions = StoredValue::new(fleet.regions());
        Self(Memo::new(move |_| {
            regions.with_value(|all| {
                let problems = all.iter().map(|region| {
                    region.clusters.with(|rows| {
                        let groups = rows
                            .iter()
                            .map(|row| triage(row.cluster.0.state.as_ref(), &row.findings));
                        groups.filter(|group| *group == Triage::Problem).count()
                    })
                });
                problems.sum()
            })
        }))
    }

    /// The number; tracks.
    pub fn count(self) -> usize {
        self.0.get()
    }
}

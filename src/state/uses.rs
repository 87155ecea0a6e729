//! Which clusters have key stores and which are used. Nobody asks before somebody needs it: CloudWatch costs
//! money.

use std::sync::Arc;

use backend_api::{ApiError, RegionUse};
use leptos::prelude::*;

use super::{task::spawn_scoped, use_connected, use_connection};

/// What came of asking a region.
pub type Answer = Result<Arc<RegionUse>, Arc<ApiError>>;

/// What is known of each region; `Copy`, as signals are.
#[derive(Debug, Clone, Copy)]
pub struct Uses {
    /// By region: what has arrived.
    pub answers: RwSignal<Vec<(Arc<str>, Answer)>>,
    /// How many answers are on their way.
    pub missing: RwSignal<usize>,
}

impl Default for Uses {
    /// Nothing is asked yet.
    fn default() -> Self {
        Self { answers: RwSignal::new(Vec::new()), missing: RwSignal::new(0) }
    }
}

impl Uses {
    /// What is known of a region; tracks.
    pub fn of(self, region: &str) -> Option<Arc<RegionUse>> {
        self.answers.with(|all| {
            let (_, answer) = all.iter().find(|(own, _)| **own == *region)?;
            answer.as_ref().ok().cloned()
        })
    }

    /// Asks for these regions under the current owner, unless answers are on their way.
    pub fn ask(self, regions: Vec<Arc<str>>) {
        if self.missing.get_untracked() > 0 {
            return;
        }
        self.missing.set(regions.len());
        let (client, connection) = (use_connected().client, use_connection());
        for region in regions {
            let client = client.clone();
            spawn_scoped(async move {
                let answer = client.region_use(&region).await.map(Arc::new).map_err(Arc::new);
                if let Err(error) = &answer {
                    connection.notice(error);
                }
                self.answers.update(|all| {
                    all.retain(|(own, _)| *own != region);
                    all.push((region, answer));
                });
                self.missing.update(|missing| *missing = missing.saturating_sub(1));
            });
        }
    }
}

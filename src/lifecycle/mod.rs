//! A cluster's life between its creation and its deletion, and that of its backups: each step that costs
//! money, can't be changed back or shows keys to others is planned by the backend, confirmed, sent once and followed.
//!
//! A page asks for what a step needs; `change` shows the plan and carries the confirmation. Must not
//! know what may be sent, or what came of it: the backend decides that.

mod add_hsm;
mod advice;
mod backups;
mod blockers;
mod change;
mod connect_client;
mod create;
mod followed;
mod frame;
mod initialize;
mod live;
mod migrate;
mod next_steps;
mod park;
mod parked;
mod plan_parts;
mod retention;
mod wake;

use std::sync::Arc;

use cloudhsm_api::Cluster;
use leptos::prelude::{AnyView, IntoAny, Memo};

use crate::{
    components::{ChunkError, lazy::in_chunk},
    route::{Place, Step},
};

in_chunk! { lifecycle,
    /// The page that creates a cluster.
    pub fn create_page() -> AnyView {
        create::create_page()
    }
}

/// The page of one step of a cluster's life, or of a backup's. In chunks by what they share: whoever adds an
/// HSM needs nothing of what checks certificates.
pub async fn change_page(place: Place, step: Step) -> Result<AnyView, ChunkError> {
    match step {
        Step::Initialize => initialize_page(place).await,
        Step::AddHsm | Step::Retention | Step::Migrate | Step::Park | Step::Wake => {
            cluster_step_page(place, step).await
        }
        _ => backup_step_page(place, step).await,
    }
}

in_chunk! { initialize,
    /// The page that initializes a cluster.
    fn initialize_page(place: Place) -> AnyView {
        initialize::initialize_page(place)
    }
}

in_chunk! { lifecycle,
    /// The page of one of the other steps of a cluster's life.
    fn cluster_step_page(place: Place, step: Step) -> AnyView {
        match step {
            Step::AddHsm => add_hsm::add_hsm_page(place),
            Step::Retention => retention::retention_page(place),
            Step::Migrate => migrate::migrate_page(place),
            Step::Park => park::park_page(place),
            Step::Wake => wake::wake_page(place),
            _ => ().into_any(),
        }
    }
}

in_chunk! { backups,
    /// The page of one step of a backup's life.
    fn backup_step_page(place: Place, step: Step) -> AnyView {
        backups::backup_step_page(place, step)
    }
}

in_chunk! { usage,
    /// What leads a new cluster to its first use.
    pub fn next_steps(place: Place, cluster: Memo<Arc<Cluster>>) -> AnyView {
        next_steps::checklist(place, cluster)
    }
}

in_chunk! { usage,
    /// How a client connects to a cluster.
    pub fn connect_client(cluster: Memo<Arc<Cluster>>) -> AnyView {
        connect_client::connect_card(cluster)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_actions_know_a_parked_cluster_by_its_tag() {
        assert_eq!(super::parked::KEY, crate::components::PARKED_TAG);
    }
}

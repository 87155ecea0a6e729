//! States as badges: AWS's own word, a shape and a color, so that none has to tell it alone.

use cloudhsm_api::{BackupState, ClusterState, HsmState};
use leptos::prelude::*;

use super::{Icon, Shape};

/// How a state feels to the person on call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Works.
    Good,
    /// AWS is working on it.
    Busy,
    /// Waits for a person.
    Warn,
    /// Broken.
    Bad,
    /// Over, or a mark that says nothing about how it does.
    Calm,
    /// A mark that must not be overlooked.
    Strong,
    /// A state that this version does not know.
    Odd,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Good => "badge good",
            Self::Busy => "badge busy",
            Self::Warn => "badge warn",
            Self::Bad => "badge bad",
            Self::Calm => "badge",
            Self::Strong => "badge strong",
            Self::Odd => "badge odd",
        }
    }

    fn shape(self) -> Option<Shape> {
        let shape = match self {
            Self::Good => Shape::Check,
            Self::Busy => Shape::Arc,
            Self::Warn => Shape::Ring,
            Self::Bad => Shape::Alert,
            Self::Calm | Self::Strong => return None,
            Self::Odd => Shape::Question,
        };
        Some(shape)
    }
}

/// The tone of a cluster's state.
pub(super) fn cluster_tone(state: &ClusterState) -> Tone {
    match state {
        ClusterState::Active => Tone::Good,
        ClusterState::Degraded => Tone::Bad,
        ClusterState::Uninitialized | ClusterState::Initialized => Tone::Warn,
        ClusterState::Deleted => Tone::Calm,
        ClusterState::CreateInProgress
        | ClusterState::InitializeInProgress
        | ClusterState::UpdateInProgress
        | ClusterState::ModifyInProgress
        | ClusterState::RollbackInProgress
        | ClusterState::DeleteInProgress => Tone::Busy,
        ClusterState::Unknown(_) => Tone::Odd,
    }
}

/// The tone of an HSM's state.
pub(super) fn hsm_tone(state: &HsmState) -> Tone {
    match state {
        HsmState::Active => Tone::Good,
        HsmState::Degraded => Tone::Bad,
        HsmState::Deleted => Tone::Calm,
        HsmState::CreateInProgress | HsmState::DeleteInProgress => Tone::Busy,
        HsmState::Unknown(_) => Tone::Odd,
    }
}

/// The tone of a backup's state.
pub(super) fn backup_tone(state: &BackupState) -> Tone {
    match state {
        BackupState::Ready => Tone::Good,
        BackupState::CreateInProgress => Tone::Busy,
        BackupState::PendingDeletion => Tone::Warn,
        BackupState::Deleted => Tone::Calm,
        BackupState::Unknown(_) => Tone::Odd,
    }
}

/// Words in a tone.
#[component]
pub fn Badge(tone: Tone, text: String) -> impl IntoView {
    view! { <span class=tone.class()>{tone.shape().map(|shape| view! { <Icon shape/> })}{text}</span> }
}

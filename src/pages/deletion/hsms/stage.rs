//! How far the deletion of one HSM is, and of the backup that AWS makes before the last.

use std::sync::Arc;

use backend_api::ApiError;
use cloudhsm_api::Backup;

use crate::{components::Tone, pages::deletion::track::Progress};

/// How far the deletion of one HSM is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Stage {
    /// It is not its turn.
    Waiting,
    /// Its plan is being made.
    Planning,
    /// The request is on its way.
    Sending,
    /// It was sent, and is looked at.
    Watched(Progress),
    /// Somebody stopped before its turn, or one before it failed.
    Untouched,
    /// The backend or AWS refused.
    Refused(Arc<ApiError>),
    /// Its plan asks for something that nobody has confirmed.
    Asks(String),
    /// Two hours have passed.
    GivenUp,
}

impl Stage {
    /// It is gone.
    pub(super) fn is_success(&self) -> bool {
        matches!(self, Self::Watched(Progress::Gone | Progress::Deleted))
    }

    /// In a word, and how it feels.
    pub(super) fn word(&self) -> (Tone, &'static str) {
        match self {
            Self::Waiting => (Tone::Calm, "waits"),
            Self::Planning => (Tone::Busy, "planning"),
            Self::Sending => (Tone::Busy, "sending"),
            Self::Watched(Progress::Deleting) => (Tone::Busy, "DELETE_IN_PROGRESS"),
            Self::Watched(Progress::Gone | Progress::Deleted) => (Tone::Good, "gone"),
            Self::Watched(Progress::NotSeenYet(_)) => (Tone::Odd, "not known yet"),
            Self::Watched(Progress::NotBegun(_)) => (Tone::Warn, "not begun"),
            Self::Untouched => (Tone::Calm, "untouched"),
            Self::Watched(Progress::CameBack(_)) | Self::Refused(_) => (Tone::Bad, "not deleted"),
            Self::Asks(_) => (Tone::Warn, "not sent"),
            Self::GivenUp => (Tone::Warn, "still deleting"),
        }
    }

    /// More about it.
    pub(super) fn note(&self) -> String {
        match self {
            Self::Watched(Progress::NotSeenYet(state)) => {
                format!(
                    "The answer was lost or the listing lags; the HSM is {state}. Looking again, sending nothing."
                )
            }
            Self::Watched(Progress::NotBegun(state)) => {
                format!(
                    "The answer was lost, and the HSM stayed {state}: the request had no effect."
                )
            }
            Self::Watched(Progress::CameBack(state)) => {
                format!("AWS had accepted its deletion, and lists it as {state} now.")
            }
            Self::Refused(error) => error.to_string(),
            Self::Asks(what) => format!("Its plan now says what was not confirmed: {what}"),
            Self::GivenUp => "After 120 minutes the console looks no longer.".to_owned(),
            _ => String::new(),
        }
    }
}

/// The backup that AWS makes before it deletes the last HSM of an ACTIVE cluster.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum LastBackup {
    /// HSMs are left, or the removal is not at its end.
    NotYet,
    /// The cluster was not ACTIVE: AWS documents none.
    NotExpected,
    /// None is listed yet.
    Awaited,
    /// It is listed, and not READY yet.
    Made(Box<Backup>),
    /// It is READY.
    Ready(Box<Backup>),
    /// None came in time.
    Missing,
}

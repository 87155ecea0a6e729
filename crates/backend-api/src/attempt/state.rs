//! The states of an attempt, which the wire, the audit log, the page and the documents all share.

use cloudhsm_api::shape::{JsonSchema, Member, Mismatch, Schemas};
use serde::Serialize;
use serde_json::Value;

use crate::wire::{closed_enum, deserialize_by_member};

closed_enum! {
    /// Where an attempt is on its way.
    ///
    /// Only [`Refused`](Self::Refused) means that nothing happened, and only
    /// [`Gone`](Self::Gone) and [`Done`](Self::Done) are successes. The default claims nothing.
    #[derive(Default)]
    AttemptState {
        /// It was sent, or may have been; whether AWS carried it out is not known yet.
        #[default]
        Unknown = "unknown",
        /// It was planned, and something blocks it, or it is a step whose turn has not come.
        Planned = "planned",
        /// The plan has a permit that can be confirmed. Nothing was sent.
        Permitted = "permitted",
        /// It was confirmed and is in the audit log. Nothing was sent yet.
        Announced = "announced",
        /// It was handed over to AWS; no answer yet.
        Sent = "sent",
        /// AWS accepted it, or was seen carrying it out.
        Accepted = "accepted",
        /// AWS or the guard refused it: nothing happened.
        Refused = "refused",
        /// A deletion is finished: AWS reports the resource as deleted, or no longer lists it.
        Gone = "gone",
        /// A change is finished: AWS reports it.
        Done = "done",
        /// AWS was deleting the resource, or no longer listed it, and reports it in another state again.
        CameBack = "came-back",
        /// The backend stopped checking, and the outcome is not known.
        StillUnknown = "still-unknown",
        /// Some steps are finished, and the others were not sent.
        Stopped = "stopped",
    }
}

impl AttemptState {
    /// Whether the backend still expects news of it after it was sent.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Self::Announced | Self::Sent | Self::Accepted | Self::Unknown | Self::CameBack
        )
    }

    /// Whether the request was handed over to AWS, or may have been.
    pub fn was_sent(self) -> bool {
        !matches!(self, Self::Planned | Self::Permitted | Self::Announced | Self::Refused)
    }

    /// Whether it reached its end as it was meant to.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Gone | Self::Done)
    }

    /// In words, for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unknown => "outcome unknown",
            Self::Planned => "planned",
            Self::Permitted => "ready to confirm",
            Self::Announced => "confirmed, not sent yet",
            Self::Sent => "sent",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Gone => "deleted",
            Self::Done => "done",
            Self::CameBack => "came back",
            Self::StillUnknown => "still unknown",
            Self::Stopped => "stopped",
        }
    }
}

/// A state as a record of the audit log has it.
///
/// Logs of versions before this one have error codes in this place, and logs of later ones may have
/// words that this version doesn't know. Both are kept as they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordedState {
    /// A state of this version.
    State(AttemptState),
    /// Something else.
    Other(String),
}

impl RecordedState {
    /// The state. An error code of an older log was a refusal, unless AWS itself had failed.
    pub fn state(&self) -> AttemptState {
        match self {
            Self::State(state) => *state,
            Self::Other(code) => {
                let failed = ["InternalFailure", "ServiceUnavailable", "HTTP 5", "Timeout"];
                let is_code = code.starts_with(|first: char| first.is_ascii_uppercase());
                if is_code && !failed.iter().any(|part| code.contains(part)) {
                    AttemptState::Refused
                } else {
                    AttemptState::Unknown
                }
            }
        }
    }

    /// The text on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::State(state) => state.as_str(),
            Self::Other(text) => text,
        }
    }
}

impl From<AttemptState> for RecordedState {
    fn from(state: AttemptState) -> Self {
        Self::State(state)
    }
}

impl Member for RecordedState {
    fn read(value: Value) -> Result<Self, Mismatch> {
        let text = String::read(value)?;
        let known = AttemptState::ALL.iter().copied().find(|state| state.as_str() == text);
        Ok(known.map_or(Self::Other(text), Self::State))
    }

    fn write(&self) -> Option<Value> {
        Some(self.as_str().into())
    }
}

impl JsonSchema for RecordedState {
    fn schema(named: &mut Schemas) -> Value {
        String::schema(named)
    }
}

impl Serialize for RecordedState {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

deserialize_by_member!(RecordedState);

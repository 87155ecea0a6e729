//! Attempts: what changes or destroys something, from its plan to its end.
//!
//! Owns the states, which the wire, the audit log, the page and the documents all share, and the
//! shapes of `GET /api/attempts`. Must not know how a state is found out; that is the backend's.

use cloudhsm_api::{
    Operation, Timestamp,
    shape::{JsonSchema, Member, Mismatch, Schemas},
};
use serde::Serialize;
use serde_json::Value;

use crate::wire::{closed_enum, deserialize_by_member, wire_struct};

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

closed_enum! {
    /// Why the backend isn't checking an attempt that is not finished.
    NotFollowed {
        /// The backend's credentials are of another account, or of none that is known.
        OtherAccount = "other-account",
        /// The backend reaches another endpoint than the one that it was sent to.
        OtherEndpoint = "other-endpoint",
        /// The region is not one of the backend's.
        OtherRegion = "other-region",
        /// The audit log doesn't say in which account it was sent.
        AccountNotRecorded = "account-not-recorded",
        /// This kind of change can't be read back.
        NotReadable = "not-readable",
        /// The time for checking is over.
        TimeOver = "time-over",
    }
}

closed_enum! {
    /// Why a deletion of several HSMs stopped before its last step.
    StopReason {
        /// Somebody asked for it.
        Asked = "asked",
        /// Something changed that the deletions before don't explain.
        Changed = "changed",
        /// AWS or the guard refused a step.
        Refused = "refused",
        /// The outcome of a step is not known, or the HSM came back.
        Unknown = "unknown",
        /// The backend was stopped or restarted.
        Restarted = "restarted",
    }
}

wire_struct! {
    /// One request of an attempt that needs several.
    #[derive(Default)]
    AttemptStep {
        /// The ID of what it deletes.
        resource: String = "resource",
        /// Where it is.
        state: AttemptState = "state",
        /// When it was announced; absent while its turn has not come.
        began_at: Option<Timestamp> = "beganAt",
        /// When its state last changed; absent while its turn has not come.
        changed_at: Option<Timestamp> = "changedAt",
        /// The error code of a refusal, or of what left the outcome open.
        code: Option<String> = "code",
        /// More about the state, in words.
        detail: Option<String> = "detail",
        /// AWS's request ID.
        request_id: Option<String> = "requestId",
        /// How often the backend has checked since it was sent.
        looks: u32 = "looks",
        /// What the newest check saw: AWS's state.
        last_seen: Option<String> = "lastSeen",
    }
}

wire_struct! {
    /// One change or deletion.
    Attempt {
        /// Its ID: the plan, the answers, and every record of the audit log carry it.
        id: String = "id",
        /// Where it is. Of several steps: the step that decides.
        state: AttemptState = "state",
        /// The operation.
        operation: Operation = "operation",
        /// The region.
        region: String = "region",
        /// The resource's ID.
        resource: String = "resource",
        /// The cluster that the resource is, or belongs to.
        cluster: Option<String> = "cluster",
        /// Who asked: the person that a trusted proxy named, else the caller's ARN or access key ID.
        who: Option<String> = "who",
        /// The account that the request was signed for.
        account: Option<String> = "account",
        /// When it was planned or, without a plan, asked for.
        began_at: Timestamp = "beganAt",
        /// When it was confirmed or, without a plan, asked for, and recorded; absent before that.
        confirmed_at: Option<Timestamp> = "confirmedAt",
        /// When its state last changed.
        changed_at: Timestamp = "changedAt",
        /// The error code of a refusal, or of what left the outcome open.
        code: Option<String> = "code",
        /// More about the state, in words.
        detail: Option<String> = "detail",
        /// AWS's request IDs, in the order of the requests.
        request_ids: Vec<String> = "requestIds",
        /// How often the backend has checked since it was sent.
        looks: u32 = "looks",
        /// What the newest check saw: AWS's state, or why it could not be read.
        last_seen: Option<String> = "lastSeen",
        /// Why it isn't checked although it is not finished.
        not_followed: Option<NotFollowed> = "notFollowed",
        /// The requests that it takes, where it takes several; else empty.
        steps: Vec<AttemptStep> = "steps",
        /// Somebody asked that no further step is sent.
        stopping: bool = "stopping",
        /// Why it stopped before its last step.
        stop_reason: Option<StopReason> = "stopReason",
    }
}

impl Attempt {
    /// One that is only planned: of what it needs, nothing was sent.
    pub fn planned(
        id: String,
        operation: Operation,
        region: String,
        resource: String,
        at: Timestamp,
    ) -> Self {
        Self {
            id,
            state: AttemptState::Planned,
            operation,
            region,
            resource,
            cluster: None,
            who: None,
            account: None,
            began_at: at.clone(),
            confirmed_at: None,
            changed_at: at,
            code: None,
            detail: None,
            request_ids: Vec::new(),
            looks: 0,
            last_seen: None,
            not_followed: None,
            steps: Vec::new(),
            stopping: false,
            stop_reason: None,
        }
    }

    /// Whether something is still going to happen or to be found out about it.
    pub fn is_open(&self) -> bool {
        self.state.is_open() && self.not_followed.is_none()
    }
}

wire_struct! {
    /// The answer of `GET /api/attempts`.
    Attempts {
        /// Newest first; the newest 500.
        attempts: Vec<Attempt> = "attempts",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_refusal_before_the_send_or_by_aws_counts_as_not_sent() {
        let sent: Vec<_> = AttemptState::ALL.iter().filter(|it| it.was_sent()).collect();
        assert!(sent.contains(&&AttemptState::Unknown) && sent.contains(&&AttemptState::Sent));
        assert!(!sent.contains(&&AttemptState::Refused));
        let good: Vec<_> = AttemptState::ALL.iter().filter(|it| it.is_success()).collect();
        assert_eq!(good, [&AttemptState::Gone, &AttemptState::Done]);
    }

    #[test]
    fn words_of_older_and_later_logs_are_kept_and_claim_no_success() {
        for (text, state) in [
            ("accepted", AttemptState::Accepted),
            ("gone", AttemptState::Gone),
            ("CloudHsmInvalidRequestException", AttemptState::Refused),
            ("CloudHsmInternalFailureException", AttemptState::Unknown),
            ("UpstreamTimeout", AttemptState::Unknown),
            ("HTTP 503", AttemptState::Unknown),
            ("teleported", AttemptState::Unknown),
        ] {
            let read: RecordedState = serde_json::from_value(text.into()).unwrap();
            assert_eq!((read.state(), read.as_str()), (state, text));
        }
    }

    #[test]
    fn an_attempt_survives_the_wire() {
        let attempt = Attempt {
            state: AttemptState::CameBack,
            steps: vec![AttemptStep { resource: "hsm-1".into(), ..AttemptStep::default() }],
            stop_reason: Some(StopReason::Changed),
            not_followed: Some(NotFollowed::OtherAccount),
            ..Attempt::planned(
                "a".into(),
                Operation::DeleteCluster,
                "us-east-1".into(),
                "cluster-a".into(),
                Timestamp::from_epoch_seconds(1),
            )
        };
        let json = serde_json::to_string(&attempt).unwrap();
        assert_eq!(serde_json::from_str::<Attempt>(&json).unwrap(), attempt);
    }
}

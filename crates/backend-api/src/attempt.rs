//! Attempts: what changes or destroys something, from its plan to its end.
//!
//! Owns the states, which the wire, the audit log, the page and the documents all share, and the
//! shapes of `GET /api/attempts`. Must not know how a state is found out; that is the backend's.

mod state;

use cloudhsm_api::{Operation, Timestamp};

use crate::wire::{closed_enum, wire_struct};

pub use state::{AttemptState, RecordedState};

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
mod tests;

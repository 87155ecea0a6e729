//! The audit log as the console shows it: the answer of `GET /api/activity`.

use cloudhsm_api::{Operation, Tag, Timestamp};
use serde_json::Value;

use crate::{
    AttemptState, RecordedState,
    wire::{closed_enum, tagged_enum, wire_struct},
};

wire_struct! {
    /// The newest records and whether the log holds together.
    Activity {
        /// Newest first.
        records: Vec<AuditRecord> = "records",
        /// Whether every record carries the hash of the one before.
        chain: ChainStatus = "chain",
    }
}

tagged_enum! {
    /// Whether the chain of hashes holds.
    #[derive(Eq)]
    ChainStatus by "status", unknown: ChainStatus::unknown {
        /// Every record carries the hash of the one before.
        Verified = "verified" {
            /// How many records were read.
            records: u64 = "records",
        },
        /// A record does not.
        Broken = "broken" {
            /// The line, counted from 1.
            line: u64 = "line",
            /// What is wrong with it.
            reason: String = "reason",
        },
    }
}

impl ChainStatus {
    /// What is not plainly verified is not called so.
    fn unknown(status: &str) -> Self {
        Self::Broken { line: 0, reason: format!("status {status:?}") }
    }
}

closed_enum! {
    /// Which part of a changing or destroying call a record tells.
    AuditEvent {
        /// About to be sent.
        Intent = "intent",
        /// What came of an intent.
        Outcome = "outcome",
        /// Refused by the guard: nothing was sent.
        Refusal = "refusal",
        /// Everything but the last call.
        DryRun = "dry-run",
    }
}

wire_struct! {
    /// One line of the audit log.
    #[derive(Eq)]
    AuditRecord {
        /// Counted from 1, over rotated files.
        sequence: u64 = "sequence",
        /// RFC 3339, UTC.
        time: String = "time",
        /// Which part of a call this is.
        event: AuditEvent = "event",
        /// Joins an intent with its outcome.
        attempt: String = "attempt",
        /// Who asked: the person, else the caller, else the access key ID.
        who: String = "who",
        /// The person that a trusted proxy named.
        person: Option<String> = "person"; optional,
        /// The caller's ARN, as STS reported it.
        caller: Option<String> = "caller"; optional,
        /// The access key ID that the request is signed with; never its secret.
        access_key_id: Option<String> = "accessKeyId"; optional,
        /// The AWS account.
        account: Option<String> = "account"; optional,
        /// The AWS partition, such as `aws` or `aws-us-gov`.
        partition: Option<String> = "partition"; optional,
        /// The endpoint that the request goes to.
        endpoint: Option<String> = "endpoint"; optional,
        /// A name of the session; never its token.
        session: String = "session",
        /// The region.
        region: String = "region",
        /// The operation.
        operation: Operation = "operation",
        /// The resource's id.
        resource: String = "resource",
        /// The cluster that the resource belongs to.
        cluster: Option<String> = "cluster"; optional,
        /// The keys of the tags that the request sets or removes.
        tags: Vec<String> = "tags"; optional,
        /// Of a change of tags: those with one of these keys that the resource had. Absent if the
        /// backend hadn't read them.
        tags_before: Option<Vec<Tag>> = "tagsBefore"; optional,
        /// Of a change of tags: those with one of these keys that the resource has if it succeeds.
        /// Older records don't have it.
        tags_after: Option<Vec<Tag>> = "tagsAfter"; optional,
        /// Of a change with a plan: what it is to reach, what was there before, and what AWS's answer named,
        /// so that it can be followed after a restart. Older records don't have it.
        change: Option<Value> = "change"; optional,
        /// The digest of the plan that was confirmed.
        plan_digest: Option<String> = "planDigest"; optional,
        /// Whether the typed text was what the plan asked for; absent where nothing must be typed.
        confirmation_matched: Option<bool> = "confirmationMatched"; optional,
        /// The warnings that the person acknowledged.
        acknowledged: Vec<String> = "acknowledged"; optional,
        /// AWS's request id, in an outcome.
        request_id: Option<String> = "requestId"; optional,
        /// The state that the attempt is in, in an outcome or a refusal.
        outcome: Option<RecordedState> = "outcome"; optional,
        /// The error code of a refusal, or of what left the outcome open.
        code: Option<String> = "code"; optional,
        /// More about the outcome, in words.
        detail: Option<String> = "detail"; optional,
        /// `true` if the outcome is only that AWS no longer listed the resource.
        not_listed: Option<bool> = "notListed"; optional,
        /// SHA-256 (hex) of the line before, without its line feed; 64 zeros in the first line.
        previous: String = "previous",
    }
}

impl AuditRecord {
    /// The state that the attempt, or this step of it, was in when this was written.
    pub fn state(&self) -> AttemptState {
        match (self.event, &self.outcome) {
            (AuditEvent::Intent, _) => AttemptState::Announced,
            (AuditEvent::Refusal, _) => AttemptState::Refused,
            (AuditEvent::DryRun, _) => AttemptState::Permitted,
            (AuditEvent::Outcome, Some(recorded)) => recorded.state(),
            (AuditEvent::Outcome, None) => AttemptState::Unknown,
        }
    }

    /// The state that it leaves the attempt in, now that its process has ended.
    pub fn present_state(&self) -> AttemptState {
        match self.state() {
            // Whether it was sent before the process ended is not known.
            AttemptState::Announced | AttemptState::Sent => AttemptState::Unknown,
            state => state,
        }
    }

    /// Its time; as it came, if that is none.
    pub fn timestamp(&self) -> Timestamp {
        Timestamp::parse_iso8601(&self.time)
            .unwrap_or_else(|| Timestamp::Unrecognized(self.time.clone().into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_survives_the_wire_and_an_unknown_status_is_never_verified() {
        for chain in [
            ChainStatus::Verified { records: 7 },
            ChainStatus::Broken { line: 3, reason: "altered".into() },
        ] {
            let json = serde_json::to_string(&chain).unwrap();
            assert_eq!(serde_json::from_str::<ChainStatus>(&json).unwrap(), chain, "{json}");
        }
        let odd = serde_json::from_str(r#"{"status":"fine"}"#).unwrap();
        assert!(matches!(odd, ChainStatus::Broken { .. }));
    }
}

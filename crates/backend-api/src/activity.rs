//! The audit log as the console shows it: the answer of `GET /api/activity`.

use cloudhsm_api::shape::{Member, Members, Mismatch, Schemas, reference};
use cloudhsm_api::{Operation, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    AttemptState, RecordedState,
    reading::{deserialize_by_member, reads, tagged, words},
};

/// The newest records and whether the log holds together.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    /// Newest first.
    pub records: Vec<AuditRecord>,
    /// Whether every record carries the hash of the one before.
    pub chain: ChainStatus,
}

reads! {
    Activity {
        records = "records",
        chain = "chain",
    }
}

/// Whether the chain of hashes holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum ChainStatus {
    /// Every record carries the hash of the one before.
    Verified {
        /// How many records were read.
        records: u64,
    },
    /// A record does not.
    Broken {
        /// The line, counted from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
}

impl Default for ChainStatus {
    /// What is not plainly verified is not called so.
    fn default() -> Self {
        Self::Broken { line: 0, reason: "not told".to_owned() }
    }
}

impl Member for ChainStatus {
    fn read(value: Value) -> Result<Self, Mismatch> {
        let mut members = Members::of(value);
        let status: String = members.take("status");
        let records: Option<u64> = members.take("records");
        let line: Option<u64> = members.take("line");
        let reason: Option<String> = members.take("reason");
        members.end()?;
        Ok(match (status.as_str(), records) {
            ("verified", Some(records)) => Self::Verified { records },
            _ => Self::Broken {
                line: line.unwrap_or_default(),
                reason: reason.unwrap_or_else(|| format!("status {status:?}")),
            },
        })
    }

    fn write(&self) -> Option<Value> {
        serde_json::to_value(self).ok()
    }

    fn schema(named: &mut Schemas) -> Value {
        reference(named, "ChainStatus", |named| {
            let (number, text) = (u64::schema(named), String::schema(named));
            json!({ "oneOf": [
                tagged("status", "verified", &[("records", number.clone())]),
                tagged("status", "broken", &[("line", number), ("reason", text)]),
            ] })
        })
    }
}

deserialize_by_member!(ChainStatus);

words! {
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

/// One line of the audit log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditRecord {
    /// Counted from 1, over rotated files.
    pub sequence: u64,
    /// RFC 3339, UTC.
    pub time: String,
    /// Which part of a call this is.
    pub event: AuditEvent,
    /// Joins an intent with its outcome.
    pub attempt: String,
    /// Who asked: the person, else the caller, else the access key ID.
    pub who: String,
    /// The person that a trusted proxy named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// The caller's ARN, as STS reported it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
    /// The access key ID that the request is signed with; never its secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_key_id: Option<String>,
    /// The AWS account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The AWS partition, such as `aws` or `aws-us-gov`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition: Option<String>,
    /// The endpoint that the request goes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// A name of the session; never its token.
    pub session: String,
    /// The region.
    pub region: String,
    /// The operation.
    pub operation: Operation,
    /// The resource's id.
    pub resource: String,
    /// The cluster that the resource belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// The keys of the tags that the request sets or removes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The digest of the plan that was confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_digest: Option<String>,
    /// Whether the typed text was what the plan asked for; absent where nothing must be typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmation_matched: Option<bool>,
    /// The warnings that the person acknowledged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub acknowledged: Vec<String>,
    /// AWS's request id, in an outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The state that the attempt is in, in an outcome or a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<RecordedState>,
    /// The error code of a refusal, or of what left the outcome open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// More about the outcome, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// SHA-256 (hex) of the line before, without its line feed; 64 zeros in the first line.
    pub previous: String,
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

    /// Its time; as it came, if that is none.
    pub fn timestamp(&self) -> Timestamp {
        Timestamp::parse_iso8601(&self.time)
            .unwrap_or_else(|| Timestamp::Unrecognized(self.time.clone().into()))
    }
}

reads! {
    AuditRecord {
        sequence = "sequence",
        time = "time",
        event = "event",
        attempt = "attempt",
        who = "who",
        person = "person",
        caller = "caller",
        access_key_id = "accessKeyId",
        account = "account",
        partition = "partition",
        endpoint = "endpoint",
        session = "session",
        region = "region",
        operation = "operation",
        resource = "resource",
        cluster = "cluster",
        tags = "tags",
        plan_digest = "planDigest",
        confirmation_matched = "confirmationMatched",
        acknowledged = "acknowledged",
        request_id = "requestId",
        outcome = "outcome",
        code = "code",
        detail = "detail",
        previous = "previous",
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

//! The audit log as the console shows it: the answer of `GET /api/activity`.

use cloudhsm_api::Operation;
use serde::{Deserialize, Serialize};

/// The newest records and whether the log holds together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    /// Newest first.
    pub records: Vec<AuditRecord>,
    /// Whether every record carries the hash of the one before.
    pub chain: ChainStatus,
}

/// Whether the chain of hashes holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
// Read through a flat form: serde's code for tagged enums weighs kilobytes in WebAssembly.
#[serde(tag = "status", rename_all = "kebab-case", from = "FlatChain")]
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

/// [`ChainStatus`] as it stands on the wire.
#[derive(Deserialize)]
struct FlatChain {
    status: String,
    records: Option<u64>,
    line: Option<u64>,
    reason: Option<String>,
}

impl From<FlatChain> for ChainStatus {
    fn from(flat: FlatChain) -> Self {
        match (flat.status.as_str(), flat.records) {
            ("verified", Some(records)) => Self::Verified { records },
            // What is not plainly verified is not called so.
            _ => Self::Broken {
                line: flat.line.unwrap_or_default(),
                reason: flat.reason.unwrap_or_else(|| format!("status {:?}", flat.status)),
            },
        }
    }
}

/// Which part of a destructive call a record tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuditEvent {
    /// About to be sent.
    Intent,
    /// What came of an intent.
    Outcome,
    /// Refused by the guard: nothing was sent.
    Refusal,
    /// Everything but the last call.
    DryRun,
}

/// One line of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Who asked: the user that a trusted proxy named, else the AWS identity or `unknown`.
    pub who: String,
    /// A name of the session; never its token.
    pub session: String,
    /// The region.
    pub region: String,
    /// The operation.
    pub operation: Operation,
    /// The resource's id.
    pub resource: String,
    /// The cluster that the resource belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// The digest of the plan that was confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_digest: Option<String>,
    /// Whether the typed text was the resource's id.
    pub confirmation_matched: bool,
    /// The warnings that the person acknowledged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acknowledged: Vec<String>,
    /// AWS's request id, in an outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// `accepted`, `unknown`, or the code of the error, in an outcome or a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// More about the outcome, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// SHA-256 (hex) of the line before, without its line feed; 64 zeros in the first line.
    pub previous: String,
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

//! Who and what the backend is: the answer of `GET /api/session`.

use cloudhsm_api::{Operation, Timestamp};
use serde::{Deserialize, Serialize};

/// What stands behind the backend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// AWS, or an endpoint that the operator named.
    Aws,
    /// The embedded emulator: nothing here is real.
    Emulator,
}

/// Who and what this backend is. Never holds a key or a token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// What stands behind the backend.
    pub mode: Mode,
    /// The AWS account, if STS told.
    #[serde(default)]
    pub account: Option<String>,
    /// The caller's ARN, if STS told.
    #[serde(default)]
    pub arn: Option<String>,
    /// The regions that may be asked, in the operator's order.
    pub regions: Vec<String>,
    /// The region to start in: the first of the regions.
    pub default_region: String,
    /// Only reading operations are allowed.
    pub read_only: bool,
    /// The operations that the backend signs.
    pub allowed_operations: Vec<Operation>,
    /// The tag (key, value) that blocks a deletion.
    pub deletion_protection: (String, String),
    /// Where the credentials come from and when they end.
    #[serde(default)]
    pub credentials: Option<CredentialSummary>,
    /// Roots to verify HSM certificates with, beside the pinned ones.
    #[serde(default)]
    pub trust_anchors: Vec<TrustAnchor>,
    /// The backend's version.
    pub version: String,
}

impl Session {
    /// Whether the backend signs this operation.
    pub fn allows(&self, operation: Operation) -> bool {
        self.allowed_operations.contains(&operation)
    }
}

/// Where the credentials come from and when they end; never the credentials.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialSummary {
    /// The provider's name, as the AWS SDK tells it (`EnvironmentVariable`, `Sso`, …).
    pub source: String,
    /// When these credentials end; they are refreshed before where their source can.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
}

/// What a supplied root vouches for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrustAnchorKind {
    /// The chain that ends at AWS.
    Aws,
    /// The chain that ends at the hardware's manufacturer.
    Manufacturer,
}

/// A root certificate that the backend supplies, such as the emulator's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TrustAnchor {
    /// Whose it is, for people: "Emulator".
    pub label: String,
    /// Which chain it ends.
    pub kind: TrustAnchorKind,
    /// The certificate.
    pub pem: String,
}

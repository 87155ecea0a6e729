//! Who and what the backend is: the answer of `GET /api/session`.

use cloudhsm_api::{Operation, Tag, Timestamp};
use serde::Serialize;

use crate::reading::{reads, words};

words! {
    /// What stands behind the backend.
    Mode {
        /// AWS, or an endpoint that the operator named.
        Aws = "aws",
        /// The embedded emulator: nothing here is real.
        Emulator = "emulator",
    }
}

/// Who and what this backend is. Never holds a key or a token.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// What stands behind the backend.
    pub mode: Mode,
    /// The AWS account, if STS told.
    pub account: Option<String>,
    /// What the operator calls the account: "Production".
    pub account_label: Option<String>,
    /// The colour that the operator gave it: `#b00020`.
    pub account_color: Option<String>,
    /// The caller's ARN, if STS told.
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
    pub credentials: Option<CredentialSummary>,
    /// Roots to verify HSM certificates with, beside the pinned ones.
    pub trust_anchors: Vec<TrustAnchor>,
    /// The backend's version.
    pub version: String,
}

reads! {
    Session {
        mode = "mode",
        account = "account",
        account_label = "accountLabel",
        account_color = "accountColor",
        arn = "arn",
        regions = "regions",
        default_region = "defaultRegion",
        read_only = "readOnly",
        allowed_operations = "allowedOperations",
        deletion_protection = "deletionProtection",
        credentials = "credentials",
        trust_anchors = "trustAnchors",
        version = "version",
    }
}

impl Session {
    /// Whether these tags forbid a deletion here.
    pub fn is_protected(&self, tags: &[Tag]) -> bool {
        carries_protection(tags, &self.deletion_protection)
    }

    /// Whether the backend signs this operation.
    pub fn allows(&self, operation: Operation) -> bool {
        self.allowed_operations.contains(&operation)
    }
}

/// Whether one of the tags is the one that protects: its key exactly, its value without regard to
/// case.
pub fn carries_protection(tags: &[Tag], (key, value): &(String, String)) -> bool {
    tags.iter().any(|tag| tag.key == *key && tag.value.eq_ignore_ascii_case(value))
}

/// Where the credentials come from and when they end; never the credentials.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialSummary {
    /// The provider's name, as the AWS SDK tells it (`EnvironmentVariable`, `Sso`, …).
    pub source: String,
    /// When these credentials end; they are refreshed before where their source can.
    pub expires_at: Option<Timestamp>,
}

reads! {
    CredentialSummary {
        source = "source",
        expires_at = "expiresAt",
    }
}

words! {
    /// What a supplied root vouches for.
    TrustAnchorKind {
        /// The chain that ends at AWS.
        Aws = "aws",
        /// The chain that ends at the hardware's manufacturer.
        Manufacturer = "manufacturer",
    }
}

/// A root certificate that the backend supplies, such as the emulator's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrustAnchor {
    /// Whose it is, for people: "Emulator".
    pub label: String,
    /// Which chain it ends.
    pub kind: TrustAnchorKind,
    /// The certificate.
    pub pem: String,
}

reads! {
    TrustAnchor {
        label = "label",
        kind = "kind",
        pem = "pem",
    }
}

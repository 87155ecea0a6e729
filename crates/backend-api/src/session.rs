//! Who and what the backend is: the answer of `GET /api/session`.

use cloudhsm_api::{Operation, Tag, Timestamp};

use crate::wire::{closed_enum, wire_struct};

closed_enum! {
    /// What stands behind the backend.
    Mode {
        /// AWS, or an endpoint that the operator named.
        Aws = "aws",
        /// The embedded emulator: nothing here is real.
        Emulator = "emulator",
    }
}

wire_struct! {
    /// Who and what this backend is. Never holds a key or a token.
    Session {
        /// What stands behind the backend.
        mode: Mode = "mode",
        /// The AWS account, if STS told.
        account: Option<String> = "account",
        /// What the operator calls the account: "Production".
        account_label: Option<String> = "accountLabel",
        /// The colour that the operator gave it: `#b00020`.
        account_color: Option<String> = "accountColor",
        /// The caller's ARN, if STS told.
        arn: Option<String> = "arn",
        /// The regions that may be asked, in the operator's order.
        regions: Vec<String> = "regions",
        /// The region to start in: the first of the regions.
        default_region: String = "defaultRegion",
        /// Only reading operations are allowed.
        read_only: bool = "readOnly",
        /// The operations that the backend signs.
        allowed_operations: Vec<Operation> = "allowedOperations",
        /// The tag (key, value) that blocks a deletion.
        deletion_protection: (String, String) = "deletionProtection",
        /// Where the credentials come from and when they end.
        credentials: Option<CredentialSummary> = "credentials",
        /// Roots to verify HSM certificates with, beside the pinned ones.
        trust_anchors: Vec<TrustAnchor> = "trustAnchors",
        /// The backend's version.
        version: String = "version",
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

wire_struct! {
    /// Where the credentials come from and when they end; never the credentials.
    CredentialSummary {
        /// The provider's name, as the AWS SDK tells it (`EnvironmentVariable`, `Sso`, …).
        source: String = "source",
        /// When these credentials end; they are refreshed before where their source can.
        expires_at: Option<Timestamp> = "expiresAt",
    }
}

closed_enum! {
    /// What a supplied root vouches for.
    TrustAnchorKind {
        /// The chain that ends at AWS.
        Aws = "aws",
        /// The chain that ends at the hardware's manufacturer.
        Manufacturer = "manufacturer",
    }
}

wire_struct! {
    /// A root certificate that the backend supplies, such as the emulator's.
    #[derive(Eq)]
    TrustAnchor {
        /// Whose it is, for people: "Emulator".
        label: String = "label",
        /// Which chain it ends.
        kind: TrustAnchorKind = "kind",
        /// The certificate.
        pem: String = "pem",
    }
}

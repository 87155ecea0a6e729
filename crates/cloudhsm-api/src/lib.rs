//! The wire of AWS CloudHSM v2 (API version 2017-04-28, JSON 1.1) as serde types.
//!
//! Owns: the names of the operations, the shapes that they exchange, the states, and the errors.
//! Must not know: HTTP clients or servers, credentials, signing, or anything about this project's
//! own console and backend.
//!
//! Two habits run through all shapes, because implementations of this API differ from its model:
//! `null` and absent mean the same, and nothing is lost: unknown members are kept in `extra`, and
//! unknown enum values keep their text. The list of a listing is the exception: an answer without it is
//! not an empty listing but an error.
//!
//! Source of names and shapes: the API model `cloudhsmv2-2017-04-28` that AWS publishes with its
//! SDKs, and <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/>.
#![warn(missing_docs)]

mod backup;
mod backups;
mod cluster;
mod clusters;
mod error;
mod hsm;
mod listing;
mod open_enum;
mod operation;
mod secret;
mod serde_rules;
pub mod shape;
mod state;
mod tag;
mod timestamp;
mod zone;

pub use backup::Backup;
pub use backups::{
    DeleteBackupInput, DeleteBackupOutput, DescribeBackupsInput, DescribeBackupsOutput,
    RestoreBackupInput, RestoreBackupOutput,
};
pub use cluster::{
    BackupRetentionPolicy, CertificateSlot, Certificates, Cluster, SubnetMapping, mask_private_keys,
};
pub use clusters::{
    DeleteClusterInput, DeleteClusterOutput, DeleteHsmInput, DeleteHsmOutput,
    DescribeClustersInput, DescribeClustersOutput, Filters,
};
pub use error::{ErrorCode, ServiceError};
pub use hsm::Hsm;
pub use listing::{ListingError, ListingPage};
pub use operation::{Operation, OperationClass, UnknownOperation};
pub use secret::Secret;
pub use state::{BackupState, ClusterMode, ClusterState, HsmState, NetworkType};
pub use tag::{
    ListTagsInput, ListTagsOutput, Tag, TagResourceInput, TagResourceOutput, UntagResourceInput,
    UntagResourceOutput, tag_value,
};
pub use timestamp::Timestamp;
pub use zone::Zone;

/// The members of a shape that this crate does not know or could not read, as they came.
pub type Extra = serde_json::Map<String, serde_json::Value>;

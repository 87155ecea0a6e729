//! The wire of the AWS services that know who depends on a cluster, as serde types.
//!
//! Owns: which services are asked, by which names, and the shapes of what they answer. Every lookup
//! only reads, and all of them are listed in [`Lookup::ALL`].
//! Must not know: HTTP clients or servers, credentials, signing, or what an answer means for a cluster.
//!
//! The shapes read as those of `cloudhsm-api` do: `null` and absent mean the same, unknown members
//! are kept in `extra`, and unknown enum values keep their text. An answer without its list is an
//! error and not an empty list.
//!
//! Source of names and shapes: the API models that AWS publishes with its SDKs, and
//! <https://docs.aws.amazon.com/kms/latest/APIReference/>.
#![warn(missing_docs)]

mod kms;
mod lookup;
mod service;

pub use kms::{
    ConnectionErrorCode, ConnectionState, CustomKeyStore, CustomKeyStoreType,
    DescribeCustomKeyStoresInput, DescribeCustomKeyStoresOutput,
};
pub use lookup::Lookup;
pub use service::{Service, UnknownService};

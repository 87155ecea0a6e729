//! The way to AWS: credentials, signature, one request, retries.
//!
//! Must not know: who asked, and whether they may.

mod answer;
mod aws;
mod caller;
mod counted;
mod credentials;
mod file_stamp;
mod look_limit;
mod retry;
mod sign;
mod transport;

use std::{future::Future, pin::Pin, time::Duration};

use aws_services::Lookup;
use backend_api::CredentialSummary;
use bytes::Bytes;
use cloudhsm_api::Operation;

pub use answer::{Answer, CallError};
pub use aws::{Aws, AwsSettings};
pub(crate) use counted::Counted;
pub use credentials::CredentialSource;
pub(crate) use look_limit::LookLimit;
pub use transport::{Transport, TransportError};

/// A future of a trait that is used through a reference.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// One call of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The region, already checked against the allowed ones.
    pub region: String,
    /// The operation.
    pub operation: Operation,
    /// AWS's JSON input.
    pub body: Bytes,
    /// Sign with this access key or not at all: the credentials may have become another account's.
    pub only_with: Option<String>,
    /// Send before this time on the monotonic clock or not at all: the reading that the call rests
    /// on is too old afterwards.
    pub send_before: Option<Duration>,
}

/// One question to another service of AWS, which changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The region, already checked against the allowed ones.
    pub region: String,
    /// The operation.
    pub lookup: Lookup,
    /// AWS's input.
    pub body: Bytes,
    /// Sign with this access key or not at all.
    pub only_with: Option<String>,
    /// The time that it may take, with all its tries.
    pub limit: Duration,
}

/// Who the credentials belong to, and where they come from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Caller {
    /// The account, if STS told.
    pub account: Option<String>,
    /// The ARN, if STS told.
    pub arn: Option<String>,
    /// The partition of the ARN, such as `aws-us-gov`.
    pub partition: Option<String>,
    /// The access key that requests are signed with now: known even when STS does not answer,
    /// `None` when there are no credentials. Not a secret.
    pub access_key_id: Option<String>,
    /// Where the credentials come from; `None` when there are none.
    pub credentials: Option<CredentialSummary>,
}

/// What stands behind the backend: AWS, or in tests something that answers as AWS does.
pub trait Upstream: Send + Sync + std::fmt::Debug {
    /// Sends a call and reads its whole answer. Reading calls are tried again where that can help;
    /// all others are sent at most once.
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Answer, CallError>>;

    /// Asks another service of AWS, and reads its whole answer.
    fn look(&self, look: Look) -> BoxFuture<'_, Result<Answer, CallError>>;

    /// Who calls, best effort.
    fn caller(&self) -> BoxFuture<'_, Caller>;

    /// Whether there are credentials. Quick, and does not ask their source at every call: whoever
    /// probes may do so often, and without a token.
    fn ready(&self) -> BoxFuture<'_, Result<(), CallError>>;

    /// The URL that calls of a region go to.
    fn endpoint(&self, region: &str) -> String;

    /// The options that the AWS CLI needs, beside `--region`, to reach the same.
    fn cli_options(&self) -> Vec<String>;
}

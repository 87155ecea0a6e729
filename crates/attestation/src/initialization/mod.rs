//! The checks before a cluster is initialized: the two files of `InitializeCluster`, cleaned,
//! described, and judged for one CSR. It must not know who asks or what is sent afterwards.
//!
//! AWS's rules, as far as it documents them:
//!
//! - [Initialize the cluster](https://docs.aws.amazon.com/cloudhsm/latest/userguide/initialize-cluster.html):
//!   the trust anchor is self-signed, complies with RFC 5280, has Basic Constraints if it has X.509
//!   v3 extensions, and its extension values don't conflict. The newest issue mentions a chain.
//! - [InitializeCluster](https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_InitializeCluster.html):
//!   both are PEM of at most 5,000 characters, of which the model accepts 20,000; the anchor issued
//!   the signed certificate and is a root.
//!
//! What breaks one of these is refused. Where AWS documents nothing, a finding warns.

mod authority;
mod certificate;
mod check;
mod clean;
mod cleaning;
mod csr;
mod file;
mod finding;
mod pair;
mod path;
mod problem;
mod remedy;
mod severity;
mod steps;
mod words;

pub use self::{
    check::{CheckedFile, Initialization, check_initialization},
    cleaning::{Cleaned, Cleaning},
    csr::{CsrFile, CsrProblem, csr_file},
    file::InitializationFile,
    finding::InitializationFinding,
    problem::InitializationProblem,
    severity::Severity,
};

/// Characters of a file, by AWS's documentation.
pub(crate) const DOCUMENTED_CHARACTERS: usize = 5_000;
/// Characters of a file that AWS's model of the API accepts.
pub(crate) const ACCEPTED_CHARACTERS: usize = 20_000;

//! AWS CloudHSM v2 as a local service, for development and tests.
//!
//! Owns: a server that speaks AWS's protocols on one loopback port for all its regions,
//! verifies Signature Version 4 as AWS does, and keeps a seeded fleet of clusters, HSMs and backups
//! that changes with time.
//! Must not know: the clients that call it. It has no demo mode for any of them.
//!
//! # What it does
//!
//! - All 18 operations of CloudHSM v2, in JSON 1.1 and in Smithy's RPC v2 with CBOR, with what AWS
//!   documents that they refuse. Among it: subnets of one VPC and one a zone, one HSM before
//!   initialization and its own CSR, certificates that fit this CSR and their anchor, a migration of
//!   the HSM type with its way back, backups that a shorter retention ends, copies in another region.
//!   Quotas of a region are off unless a test sets them: the seeded fleet is above AWS's.
//! - Of STS: `GetCallerIdentity` and `AssumeRole`, because clients ask it who they are.
//! - Of KMS: `DescribeCustomKeyStores`, because key stores depend on clusters. Nothing connects or
//!   disconnects them but the control surface.
//! - Of CloudWatch: `ListMetrics` and `GetMetricData`, JSON 1.0, for the metrics of the fleet's HSMs.
//! - Of EC2: `DescribeNetworkInterfaces`, `DescribeSecurityGroups`, `DescribeSecurityGroupRules` and
//!   `DescribeSubnets`, for what is around the fleet's clusters, and for two VPCs of its own in which
//!   clusters can be created.
//! - Of EC2's zones and of Service Quotas: `DescribeAvailabilityZones` and `ListServiceQuotas`, for
//!   CloudHSM alone. An account that has more than AWS's defaults was granted more.
//! - Three access keys: a user, a session with its token, and a session that has ended.
//! - With `Config::control`: call counts, faults, forced states, rules of a region, and what an owner
//!   or AWS does without a call, below `/_emulator`, without a signature. The table of them is in
//!   `control/routes.rs`.
//!
//! Nothing sleeps: what is due happens when somebody asks. `Config::time_scale` stretches it, and a
//! fixed [`Clock`] makes all of it repeatable, timestamps and certificates included.
//!
//! # Where it had to choose
//!
//! AWS documents neither its wording of most refusals nor these, so no client should rely on them:
//!
//! - `DeleteCluster` refuses `DELETE_IN_PROGRESS` and `DELETED`, and no other state.
//! - `GetResourcePolicy` answers without a policy: no backup has one.
//! - A deleted cluster is listed as `DELETED` for a while, then it is absent.
//! - `InitializeCluster` leaves nothing but `ClusterCertificate`; two clusters of the fleet show the
//!   hardware's certificates all the same, as clients have to cope with both.
//! - A cluster from a backup becomes `ACTIVE` by itself. Terraform's provider waits for that state after
//!   `CreateCluster` with a `SourceBackupId`, without another call, and takes `CREATE_IN_PROGRESS` and
//!   `INITIALIZE_IN_PROGRESS` until then: `waitClusterActive` in
//!   <https://github.com/hashicorp/terraform-provider-aws/blob/013f1736b90439e5a19567a87d3e5cd11858c420/internal/service/cloudhsmv2/cluster.go>.
//!   AWS's guide shows its certificate in the answer already, and says neither when it becomes `ACTIVE`
//!   nor what it is until then.
//! - `INITIALIZED` becomes `ACTIVE` only through the HSM's own client at AWS: here the control surface
//!   does that, or `Config::activation_seconds`.
//! - `CreateHsm` refuses the states in which a cluster is not yet, no longer, or being changed; a
//!   degraded cluster takes an HSM.
//! - `TrustAnchor` can be a chain, as AWS's newest guide allows, up to a self-signed certificate.
//! - An old hash or a short key of a certificate refuses nothing, and neither do its dates. Of keys on
//!   P-521, of RSA-PSS and the like no signature is verified.
//! - A backup that retention ends is gone at once, when the retention is changed or another backup is
//!   made. AWS documents neither when, nor whether it can be restored.
//! - A resource without a policy answers `GetResourcePolicy` with none. Operations on policies
//!   without an ARN are refused, though AWS's model requires none.
//! - More than a quota answers `CloudHsmResourceLimitExceededException`.
//!
//! # Where it differs from AWS
//!
//! - Every `x-amz-…` header of a request must be signed. AWS's documents demand that, though some of
//!   its services let others pass. Only `X-Amz-Date` dates a request, and only the `Authorization`
//!   header carries a signature: no `Date` header, no presigned URLs.
//! - CloudWatch has no query protocol here.
//! - CloudWatch has nothing of an HSM that was deleted, does no metric math, and has neither
//!   percentiles nor periods below a minute.
//! - EC2 has the filters `group-id` and `subnet-id`, and no others.
//! - One account: who has a key may do everything, and the policy of a backup changes nothing.
//! - Service Quotas' codes are made up: AWS documents the names of CloudHSM's quotas, and no codes.
//! - Nothing asks which clients a cluster has had before its HSM type is changed.
#![warn(missing_docs)]

mod clock;
mod cloudtrail;
mod cloudwatch;
mod config;
mod control;
mod credentials;
mod ec2;
mod emulator;
mod estate;
mod fault;
mod fleet;
mod http;
mod kms;
mod lock;
mod lookups;
mod operations;
mod page_token;
mod pki;
mod quotas;
mod service;
mod sigv4;

pub use clock::Clock;
pub use config::{Config, StartError};
pub use credentials::Credentials;
pub use emulator::{App, Emulator, app};
pub use pki::{Anchor, AnchorKind};

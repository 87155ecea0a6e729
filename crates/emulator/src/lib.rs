//! AWS CloudHSM v2 as a local service, for development and tests.
//!
//! Owns: a server that speaks AWS's protocols on one loopback port for all its regions,
//! verifies Signature Version 4 as AWS does, and keeps a seeded fleet of clusters, HSMs and backups
//! that changes with time.
//! Must not know: the clients that call it. It has no demo mode for any of them.
//!
//! # What it does
//!
//! - 15 of the 18 operations: `CreateCluster`, `CreateHsm`, `DeleteBackup`, `DeleteCluster`,
//!   `DeleteHsm`, `DescribeBackups`, `DescribeClusters`, `GetResourcePolicy`,
//!   `InitializeCluster`, `ListTags`, `ModifyBackupAttributes`, `ModifyCluster`, `RestoreBackup`,
//!   `TagResource`, `UntagResource`. The other three (`CopyBackupToRegion`, `PutResourcePolicy`,
//!   `DeleteResourcePolicy`) answer `UnknownOperationException` with a message that says so.
//! - Of STS: `GetCallerIdentity` and `AssumeRole`, because clients ask it who they are.
//! - Of KMS: `DescribeCustomKeyStores`, because key stores depend on clusters. Nothing connects or
//!   disconnects them but the control surface.
//! - Of CloudWatch: `ListMetrics` and `GetMetricData`, JSON 1.0, for the metrics of the fleet's HSMs.
//! - Of EC2: `DescribeNetworkInterfaces`, `DescribeSecurityGroups`, `DescribeSecurityGroupRules` and
//!   `DescribeSubnets`, for what is around the fleet's clusters.
//! - Of EC2's zones and of Service Quotas: `DescribeAvailabilityZones` and `ListServiceQuotas`, for
//!   CloudHSM alone. An account that has more than AWS's defaults was granted more.
//! - Three access keys: a user, a session with its token, and a session that has ended.
//! - With `Config::control`: call counts, faults and forced states below `/_emulator`, without a
//!   signature. The table of them is in `control/routes.rs`.
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
//! - A cluster from a backup becomes `ACTIVE` by itself.
//! - `INITIALIZED` becomes `ACTIVE` only through the HSM's own client at AWS, so never here.
//!
//! # Where it differs from AWS
//!
//! - Every `x-amz-…` header of a request must be signed. AWS's documents demand that, though some of
//!   its services let others pass. Only `X-Amz-Date` dates a request, and only the `Authorization`
//!   header carries a signature: no `Date` header, no presigned URLs.
//! - JSON only; the newer CBOR protocol answers `UnknownOperationException`. CloudWatch has no query
//!   protocol here.
//! - CloudWatch has nothing of an HSM that was deleted, does no metric math, and has neither
//!   percentiles nor periods below a minute.
//! - EC2 has the filters `group-id` and `subnet-id`, and no others.
//! - No quotas are enforced but those on tags and on the HSMs of one cluster, whatever Service Quotas
//!   lists; no policies: who has a key may do everything.
//! - Service Quotas' codes are made up: AWS documents the names of CloudHSM's quotas, and no codes.
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

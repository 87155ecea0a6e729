//! The wire of the AWS services that know who depends on a cluster, as serde types.
//!
//! Owns: which services are asked, by which names, and the shapes of what they answer. Every lookup
//! only reads, and all of them are listed in [`Lookup::ALL`].
//! Must not know: HTTP clients or servers, credentials, signing, or what an answer means for a cluster.
//!
//! The shapes read as those of `cloudhsm-api` do: `null` and absent mean the same, unknown members
//! are kept in `extra`, and unknown enum values keep their text. An answer without its list is an
//! error and not an empty list. EC2's are XML: an empty element is absent, and what this crate does
//! not know is left out.
//!
//! Source of names and shapes: the API models that AWS publishes with its SDKs, and
//! <https://docs.aws.amazon.com/kms/latest/APIReference/>,
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/>,
//! <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/>,
//! <https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/>,
//! <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/>.
#![warn(missing_docs)]

mod cloudtrail;
mod cloudwatch;
pub mod ec2;
mod kms;
mod lenient;
mod lookup;
mod quotas;
mod service;

pub use cloudtrail::{
    CLOUDHSM_EVENT_SOURCE, LookupAttribute, LookupAttributeKey, LookupEventsInput,
    LookupEventsOutput, TrailEvent, TrailRecord, TrailResource,
};
pub use cloudwatch::{
    CLOUDHSM_NAMESPACE, Dimension, DimensionFilter, GetMetricDataInput, GetMetricDataOutput,
    ListMetricsInput, ListMetricsOutput, MessageData, Metric, MetricDataQuery, MetricDataResult,
    MetricStat, StatusCode,
};
pub use kms::{
    ConnectionErrorCode, ConnectionState, CustomKeyStore, CustomKeyStoreType,
    DescribeCustomKeyStoresInput, DescribeCustomKeyStoresOutput,
};
pub use lookup::{Lookup, Protocol};
pub use quotas::{
    AppliedLevel, CLOUDHSM_SERVICE_CODE, ListServiceQuotasInput, ListServiceQuotasOutput,
    QuotaErrorReason, ServiceQuota,
};
pub use service::{Service, UnknownService};

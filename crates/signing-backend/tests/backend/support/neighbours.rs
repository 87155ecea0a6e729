//! CloudWatch and EC2 beside the cloud: they answer as AWS does, or as they are told.

mod cloudwatch;
mod ec2;

use aws_services::{
    Lookup,
    ec2::{AvailabilityZone, Ec2Error, NetworkInterface, SecurityGroup, SecurityGroupRule, Subnet},
};
use serde_json::Value;

/// What one HSM measured. The last value is that of the present period.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    pub(crate) metric: &'static str,
    pub(crate) hsm: &'static str,
    pub(crate) values: Vec<Option<u32>>,
}

/// A change to the `n`th page of an output.
pub(crate) type Twist = fn(usize, &mut Value);

/// What CloudWatch answers.
#[derive(Debug, Clone, Default)]
pub(crate) enum CloudWatch {
    /// It isn't spoken.
    #[default]
    Absent,
    /// This, on two pages of values and up to two of metrics.
    Has(Vec<Measured>),
    /// The same, with a change to each page of values.
    Odd(Vec<Measured>, Twist),
    /// To one lookup this status and body; the other one finds these.
    Says(Lookup, u16, Value, Vec<Measured>),
    /// Nothing: there is no connection.
    Unreachable,
    /// Nothing: the connection stays open.
    Hangs,
}

/// What EC2 answers.
#[derive(Debug, Clone, Default)]
pub(crate) enum Ec2 {
    /// It isn't spoken.
    #[default]
    Absent,
    /// This network, an element a page.
    Has(Network),
    /// To one lookup, or all, this status and body; the others find these.
    Says(Option<Lookup>, u16, String, Network),
    /// Nothing: there is no connection.
    Unreachable,
    /// Nothing: the connection stays open.
    Hangs,
}

/// What EC2 has.
#[derive(Debug, Clone, Default)]
pub(crate) struct Network {
    pub(crate) interfaces: Vec<NetworkInterface>,
    pub(crate) groups: Vec<SecurityGroup>,
    pub(crate) rules: Vec<SecurityGroupRule>,
    pub(crate) subnets: Vec<Subnet>,
    pub(crate) zones: Vec<AvailabilityZone>,
}

/// EC2's refusal.
pub(crate) fn ec2_error(code: &str) -> String {
    let (code, message) = (code.to_owned(), Some("no".to_owned()));
    Ec2Error { code, message, request_id: Some("request-4".to_owned()) }.write().unwrap()
}

/// How a question ends.
pub(super) enum Reply {
    Json(Value),
    Raw(u16, String),
    Unreachable,
    Hangs,
}

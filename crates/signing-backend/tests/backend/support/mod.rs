//! A backend to test, and what stands around it.

mod bench;
mod clock;
mod cloud;
mod neighbours;
mod owner;
pub(crate) mod process;
mod quotas;
mod reply;
mod trail;
mod upstream;

use std::time::Duration;

use backend_api::Mode;
use serde_json::Value;
use signing_backend::{
    OperationPolicy, Settings,
    dependents::Looks,
    guard::ProductionTags,
    http::{Hosts, Limits, Origins},
};

pub(crate) use bench::Bench;
pub(crate) use clock::ManualClock;
pub(crate) use cloud::{Behaviour, Cloud, Kms, Lie, Region, cluster as cloud_cluster};
pub(crate) use neighbours::{CloudWatch, Ec2, Measured, Network, ec2_error};
pub(crate) use owner::OWNER;
pub(crate) use quotas::{Quotas, quota};
pub(crate) use reply::Reply;
pub(crate) use test_limits::{eventually, eventually_or, in_time};
pub(crate) use trail::CloudTrail;
pub(crate) use upstream::{Act, Scripted};

pub(crate) const CLUSTER: &str = "cluster-aaaaaaaaaaa";
pub(crate) const OTHER: &str = "cluster-bbbbbbbbbbb";
pub(crate) const REGION: &str = "us-east-1";

/// A record names the caller that a bench begins with, and where.
pub(crate) fn assert_names_alice(line: &Value) {
    for (member, value) in [
        ("account", "123456789012"),
        ("partition", "aws"),
        ("accessKeyId", "AKIAALICE"),
        ("caller", "arn:aws:iam::123456789012:user/Alice"),
        ("endpoint", "https://cloudhsmv2.us-east-1.amazonaws.com/"),
    ] {
        assert_eq!(line[member], value, "{line}");
    }
}

pub(crate) fn settings() -> Settings {
    Settings {
        mode: Mode::Aws,
        regions: vec![REGION.to_owned(), "eu-central-1".to_owned()],
        operations: OperationPolicy::new(false, &[]),
        account_label: None,
        account_color: None,
        deletion_protection: ("cloudhsm-console:deletion-protection".into(), "enabled".into()),
        production_tags: ProductionTags::default(),
        permit_lifetime: Duration::from_mins(5),
        looks: Looks::default(),
        hosts: Hosts::new("127.0.0.1:8787".parse().unwrap(), &[]).unwrap(),
        origins: Origins::new(&["https://console.example.com".to_owned()]).unwrap(),
        limits: Limits::default(),
        trusted_user: None,
        console: None,
        trust_anchors: Vec::new(),
    }
}

//! A cloud in memory: it answers as AWS does and notes every call.

mod answering;
mod carrying_out;
mod noted;
mod set;
mod upstream;

use std::{
    collections::{HashMap, VecDeque},
    path::PathBuf,
    sync::Mutex,
    time::Duration,
};

use aws_services::Lookup;
use bytes::Bytes;
use cloudhsm_api::Operation;
use serde_json::{Value, json};
use signing_backend::forward::Caller;

use super::{
    CLUSTER, OTHER,
    neighbours::{CloudWatch, Ec2},
    quotas::Quotas,
    trail::CloudTrail,
};

/// How the next destroying call ends.
#[derive(Debug, Clone)]
pub(crate) enum Behaviour {
    /// With AWS's refusal.
    Refuse,
    /// Without a connection.
    Unreachable,
    /// Without credentials before the time by which it must be sent.
    TooLate,
    /// It is carried out, and the answer is lost.
    Lost,
    /// It is carried out, and answered with this status and body.
    Says(u16, &'static str),
    /// It is not carried out, and answered with this status and body.
    Denies(u16, &'static str),
    /// It is carried out after so many seconds, and answered after as many more.
    Slow(u64),
}

/// What a listing does wrong, and so many times.
#[derive(Debug, Clone)]
pub(crate) enum Lie {
    /// The clusters as they were when this began.
    Lags,
    /// No cluster at all.
    Shrinks,
    /// This body instead.
    Says(&'static str),
    /// More than the backend takes.
    TooLarge,
}

/// What KMS answers.
#[derive(Debug, Clone, Default)]
pub(crate) enum Kms {
    /// It isn't spoken, as by what stands in for CloudHSM alone.
    #[default]
    Absent,
    /// These key stores, on pages of one.
    Has(Vec<Value>),
    /// This status and body, to each call.
    Says(u16, Value),
    /// Nothing: there is no connection.
    Unreachable,
    /// Nothing: the connection stays open.
    Hangs,
}

/// What a region answers to listings.
#[derive(Debug, Clone)]
pub(crate) enum Region {
    /// These clusters, backups, and backups that others share.
    Has(Vec<Value>, Vec<Value>, Vec<Value>),
    /// This status and body, to each call.
    Says(u16, Value),
    /// Nothing: there is no connection.
    Unreachable,
    /// Nothing: the connection stays open.
    Hangs,
}

#[derive(Debug)]
pub(crate) struct Cloud(Mutex<State>);

#[derive(Debug)]
struct State {
    clusters: Vec<Value>,
    backups: Vec<Value>,
    calls: Vec<(Operation, Value)>,
    behaviours: VecDeque<Behaviour>,
    /// What the next readings of clusters do.
    lies: VecDeque<Lie>,
    /// The clusters before the first change.
    before: Vec<Value>,
    /// Seconds that a reading of backups takes.
    slow_backups: u64,
    caller: Caller,
    reading_fails: bool,
    /// How the next reading call is refused: an error's name and its status.
    refused: Option<(String, u16)>,
    policy: Option<Value>,
    kms: Kms,
    cloudwatch: CloudWatch,
    ec2: Ec2,
    quotas: Quotas,
    trail: CloudTrail,
    /// What regions have that have something of their own.
    regions: HashMap<String, Region>,
    /// How long each reading of any service takes.
    pace: Duration,
    /// What was asked of other services, with the inputs.
    looks: Vec<(Lookup, Bytes)>,
    /// The audit log, where every call but a reading one must stand before it arrives.
    audit: Option<PathBuf>,
    /// By when the last destroying call had to be sent.
    send_before: Option<Duration>,
}

pub(crate) fn cluster(id: &str) -> Value {
    json!({
        "ClusterId": id, "State": "ACTIVE", "Hsms": [], "VpcId": "vpc-1", "CreateTimestamp": 1_700_000_000,
        "BackupRetentionPolicy": {"Type": "DAYS", "Value": "90"}, "PreCoPassword": "correct-horse",
        "TagList": [{"Key": "Name", "Value": "payments"}], "FutureMember": {"a": [1, 2]}
    })
}

pub(crate) fn backup(id: &str, cluster: &str, created: u64) -> Value {
    json!({"BackupId": id, "ClusterId": cluster, "BackupState": "READY", "CreateTimestamp": created, "TagList": []})
}

fn alice() -> Caller {
    Caller {
        account: Some("123456789012".into()),
        arn: Some("arn:aws:iam::123456789012:user/Alice".into()),
        partition: Some("aws".into()),
        access_key_id: Some("AKIAALICE".into()),
        credentials: None,
    }
}

impl Default for Cloud {
    fn default() -> Self {
        Self(Mutex::new(State {
            clusters: vec![cluster(CLUSTER), cluster(OTHER)],
            backups: vec![
                backup("backup-aaaaaaaaaaa", CLUSTER, 1_790_000_000),
                backup("backup-bbbbbbbbbbb", CLUSTER, 1_795_000_000),
                backup("backup-ccccccccccc", CLUSTER, 1_793_000_000),
                backup("backup-ddddddddddd", OTHER, 1_793_000_000),
            ],
            calls: Vec::new(),
            behaviours: VecDeque::new(),
            lies: VecDeque::new(),
            before: vec![cluster(CLUSTER), cluster(OTHER)],
            slow_backups: 0,
            caller: alice(),
            reading_fails: false,
            refused: None,
            policy: None,
            kms: Kms::default(),
            cloudwatch: CloudWatch::default(),
            ec2: Ec2::default(),
            quotas: Quotas::default(),
            trail: CloudTrail::default(),
            regions: HashMap::new(),
            pace: Duration::ZERO,
            looks: Vec::new(),
            audit: None,
            send_before: None,
        }))
    }
}

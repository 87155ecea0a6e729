//! What tests make of it.

use std::{path::PathBuf, time::Duration};

use serde_json::{Value, json};
use signing_backend::forward::Caller;

use super::{Behaviour, Cloud, Kms, Lie, Region};
use crate::support::{
    neighbours::{CloudWatch, Ec2},
    quotas::Quotas,
    trail::CloudTrail,
};

impl Cloud {
    /// Changes a cluster, as another client would.
    pub(crate) fn change(&self, id: &str, change: impl FnOnce(&mut Value)) {
        let mut state = self.0.lock().unwrap();
        change(state.clusters.iter_mut().find(|it| it["ClusterId"] == id).unwrap());
    }

    pub(crate) fn change_backups(&self, change: impl FnOnce(&mut Vec<Value>)) {
        change(&mut self.0.lock().unwrap().backups);
    }

    pub(crate) fn change_clusters(&self, change: impl FnOnce(&mut Vec<Value>)) {
        change(&mut self.0.lock().unwrap().clusters);
    }

    pub(crate) fn tag(&self, id: &str, key: &str, value: &str) {
        self.change(id, |cluster| {
            let tags = cluster["TagList"].as_array_mut().unwrap();
            tags.retain(|tag| tag["Key"] != key);
            tags.push(json!({"Key": key, "Value": value}));
        });
    }

    /// KMS answers like this from now on.
    pub(crate) fn kms(&self, kms: Kms) {
        self.0.lock().unwrap().kms = kms;
    }

    /// CloudWatch answers like this from now on.
    pub(crate) fn cloudwatch(&self, cloudwatch: CloudWatch) {
        self.0.lock().unwrap().cloudwatch = cloudwatch;
    }

    /// EC2 answers like this from now on.
    pub(crate) fn ec2(&self, ec2: Ec2) {
        self.0.lock().unwrap().ec2 = ec2;
    }

    /// CloudTrail answers like this from now on.
    pub(crate) fn cloudtrail(&self, trail: CloudTrail) {
        self.0.lock().unwrap().trail = trail;
    }

    /// Service Quotas answers like this from now on.
    pub(crate) fn quotas(&self, quotas: Quotas) {
        self.0.lock().unwrap().quotas = quotas;
    }

    /// A region answers like this from now on; the others as they did.
    pub(crate) fn region(&self, name: &str, region: Region) {
        self.0.lock().unwrap().regions.insert(name.to_owned(), region);
    }

    /// Each reading of any service takes so long from now on.
    pub(crate) fn pace(&self, pace: Duration) {
        self.0.lock().unwrap().pace = pace;
    }

    pub(crate) fn next(&self, behaviour: Behaviour) {
        self.0.lock().unwrap().behaviours.push_back(behaviour);
    }

    /// The backend's credentials are these from now on.
    pub(crate) fn become_caller(&self, caller: Caller) {
        self.0.lock().unwrap().caller = caller;
    }

    /// The next readings of clusters do this.
    pub(crate) fn lie(&self, lies: impl IntoIterator<Item = Lie>) {
        self.0.lock().unwrap().lies.extend(lies);
    }

    /// How long a reading of backups takes.
    pub(crate) fn slow_backups(&self, seconds: u64) {
        self.0.lock().unwrap().slow_backups = seconds;
    }

    pub(crate) fn fail_reading(&self, fails: bool) {
        self.0.lock().unwrap().reading_fails = fails;
    }

    /// The next reading call is refused with an error of this name.
    pub(crate) fn fail_next_reading(&self, code: &str, status: u16) {
        self.0.lock().unwrap().refused = Some((code.to_owned(), status));
    }

    /// From now on a call that is not announced in this audit log makes a test fail.
    pub(crate) fn watch(&self, audit: PathBuf) {
        self.0.lock().unwrap().audit = Some(audit);
    }

    /// Changes the backups of a region that has something of its own.
    pub(crate) fn change_backups_of(&self, region: &str, change: impl FnOnce(&mut Vec<Value>)) {
        if let Some(Region::Has(_, backups, _)) = self.0.lock().unwrap().regions.get_mut(region) {
            change(backups);
        }
    }

    /// Shares the backups that have an ARN.
    pub(crate) fn share(&self, policy: Value) {
        self.0.lock().unwrap().policy = Some(policy);
    }
}

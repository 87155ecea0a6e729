//! A cloud in memory: it answers as AWS does and notes every call.

use std::{
    collections::{HashMap, VecDeque},
    path::PathBuf,
    sync::Mutex,
    time::Duration,
};

use aws_services::{Lookup, Service};
use bytes::Bytes;
use cloudhsm_api::{Operation, OperationClass};
use serde_json::{Value, json};
use signing_backend::forward::{Answer, BoxFuture, Call, CallError, Caller, Look, Upstream};

use super::{
    CLUSTER, OTHER,
    neighbours::{CloudWatch, Ec2, Reply},
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

    /// The inputs that came to KMS.
    pub(crate) fn asked_of_kms(&self) -> Vec<Value> {
        let looks = self.0.lock().unwrap().looks.clone();
        let of_kms = looks.iter().filter(|(lookup, _)| lookup.service() == Service::Kms);
        of_kms.map(|(_, body)| serde_json::from_slice(body).unwrap()).collect()
    }

    /// What was asked of a service, in its order.
    pub(crate) fn asked_of(&self, service: Service) -> Vec<Lookup> {
        let looks = &self.0.lock().unwrap().looks;
        looks.iter().map(|(lookup, _)| *lookup).filter(|it| it.service() == service).collect()
    }

    pub(crate) fn next(&self, behaviour: Behaviour) {
        self.0.lock().unwrap().behaviours.push_back(behaviour);
    }

    /// The backend's credentials are these from now on.
    pub(crate) fn become_caller(&self, caller: Caller) {
        self.0.lock().unwrap().caller = caller;
    }

    /// The credentials that the backend has now.
    pub(crate) fn caller_now(&self) -> Caller {
        self.0.lock().unwrap().caller.clone()
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

    /// A cluster and its backups, as they are now.
    pub(crate) fn state_of(&self, cluster: &str) -> Value {
        let state = self.0.lock().unwrap();
        let of = |all: &[Value]| -> Vec<Value> {
            let mut found: Vec<_> =
                all.iter().filter(|it| it["ClusterId"] == cluster).cloned().collect();
            // The order of tags means nothing.
            let tags = found.iter_mut().filter_map(|it| it["TagList"].as_array_mut());
            tags.for_each(|tags| tags.sort_by_key(|tag| tag["Key"].to_string()));
            found
        };
        json!([of(&state.clusters), of(&state.backups)])
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

    /// The destroying calls that arrived.
    pub(crate) fn destroyed(&self) -> Vec<(Operation, Value)> {
        self.calls_of(|it| it.class() == OperationClass::Destroying)
    }

    /// The calls that arrived and were not just reading.
    pub(crate) fn changes(&self) -> Vec<(Operation, Value)> {
        self.calls_of(|it| it.class() != OperationClass::Reading)
    }

    fn calls_of(&self, which: impl Fn(Operation) -> bool) -> Vec<(Operation, Value)> {
        let state = self.0.lock().unwrap();
        state.calls.iter().filter(|call| which(call.0)).cloned().collect()
    }

    /// How many calls arrived.
    pub(crate) fn calls(&self) -> usize {
        self.0.lock().unwrap().calls.len()
    }

    /// The inputs of all calls of an operation.
    pub(crate) fn inputs(&self, operation: Operation) -> Vec<Value> {
        let state = self.0.lock().unwrap();
        let of = state.calls.iter().filter(|(called, _)| *called == operation);
        of.map(|(_, input)| input.clone()).collect()
    }

    /// By when the last destroying call had to be sent, on the monotonic clock.
    pub(crate) fn destroyed_before(&self) -> Option<Duration> {
        self.0.lock().unwrap().send_before
    }

    /// How the next call ends.
    fn behaviour(&self, call: &Call) -> Option<Behaviour> {
        let mut state = self.0.lock().unwrap();
        match call.operation.class() {
            OperationClass::Reading => None,
            _ => state.behaviours.pop_front(),
        }
    }

    fn answer(&self, call: &Call, behaviour: Option<Behaviour>) -> Result<Answer, CallError> {
        let mut state = self.0.lock().unwrap();
        let input: Value = serde_json::from_slice(&call.body).unwrap();
        let key = state.caller.access_key_id.clone();
        if call.only_with.is_some() && call.only_with != key {
            return Err(CallError::CallerChanged);
        }
        if matches!(behaviour, Some(Behaviour::TooLate)) {
            return Err(CallError::TooLate);
        }
        if matches!(behaviour, Some(Behaviour::Unreachable)) || state.reading_fails {
            return Err(CallError::Unreachable("connection refused".into()));
        }
        if call.operation.class() != OperationClass::Reading {
            state.assert_announced(call.operation, &input);
        }
        state.calls.push((call.operation, input.clone()));
        if let Some(answer) =
            state.regions.get(&call.region).and_then(|it| it.answer(call.operation, &input))
        {
            return answer;
        }
        if call.operation.class() == OperationClass::Destroying {
            state.send_before = call.send_before;
        }
        if call.operation.class() == OperationClass::Reading
            && let Some((code, status)) = state.refused.take()
        {
            return Ok(Answer { status, ..refusal(&code, "No.") });
        }
        if matches!(behaviour, Some(Behaviour::Refuse)) {
            return Ok(refusal("CloudHsmInvalidRequestException", "The cluster is busy."));
        }
        if let Some(Behaviour::Denies(status, body)) = behaviour {
            return Ok(raw(status, body));
        }
        if call.operation == Operation::DescribeClusters
            && let Some(lie) = state.lies.pop_front()
        {
            return Ok(match lie {
                Lie::TooLarge => return Err(CallError::TooLarge(8 * 1024 * 1024)),
                Lie::Lags => success(&json!({ "Clusters": state.before })),
                Lie::Shrinks => success(&json!({ "Clusters": [] })),
                Lie::Says(body) => raw(200, body),
            });
        }
        let answer = state.carry_out(call.operation, &input);
        if matches!(behaviour, Some(Behaviour::Lost)) {
            return Err(CallError::TimedOut(Duration::from_secs(25)));
        }
        if let Some(Behaviour::Says(status, body)) = behaviour {
            return Ok(raw(status, body));
        }
        Ok(answer)
    }
}

impl Region {
    /// Its answer to a listing; nothing for other calls.
    fn answer(&self, operation: Operation, input: &Value) -> Option<Result<Answer, CallError>> {
        let (clusters, backups, shared) = match self {
            Self::Says(status, body) => return Some(Ok(raw(*status, &body.to_string()))),
            Self::Unreachable => {
                return Some(Err(CallError::Unreachable("connection refused".into())));
            }
            // Whoever hangs has been waited for.
            Self::Hangs => return Some(Err(CallError::TimedOut(Duration::from_secs(25)))),
            Self::Has(clusters, backups, shared) => (clusters, backups, shared),
        };
        let backups = if input["Shared"] == true { shared } else { backups };
        Some(Ok(match operation {
            Operation::DescribeClusters => {
                page(clusters, input, &[("clusterIds", "ClusterId")], "Clusters", 25)
            }
            Operation::DescribeBackups => {
                let filters = [
                    ("clusterIds", "ClusterId"),
                    ("backupIds", "BackupId"),
                    ("states", "BackupState"),
                ];
                page(backups, input, &filters, "Backups", 2)
            }
            _ => return None,
        }))
    }
}

impl State {
    fn carry_out(&mut self, operation: Operation, input: &Value) -> Answer {
        match operation {
            Operation::DescribeClusters => {
                self.delete_hsms_on();
                page(&self.clusters, input, &[("clusterIds", "ClusterId")], "Clusters", 25)
            }
            Operation::DescribeBackups => {
                let filters = [("clusterIds", "ClusterId"), ("backupIds", "BackupId")];
                // Small pages, so that whoever reads only the first is found out.
                page(&self.backups, input, &filters, "Backups", 2)
            }
            Operation::DeleteCluster => {
                let Some(found) =
                    self.clusters.iter_mut().find(|it| it["ClusterId"] == input["ClusterId"])
                else {
                    return refusal("CloudHsmResourceNotFoundException", "No such cluster.");
                };
                found["State"] = "DELETE_IN_PROGRESS".into();
                success(&json!({ "Cluster": found }))
            }
            Operation::DeleteHsm => {
                let hsms = self.clusters.iter_mut().filter_map(|it| it["Hsms"].as_array_mut());
                for hsm in hsms.flatten().filter(|hsm| hsm["HsmId"] == input["HsmId"]) {
                    hsm["State"] = "DELETE_IN_PROGRESS".into();
                    hsm["Readings"] = 3.into();
                }
                success(&json!({ "HsmId": input["HsmId"] }))
            }
            Operation::DeleteBackup | Operation::RestoreBackup => {
                let Some(found) =
                    self.backups.iter_mut().find(|it| it["BackupId"] == input["BackupId"])
                else {
                    return refusal("CloudHsmResourceNotFoundException", "No such backup.");
                };
                let deleted = operation == Operation::DeleteBackup;
                found["BackupState"] = if deleted { "PENDING_DELETION" } else { "READY" }.into();
                success(&json!({ "Backup": found }))
            }
            Operation::CreateCluster => self.create_cluster(input),
            Operation::CreateHsm | Operation::ModifyCluster | Operation::InitializeCluster => {
                self.change_cluster(operation, input)
            }
            Operation::TagResource | Operation::UntagResource => self.change_tags(input),
            Operation::GetResourcePolicy => match &self.policy {
                Some(policy) => success(&json!({ "Policy": policy.to_string() })),
                None => refusal("CloudHsmResourceNotFoundException", "No policy."),
            },
            Operation::PutResourcePolicy => {
                let policy = input["Policy"].clone();
                self.policy = serde_json::from_str(policy.as_str().unwrap()).ok();
                success(&json!({ "ResourceArn": input["ResourceArn"], "Policy": policy }))
            }
            Operation::DeleteResourcePolicy => {
                self.policy = None;
                success(&json!({ "ResourceArn": input["ResourceArn"] }))
            }
            Operation::ModifyBackupAttributes => {
                let is_it = |it: &&mut Value| it["BackupId"] == input["BackupId"];
                let found = self.backups.iter_mut().find(is_it).unwrap();
                found["NeverExpires"] = input["NeverExpires"].clone();
                success(&json!({ "Backup": found }))
            }
            Operation::CopyBackupToRegion => self.copy_backup(input),
            Operation::ListTags => success(&json!({})),
        }
    }
}

impl State {
    /// What is being deleted is gone after a few readings.
    fn delete_hsms_on(&mut self) {
        for hsms in self.clusters.iter_mut().filter_map(|it| it["Hsms"].as_array_mut()) {
            for hsm in hsms.iter_mut() {
                if let Some(left) = hsm["Readings"].as_u64() {
                    hsm["Readings"] = left.saturating_sub(1).into();
                }
            }
            hsms.retain(|hsm| hsm["Readings"] != 0);
        }
    }

    fn assert_announced(&self, operation: Operation, input: &Value) {
        let Some(audit) = &self.audit else { return };
        let text = std::fs::read_to_string(audit).unwrap();
        let lines: Vec<Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let announced = lines.iter().any(|line| {
            let number = |it: &Value| it["sequence"].as_u64();
            let done = |it: &Value| {
                it["event"] == "outcome"
                    && it["attempt"] == line["attempt"]
                    && number(it) > number(line)
            };
            line["event"] == "intent"
                && line["operation"] == json!(operation)
                && !line["resource"].as_str().unwrap().contains(' ')
                // What is created has no ID yet.
                && (operation == Operation::CreateCluster
                    || input.to_string().contains(line["resource"].as_str().unwrap()))
                && !lines.iter().any(done)
        });
        assert!(announced, "{operation} {input} is not announced in {text}");
    }

    fn create_cluster(&mut self, input: &Value) -> Answer {
        let id = format!("cluster-new{:08}", self.clusters.len());
        let subnets = input["SubnetIds"].as_array().unwrap();
        let zones = ["us-east-1a", "us-east-1b", "us-east-1c"];
        let mapping: serde_json::Map<_, _> =
            zones.iter().map(|zone| (*zone).to_owned()).zip(subnets.iter().cloned()).collect();
        self.clusters.push(json!({
            "ClusterId": id, "State": "CREATE_IN_PROGRESS", "HsmType": input["HsmType"],
            "SubnetMapping": mapping, "Hsms": [], "TagList": [],
            "SourceBackupId": input["SourceBackupId"],
        }));
        success(&json!({ "Cluster": self.clusters.last() }))
    }

    fn change_cluster(&mut self, operation: Operation, input: &Value) -> Answer {
        let is_it = |it: &&mut Value| it["ClusterId"] == input["ClusterId"];
        let Some(found) = self.clusters.iter_mut().find(is_it) else {
            return refusal("CloudHsmResourceNotFoundException", "No such cluster.");
        };
        match operation {
            Operation::CreateHsm => {
                let hsms = found["Hsms"].as_array_mut().unwrap();
                let hsm = json!({
                    "HsmId": format!("hsm-new{:08}", hsms.len()), "State": "CREATE_IN_PROGRESS",
                    "AvailabilityZone": input["AvailabilityZone"], "EniIp": input["IpAddress"],
                });
                hsms.push(hsm.clone());
                success(&json!({ "Hsm": hsm }))
            }
            Operation::InitializeCluster => {
                found["State"] = "INITIALIZE_IN_PROGRESS".into();
                success(&json!({ "State": "INITIALIZE_IN_PROGRESS" }))
            }
            _ => {
                if !input["BackupRetentionPolicy"].is_null() {
                    found["BackupRetentionPolicy"] = input["BackupRetentionPolicy"].clone();
                }
                if !input["HsmType"].is_null() {
                    found["State"] = "MODIFY_IN_PROGRESS".into();
                }
                success(&json!({ "Cluster": found }))
            }
        }
    }

    /// AWS's answer names no copy.
    fn copy_backup(&mut self, input: &Value) -> Answer {
        let destination = input["DestinationRegion"].as_str().unwrap();
        if let Some(Region::Has(_, backups, _)) = self.regions.get_mut(destination) {
            backups.push(json!({
                "BackupId": format!("backup-copy{:07}", backups.len()),
                "BackupState": "CREATE_IN_PROGRESS", "SourceBackup": input["BackupId"],
            }));
        }
        success(&json!({ "DestinationBackup": { "SourceBackup": input["BackupId"] } }))
    }

    fn change_tags(&mut self, input: &Value) -> Answer {
        let is_it = |it: &&mut Value| {
            it["ClusterId"] == input["ResourceId"] && it.get("BackupId").is_none()
                || it["BackupId"] == input["ResourceId"]
        };
        let Some(found) = self.clusters.iter_mut().chain(&mut self.backups).find(is_it) else {
            return refusal("CloudHsmResourceNotFoundException", "No such resource.");
        };
        let tags = found["TagList"].as_array_mut().unwrap();
        let set = input["TagList"].as_array().cloned().unwrap_or_default();
        let mut gone = input["TagKeyList"].as_array().cloned().unwrap_or_default();
        gone.extend(set.iter().map(|tag| tag["Key"].clone()));
        tags.retain(|tag| !gone.contains(&tag["Key"]));
        tags.extend(set);
        success(&json!({}))
    }
}

fn page(
    all: &[Value],
    input: &Value,
    filters: &[(&str, &str)],
    member: &str,
    size: usize,
) -> Answer {
    let matches = |element: &&Value| {
        filters.iter().all(|(filter, member)| {
            input["Filters"][filter]
                .as_array()
                .is_none_or(|values| values.contains(&element[*member]))
        })
    };
    let found: Vec<_> = all.iter().filter(matches).cloned().collect();
    let start = input["NextToken"].as_str().map_or(0, |token| token.parse().unwrap());
    let end = found.len().min(start + size);
    let next = (end < found.len()).then(|| end.to_string());
    success(&json!({ member: found[start..end], "NextToken": next }))
}

fn success(body: &Value) -> Answer {
    Answer {
        status: 200,
        content_type: Some("application/x-amz-json-1.1".into()),
        request_id: Some("request-1".into()),
        body: Bytes::from(body.to_string()),
        ..Answer::default()
    }
}

fn raw(status: u16, body: &str) -> Answer {
    Answer {
        status,
        request_id: Some("request-3".into()),
        body: Bytes::from(body.to_owned()),
        ..Answer::default()
    }
}

fn refusal(code: &str, message: &str) -> Answer {
    Answer {
        status: 400,
        request_id: Some("request-2".into()),
        body: Bytes::from(json!({"__type": code, "Message": message}).to_string()),
        ..Answer::default()
    }
}

impl Upstream for Cloud {
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Answer, CallError>> {
        Box::pin(async move {
            // Lets others run in between, as a network does.
            tokio::task::yield_now().await; // limit: once
            let behaviour = self.behaviour(&call);
            let seconds = match (&behaviour, call.operation) {
                (Some(Behaviour::Slow(seconds)), _) => *seconds,
                (_, Operation::DescribeBackups) => self.0.lock().unwrap().slow_backups,
                _ => 0,
            };
            if matches!(self.0.lock().unwrap().regions.get(&call.region), Some(Region::Hangs)) {
                tokio::time::sleep(Duration::from_secs(25)).await; // limit: as told
            }
            if call.operation.class() == OperationClass::Reading {
                let pace = self.0.lock().unwrap().pace;
                if !pace.is_zero() {
                    tokio::time::sleep(pace).await; // limit: as told
                }
            }
            if seconds > 0 {
                tokio::time::sleep(Duration::from_secs(seconds)).await; // limit: as told
            }
            let answer = self.answer(&call, behaviour.clone());
            if matches!(behaviour, Some(Behaviour::Slow(_))) {
                tokio::time::sleep(Duration::from_secs(seconds)).await; // limit: as told
            }
            tokio::task::yield_now().await; // limit: once
            answer
        })
    }

    fn look(&self, look: Look) -> BoxFuture<'_, Result<Answer, CallError>> {
        Box::pin(async move {
            tokio::task::yield_now().await; // limit: once
            let (kms, cloudwatch, ec2, quotas, trail, pace) = {
                let mut state = self.0.lock().unwrap();
                if look.only_with.is_some() && look.only_with != state.caller.access_key_id {
                    return Err(CallError::CallerChanged);
                }
                state.looks.push((look.lookup, look.body.clone()));
                let (kms, cloudwatch) = (state.kms.clone(), state.cloudwatch.clone());
                let (ec2, quotas, trail) =
                    (state.ec2.clone(), state.quotas.clone(), state.trail.clone());
                (kms, cloudwatch, ec2, quotas, trail, state.pace)
            };
            if !pace.is_zero() {
                tokio::time::sleep(pace).await; // limit: as told
            }
            let reply = match look.lookup.service() {
                Service::Kms => None,
                Service::CloudWatch => Some(cloudwatch.answer(look.lookup, &look.body)),
                Service::Ec2 => Some(ec2.answer(look.lookup, &look.body)),
                Service::Quotas => Some(quotas.answer(&look.body)),
                Service::CloudTrail => Some(trail.answer(&look.body)),
            };
            match reply {
                None => {}
                Some(Reply::Json(body)) => return Ok(success(&body)),
                Some(Reply::Raw(status, body)) => {
                    let protocol = look.lookup.protocol();
                    return Ok(Answer { protocol, ..raw(status, &body) });
                }
                Some(Reply::Unreachable) => {
                    return Err(CallError::Unreachable("connection refused".into()));
                }
                // limit: whoever asks
                Some(Reply::Hangs) => return std::future::pending().await,
            }
            let input: Value = serde_json::from_slice(&look.body).unwrap();
            match kms {
                Kms::Absent => Ok(refusal("UnknownOperationException", "")),
                Kms::Says(status, body) => Ok(raw(status, &body.to_string())),
                Kms::Unreachable => Err(CallError::Unreachable("connection refused".into())),
                // limit: whoever asks
                Kms::Hangs => std::future::pending().await,
                Kms::Has(stores) => {
                    let start = input["Marker"].as_str().map_or(0, |text| text.parse().unwrap());
                    let end = stores.len().min(start + 1);
                    let next = (end < stores.len()).then(|| end.to_string());
                    let truncated = next.is_some();
                    Ok(success(&json!({
                        "CustomKeyStores": stores[start..end], "NextMarker": next, "Truncated": truncated,
                    })))
                }
            }
        })
    }

    fn caller(&self) -> BoxFuture<'_, Caller> {
        let caller = self.0.lock().unwrap().caller.clone();
        Box::pin(async { caller })
    }

    fn ready(&self) -> BoxFuture<'_, Result<(), CallError>> {
        Box::pin(async { Ok(()) })
    }

    fn endpoint(&self, region: &str) -> String {
        format!("https://cloudhsmv2.{region}.amazonaws.com/")
    }

    fn cli_options(&self) -> Vec<String> {
        Vec::new()
    }
}

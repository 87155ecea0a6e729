//! What was done to the fleet before the emulator started: as its clusters, HSMs, backups and tags say.

use aws_services::TrailEvent;
use cloudhsm_api::{Backup, Cluster, ClusterState, HsmState, Operation, Timestamp};
use serde_json::{Value, json};

use super::event::{CallOfTrail, Refused, time_of};
use crate::estate::{Ids, Region};

const MILLIS_AN_HOUR: i64 = 3_600_000;
const MILLIS_A_DAY: i64 = 24 * MILLIS_AN_HOUR;
/// AWS keeps a deleted backup so long before it is gone.
const RESTORABLE_DAYS: i64 = 7;

/// Who did it: ARN, access key, address, program.
struct Person(&'static str, &'static str, &'static str, &'static str);

const PIPELINE: Person = Person(
    "arn:aws:sts::111122223333:assumed-role/infrastructure-pipeline/terraform",
    "ASIAPIPELINE00000001",
    "203.0.113.20",
    "APN/1.0 HashiCorp/1.0 Terraform/1.13.4 (+https://www.terraform.io)",
);
const ALICE: Person = Person(
    "arn:aws:sts::111122223333:assumed-role/hsm-administrator/alice",
    "ASIAALICE00000000001",
    "198.51.100.7",
    "aws-cli/2.31.4 md/awscrt#0.27.6 ua/2.1 os/linux#6.8 lang/python#3.13.7",
);
const BOB: Person = Person(
    "arn:aws:iam::111122223333:user/bob",
    "AKIABOB0000000000001",
    "2001:db8:7::15",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36",
);

/// The events that change something, oldest first.
pub(super) fn events(region: &Region, seed: u64, now_millis: i64) -> Vec<TrailEvent> {
    let mut book = Chronicle {
        region: &region.name,
        ids: Ids::new(seed, &format!("{} past", region.name)),
        now_millis,
        events: Vec::new(),
    };
    for record in region.clusters.values() {
        book.cluster(&record.cluster);
    }
    for backup in region.backups.values() {
        book.backup(region, backup);
    }
    book.events.sort_by_key(time_of);
    book.events
}

/// The events as they are written down.
struct Chronicle<'a> {
    region: &'a str,
    ids: Ids,
    now_millis: i64,
    events: Vec<TrailEvent>,
}

impl Chronicle<'_> {
    fn write(
        &mut self,
        who: &Person,
        time_millis: i64,
        operation: Operation,
        input: Value,
        outcome: Result<Value, Refused>,
    ) {
        // A cluster of today is younger than the story of its first hours.
        if time_millis >= self.now_millis {
            return;
        }
        let Person(caller_arn, access_key_id, source_ip, user_agent) = who;
        let call = CallOfTrail {
            operation,
            region: self.region,
            time_millis,
            caller_arn,
            access_key_id,
            source_ip,
            user_agent,
            request_id: &self.ids.request(),
            input,
            outcome,
        };
        let event = call.event(self.ids.request());
        self.events.push(event);
    }

    fn cluster(&mut self, cluster: &Cluster) {
        let id = &cluster.cluster_id;
        let created = cluster.create_timestamp.as_ref().and_then(Timestamp::epoch_millis);
        let Some(created) = created else { return };
        let subnets: Vec<_> = cluster.subnet_mapping.values().collect();
        let input = json!({
            "HsmType": cluster.hsm_type, "SubnetIds": subnets, "Mode": cluster.mode,
            "SourceBackupId": cluster.source_backup_id,
        });
        let shown = json!({ "Cluster": {
            "ClusterId": id, "State": "CREATE_IN_PROGRESS", "HsmType": cluster.hsm_type,
            "VpcId": cluster.vpc_id, "SubnetMapping": cluster.subnet_mapping,
        }});
        self.write(&PIPELINE, created, Operation::CreateCluster, input, Ok(shown));
        for (number, hsm) in (1..).zip(&cluster.hsms) {
            let input = json!({"ClusterId": id, "AvailabilityZone": hsm.availability_zone});
            let time = match hsm.state {
                Some(HsmState::CreateInProgress) => self.now_millis - MILLIS_AN_HOUR / 6,
                _ => created + number * MILLIS_AN_HOUR / 2,
            };
            let shown = json!({ "Hsm": {
                "HsmId": hsm.hsm_id, "ClusterId": id, "State": "CREATE_IN_PROGRESS",
                "SubnetId": hsm.subnet_id, "AvailabilityZone": hsm.availability_zone,
            }});
            self.write(&PIPELINE, time, Operation::CreateHsm, input, Ok(shown));
            if hsm.state == Some(HsmState::DeleteInProgress) {
                self.delete_hsm(id, &hsm.hsm_id, self.now_millis - MILLIS_AN_HOUR / 4);
            }
        }
        if cluster.state.as_ref().is_some_and(|state| !state.is_before_initialization()) {
            let time = created + 6 * MILLIS_AN_HOUR;
            let input = json!({"ClusterId": id});
            let shown = json!({"State": "INITIALIZE_IN_PROGRESS"});
            self.write(&ALICE, time, Operation::InitializeCluster, input, Ok(shown));
        }
        self.tags(cluster, created);
        self.ending(cluster, created);
    }

    /// Tags are renewed every few weeks.
    fn tags(&mut self, cluster: &Cluster, created: i64) {
        let days = i64::try_from(self.ids.pick(30)).unwrap_or_default();
        let time = self.now_millis - (8 + days) * MILLIS_A_DAY;
        let Some(tag) = cluster.tag_list.last() else { return };
        if time <= created + MILLIS_A_DAY {
            return;
        }
        let tags = json!([{"Key": tag.key, "Value": tag.value}]);
        let input = json!({"ResourceId": cluster.cluster_id, "TagList": tags});
        self.write(&BOB, time, Operation::TagResource, input, Ok(json!({})));
    }

    /// Of a cluster that is in use somebody who may not tried to delete it; of one without HSMs or
    /// under deletion, how it came to that.
    fn ending(&mut self, cluster: &Cluster, created: i64) {
        let id = &cluster.cluster_id;
        let ends =
            matches!(cluster.state, Some(ClusterState::DeleteInProgress | ClusterState::Deleted));
        let is_empty = cluster.hsms.is_empty() && cluster.state == Some(ClusterState::Active);
        let input = json!({"ClusterId": id});
        if ends || is_empty {
            let time = self.now_millis - if ends { MILLIS_A_DAY / 2 } else { 31 * MILLIS_A_DAY };
            for hours in [3, 2] {
                let hsm = self.ids.hsm();
                self.delete_hsm(id, &hsm, time - hours * MILLIS_AN_HOUR);
            }
            if ends {
                let shown = json!({"Cluster": {"ClusterId": id, "State": "DELETE_IN_PROGRESS"}});
                self.write(&ALICE, time, Operation::DeleteCluster, input, Ok(shown));
            }
            return;
        }
        let time = self.now_millis - 5 * MILLIS_A_DAY - MILLIS_AN_HOUR;
        if cluster.state == Some(ClusterState::Active) && time > created + MILLIS_A_DAY {
            let who = BOB.0;
            let message = format!(
                "User: {who} is not authorized to perform: cloudhsm:DeleteCluster on resource: {id}"
            );
            let refused = Refused { code: "AccessDeniedException".to_owned(), message };
            self.write(&BOB, time, Operation::DeleteCluster, input, Err(refused));
        }
    }

    fn delete_hsm(&mut self, cluster_id: &str, hsm_id: &str, time: i64) {
        let input = json!({"ClusterId": cluster_id, "HsmId": hsm_id});
        self.write(&ALICE, time, Operation::DeleteHsm, input, Ok(json!({"HsmId": hsm_id})));
    }

    fn backup(&mut self, region: &Region, backup: &Backup) {
        let id = &backup.backup_id;
        let time = |time: &Option<Timestamp>| time.as_ref().and_then(Timestamp::epoch_millis);
        if backup.never_expires == Some(true)
            && let Some(created) = time(&backup.create_timestamp)
        {
            let time = (created + MILLIS_A_DAY).max(self.now_millis - 40 * MILLIS_A_DAY);
            let input = json!({"BackupId": id, "NeverExpires": true});
            let shown = json!({"Backup": {
                "BackupId": id, "ClusterId": backup.cluster_id, "NeverExpires": true,
            }});
            self.write(&ALICE, time, Operation::ModifyBackupAttributes, input, Ok(shown));
        }
        if let Some(gone) = time(&backup.delete_timestamp) {
            let time = gone - RESTORABLE_DAYS * MILLIS_A_DAY;
            let input = json!({"BackupId": id});
            let shown = json!({"Backup": {
                "BackupId": id, "ClusterId": backup.cluster_id, "BackupState": "PENDING_DELETION",
                "BackupArn": region.backup_arn(id),
            }});
            self.write(&BOB, time, Operation::DeleteBackup, input, Ok(shown));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estate::Pace;

    #[test]
    fn nothing_is_from_before_its_cluster_or_from_the_future() {
        let now = 1_800_000_000_000;
        let pki = crate::pki::Pki::new(time::OffsetDateTime::UNIX_EPOCH).unwrap();
        let pace = Pace::new(1.0, std::time::Duration::ZERO);
        let config = crate::Config { seed: 7, ..crate::Config::default() };
        for region in crate::fleet::seed(&config, pace, now, &pki) {
            let all = events(&region, 7, now);
            for event in &all {
                let record = event.record().unwrap();
                let input = record.request_parameters.unwrap_or_default();
                assert!(time_of(event) < now);
                let named = input["clusterId"].as_str().and_then(|id| region.clusters.get(id));
                let created = named.and_then(|it| it.cluster.create_timestamp.as_ref());
                let created = created.and_then(Timestamp::epoch_millis).unwrap_or_default();
                assert!(created / 1000 * 1000 <= time_of(event), "{event:?}");
            }
            for id in region.clusters.keys() {
                let names_it = |it: &TrailEvent| {
                    it.cloud_trail_event.as_ref().is_some_and(|text| text.contains(id.as_str()))
                };
                assert!(all.iter().any(names_it), "{id}");
            }
            assert_eq!(all, events(&region, 7, now), "the same each time");
        }
    }
}

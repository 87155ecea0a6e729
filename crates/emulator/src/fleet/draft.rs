//! A cluster of the fleet while it is put together.

use cloudhsm_api::{
    Backup, BackupRetentionPolicy, BackupState, Certificates, Cluster, ClusterMode, ClusterState,
    Hsm, HsmState, NetworkType, Secret, Tag, Timestamp,
};

use crate::{
    estate::{ClusterRecord, Ids, Region, third_octet},
    pki::Pki,
};

const MILLIS_A_DAY: i64 = 86_400_000;
/// So many clusters of a region have a certificate of their own.
const OWN_CERTIFICATES: usize = 100;

/// A region that is being filled.
#[derive(Debug)]
pub(crate) struct Site<'a> {
    pub(crate) region: &'a mut Region,
    pub(crate) seed: u64,
    pub(crate) now_millis: i64,
    pub(crate) pki: &'a Pki,
}

impl Site<'_> {
    /// A time before the start; the part of the day follows from the days, to look less regular.
    pub(super) fn days_ago(&self, days: i64) -> Timestamp {
        let into_the_day = (days * 7_919_317 + 123) % MILLIS_A_DAY;
        Timestamp::EpochMillis(self.now_millis - days * MILLIS_A_DAY - into_the_day)
    }

    pub(super) fn days_ahead(&self, days: i64) -> Timestamp {
        Timestamp::EpochMillis(self.now_millis + days * MILLIS_A_DAY)
    }

    /// Starts a cluster with subnets in these zones (`"abc"`).
    pub(super) fn draft(&self, name: &str, state: ClusterState, age: i64, zones: &str) -> Draft {
        let mut ids = Ids::new(self.seed, &format!("{} {name}", self.region.name));
        let cluster_id = ids.cluster();
        let key = ids.pick(self.pki.pool_size());
        let block = ids.pick(240) / 10;
        let subnet_mapping = zones
            .chars()
            .map(|zone| (format!("{}{zone}", self.region.name), ids.subnet()))
            .collect();
        let is_initialized = !state.is_before_initialization();
        let cluster = Cluster {
            cluster_id,
            state: Some(state),
            hsm_type: Some("hsm2m.medium".to_owned()),
            mode: Some(ClusterMode::Fips),
            network_type: Some(NetworkType::Ipv4),
            vpc_id: Some(ids.vpc()),
            subnet_mapping,
            security_group: Some(ids.security_group()),
            backup_policy: Some("DEFAULT".to_owned()),
            backup_retention_policy: Some(retention(90)),
            create_timestamp: Some(self.days_ago(age)),
            certificates: Some(if is_initialized {
                self.pki.initialized(key)
            } else {
                Certificates::default()
            }),
            tag_list: vec![Tag::new("Name", name)],
            ..Cluster::default()
        };
        let region = self.region.name.clone();
        Draft { cluster, key, ids, backups: Vec::new(), region, block }
    }

    /// Puts a cluster and its backups into the region; answers the cluster's id.
    pub(super) fn add(&mut self, draft: Draft) -> String {
        let Draft { mut cluster, key, backups, block, .. } = draft;
        self.certify(&mut cluster, key);
        for backup in backups {
            self.add_backup(backup);
        }
        let id = cluster.cluster_id.clone();
        self.region.clusters.insert(id.clone(), ClusterRecord { cluster, key, block });
        id
    }

    /// Gives a cluster a certificate of its own in the place of the pool's, which would make it related
    /// to others. Each is a signature, so the many clusters of a long list share theirs.
    fn certify(&self, cluster: &mut Cluster, key: usize) {
        let of_pool = self.pki.initialized(key).cluster_certificate;
        let id = &cluster.cluster_id;
        if let Some(certificates) = &mut cluster.certificates
            && certificates.cluster_certificate == of_pool
            && self.region.clusters.len() < OWN_CERTIFICATES
        {
            let own = self.pki.initialized_as(key, id);
            certificates.cluster_certificate = own.cluster_certificate;
        }
    }

    pub(super) fn add_backup(&mut self, mut backup: Backup) {
        backup.backup_arn = Some(self.region.backup_arn(&backup.backup_id));
        self.region.backups.insert(backup.backup_id.clone(), backup);
    }
}

/// See [`Site::draft`].
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) cluster: Cluster,
    pub(super) key: usize,
    ids: Ids,
    backups: Vec<Backup>,
    region: String,
    block: usize,
}

impl Draft {
    /// Adds HSMs in these zones.
    pub(super) fn hsms(self, zones: &str) -> Self {
        zones.chars().fold(self, |draft, zone| draft.hsm(zone, HsmState::Active, None))
    }

    pub(super) fn hsm(mut self, zone: char, state: HsmState, message: Option<&str>) -> Self {
        let zone = format!("{}{zone}", self.region);
        let third = third_octet(self.block, &zone);
        let host = 11 + self.cluster.hsms.len() * 16;
        let is_dualstack = self.cluster.network_type == Some(NetworkType::Dualstack);
        let hsm = Hsm {
            hsm_id: self.ids.hsm(),
            state: Some(state),
            state_message: message.map(str::to_owned),
            cluster_id: Some(self.cluster.cluster_id.clone()),
            subnet_id: self.cluster.subnet_mapping.get(&zone).cloned(),
            availability_zone: Some(zone),
            eni_id: Some(self.ids.eni()),
            eni_ip: Some(format!("10.0.{third}.{host}")),
            eni_ip_v6: is_dualstack.then(|| format!("2001:db8:0:{third:x}::{host:x}")),
            hsm_type: self.cluster.hsm_type.clone(),
            ..Hsm::default()
        };
        self.cluster.hsms.push(hsm);
        self
    }

    pub(super) fn tag(mut self, key: &str, value: &str) -> Self {
        self.cluster.tag_list.push(Tag::new(key, value));
        self
    }

    pub(super) fn message(mut self, text: &str) -> Self {
        self.cluster.state_message = Some(text.to_owned());
        self
    }

    pub(super) fn retention(mut self, days: u32) -> Self {
        self.cluster.backup_retention_policy = Some(retention(days));
        self
    }

    /// The first generation, which knows no other mode than FIPS.
    pub(super) fn hsm1(mut self) -> Self {
        self.cluster.hsm_type = Some("hsm1.medium".to_owned());
        self
    }

    pub(super) fn non_fips(mut self) -> Self {
        self.cluster.mode = Some(ClusterMode::NonFips);
        self
    }

    pub(super) fn dualstack(mut self) -> Self {
        self.cluster.network_type = Some(NetworkType::Dualstack);
        self
    }

    pub(super) fn certificates(mut self, certificates: Certificates) -> Self {
        self.cluster.certificates = Some(certificates);
        self
    }

    /// As an HSM comes: with a default password, until the cluster is initialized.
    pub(super) fn password(mut self) -> Self {
        self.cluster.pre_co_password = Some(Secret::new(self.ids.password()));
        self
    }

    pub(super) fn backup(mut self, state: BackupState, created: Timestamp) -> Self {
        self.backups.push(Backup {
            backup_id: self.ids.backup(),
            backup_state: Some(state),
            cluster_id: Some(self.cluster.cluster_id.clone()),
            create_timestamp: Some(created),
            never_expires: Some(false),
            hsm_type: self.cluster.hsm_type.clone(),
            mode: self.cluster.mode.clone(),
            ..Backup::default()
        });
        self
    }

    pub(super) fn ready_backup(self, created: Timestamp) -> Self {
        self.backup(BackupState::Ready, created)
    }

    /// Changes the backup that was added last.
    pub(super) fn and_it(mut self, change: impl FnOnce(&mut Backup)) -> Self {
        if let Some(backup) = self.backups.last_mut() {
            change(backup);
        }
        self
    }

    pub(super) fn last_backup_id(&self) -> Option<String> {
        self.backups.last().map(|backup| backup.backup_id.clone())
    }

    pub(super) fn ids(&mut self) -> &mut Ids {
        &mut self.ids
    }
}

fn retention(days: u32) -> BackupRetentionPolicy {
    BackupRetentionPolicy {
        r#type: Some("DAYS".to_owned()),
        value: Some(days.to_string()),
        ..BackupRetentionPolicy::default()
    }
}

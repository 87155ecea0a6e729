//! The stations of a cluster's life, each through AWS's SDK for Rust.

use std::collections::HashSet;

use aws_sdk_cloudhsmv2::{
    Client,
    types::{
        Backup, BackupRetentionPolicy, BackupRetentionType, BackupState, Cluster, ClusterMode,
        ClusterState, Hsm, HsmState, NetworkType, Tag,
    },
};
use end_to_end::{Emulator, Openssl, REGIONS, eventually};

use super::{client, refused, text};

const OLD: &str = "hsm1.medium";
pub(crate) const NEW: &str = "hsm2m.medium";

/// The service in two regions, and where a cluster can be.
pub(crate) struct Life<'a> {
    emulator: &'a Emulator,
    pub(crate) hsm: Client,
    pub(crate) away: Client,
    /// Two zones and their subnets.
    pub(crate) places: [(String, String); 2],
}

pub(crate) fn tag(key: &str, value: &str) -> Tag {
    Tag::builder().key(key).value(value).build().unwrap()
}

fn days(value: &str) -> BackupRetentionPolicy {
    BackupRetentionPolicy::builder().r#type(BackupRetentionType::Days).value(value).build()
}

fn ids(cluster: &Cluster) -> HashSet<&str> {
    cluster.hsms().iter().map(Hsm::hsm_id).collect()
}

fn addresses(cluster: &Cluster) -> Vec<Option<&str>> {
    cluster.hsms().iter().map(Hsm::eni_ip).collect()
}

impl<'a> Life<'a> {
    /// Finds places where a cluster is already.
    pub(crate) async fn new(emulator: &'a Emulator) -> Self {
        let [hsm, away] = REGIONS.map(|region| client(emulator, region));
        let mut pages = hsm.describe_clusters().into_paginator().page_size(5).send();
        let (mut count, mut places) = (0, None);
        while let Some(page) = pages.next().await {
            count += 1;
            for cluster in page.unwrap().clusters() {
                assert!(cluster.create_timestamp().is_some_and(|time| time.secs() > 1_400_000_000));
                let subnets = cluster.subnet_mapping().into_iter().flatten();
                let mut own: Vec<_> =
                    subnets.map(|(zone, subnet)| (zone.clone(), subnet.clone())).collect();
                own.sort();
                own.truncate(2);
                if cluster.state() == Some(&ClusterState::Active) {
                    places = places.or(<[_; 2]>::try_from(own).ok());
                }
            }
        }
        assert!(count > 1, "one page");
        Self { emulator, hsm, away, places: places.expect("a cluster in two zones") }
    }

    pub(crate) async fn cluster(&self, id: &str) -> Option<Cluster> {
        let asked = self.hsm.describe_clusters().filters("clusterIds", vec![id.to_owned()]);
        asked.send().await.unwrap().clusters.unwrap_or_default().pop()
    }

    /// The cluster, when it is in the state and its HSMs are at rest.
    pub(crate) async fn reached(&self, id: &str, state: ClusterState) -> Cluster {
        eventually(&format!("{id} is {state}"), async || {
            let cluster = self.cluster(id).await?;
            let at_rest = cluster.hsms().iter().all(|it| it.state() == Some(&HsmState::Active));
            (cluster.state() == Some(&state) && at_rest).then_some(cluster)
        })
        .await
    }

    pub(crate) async fn backups(&self, client: &Client, filter: &str, id: &str) -> Vec<Backup> {
        let asked = client.describe_backups().filters(filter, vec![id.to_owned()]);
        let mut pages = asked.sort_ascending(true).into_paginator().page_size(1).send();
        let mut found = Vec::new();
        while let Some(page) = pages.next().await {
            found.extend(page.unwrap().backups.unwrap_or_default());
        }
        found
    }

    /// Until the cluster is active, with two HSMs.
    pub(crate) async fn birth(&self) -> String {
        let [(zone, subnet), (other_zone, other_subnet)] = &self.places;
        let created = self.hsm.create_cluster().hsm_type(OLD).mode(ClusterMode::Fips);
        let created = created.network_type(NetworkType::Ipv4).backup_retention_policy(days("90"));
        let created = created.subnet_ids(subnet).subnet_ids(other_subnet);
        let created = created.tag_list(tag("Name", "a life of its own")).send().await.unwrap();
        let cluster = created.cluster().unwrap();
        assert_eq!(cluster.state(), Some(&ClusterState::CreateInProgress));
        assert_eq!((cluster.mode(), cluster.hsms()), (Some(&ClusterMode::Fips), &[][..]));
        let id = cluster.cluster_id().unwrap().to_owned();
        self.reached(&id, ClusterState::Uninitialized).await;
        let hsm = |zone: &str| self.hsm.create_hsm().cluster_id(&id).availability_zone(zone);
        let first = hsm(zone).send().await.unwrap();
        assert_eq!(first.hsm().unwrap().subnet_id(), Some(subnet.as_str()));
        refused("has not yet been fully activated", hsm(other_zone).send().await);
        let csr = eventually("the CSR", async || {
            self.cluster(&id).await?.certificates()?.cluster_csr().map(str::to_owned)
        })
        .await;
        let openssl = Openssl::new();
        let (signed, anchor) = openssl.sign(&csr);
        let (signed, anchor) = (text(&signed), text(&anchor));
        let initialize = |signed: &str, anchor: &str| {
            let call = self.hsm.initialize_cluster().cluster_id(&id);
            call.signed_cert(signed).trust_anchor(anchor).send()
        };
        refused("self-signed", initialize(&anchor, &signed).await);
        let began = initialize(&signed, &anchor).await.unwrap();
        assert_eq!(began.state(), Some(&ClusterState::InitializeInProgress));
        let initialized = self.reached(&id, ClusterState::Initialized).await;
        let certificates = initialized.certificates().unwrap();
        assert_eq!(certificates.cluster_certificate(), Some(signed.as_str()));
        assert_eq!(certificates.cluster_csr(), None);
        self.emulator.control().activate(&id).await;
        let active = self.reached(&id, ClusterState::Active).await;
        let taken = active.hsms()[0].eni_ip().unwrap();
        refused("in use", hsm(zone).ip_address(taken).send().await);
        hsm(other_zone).send().await.unwrap();
        assert_eq!(self.reached(&id, ClusterState::Active).await.hsms().len(), 2);
        id
    }

    /// A shorter retention; to the new HSM type, back, and there again.
    pub(crate) async fn migration(&self, id: &str) {
        let modify = || self.hsm.modify_cluster().cluster_id(id);
        let changed = modify().backup_retention_policy(days("30")).send().await.unwrap();
        assert_eq!(changed.cluster().unwrap().backup_retention_policy(), Some(&days("30")));
        let mut before = self.cluster(id).await.unwrap();
        for (hsm_type, state) in [
            (NEW, ClusterState::ModifyInProgress),
            (OLD, ClusterState::RollbackInProgress),
            (NEW, ClusterState::ModifyInProgress),
        ] {
            let changed = modify().hsm_type(hsm_type).send().await.unwrap();
            assert_eq!(changed.cluster().unwrap().state(), Some(&state));
            let hsm = self.hsm.create_hsm().cluster_id(id).availability_zone(&self.places[0].0);
            refused(state.as_str(), hsm.send().await);
            let after = self.reached(id, ClusterState::Active).await;
            assert!(after.hsms().iter().all(|it| it.hsm_type() == Some(hsm_type)), "{after:?}");
            assert!(ids(&after).is_disjoint(&ids(&before)), "{after:?}");
            assert_eq!(addresses(&after), addresses(&before));
            before = after;
        }
        assert!(before.hsm_type_rollback_expiration().is_some());
    }

    /// One more tag, two pages of them, and one less.
    pub(crate) async fn tags(&self, id: &str) {
        let more = tag("team", "payments");
        self.hsm.tag_resource().resource_id(id).tag_list(more.clone()).send().await.unwrap();
        let mut pages = self.hsm.list_tags().resource_id(id).into_paginator().page_size(1).send();
        let mut listed = Vec::new();
        while let Some(page) = pages.next().await {
            listed.extend(page.unwrap().tag_list);
        }
        assert_eq!(listed, [tag("Name", "a life of its own"), more]);
        self.hsm.untag_resource().resource_id(id).tag_key_list("team").send().await.unwrap();
        assert_eq!(self.cluster(id).await.unwrap().tag_list().len(), 1);
    }

    /// The HSMs, then the cluster; answers the last of its backups.
    pub(crate) async fn death(&self, id: &str) -> Backup {
        let delete = || self.hsm.delete_cluster().cluster_id(id).send();
        refused("Delete all HSMs", delete().await);
        let cluster = self.cluster(id).await.unwrap();
        let [first, second] = cluster.hsms() else { panic!("{cluster:?}") };
        let hsm = || self.hsm.delete_hsm().cluster_id(id);
        hsm().eni_id(first.eni_id().unwrap()).send().await.unwrap();
        hsm().eni_ip(second.eni_ip().unwrap()).send().await.unwrap();
        eventually("no HSMs", async || self.cluster(id).await.filter(|it| it.hsms().is_empty()))
            .await;
        let backup = eventually("all backups", async || {
            let mut all = self.backups(&self.hsm, "clusterIds", id).await;
            let is_ready = |it: &Backup| it.backup_state() == Some(&BackupState::Ready);
            all.iter().all(is_ready).then(|| all.pop())?
        })
        .await;
        let deleted = delete().await.unwrap();
        assert_eq!(deleted.cluster().unwrap().state(), Some(&ClusterState::DeleteInProgress));
        eventually("its end", async || {
            let cluster = self.cluster(id).await;
            cluster.is_none_or(|it| it.state() == Some(&ClusterState::Deleted)).then_some(())
        })
        .await;
        backup
    }
}

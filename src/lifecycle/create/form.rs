//! What is chosen and typed for a new cluster. What is in it stays while its plan shows, for whoever goes back.

use std::sync::Arc;

use backend_api::RegionSubnets;
use cloudhsm_api::Backup;
use leptos::prelude::*;

use super::draft::{DEFAULT_DAYS, DEFAULT_TYPE, Draft, Start, typed_subnets};
use crate::{
    components::tag_fields::Draft as TagDraft,
    route::{CREATE_FROM_BACKUP, CREATE_IN_REGION, use_navigation},
    state::{Loaded, under_owner, use_connected},
};

/// All that can be chosen and typed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    pub(super) region: RwSignal<String>,
    pub(super) start: RwSignal<Start>,
    /// A backup's ID.
    pub(super) own_backup: RwSignal<String>,
    /// A backup's ARN.
    pub(super) shared_backup: RwSignal<String>,
    pub(super) hsm_type: RwSignal<String>,
    pub(super) mode: RwSignal<String>,
    pub(super) network: RwSignal<String>,
    pub(super) days: RwSignal<String>,
    pub(super) vpc: RwSignal<String>,
    /// A subnet for each zone, in the order in which they were chosen.
    pub(super) chosen: RwSignal<Vec<(String, String)>>,
    /// Subnets, where EC2 doesn't list them.
    pub(super) typed: RwSignal<String>,
    pub(super) tags: RwSignal<TagDraft>,
    /// The region's subnets.
    pub(super) listed: Loaded<RegionSubnets>,
    /// The region's backups.
    pub(super) backups: Loaded<Vec<Backup>>,
}

impl Form {
    /// As its address says; reads what there is to choose from.
    pub(super) fn new() -> Self {
        let session = use_connected().session;
        let navigation = use_navigation();
        let asked = untrack(|| navigation.query(CREATE_IN_REGION));
        let region = asked.filter(|region| session.regions.contains(region));
        let region = RwSignal::new(region.unwrap_or_else(|| session.default_region.clone()));
        let backup = untrack(|| navigation.query(CREATE_FROM_BACKUP)).unwrap_or_default();
        let start = if backup.is_empty() { Start::Empty } else { Start::Own };
        let text = |text: &str| RwSignal::new(text.to_owned());
        let this = Self {
            region,
            start: RwSignal::new(start),
            own_backup: RwSignal::new(backup),
            shared_backup: text(""),
            hsm_type: text(DEFAULT_TYPE),
            mode: text("FIPS"),
            network: text("IPV4"),
            days: text(DEFAULT_DAYS),
            vpc: text(""),
            chosen: RwSignal::new(Vec::new()),
            typed: text(""),
            tags: RwSignal::new(TagDraft::default()),
            listed: Loaded::default(),
            backups: Loaded::default(),
        };
        this.read();
        this
    }

    /// Reads the subnets and backups of the region, and again when it is another one.
    fn read(self) {
        let client = StoredValue::new(use_connected().client);
        let read = under_owner(move |region: String| {
            self.listed.value.set(None);
            self.backups.value.set(None);
            let (of_subnets, of_backups) = (client.get_value(), client.get_value());
            let own = region.clone();
            self.listed.load(async move { of_subnets.subnets(&own).await });
            self.backups.load(async move { of_backups.backups(&region, None).await });
        });
        let before = StoredValue::new(None::<String>);
        Effect::new(move |_| {
            let region = self.region.get();
            let was = before.try_update_value(|it| it.replace(region.clone())).flatten();
            // What was chosen is of another region.
            if was.is_some_and(|was| was != region) {
                self.vpc.set(String::new());
                self.chosen.set(Vec::new());
                self.own_backup.set(String::new());
            }
            untrack(|| read.run(region));
        });
    }

    /// Whether subnets are chosen from a list, and not typed.
    pub(super) fn has_list(self) -> bool {
        let is_listed =
            |it: &Option<Arc<RegionSubnets>>| it.as_ref().is_some_and(|it| it.vpcs.is_some());
        self.listed.value.with(is_listed)
    }

    /// What it comes to; tracks.
    pub(super) fn draft(self) -> Draft {
        let start = self.start.get();
        let chosen = || self.chosen.with(|it| it.iter().map(|(_, id)| id.clone()).collect());
        let is_sound = |tags: &TagDraft| tags.is_sound();
        Draft {
            start,
            backup: match start {
                Start::Empty => String::new(),
                Start::Own => self.own_backup.get(),
                Start::Shared => self.shared_backup.get(),
            },
            hsm_type: self.hsm_type.get(),
            mode: self.mode.get(),
            network: self.network.get(),
            days: self.days.get(),
            subnets: if self.has_list() { chosen() } else { typed_subnets(&self.typed.get()) },
            tags: self.tags.with(|tags| tags.change().set),
            tags_are_sound: self.tags.with(is_sound),
        }
    }
}

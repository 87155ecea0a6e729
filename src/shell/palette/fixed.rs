//! What is offered before anything is typed: where somebody was, what the open page can do, and the pages.

use backend_api::Session;
use cloudhsm_api::{BackupState, Operation};

use super::{
    entry::{Deed, Fixed, Section},
    listed::Listed,
};
use crate::{
    components::{KnownBackup, backup_actions, can_delete_hsm, cluster_actions},
    route::{Place, Route, Tab},
};

/// A page of the table of HSMs has so many.
const MOST_HSMS: usize = 50;

/// The page that is open.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) route: &'a Route,
    pub(super) session: &'a Session,
    /// The words of what it offers.
    pub(super) actions: &'a [&'static str],
    /// It can be fetched again.
    pub(super) can_refresh: bool,
    /// The clusters that were opened last.
    pub(super) recent: &'a [Place],
    /// The regions that are not listed to their end.
    pub(super) unlisted: &'a [String],
}

impl Page<'_> {
    /// The cluster that it is about.
    fn place(&self) -> Option<&Place> {
        match self.route {
            Route::Cluster(place, _)
            | Route::EditTags(place)
            | Route::DeleteCluster(place)
            | Route::Protection(place) => Some(place),
            Route::Change(place, step) if !step.is_of_backup() => Some(place),
            _ => None,
        }
    }

    /// The backup that it is about.
    fn backup(&self) -> Option<&Place> {
        match self.route {
            Route::DeleteBackup(place) => Some(place),
            Route::Change(place, step) if step.is_of_backup() => Some(place),
            _ => None,
        }
    }
}

/// All that is offered.
pub(super) fn fixed(page: &Page<'_>, clusters: &[Listed]) -> Vec<Fixed> {
    let mut all = Vec::new();
    let mut add = |section, title: &str, detail: &str, deed| {
        // Nobody goes where the page is already.
        if deed != Deed::Go(page.route.clone()) {
            all.push(Fixed::new(section, title, detail, deed));
        }
    };
    let go = |place: &Place, tab| Deed::Go(Route::Cluster(place.clone(), tab));
    let open = page.place();
    for place in page.recent.iter().filter(|place| Some(*place) != open) {
        let listed = clusters.iter().find(|it| it.is(place));
        // What is not listed any more is gone.
        if listed.is_some() || page.unlisted.contains(&place.region) {
            let name = listed.map_or(&*place.id, Listed::name);
            add(Section::Recent, name, &place.region, go(place, Tab::Overview));
        }
    }
    for (number, label) in page.actions.iter().enumerate() {
        add(Section::Actions, label, "", Deed::OfPage(number));
    }
    if let Some(place) = open {
        let listed = clusters.iter().find(|it| it.is(place));
        let latest = listed.and_then(Listed::latest_backup);
        if let (Route::Cluster(_, Tab::Backups), Some(id)) = (page.route, latest) {
            let backup = Place::new(&place.region, id);
            // Whether it expires, the list of clusters doesn't say.
            let latest = KnownBackup { state: Some(&BackupState::Ready), is_kept: None };
            let detail = ["Latest backup ", id].concat();
            let actions = backup_actions(&backup, latest, page.session);
            for action in actions {
                add(Section::Actions, action.label, &detail, Deed::Go(action.route));
            }
        }
        let name = listed.map_or(&*place.id, Listed::name);
        let cluster = listed.map(|it| &*it.cluster);
        for action in cluster_actions(place, cluster, page.session) {
            add(Section::Actions, action.label, name, Deed::Go(action.route));
        }
        add(Section::Actions, "Copy cluster ID", name, Deed::Copy(place.id.clone()));
        let on_hsms = matches!(page.route, Route::Cluster(_, Tab::Hsms));
        let hsms = listed.filter(|_| on_hsms).map(|it| it.cluster.hsms.iter());
        let hsms = hsms.into_iter().flatten().filter(|hsm| can_delete_hsm(hsm, page.session));
        for hsm in hsms.take(MOST_HSMS) {
            let deed = Deed::DeleteHsm(place.clone(), hsm.hsm_id.clone());
            add(Section::Actions, "Delete this HSM…", &hsm.hsm_id, deed);
        }
        for tab in Tab::ALL {
            add(Section::GoTo, tab.title(), name, go(place, tab));
        }
    }
    if let Some(backup) = page.backup() {
        // Which of them its state makes sensible, each page says.
        for action in backup_actions(backup, KnownBackup::default(), page.session) {
            add(Section::Actions, action.label, &backup.id, Deed::Go(action.route));
        }
        if page.session.allows(Operation::DeleteBackup) {
            let route = Route::DeleteBackup(backup.clone());
            add(Section::Actions, "Delete backup…", &backup.id, Deed::Go(route));
        }
    }
    if page.can_refresh {
        add(Section::Actions, "Refresh", "", Deed::Refresh);
    }
    add(Section::GoTo, "Clusters", "Page", Deed::Go(Route::Clusters));
    add(Section::GoTo, "Activity", "Page", Deed::Go(Route::Activity));
    add(Section::GoTo, "Connect", "Page", Deed::Go(Route::Connect));
    for (title, deed) in [
        ("Next theme", Deed::NextTheme),
        ("Change the density", Deed::NextDensity),
        ("Preferences", Deed::OpenPreferences),
        ("Keyboard shortcuts", Deed::OpenShortcuts),
    ] {
        add(Section::Console, title, "", deed);
    }
    all
}

//! What the palette finds, under which heading, and in which order.

use std::sync::Arc;

use backend_api::{FleetRow, Identity, LatestBackup, ListedCluster, Session};
use cloudhsm_api::{Cluster, ClusterState, Hsm, HsmState, Operation, Tag};
use cluster_health::{Finding, Kind, Severity};

use super::{
    entry::{Deed, Entry, Section},
    fixed::{Page, fixed},
    listed::Listed,
    results::{MOST, Results, results},
};
use crate::{
    route::{Place, Route, Step, Tab as PageTab},
    samples,
};

fn hsm(id: &str, eni: &str, ip: &str, state: HsmState) -> Hsm {
    Hsm {
        hsm_id: id.into(),
        eni_id: Some(eni.into()),
        eni_ip: Some(ip.into()),
        subnet_id: Some("subnet-0aaa".into()),
        state: Some(state),
        ..Hsm::default()
    }
}

fn finding(kind: Kind) -> Finding {
    Finding { kind, severity: Severity::Bad, fact: String::new(), advice: "".into() }
}

fn listed(region: &str, cluster: Cluster, findings: &[Kind], backup: Option<&str>) -> Listed {
    let row = FleetRow {
        cluster: ListedCluster(Arc::new(cluster)),
        unreadable: Vec::new(),
        findings: findings.iter().map(|kind| finding(*kind)).collect(),
        identity: Identity::Unchecked,
        certificates: Vec::new(),
        roots: Vec::new(),
        latest_backup: backup.map_or(LatestBackup::None, |id| LatestBackup::Ready {
            backup_id: id.into(),
            created: None,
        }),
        protected: false,
        production: false,
    };
    Listed::new(&region.into(), &row.cluster.0.clone(), Some(&Arc::new(row)))
}

/// Two clusters with names, and one without.
fn clusters() -> Vec<Listed> {
    let payments = Cluster {
        cluster_id: "cluster-aaa".into(),
        state: Some(ClusterState::Active),
        tag_list: vec![Tag::new("Name", "payments-prod")],
        vpc_id: Some("vpc-0123".into()),
        security_group: Some("sg-0456".into()),
        subnet_mapping: [("us-east-1a".into(), "subnet-0aaa".into())].into_iter().collect(),
        hsms: vec![
            hsm("hsm-one", "eni-0one", "10.0.1.5", HsmState::Active),
            hsm("hsm-two", "eni-0two", "10.0.2.5", HsmState::DeleteInProgress),
        ],
        ..Cluster::default()
    };
    let offload = Cluster {
        cluster_id: "cluster-bbb".into(),
        state: Some(ClusterState::Degraded),
        tag_list: vec![Tag::new("Name", "tls-offload")],
        hsms: vec![hsm("hsm-six", "eni-0six", "10.0.1.6", HsmState::Degraded)],
        source_backup_id: Some("backup-source".into()),
        ..Cluster::default()
    };
    let bare = Cluster { cluster_id: "cluster-ccc".into(), ..Cluster::default() };
    let both = [Kind::Degraded, Kind::NoReadyBackup];
    vec![
        listed("us-east-1", payments, &[], Some("backup-latest")),
        listed("us-east-1", offload, &both, None),
        listed("eu-west-1", bare, &[Kind::Degraded, Kind::Degraded], None),
    ]
}

struct Scene {
    route: Route,
    session: Session,
    actions: Vec<&'static str>,
    recent: Vec<Place>,
    unlisted: Vec<String>,
    clusters: Vec<Listed>,
}

impl Scene {
    /// Everything may be done.
    fn at(route: Route) -> Self {
        let allowed_operations = vec![
            Operation::TagResource,
            Operation::UntagResource,
            Operation::DeleteCluster,
            Operation::DeleteHsm,
        ];
        Self {
            route,
            session: Session { allowed_operations, ..samples::session() },
            actions: Vec::new(),
            recent: Vec::new(),
            unlisted: Vec::new(),
            clusters: clusters(),
        }
    }

    fn on(tab: PageTab) -> Self {
        Self::at(Route::Cluster(Place::new("us-east-1", "cluster-aaa"), tab))
    }

    fn find(&self, text: &str) -> Results {
        let page = Page {
            route: &self.route,
            session: &self.session,
            actions: &self.actions,
            can_refresh: true,
            recent: &self.recent,
            unlisted: &self.unlisted,
        };
        results(&fixed(&page, &self.clusters), &self.clusters, None, text).0
    }

    fn first(&self, text: &str) -> (Section, Entry) {
        let found = self.find(text);
        let (section, entries) =
            found.groups.first().unwrap_or_else(|| panic!("no result for {text}"));
        (*section, entries[0].clone())
    }

    fn titles(&self, text: &str, section: Section) -> Vec<String> {
        let found = self.find(text).groups.into_iter().find(|(it, _)| *it == section);
        found.map_or_else(Vec::new, |(_, all)| all.into_iter().map(|it| it.title).collect())
    }
}

fn go(cluster: &str, tab: PageTab) -> Deed {
    Deed::Go(Route::Cluster(Place::new("us-east-1", cluster), tab))
}

#[test]
fn a_cluster_is_found_by_name_id_and_region() {
    let scene = Scene::at(Route::Activity);
    for text in ["pay", "cluster-aaa", "PROD us-east"] {
        let (section, entry) = scene.first(text);
        assert_eq!((section, &*entry.title), (Section::Clusters, "payments-prod"), "{text}");
        assert_eq!(entry.deed, go("cluster-aaa", PageTab::Overview));
    }
    assert_eq!(scene.first("eu west").1.title, "cluster-ccc");
    assert_eq!(scene.titles("delete", Section::Actions), [""; 0], "no cluster is open");
}

#[test]
fn every_id_and_address_leads_to_where_it_shows() {
    let scene = Scene::at(Route::Activity);
    for (text, section, detail, tab) in [
        ("hsm-one", Section::Hsms, "ACTIVE · payments-prod · us-east-1", PageTab::Hsms),
        ("eni-0two", Section::Network, "ENI of hsm-two · payments-prod · us-east-1", PageTab::Hsms),
        (
            "10.0.2.5",
            Section::Network,
            "IP address of hsm-two · payments-prod · us-east-1",
            PageTab::Hsms,
        ),
        (
            "subnet-0aaa",
            Section::Network,
            "Subnet in us-east-1a · payments-prod · us-east-1",
            PageTab::Network,
        ),
        ("vpc-0123", Section::Network, "VPC · payments-prod · us-east-1", PageTab::Network),
        (
            "sg-0456",
            Section::Network,
            "Security group · payments-prod · us-east-1",
            PageTab::Network,
        ),
        (
            "backup-latest",
            Section::Backups,
            "Latest READY backup · payments-prod · us-east-1",
            PageTab::Backups,
        ),
    ] {
        // The whole, its first letters, and its last ones.
        for text in [text, &text[..text.len() - 1], &text[3..]] {
            let (found, entry) = scene.first(text);
            assert_eq!((found, &*entry.detail), (section, detail), "{text}");
            assert_eq!(entry.deed, go("cluster-aaa", tab), "{text}");
        }
    }
    let (section, entry) = scene.first("backup-source");
    assert_eq!((section, entry.deed), (Section::Backups, go("cluster-bbb", PageTab::Overview)));
    // A subnet that the mapping doesn't have is found where the HSM is.
    let (_, entry) = scene.first("offload subnet");
    assert_eq!(entry.detail, "Subnet of hsm-six · tls-offload · us-east-1");
}

#[test]
fn words_can_fit_a_part_and_its_cluster_and_short_ones_find_no_part() {
    let scene = Scene::at(Route::Activity);
    assert_eq!(scene.titles("offload hsm", Section::Hsms), ["hsm-six"]);
    assert_eq!(scene.titles("10.0.1", Section::Network), ["10.0.1.5", "10.0.1.6"]);
    assert_eq!(scene.titles("payments 10.0.1", Section::Network), ["10.0.1.5"]);
    assert_eq!(scene.titles("hs", Section::Hsms), [""; 0]);
    assert_eq!(scene.titles("payments", Section::Hsms), [""; 0], "no word fits an HSM");
    assert_eq!(scene.find("hsm-none").all, 0);
}

#[test]
fn findings_are_found_by_their_words_and_all_that_have_one_come_first() {
    let scene = Scene::at(Route::Activity);
    for text in ["degraded", "Degr"] {
        let (section, entry) = scene.first(text);
        assert_eq!((section, &*entry.title), (Section::Findings, "Degraded"), "{text}");
        assert_eq!(entry.detail, "2 clusters");
        assert_eq!(entry.deed, Deed::Filter("health:degraded".to_owned()));
    }
    // Each cluster once, however many findings of the kind it has.
    assert_eq!(scene.titles("degraded", Section::Findings), ["Degraded"; 3]);
    for text in ["no backup", "no-backup", "no ready backup"] {
        let (section, entry) = scene.first(text);
        assert_eq!((section, &*entry.title), (Section::Findings, "No READY backup"), "{text}");
        assert_eq!(entry.deed, go("cluster-bbb", PageTab::Overview), "only one has it");
    }
    let narrowed = scene.find("degraded offload");
    assert_eq!(narrowed.entry(0).unwrap().detail, "tls-offload · us-east-1");
    assert_eq!(scene.titles("no", Section::Findings), [""; 0], "too short to mean one");
}

#[test]
fn every_kind_of_finding_is_found_by_its_word_in_the_filter() {
    let all: Vec<_> = Kind::ALL.to_vec();
    let cluster = Cluster { cluster_id: "cluster-all".into(), ..Cluster::default() };
    let scene = Scene {
        clusters: vec![listed("us-east-1", cluster, &all, None)],
        ..Scene::at(Route::Activity)
    };
    for kind in all {
        let title = crate::components::phrase(kind, Severity::Bad);
        let found = scene.titles(kind.as_str(), Section::Findings);
        assert_eq!(found.first().map(String::as_str), Some(title), "{}", kind.as_str());
    }
}

#[test]
fn what_is_open_can_be_acted_on_by_the_rules_of_its_buttons() {
    let scene = Scene::on(PageTab::Overview);
    let actions = scene.titles("", Section::Actions);
    let all =
        ["Edit tags…", "Deletion protection…", "Delete cluster…", "Copy cluster ID", "Refresh"];
    assert_eq!(actions, all);
    let (section, entry) = scene.first("delete cluster");
    assert_eq!((section, &*entry.detail), (Section::Actions, "payments-prod"));
    let place = Place::new("us-east-1", "cluster-aaa");
    assert_eq!(entry.deed, Deed::Go(Route::DeleteCluster(place.clone())), "only its page");

    let on_hsms = Scene::on(PageTab::Hsms);
    let found = on_hsms.find("delete hsm");
    let deeds: Vec<_> = found.groups[0].1.iter().map(|it| it.deed.clone()).collect();
    assert_eq!(deeds, [Deed::DeleteHsm(place, "hsm-one".to_owned())], "the other goes already");

    let reading = Scene { session: samples::session(), ..Scene::on(PageTab::Hsms) };
    assert_eq!(reading.titles("", Section::Actions), ["Copy cluster ID", "Refresh"]);
}

#[test]
fn what_a_page_offers_is_offered() {
    let scene = Scene { actions: vec!["Columns…", "Export…"], ..Scene::at(Route::Clusters) };
    assert_eq!(scene.titles("", Section::Actions), ["Columns…", "Export…", "Refresh"]);
    assert_eq!(scene.first("export").1.deed, Deed::OfPage(1));
}

#[test]
fn nobody_is_led_to_where_they_are() {
    let scene = Scene::on(PageTab::Backups);
    let pages = scene.titles("", Section::GoTo);
    assert!(!pages.contains(&"Backups".to_owned()), "{pages:?}");
    assert!(pages.starts_with(&["Overview".to_owned(), "HSMs".to_owned()]), "{pages:?}");
    assert_eq!(scene.titles("", Section::Recent), [""; 0]);
    let list = Scene::at(Route::Clusters).titles("", Section::GoTo);
    assert_eq!(list, ["Activity", "Connect"]);
}

#[test]
fn recent_clusters_come_first_until_something_is_typed() {
    let place = |region: &str, id: &str| Place::new(region, id);
    let scene = Scene {
        recent: vec![
            place("us-east-1", "cluster-aaa"),
            place("us-east-1", "cluster-gone"),
            place("eu-west-1", "cluster-later"),
            place("us-east-1", "cluster-bbb"),
        ],
        unlisted: vec!["eu-west-1".to_owned()],
        ..Scene::on(PageTab::Overview)
    };
    assert_eq!(scene.find("").groups[0].0, Section::Recent);
    let recent = ["cluster-later", "tls-offload"];
    assert_eq!(scene.titles("", Section::Recent), recent, "not the open one, nor what is gone");
    assert_eq!(scene.titles("offload", Section::Recent), [""; 0]);
}

#[test]
fn the_section_with_the_best_fit_comes_first_and_a_long_one_is_cut_and_counted() {
    let many = (0..5000).map(|number| {
        let cluster = Cluster { cluster_id: format!("cluster-{number}"), ..Cluster::default() };
        listed("us-east-1", cluster, &[], None)
    });
    let scene = Scene { clusters: many.collect(), ..Scene::at(Route::Activity) };
    let found = scene.find("cluster");
    let sections: Vec<_> = found.groups.iter().map(|(section, _)| *section).collect();
    assert_eq!(sections[..2], [Section::GoTo, Section::Clusters]);
    assert_eq!(found.groups[1].1.len(), MOST);
    assert_eq!(found.all, found.len() + 5000 - MOST);
    let exact = scene.find("cluster-77");
    assert_eq!(exact.entry(0).unwrap().title, "cluster-77");
    assert_eq!(exact.entry(1).unwrap().title, "cluster-770");
    assert_eq!(exact.entry(exact.len()), None);
}

#[test]
fn a_backup_that_no_row_has_is_looked_for() {
    let scene = Scene::at(Route::Activity);
    let (section, entry) = scene.first("backup-elsewhere");
    assert_eq!(section, Section::Backups);
    assert_eq!(entry.deed, Deed::FindBackup("backup-elsewhere".to_owned()));
    assert_eq!(scene.titles("backup-l", Section::Backups), ["backup-latest"]);
    assert_eq!(scene.titles("backup", Section::Backups).len(), 2, "both that are known");
    assert_eq!(scene.titles("backup-", Section::Backups).len(), 2);
    let empty = Scene { clusters: Vec::new(), ..Scene::at(Route::Activity) };
    assert_eq!(empty.find("backup-").all, 0, "not an ID yet");
}

#[test]
fn sections_are_where_their_number_says() {
    for (position, section) in Section::ALL.into_iter().enumerate() {
        assert_eq!(section as usize, position, "{section:?}");
    }
}

#[test]
fn a_backup_is_copied_kept_shared_and_restored_from_where_it_shows() {
    let labels = |route: Route, text: &str| {
        let mut scene = Scene::at(route);
        scene.session.allowed_operations = Operation::ALL.to_vec();
        scene.titles(text, Section::Actions)
    };
    let place = Place::new("us-east-1", "backup-latest");
    let all = [
        "Copy to another region…",
        "Change backup expiry…",
        "Share with other accounts…",
        "Restore backup…",
    ];
    for label in all {
        assert_eq!(labels(Route::DeleteBackup(place.clone()), label), [label]);
    }
    // Nobody goes where the page is already.
    let on_copy = Route::Change(place, Step::CopyBackup);
    assert!(!labels(on_copy.clone(), "").contains(&all[0].to_owned()));
    assert!(labels(on_copy, "").contains(&"Delete backup…".to_owned()));
    // The tab offers it for the latest one, which is READY.
    let tab = Route::Cluster(Place::new("us-east-1", "cluster-aaa"), PageTab::Backups);
    assert_eq!(labels(tab.clone(), "copy to another"), [all[0]]);
    assert!(labels(tab.clone(), "restore backup").is_empty());
    // Whether it expires isn't known there.
    assert_eq!(labels(tab.clone(), "backup expiry"), [all[1]]);
    assert!(labels(tab, "keep for ever").is_empty());
}

#[test]
fn letter_by_letter_it_finds_the_same_among_fewer_clusters() {
    let clusters = clusters();
    for text in [
        "payments hsm-one",
        "hsm-one pay",
        "degraded tls",
        "10.0.1 offload",
        "backup-latest",
        "subnet-0aaa hsm-six",
        "ccc eu-west",
    ] {
        let mut among = None;
        for end in 1..=text.len() {
            let typed = &text[..end];
            let (narrowed, next) = results(&[], &clusters, among.take(), typed);
            let (whole, _) = results(&[], &clusters, None, typed);
            assert_eq!((narrowed.groups, narrowed.all), (whole.groups, whole.all), "{typed}");
            among = next;
        }
        assert!(among.is_some_and(|it| it.len() < clusters.len()), "{text}");
    }
    // A text that doesn’t continue the last one is searched among all clusters again, also after a letter
    // is deleted.
    let (_, among) = results(&[], &clusters, None, "payments");
    for other in ["offload", "pay"] {
        let (found, _) = results(&[], &clusters, among.clone(), other);
        assert_eq!(found.all, results(&[], &clusters, None, other).0.all, "{other}");
    }
}

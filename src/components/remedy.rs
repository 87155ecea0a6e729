//! Where something is done about a finding: the list and the cluster's page lead to the same place.

use backend_api::Session;
use cloudhsm_api::{Cluster, ClusterState, Hsm, HsmState, Operation, tag_value};
use cluster_health::{Finding, Kind};

use super::PARKED_TAG;
use crate::route::{Place, Route, Step, hsm_deletion};

/// The page where something is done about a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// Its address.
    pub href: String,
    /// What is done there.
    pub words: &'static str,
    /// The HSM that it is done to, if it isn't the cluster.
    pub hsm_id: Option<String>,
}

impl Remedy {
    /// What is done, and to what, where no more than an arrow shows.
    pub fn label(&self, cluster: &str) -> String {
        let words = self.words.strip_suffix('…').unwrap_or(self.words);
        [words, ": ", self.hsm_id.as_deref().unwrap_or(cluster)].concat()
    }
}

/// Where to go because of a finding, if something can be done about it that the backend signs.
pub fn remedy(
    place: &Place,
    finding: &Finding,
    cluster: &Cluster,
    session: &Session,
) -> Option<Remedy> {
    let deed = deed(finding, cluster).filter(|it| session.allows(it.operation()))?;
    Some(match deed {
        Deed::DeleteHsm(id) => Remedy {
            href: hsm_deletion(place.clone(), id),
            words: "Delete this HSM…",
            hsm_id: Some(id.to_owned()),
        },
        Deed::Step(step, _, words) => {
            let href = Route::Change(place.clone(), step).href();
            Remedy { href, words, hsm_id: None }
        }
    })
}

/// What is done about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed<'a> {
    /// The deletion of this HSM.
    DeleteHsm(&'a str),
    /// A step of the cluster's life, what it asks AWS for, and what its link says.
    Step(Step, Operation, &'static str),
}

impl Deed<'_> {
    fn operation(self) -> Operation {
        match self {
            Self::DeleteHsm(_) => Operation::DeleteHsm,
            Self::Step(_, operation, _) => operation,
        }
    }
}

fn deed<'a>(finding: &Finding, cluster: &'a Cluster) -> Option<Deed<'a>> {
    if let Some(hsm) = sick_hsm(finding, cluster) {
        return Some(Deed::DeleteHsm(&hsm.hsm_id));
    }
    let state = cluster.state.as_ref();
    let has_hsm = cluster.present_hsms().next().is_some();
    // As in the menus of the cluster.
    let can_get_hsm = !state.is_some_and(ClusterState::is_in_transition)
        && state != Some(&ClusterState::Deleted)
        && !(state == Some(&ClusterState::Uninitialized) && has_hsm);
    let is_parked = || tag_value(&cluster.tag_list, PARKED_TAG).is_some();
    Some(match finding.kind {
        // AWS is still creating or deleting all of them.
        Kind::NoHsm if has_hsm => return None,
        Kind::NoHsm
        | Kind::FirstHsm
        | Kind::SingleHsm
        | Kind::SingleZone
        | Kind::ZoneWithoutHsm
            if can_get_hsm =>
        {
            let (step, words) =
                if is_parked() { (Step::Wake, "Wake…") } else { (Step::AddHsm, "Add an HSM…") };
            Deed::Step(step, Operation::CreateHsm, words)
        }
        Kind::EndOfSupport if state == Some(&ClusterState::Active) => {
            Deed::Step(Step::Migrate, Operation::ModifyCluster, "Migrate…")
        }
        // Its page has the commands, and nothing is sent.
        Kind::Activation if state == Some(&ClusterState::Initialized) => {
            Deed::Step(Step::Initialize, Operation::DescribeClusters, "How to activate")
        }
        Kind::NoHsm
        | Kind::FirstHsm
        | Kind::SingleHsm
        | Kind::SingleZone
        | Kind::ZoneWithoutHsm
        | Kind::EndOfSupport
        | Kind::Activation
        | Kind::Degraded
        | Kind::Identity
        | Kind::Certificate
        | Kind::Csr
        | Kind::NoReadyBackup
        | Kind::OldBackup
        | Kind::BackupEnds
        | Kind::BackupsStay
        | Kind::Restored
        | Kind::UnknownState
        | Kind::Unreadable => return None,
    })
}

/// The DEGRADED HSM that a finding names.
fn sick_hsm<'a>(finding: &Finding, cluster: &'a Cluster) -> Option<&'a Hsm> {
    if finding.kind != Kind::Degraded {
        return None;
    }
    let is_meant = |id: &str| finding.fact.split(' ').any(|word| word == id);
    let mut sick = cluster.present_hsms().filter(|hsm| hsm.state == Some(HsmState::Degraded));
    sick.find(|hsm| is_meant(&hsm.hsm_id))
}

#[cfg(test)]
mod tests {
    use cloudhsm_api::Tag;
    use cluster_health::Severity;

    use super::*;
    use crate::{components::cluster_actions, samples};

    fn finding(kind: Kind, fact: &str) -> Finding {
        Finding { kind, severity: Severity::Bad, fact: fact.into(), advice: "".into() }
    }

    #[test]
    fn a_sick_hsm_leads_to_its_own_deletion() {
        let hsm = |id: &str, state| Hsm { hsm_id: id.into(), state: Some(state), ..Hsm::default() };
        let hsms = vec![
            hsm("hsm-1", HsmState::Degraded),
            hsm("hsm-12", HsmState::Degraded),
            hsm("hsm-3", HsmState::Active),
        ];
        let cluster = Cluster { hsms, ..Cluster::default() };
        let of = |fact: &str| deed(&finding(Kind::Degraded, fact), &cluster);
        assert_eq!(of("HSM hsm-12 is DEGRADED: x"), Some(Deed::DeleteHsm("hsm-12")));
        assert_eq!(of("HSM hsm-1 is DEGRADED: x"), Some(Deed::DeleteHsm("hsm-1")));
        assert_eq!(of("HSM hsm-3 is DEGRADED: x"), None, "well by now");
        assert_eq!(of("The cluster is DEGRADED: x"), None);
    }

    #[test]
    fn a_cluster_without_hsms_gets_one_and_a_parked_one_its_own() {
        let step = |cluster: &Cluster| match deed(&finding(Kind::NoHsm, ""), cluster) {
            Some(Deed::Step(step, ..)) => Some(step),
            _ => None,
        };
        assert_eq!(step(&Cluster::default()), Some(Step::AddHsm));
        let tag_list = vec![Tag::new(PARKED_TAG, "us-east-1a")];
        assert_eq!(step(&Cluster { tag_list, ..Cluster::default() }), Some(Step::Wake));
    }

    /// Nobody is led to a step that the cluster's own menu doesn't have.
    #[test]
    fn a_step_is_in_the_menu_of_the_cluster_too() {
        let place = Place::new("us-east-1", "cluster-1");
        let session = Session { allowed_operations: Operation::ALL.to_vec(), ..samples::session() };
        let parked = vec![Tag::new(PARKED_TAG, "us-east-1a")];
        let kinds = [
            Kind::NoHsm,
            Kind::FirstHsm,
            Kind::SingleHsm,
            Kind::SingleZone,
            Kind::ZoneWithoutHsm,
            Kind::EndOfSupport,
            Kind::Activation,
        ];
        let mut led = 0;
        for state in ClusterState::KNOWN {
            for tag_list in [Vec::new(), parked.clone()] {
                for hsms in [Vec::new(), vec![Hsm::default()]] {
                    let hsm_type = Some("hsm1.medium".to_owned());
                    let (state, tag_list) = (Some(state.clone()), tag_list.clone());
                    let cluster = Cluster { state, tag_list, hsms, hsm_type, ..Cluster::default() };
                    for kind in kinds {
                        let Some(Deed::Step(step, ..)) = deed(&finding(kind, ""), &cluster) else {
                            continue;
                        };
                        let menu = cluster_actions(&place, Some(&cluster), &session);
                        let wanted = Route::Change(place.clone(), step);
                        assert!(menu.iter().any(|it| it.route == wanted), "{kind:?} {cluster:?}");
                        led += 1;
                    }
                }
            }
        }
        assert!(led > 10, "{led}");
    }

    #[test]
    fn what_the_backend_does_not_sign_is_not_offered() {
        let place = Place::new("us-east-1", "cluster-1");
        let session = Session { allowed_operations: Vec::new(), ..samples::session() };
        for kind in [Kind::NoHsm, Kind::EndOfSupport, Kind::Activation] {
            let found = remedy(&place, &finding(kind, ""), &Cluster::default(), &session);
            assert_eq!(found, None, "{kind:?}");
        }
    }

    #[test]
    fn an_arrow_says_what_is_done_to_what() {
        let to = |words, hsm_id: Option<&str>| {
            let hsm_id = hsm_id.map(str::to_owned);
            Remedy { href: String::new(), words, hsm_id }.label("payments")
        };
        assert_eq!(to("Delete this HSM…", Some("hsm-1")), "Delete this HSM: hsm-1");
        assert_eq!(to("Add an HSM…", None), "Add an HSM: payments");
        assert_eq!(to("How to activate", None), "How to activate: payments");
    }
}

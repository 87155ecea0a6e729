//! Tests of the stages and steps.

use super::*;
use cloudhsm_api::{Certificates, Hsm};

fn cluster(state: &str, hsms: usize, csr: &str) -> Cluster {
    Cluster {
        state: Some(ClusterState::from(state)),
        hsms: vec![Hsm::default(); hsms],
        certificates: Some(Certificates {
            cluster_csr: Some(csr.to_owned()),
            ..Certificates::default()
        }),
        ..Cluster::default()
    }
}

#[test]
fn the_stage_follows_the_clusters_life() {
    for (state, hsms, csr, expected) in [
        ("CREATE_IN_PROGRESS", 0, "", Stage::Creating),
        ("UNINITIALIZED", 0, "", Stage::NoHsm),
        ("UNINITIALIZED", 1, " ", Stage::NoCsrYet),
        ("UNINITIALIZED", 2, "", Stage::TwoHsms),
        ("UNINITIALIZED", 1, "pem", Stage::ToInitialize),
        // AWS's word counts, not ours about the number of HSMs.
        ("UNINITIALIZED", 2, "pem", Stage::ToInitialize),
        ("INITIALIZE_IN_PROGRESS", 1, "pem", Stage::Initializing),
        ("INITIALIZED", 1, "", Stage::ToActivate),
        ("ACTIVE", 2, "", Stage::Activated),
        ("MODIFY_IN_PROGRESS", 2, "", Stage::Activated),
        ("DELETE_IN_PROGRESS", 0, "", Stage::Deleted),
        ("HIBERNATED", 1, "pem", Stage::Unknown),
    ] {
        let stage = stage(&cluster(state, hsms, csr));
        assert_eq!(stage, expected, "{state} {hsms} {csr:?}");
        assert_eq!(stage.why_not().is_none(), stage == Stage::ToInitialize, "{stage:?}");
    }
    assert_eq!(stage(&Cluster::default()), Stage::Unknown);
    for state in ["UNINITIALIZED", "INITIALIZED"] {
        let restored =
            Cluster { source_backup_id: Some("backup-a".into()), ..cluster(state, 1, "pem") };
        assert_eq!(stage(&restored), Stage::Restored, "{state}");
    }
}

#[test]
fn one_step_is_next_and_all_before_it_are_done() {
    let now = |stage, saved| {
        let marks = marks(stage, saved);
        let at = marks.iter().position(|(_, mark)| *mark == StepMark::Now);
        let done = marks.iter().filter(|(_, mark)| *mark == StepMark::Done).count();
        assert_eq!(at.unwrap_or(done), done, "{stage:?}");
        (at, done)
    };
    assert_eq!(now(Stage::NoHsm, false), (Some(0), 0));
    assert_eq!(now(Stage::ToInitialize, false), (Some(1), 1));
    assert_eq!(now(Stage::ToInitialize, true), (Some(3), 3));
    assert_eq!(now(Stage::Initializing, true), (Some(4), 4));
    assert_eq!(now(Stage::ToActivate, false), (Some(5), 5));
    assert_eq!(now(Stage::Activated, false), (None, 6));
    assert_eq!(now(Stage::Deleted, false), (None, 0));
}

#[test]
fn a_client_is_pointed_at_hsms_that_work() {
    let hsm =
        |ip: &str, state| Hsm { eni_ip: Some(ip.to_owned()), state: Some(state), ..Hsm::default() };
    let mut cluster = Cluster {
        hsms: vec![hsm("10.0.1.5", HsmState::CreateInProgress), hsm("", HsmState::Active)],
        ..Cluster::default()
    };
    assert_eq!(addresses(&cluster), ["10.0.1.5"]);
    cluster.hsms.push(hsm("10.0.2.7", HsmState::Active));
    assert_eq!(addresses(&cluster), ["10.0.2.7"]);
    assert_eq!(addresses(&Cluster::default()), [""; 0]);
}

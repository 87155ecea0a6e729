//! Which roots count, who supplied them, and what is reported about those that are not used.

mod namesakes;

use attestation::{
    AnchorKind, AnchorOrigin, AnchorProblem, Failure, InputError, LinkId, Obstacle, Overall,
    SuppliedAnchor, SuppliedBy, verify,
};

use crate::{
    failure,
    fleet::{Fleet, Plan, link, today},
    obstacle,
    openssl::Issue,
};

/// A root that comes with the evidence is no anchor of the hardware.
#[test]
fn a_root_in_a_slot_is_not_trusted() {
    let fleet = Fleet::new(Plan::default());
    let mut evidence = fleet.evidence();
    evidence.anchors.clear();
    evidence.slots.aws_hardware_certificate =
        Some(format!("{}{}", fleet.aws_hardware, fleet.aws_root));
    evidence.slots.cluster_certificate = Some(format!("{}{}", fleet.cluster, fleet.customer_ca));
    let report = verify(&evidence);
    assert!(matches!(
        failure(&report, LinkId::AwsHardwareByAwsRoot),
        Failure::UntrustedIssuer { .. }
    ));
    let customer = link(&report, LinkId::ClusterByCustomerCa);
    assert!(customer.is_verified());
    assert_eq!(customer.anchor.as_ref().map(|anchor| anchor.origin), Some(AnchorOrigin::SameSlot));
}

#[test]
fn anchors_that_openssl_would_refuse_are_refused() {
    let no_ca = Some("basicConstraints=CA:FALSE\n");
    let short = Some("basicConstraints=critical,CA:TRUE,pathlen:0\n");
    let unmarked = Some("subjectKeyIdentifier=hash\n");
    for (extensions, problem) in [
        (no_ca, AnchorProblem::NotAnAuthority),
        (unmarked, AnchorProblem::NotAnAuthority),
        (short, AnchorProblem::PathTooShort),
    ] {
        let root = Issue { extensions, ..Issue::default() };
        let fleet = Fleet::new(Plan { root, ..Plan::default() });
        let report = fleet.report_at(today());
        assert_eq!(report.unused_anchors[0].problem, problem);
        for (name, links, chain, leaf) in &fleet.chains()[..2] {
            let holds = links.iter().all(|id| link(&report, *id).is_verified());
            assert!(!holds);
            assert!(!fleet.openssl.accepts(chain, leaf, None), "{name}");
        }
    }

    let fleet = Fleet::new(Plan::default());
    let mut evidence = fleet.evidence();
    evidence.anchors[0].pem = fleet.aws_hardware.clone();
    evidence.anchors[1].pem = fleet.csr.clone();
    let report = verify(&evidence);
    let problems: Vec<_> = report.unused_anchors.iter().map(|unused| &unused.problem).collect();
    assert_eq!(
        problems,
        [
            &AnchorProblem::NotSelfSigned,
            &AnchorProblem::Unreadable { error: InputError::CertificateExpected }
        ]
    );
}

/// The roots stay for all clusters of a session, so there may be many.
#[test]
fn many_supplied_roots_are_used_and_what_is_too_many_is_named() {
    let fleet = Fleet::new(Plan::default());
    let other = fleet.openssl.root("/CN=another", "impostor", "RSA:2048", Issue::default());
    let id = LinkId::ManufacturerHardwareByManufacturerRoot;
    let mut evidence = fleet.evidence();
    let another = SuppliedAnchor { pem: other, ..evidence.anchors[1].clone() };
    let right = evidence.anchors.remove(1);
    evidence.anchors.extend(std::iter::repeat_n(another, 90));
    evidence.anchors.push(right.clone());
    let report = verify(&evidence);
    assert!(link(&report, id).is_verified(), "{}", report.to_text());
    assert!(report.unused_anchors.is_empty());

    let further = evidence.anchors[50].clone();
    evidence.anchors.pop();
    evidence.anchors.extend(std::iter::repeat_n(further, 20));
    evidence.anchors.push(SuppliedAnchor { label: "the right one".to_owned(), ..right });
    let report = verify(&evidence);
    assert_eq!(obstacle(&report, id), &Obstacle::AnchorSkipped);
    let last = report.unused_anchors.last().expect("some are left out");
    assert_eq!(last.label, "the right one");
    assert_eq!(last.problem, AnchorProblem::TooMany { limit: 100 });
}

/// What is not used of a file is told apart from what is.
#[test]
fn a_file_with_a_root_and_an_intermediate_names_the_one_that_is_not_used() {
    let fleet = Fleet::new(Plan::default());
    let mut evidence = fleet.evidence();
    evidence.anchors[0].label = "chain.pem".to_owned();
    evidence.anchors[0].pem = format!("{}{}", fleet.aws_root, fleet.aws_hardware);
    let report = verify(&evidence);
    assert!(link(&report, LinkId::AwsHardwareByAwsRoot).is_verified());
    let unused: Vec<_> = report.unused_anchors.iter().map(|unused| &unused.label).collect();
    assert_eq!(unused, ["chain.pem, certificate 2 of 2 (CN=hardware, O=Test)"]);
}

#[test]
fn another_ca_than_the_supplied_one_is_a_failure() {
    let fleet = Fleet::new(Plan::default());
    let other = fleet.openssl.root("/CN=another CA", "impostor", "RSA:2048", Issue::default());
    let cluster = fleet.openssl.certificate(
        &fleet.csr,
        &other,
        ("impostor", "RSA:2048"),
        Issue { extensions: None, ..Issue::default() },
    );
    let id = LinkId::ClusterByCustomerCa;
    // Beside the certificate, the other CA counts only while nobody says which one is right.
    let mut evidence = fleet.evidence();
    evidence.slots.cluster_certificate = Some(format!("{cluster}{other}"));
    let report = verify(&evidence);
    assert_eq!(
        failure(&report, id),
        &Failure::OtherCa {
            issuer: "CN=another CA".to_owned(),
            supplied: "CN=customer CA, O=Customer".to_owned()
        }
    );
    evidence.anchors.truncate(2);
    let report = verify(&evidence);
    let origin = link(&report, id).anchor.as_ref().map(|anchor| anchor.origin);
    assert_eq!(origin, Some(AnchorOrigin::SameSlot));
    evidence.slots.cluster_certificate = Some(cluster);
    assert!(matches!(obstacle(&verify(&evidence), id), Obstacle::AnchorMissing { .. }));
}

#[test]
fn the_emulators_roots_never_prove_hardware() {
    let fleet = Fleet::new(Plan::default());
    let mut evidence = fleet.evidence();
    evidence.anchors[0].supplied_by = SuppliedBy::Emulator;
    let report = verify(&evidence);
    assert_eq!(report.overall, Overall::Emulated { dates_valid: true });
    assert!(report.headline.contains("emulator"), "{}", report.headline);
    assert!(!report.headline.contains("AWS"), "{}", report.headline);
}

#[test]
fn a_label_cannot_make_an_anchor_pinned() {
    let fleet = Fleet::new(Plan::default());
    let mut evidence = fleet.evidence();
    evidence.anchors[0].label = "AWS CloudHSM Root G1".to_owned();
    let anchor = link(&verify(&evidence), LinkId::AwsHardwareByAwsRoot).anchor.clone();
    assert_eq!(anchor.map(|anchor| anchor.origin), Some(AnchorOrigin::User));
}

#[test]
fn the_missing_root_of_hsm2m_is_something_to_supply() {
    let fleet = Fleet::new(Plan::default());
    let mut evidence = fleet.evidence();
    evidence.hsm_type = Some("hsm2m.medium".to_owned());
    let supplied: SuppliedAnchor = evidence.anchors.remove(1);
    let report = verify(&evidence);
    let id = LinkId::ManufacturerHardwareByManufacturerRoot;
    let Obstacle::AnchorMissing { anchor: AnchorKind::Manufacturer, issuer, known: Some(known) } =
        obstacle(&report, id)
    else {
        panic!("{:?}", link(&report, id));
    };
    assert_eq!(issuer, "CN=manufacturer root, O=Test");
    assert_eq!(known.subject, "CN=mrvl-ls2-root-AR-v1");
    assert_eq!(report.overall, Overall::Incomplete { links: vec![id] });

    evidence.anchors.push(supplied);
    assert!(matches!(verify(&evidence).overall, Overall::GenuineIfRootsAre { .. }));
}

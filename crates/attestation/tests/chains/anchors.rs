//! Which roots end a chain, and whose word the result then is.

use attestation::{
    AnchorKind, AnchorOrigin, AnchorProblem, Failure, InputError, LinkId, Obstacle, Overall,
    SignatureProblem, SuppliedAnchor, SuppliedBy, verify,
};

use crate::{
    failure,
    fleet::{AWS_ROOT, Fleet, Plan, link, today},
    obstacle,
    openssl::Issue,
};

#[test]
fn another_root_of_the_same_name_does_not_do() {
    let fleet = Fleet::new(Plan::default());
    let aws_root = fleet.openssl.root(AWS_ROOT, "impostor", "RSA:2048", Issue::default());
    let report = Fleet { aws_root, ..fleet }.agrees();
    assert_eq!(
        failure(&report, LinkId::AwsHardwareByAwsRoot),
        &Failure::Signature { problem: SignatureProblem::Invalid }
    );
    assert_eq!(report.overall, Overall::Failed { links: vec![LinkId::AwsHardwareByAwsRoot] });
}

#[test]
fn a_root_of_another_name_does_not_do() {
    let fleet = Fleet::new(Plan::default());
    let other = fleet.openssl.root("/CN=another", "aws", "RSA:2048", Issue::default());
    let hardware = fleet.openssl.request("/O=Test/CN=hardware", "hardware", "RSA:2048");
    let aws_hardware =
        fleet.openssl.certificate(&hardware, &other, ("aws", "RSA:2048"), Issue::default());
    let report = Fleet { aws_hardware, ..fleet }.agrees();
    assert_eq!(
        failure(&report, LinkId::AwsHardwareByAwsRoot),
        &Failure::UntrustedIssuer { issuer: "CN=another".to_owned() }
    );
}

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

#[test]
fn the_emulators_roots_never_prove_hardware() {
    let fleet = Fleet::new(Plan::default());
    let mut evidence = fleet.evidence();
    evidence.anchors[0].supplied_by = SuppliedBy::Emulator;
    let report = verify(&evidence);
    assert_eq!(report.overall, Overall::Emulated { dates_hold: true });
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
    assert!(matches!(verify(&evidence).overall, Overall::GenuineIfAnchorsAre { .. }));
}

//! Chains that the openssl binary made: every verdict must be openssl's, and every place where it
//! is not is a test of its own that says so.

mod fleet;
mod openssl;

use attestation::{
    AnchorKind, AnchorOrigin, AnchorProblem, Failure, InputError, ItemKind, LinkId, NoteKind,
    Obstacle, Overall, SignatureProblem, Slot, SuppliedAnchor, SuppliedBy, Verdict, to_der, to_pem,
    verify,
};
use fleet::{AWS_ROOT, Fleet, Plan, in_days, link, today};
use openssl::{CA, Issue};

/// A certificate with one bit of its DER changed, counted in bytes from the end.
fn flip(pem: &str, from_end: usize) -> String {
    let mut der = to_der(pem.as_bytes()).expect("readable").remove(0);
    let at = der.len() - from_end;
    der[at] ^= 1;
    to_pem(ItemKind::Certificate, &der)
}

fn failure(report: &attestation::Report, id: LinkId) -> &Failure {
    match &link(report, id).verdict {
        Verdict::Failed { failure } => failure,
        other => panic!("{id:?} is {other:?}"),
    }
}

fn obstacle(report: &attestation::Report, id: LinkId) -> &Obstacle {
    match &link(report, id).verdict {
        Verdict::NotCheckable { obstacle } => obstacle,
        other => panic!("{id:?} is {other:?}"),
    }
}

fn has_note(report: &attestation::Report, kind: NoteKind) -> bool {
    report.notes.iter().any(|note| note.kind == kind)
}

#[test]
fn rsa_of_every_size_verifies() {
    for algorithm in ["RSA:2048", "RSA:3072", "RSA:4096"] {
        let report = Fleet::new(Plan { algorithm, ..Plan::default() }).agrees();
        assert!(report.links.iter().all(attestation::Link::is_verified), "{}", report.to_text());
        assert_eq!(
            report.overall,
            Overall::GenuineIfAnchorsAre {
                supplied_by: vec![AnchorOrigin::User],
                dates_hold: true
            }
        );
    }
}

#[test]
fn a_customer_ca_may_be_elliptic() {
    for (customer, digest) in
        [("EC:P-256", "sha256"), ("EC:P-384", "sha384"), ("EC:P-256", "sha512")]
    {
        let issue = Issue { digest, extensions: None, ..Issue::default() };
        let root = Issue { digest, ..Issue::default() };
        let fleet = Fleet::new(Plan { customer, root, cluster: issue, ..Plan::default() });
        let report = fleet.agrees();
        assert!(link(&report, LinkId::ClusterByCustomerCa).is_verified(), "{}", report.to_text());

        let flipped = Fleet { cluster: flip(&fleet.cluster, 1), ..fleet }.agrees();
        assert_eq!(
            failure(&flipped, LinkId::ClusterByCustomerCa),
            &Failure::Signature { problem: SignatureProblem::Invalid }
        );
    }
}

#[test]
fn a_version_1_root_and_leaf_verify() {
    let version_1 = Issue { extensions: None, ..Issue::default() };
    let fleet = Fleet::new(Plan { root: version_1, ..Plan::default() });
    let report = fleet.agrees();
    assert!(report.links.iter().all(attestation::Link::is_verified), "{}", report.to_text());
    assert!(has_note(&report, NoteKind::OldVersion));
}

/// More lenient than openssl, because genuine hardware certificates are so.
#[test]
fn hardware_certificates_may_lack_ca_true() {
    for extensions in [None, Some("subjectKeyIdentifier=hash\n"), Some("basicConstraints=CA:FALSE")]
    {
        let hardware = Issue { extensions, ..Issue::default() };
        let fleet = Fleet::new(Plan { hardware, ..Plan::default() });
        let report = fleet.report_at(today());
        assert!(report.links.iter().all(attestation::Link::is_verified), "{}", report.to_text());
        assert!(has_note(&report, NoteKind::NotMarkedAsAuthority));
        assert_eq!(has_note(&report, NoteKind::OldVersion), true);
        for (name, _, chain, leaf) in fleet.chains() {
            assert_eq!(fleet.openssl.accepts(&chain, leaf, None), name == "customer");
        }
    }
}

#[test]
fn dates_are_told_apart_from_signatures() {
    let days = |days, extensions| Issue { days, extensions, ..Issue::default() };
    let fleet = Fleet::new(Plan {
        root: days(300, Some(CA)),
        hardware: days(200, Some(CA)),
        hsm: days(100, None),
        cluster: days(400, None),
        ..Plan::default()
    });
    for (now, dates_hold) in [
        (today(), true),
        (in_days(150), false),
        (in_days(250), false),
        (in_days(350), false),
        (in_days(-1), false),
    ] {
        let report = fleet.agrees_at(now);
        assert!(report.links.iter().all(attestation::Link::is_verified), "{}", report.to_text());
        assert_eq!(
            report.overall,
            Overall::GenuineIfAnchorsAre { supplied_by: vec![AnchorOrigin::User], dates_hold }
        );
        assert_eq!(has_note(&report, NoteKind::OutsideDates), !dates_hold);
    }
    // 300 days are left for the root, 100 for the HSM: soon is judged apart.
    assert!(!has_note(&fleet.agrees(), NoteKind::EndsSoon));
    assert!(has_note(&fleet.agrees_at(in_days(80)), NoteKind::EndsSoon));
}

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

#[test]
fn a_hardware_certificate_of_another_name_or_key_does_not_do() {
    let plan = Plan::default();
    let fleet = Fleet::new(plan);
    let issuer = ("aws", plan.algorithm);
    let renamed = fleet.openssl.request("/O=Test/CN=other", "hardware", plan.algorithm);
    let aws_hardware =
        fleet.openssl.certificate(&renamed, &fleet.aws_root, issuer, Issue::default());
    let fleet = Fleet { aws_hardware, ..fleet };
    let report = fleet.agrees();
    assert!(matches!(failure(&report, LinkId::HsmByAwsHardware), Failure::OtherIssuer { .. }));
    assert!(matches!(
        failure(&report, LinkId::HardwareCertificatesAgree),
        Failure::SubjectsDiffer { .. }
    ));

    let rekeyed = fleet.openssl.request("/O=Test/CN=hardware", "impostor", plan.algorithm);
    let aws_hardware =
        fleet.openssl.certificate(&rekeyed, &fleet.aws_root, issuer, Issue::default());
    let report = Fleet { aws_hardware, ..fleet }.agrees();
    assert_eq!(
        failure(&report, LinkId::HsmByAwsHardware),
        &Failure::Signature { problem: SignatureProblem::Invalid }
    );
    assert_eq!(failure(&report, LinkId::HardwareCertificatesAgree), &Failure::KeysDiffer);
}

#[test]
fn one_flipped_bit_is_found() {
    let fleet = Fleet::new(Plan::default());
    let invalid = Failure::Signature { problem: SignatureProblem::Invalid };
    // In the signature, and in the key that it covers.
    for from_end in [1, 256, 300, 350] {
        let fleet = Fleet { hsm: flip(&fleet.hsm, from_end), ..Fleet::new(Plan::default()) };
        let report = fleet.agrees();
        assert_eq!(failure(&report, LinkId::HsmByAwsHardware), &invalid, "{from_end}");
        assert_eq!(failure(&report, LinkId::HsmByManufacturerHardware), &invalid, "{from_end}");
        assert!(link(&report, LinkId::AwsHardwareByAwsRoot).is_verified());
    }
    let manufacturer_hardware = flip(&fleet.manufacturer_hardware, 1);
    let report = Fleet { manufacturer_hardware, ..fleet }.agrees();
    assert_eq!(failure(&report, LinkId::ManufacturerHardwareByManufacturerRoot), &invalid);
    assert!(matches!(report.overall, Overall::Failed { .. }));
}

#[test]
fn a_damaged_or_foreign_csr_is_found() {
    let fleet = Fleet::new(Plan::default());
    let mut der = to_der(fleet.csr.as_bytes()).expect("readable").remove(0);
    *der.last_mut().expect("not empty") ^= 1;
    let csr = to_pem(ItemKind::Request, &der);
    let fleet = Fleet { csr, ..fleet };
    let report = fleet.agrees();
    assert_eq!(
        failure(&report, LinkId::CsrSelfSigned),
        &Failure::Signature { problem: SignatureProblem::Invalid }
    );
    assert!(link(&report, LinkId::CsrKeyIsHsmKey).is_verified());

    let csr = fleet.openssl.request("/O=Test/CN=hsm", "impostor", "RSA:2048");
    let cluster = fleet.openssl.certificate(
        &csr,
        &fleet.customer_ca,
        ("customer", "RSA:2048"),
        Issue { extensions: None, ..Issue::default() },
    );
    let report = Fleet { csr, cluster, ..fleet }.agrees();
    assert!(link(&report, LinkId::CsrSelfSigned).is_verified());
    assert_eq!(failure(&report, LinkId::CsrKeyIsHsmKey), &Failure::KeysDiffer);
    assert_eq!(failure(&report, LinkId::ClusterKeyIsHsmKey), &Failure::KeysDiffer);
    assert!(link(&report, LinkId::ClusterByCustomerCa).is_verified());
}

#[test]
fn swapped_hardware_certificates_are_found_and_named() {
    let fleet = Fleet::new(Plan::default());
    let report = Fleet {
        aws_hardware: fleet.manufacturer_hardware.clone(),
        manufacturer_hardware: fleet.aws_hardware.clone(),
        ..fleet
    }
    .agrees();
    for id in [LinkId::AwsHardwareByAwsRoot, LinkId::ManufacturerHardwareByManufacturerRoot] {
        assert!(matches!(failure(&report, id), Failure::OtherChain { .. }));
        assert!(link(&report, id).words.contains("swapped"));
    }
}

#[test]
fn bundles_and_text_around_do_not_change_a_verdict() {
    let fleet = Fleet::new(Plan::default());
    let report = Fleet {
        hsm: format!("the HSM's:\n{}{}", fleet.hsm, fleet.aws_hardware).replace('\n', "\r\n"),
        aws_hardware: format!("{}{}", fleet.aws_root, fleet.aws_hardware),
        manufacturer_hardware: format!(
            "{}{}",
            fleet.manufacturer_hardware, fleet.manufacturer_root
        ),
        cluster: format!("{}{}", fleet.cluster, fleet.customer_ca),
        ..fleet
    }
    .agrees();
    assert!(report.links.iter().all(attestation::Link::is_verified), "{}", report.to_text());
    assert!(has_note(&report, NoteKind::Bundle));
    assert!(has_note(&report, NoteKind::TextAround));
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

/// The leniency about `CA:TRUE` must not let a certificate below a hardware certificate issue.
#[test]
fn a_chain_with_one_more_level_is_refused() {
    let fleet = Fleet::new(Plan::default());
    let forged = fleet.openssl.certificate(
        &fleet.openssl.request("/CN=forged", "impostor", "RSA:2048"),
        &fleet.hsm,
        ("hsm", "RSA:2048"),
        Issue { extensions: None, ..Issue::default() },
    );
    let report = Fleet {
        aws_hardware: format!("{}{}", fleet.hsm, fleet.aws_hardware),
        hsm: forged,
        ..fleet
    }
    .agrees();
    assert!(link(&report, LinkId::HsmByAwsHardware).is_verified());
    assert!(link(&report, LinkId::AwsHardwareByAwsRoot).is_failed());
}

#[test]
fn an_unknown_critical_extension_is_refused() {
    let extensions = Some("1.2.3.4=critical,ASN1:UTF8String:surprise\n");
    let hsm = Issue { extensions, ..Issue::default() };
    let fleet = Fleet::new(Plan { hsm, ..Plan::default() });
    let report = verify(&fleet.evidence());
    assert_eq!(
        failure(&report, LinkId::HsmByAwsHardware),
        &Failure::CriticalExtension { oid: "1.2.3.4".to_owned() }
    );
    let (_, _, chain, leaf) = &fleet.chains()[0];
    assert!(!fleet.openssl.accepts(chain, leaf, None));
}

/// Stricter than openssl: SHA-1 collisions are made for money, so the signature proves nothing.
#[test]
fn sha_1_proves_nothing() {
    let hsm = Issue { digest: "sha1", extensions: None, ..Issue::default() };
    let fleet = Fleet::new(Plan { hsm, ..Plan::default() });
    let report = verify(&fleet.evidence());
    assert!(matches!(
        failure(&report, LinkId::HsmByAwsHardware),
        Failure::Signature { problem: SignatureProblem::WeakDigest { .. } }
    ));
}

#[test]
fn what_is_not_supported_is_never_called_wrong() {
    let pss = &["-sigopt", "rsa_padding_mode:pss"];
    let cluster = Issue { extensions: None, more: pss, ..Issue::default() };
    let by_pss = Fleet::new(Plan { cluster, ..Plan::default() });
    let by_p521 = Fleet::new(Plan { customer: "EC:P-521", ..Plan::default() });
    for fleet in [by_pss, by_p521] {
        let report = verify(&fleet.evidence());
        assert!(matches!(
            obstacle(&report, LinkId::ClusterByCustomerCa),
            Obstacle::Unsupported { .. }
        ));
        assert!(matches!(report.overall, Overall::GenuineIfAnchorsAre { .. }));
    }
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

#[test]
fn empty_and_wrong_slots_are_named() {
    let fleet = Fleet::new(Plan::default());
    let mut evidence = fleet.evidence();
    evidence.slots.cluster_csr = Some(String::new());
    let report = verify(&evidence);
    assert_eq!(
        obstacle(&report, LinkId::CsrSelfSigned),
        &Obstacle::SlotEmpty { slot: Slot::ClusterCsr }
    );
    // The cluster certificate still ties the cluster's key to the HSM.
    assert!(matches!(report.overall, Overall::GenuineIfAnchorsAre { .. }));

    evidence.slots.cluster_certificate = None;
    assert_eq!(
        verify(&evidence).overall,
        Overall::Incomplete { links: vec![LinkId::CsrSelfSigned, LinkId::CsrKeyIsHsmKey] }
    );

    evidence.slots.hsm_certificate = Some(fleet.csr.clone());
    evidence.slots.cluster_csr = Some(fleet.hsm.clone());
    let report = verify(&evidence);
    assert_eq!(
        obstacle(&report, LinkId::HsmByAwsHardware),
        &Obstacle::Unreadable {
            slot: Slot::HsmCertificate,
            error: InputError::CertificateExpected
        }
    );
    assert_eq!(
        obstacle(&report, LinkId::CsrSelfSigned),
        &Obstacle::Unreadable { slot: Slot::ClusterCsr, error: InputError::RequestExpected }
    );
}

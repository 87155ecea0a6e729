//! Chains that hold, and what may differ among those.

use attestation::{AnchorOrigin, Failure, Link, LinkId, NoteKind, Overall, SignatureProblem};

use crate::{
    failure,
    fleet::{Fleet, Plan, in_days, link, today},
    flip, has_note,
    openssl::{CA, Issue},
};

#[test]
fn rsa_of_every_size_verifies() {
    for algorithm in ["RSA:2048", "RSA:3072", "RSA:4096"] {
        let report = Fleet::new(Plan { algorithm, ..Plan::default() }).agrees();
        assert!(report.links.iter().all(Link::is_verified), "{}", report.to_text());
        assert_eq!(
            report.overall,
            Overall::GenuineIfRootsAre { supplied_by: vec![AnchorOrigin::User], dates_valid: true }
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
    assert!(report.links.iter().all(Link::is_verified), "{}", report.to_text());
    assert!(has_note(&report, NoteKind::OldVersion));
}

/// More lenient than openssl, because genuine hardware certificates are so. That one says nothing
/// and that it says no are two things.
#[test]
fn hardware_certificates_may_lack_ca_true() {
    for (extensions, note) in [
        (None, NoteKind::NotMarkedAsAuthority),
        (Some("subjectKeyIdentifier=hash\n"), NoteKind::NotMarkedAsAuthority),
        (Some("basicConstraints=CA:FALSE"), NoteKind::DeniedAsAuthority),
        (Some("keyUsage=digitalSignature"), NoteKind::DeniedAsAuthority),
        (Some("basicConstraints=critical,CA:TRUE\nkeyUsage=cRLSign"), NoteKind::DeniedAsAuthority),
    ] {
        let hardware = Issue { extensions, ..Issue::default() };
        let fleet = Fleet::new(Plan { hardware, ..Plan::default() });
        let report = fleet.report_at(today());
        assert!(report.links.iter().all(Link::is_verified), "{}", report.to_text());
        for kind in [NoteKind::NotMarkedAsAuthority, NoteKind::DeniedAsAuthority] {
            assert_eq!(has_note(&report, kind), kind == note, "{extensions:?}");
        }
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
    for (now, dates_valid) in [
        (today(), true),
        (in_days(150), false),
        (in_days(250), false),
        (in_days(350), false),
        (in_days(-1), false),
    ] {
        let report = fleet.agrees_at(now);
        assert!(report.links.iter().all(Link::is_verified), "{}", report.to_text());
        assert_eq!(
            report.overall,
            Overall::GenuineIfRootsAre { supplied_by: vec![AnchorOrigin::User], dates_valid }
        );
        assert_eq!(has_note(&report, NoteKind::OutsideDates), !dates_valid);
    }
    // 300 days are left for the root, 100 for the HSM: soon is judged apart.
    assert!(!has_note(&fleet.agrees(), NoteKind::ExpiresSoon));
    assert!(has_note(&fleet.agrees_at(in_days(80)), NoteKind::ExpiresSoon));
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
    assert!(report.links.iter().all(Link::is_verified), "{}", report.to_text());
    assert!(has_note(&report, NoteKind::Bundle));
    assert!(has_note(&report, NoteKind::ExtraText));
}

/// That there are two issuing certificates explains it for an HSM certificate alone.
#[test]
fn another_key_identifier_is_explained_for_what_it_is() {
    let extensions = Some("basicConstraints=CA:TRUE\n2.5.29.35=DER:30068004aabbccdd\n");
    let hardware = Issue { extensions, ..Issue::default() };
    let report = Fleet::new(Plan { hardware, ..Plan::default() }).report_at(today());
    let notes: Vec<_> =
        report.notes.iter().filter(|note| note.kind == NoteKind::OtherKeyIdentifier).collect();
    assert_eq!(notes.len(), 2, "{}", report.to_text());
    for note in notes {
        assert!(!note.words.contains("two issuing certificates"), "{}", note.words);
        assert!(note.words.contains("AA:BB:CC:DD"), "{}", note.words);
    }
}

/// More lenient than openssl: an HSM certificate has two issuing certificates with serial numbers
/// of their own, and can name one of them at most.
#[test]
fn the_issuers_serial_number_need_not_fit() {
    let extensions = Some("authorityKeyIdentifier=issuer:always\n");
    let hsm = Issue { extensions, ..Issue::default() };
    let fleet = Fleet::new(Plan { hsm, ..Plan::default() });
    let report = fleet.report_at(today());
    assert!(report.links.iter().all(Link::is_verified), "{}", report.to_text());
    let [(_, _, aws, leaf), (_, _, manufacturer, _), _] = &fleet.chains();
    assert!(fleet.openssl.accepts(aws, leaf, None));
    assert!(!fleet.openssl.accepts(manufacturer, leaf, None));
    let notes = report.notes.iter().filter(|note| note.kind == NoteKind::OtherKeyIdentifier);
    assert_eq!(notes.count(), 1, "{}", report.to_text());
}

//! Proofs with something wrong, missing or beyond this crate: each is found, and named.

use attestation::{
    Evidence, Failure, InputError, ItemKind, LinkId, Obstacle, Overall, SignatureProblem, Slot,
    to_der, to_pem, verify,
};

use crate::{
    failure,
    fleet::{Fleet, Plan, link},
    flip, obstacle,
    openssl::Issue,
};

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
        assert!(matches!(report.overall, Overall::GenuineIfRootsAre { .. }));
    }
}

/// What is wrong with a key is said of the key, and in a few words.
#[test]
fn an_unusable_key_is_told_by_what_is_wrong_with_it() {
    const POINT: &[u8] = &[0x03, 0x42, 0x00, 0x04];
    const EXPONENT: &[u8] = &[0x02, 0x03, 0x01, 0x00, 0x01];
    for (customer, part, offset, words) in [
        ("EC:P-256", POINT, 10, "an elliptic-curve key whose point is not on P-256"),
        ("RSA:2048", EXPONENT, 4, "an RSA key with an even exponent"),
    ] {
        let fleet = Fleet::new(Plan { customer, ..Plan::default() });
        let mut der = to_der(fleet.customer_ca.as_bytes()).expect("readable").remove(0);
        let at = der.windows(part.len()).position(|window| window == part);
        der[at.expect("the key has it") + offset] ^= 1;
        let customer_ca = to_pem(ItemKind::Certificate, &der);
        let report = verify(&Fleet { customer_ca, ..fleet }.evidence());
        assert_eq!(
            obstacle(&report, LinkId::ClusterByCustomerCa),
            &Obstacle::Unsupported { what: words.to_owned() }
        );
    }
    let explicit =
        Fleet::new(Plan { customer: "EC:P-256,ec_param_enc:explicit", ..Plan::default() });
    assert_eq!(
        obstacle(&verify(&explicit.evidence()), LinkId::ClusterByCustomerCa),
        &Obstacle::Unsupported {
            what: "an elliptic-curve key with explicit parameters".to_owned()
        }
    );
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
    assert!(matches!(report.overall, Overall::GenuineIfRootsAre { .. }));

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

#[test]
fn empty_slots_are_nothing_to_verify() {
    let report = verify(&Evidence::default());
    assert!(matches!(report.overall, Overall::Incomplete { .. }));
    assert_eq!(report.headline, "Nothing to verify. All slots are empty.");
}

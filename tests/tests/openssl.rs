//! openssl accepts the emulator's certificates, as they come over the wire, by the steps of AWS's
//! user guide.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use backend_api::{Session, TrustAnchorKind};
use cloudhsm_api::{CertificateSlot, Cluster};
use end_to_end::{Openssl, REGIONS, Stack};

/// The two chains and the key of the CSR: the checks that can be made before initialization.
fn check_hardware(session: &Session, cluster: &Cluster) -> Result<(), String> {
    let openssl = Openssl::new();
    let slot = |slot| cluster.certificate(slot).ok_or_else(|| format!("{slot:?} is empty"));
    for anchor in &session.trust_anchors {
        let name = match anchor.kind {
            TrustAnchorKind::Aws => "aws-root.pem",
            TrustAnchorKind::Manufacturer => "manufacturer-root.pem",
        };
        openssl.file(name, &anchor.pem);
    }
    openssl.file("hsm.pem", slot(CertificateSlot::HsmCertificate)?);
    openssl.file("aws.pem", slot(CertificateSlot::AwsHardwareCertificate)?);
    openssl.file("manufacturer.pem", slot(CertificateSlot::ManufacturerHardwareCertificate)?);
    for chain in ["aws", "manufacturer"] {
        let (root, hardware) = (format!("{chain}-root.pem"), format!("{chain}.pem"));
        openssl.run(&["verify", "-CAfile", &root, "-untrusted", &hardware, "hsm.pem"])?;
    }
    Ok(())
}

fn public_key(openssl: &Openssl, kind: &str, file: &str) -> String {
    openssl.run(&[kind, "-in", file, "-noout", "-pubkey"]).unwrap()
}

#[tokio::test]
async fn openssl_accepts_the_chains() {
    let stack = Stack::emulator();
    let session = stack.session().await;
    assert_eq!(session.trust_anchors.len(), 2, "{:?}", session.trust_anchors);
    let (mut chains, mut requests, mut issued) = (0, 0, 0);
    for region in REGIONS {
        for cluster in stack.clusters(region).await {
            let Some(hsm) = cluster.certificate(CertificateSlot::HsmCertificate) else { continue };
            let verdict = check_hardware(&session, &cluster);
            // In this one, the manufacturer's certificate belongs to other hardware.
            if cluster.name() == Some("attestation-lab") {
                assert!(verdict.is_err_and(|error| error.contains("manufacturer.pem")));
                continue;
            }
            verdict.unwrap_or_else(|error| panic!("{}: {error}", cluster.cluster_id));
            chains += 1;
            let openssl = Openssl::new();
            openssl.file("hsm.pem", hsm);
            let key = public_key(&openssl, "x509", "hsm.pem");
            if let Some(csr) = cluster.certificate(CertificateSlot::ClusterCsr) {
                openssl.file("request.pem", csr);
                openssl.run(&["req", "-in", "request.pem", "-noout", "-verify"]).unwrap();
                assert_eq!(public_key(&openssl, "req", "request.pem"), key);
                requests += 1;
            }
            if let Some(certificate) = cluster.certificate(CertificateSlot::ClusterCertificate) {
                openssl.file("cluster.pem", certificate);
                assert_eq!(public_key(&openssl, "x509", "cluster.pem"), key);
                issued += 1;
            }
        }
    }
    assert!(chains > 1 && requests > 0 && issued > 0, "{chains} {requests} {issued}");
}

#[tokio::test]
async fn openssl_refuses_a_certificate_of_another_cluster() {
    let stack = Stack::emulator();
    let session = stack.session().await;
    let clusters = stack.clusters(REGIONS[0]).await;
    let mut genuine =
        clusters.into_iter().filter(|cluster| check_hardware(&session, cluster).is_ok());
    let (mut one, other) = (genuine.next().unwrap(), genuine.next().unwrap());
    // The hardware certificates of one, the HSM certificate of the other.
    let certificates = one.certificates.as_mut().unwrap();
    certificates.hsm_certificate.clone_from(&other.certificates.unwrap().hsm_certificate);
    assert!(check_hardware(&session, &one).is_err());
}

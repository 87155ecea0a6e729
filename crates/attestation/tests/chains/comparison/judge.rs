//! What openssl says about one link.

use std::{collections::BTreeMap, sync::Mutex};

use attestation::{AnchorKind, Evidence, LinkId, Slot};

use crate::openssl::OpenSsl;

/// Whether openssl accepts a link, dates aside; nothing where a slot is empty.
pub(super) fn accepts(openssl: &OpenSsl, evidence: &Evidence, link: LinkId) -> Option<bool> {
    judge(openssl, evidence, link, &["-no_check_time"])
}

/// Whether openssl accepts it on the date of the evidence; nothing where dates have no say, or
/// where the evidence has the present date and nothing is made to be outside of it.
pub(super) fn accepts_at(openssl: &OpenSsl, evidence: &Evidence, link: LinkId) -> Option<bool> {
    let compares = matches!(
        link,
        LinkId::CsrSelfSigned
            | LinkId::CsrKeyIsHsmKey
            | LinkId::ClusterKeyIsHsmKey
            | LinkId::HardwareCertificatesAgree
    );
    if compares || !super::dates::is_about_dates(evidence) {
        return None;
    }
    let moment = evidence.now.to_string();
    judge(openssl, evidence, link, &["-attime", &moment])
}

/// The slots that a link is about, and whose roots it may end in.
fn concerns(link: LinkId) -> (&'static [Slot], Option<AnchorKind>) {
    use Slot::{
        AwsHardwareCertificate as Aws, ClusterCertificate as Cluster, ClusterCsr as Csr,
        HsmCertificate as Hsm, ManufacturerHardwareCertificate as Maker,
    };
    match link {
        LinkId::HsmByAwsHardware => (&[Hsm, Aws], None),
        LinkId::HsmByManufacturerHardware => (&[Hsm, Maker], None),
        LinkId::HardwareCertificatesAgree => (&[Aws, Maker], None),
        LinkId::CsrSelfSigned => (&[Csr], None),
        LinkId::CsrKeyIsHsmKey => (&[Csr, Hsm], None),
        LinkId::ClusterKeyIsHsmKey => (&[Cluster, Hsm], None),
        LinkId::AwsHardwareByAwsRoot => (&[Aws], Some(AnchorKind::Aws)),
        LinkId::ManufacturerHardwareByManufacturerRoot => {
            (&[Maker], Some(AnchorKind::Manufacturer))
        }
        LinkId::ClusterByCustomerCa => (&[Cluster], Some(AnchorKind::CustomerCa)),
    }
}

/// Most sets differ in one link only: openssl is asked once about the others.
fn judge(openssl: &OpenSsl, evidence: &Evidence, link: LinkId, time: &[&str]) -> Option<bool> {
    static KNOWN: Mutex<BTreeMap<String, Option<bool>>> = Mutex::new(BTreeMap::new());
    let (slots, kind) = concerns(link);
    let texts: Vec<_> = slots.iter().map(|slot| evidence.slots.get(*slot)).collect();
    let roots = evidence.anchors.iter().filter(|anchor| Some(anchor.kind) == kind);
    let roots: Vec<_> = roots.map(|anchor| &anchor.pem).collect();
    let question = format!("{link:?} {time:?} {texts:?} {roots:?}");
    let known = KNOWN.lock().expect("no thread panics with it").get(&question).copied();
    known.unwrap_or_else(|| {
        let answer = ask(openssl, evidence, link, time);
        KNOWN.lock().expect("no thread panics with it").insert(question, answer);
        answer
    })
}

fn ask(openssl: &OpenSsl, evidence: &Evidence, link: LinkId, time: &[&str]) -> Option<bool> {
    let file = |slot: Slot| {
        let text = evidence.slots.get(slot)?;
        openssl.write(slot.name(), text);
        Some(slot.name())
    };
    let (hsm, aws, maker) =
        (Slot::HsmCertificate, Slot::AwsHardwareCertificate, Slot::ManufacturerHardwareCertificate);
    let signed_by_hardware = |hardware: Slot| {
        let (child, parent) = (file(hsm)?, file(hardware)?);
        Some(verify(openssl, parent, child, &[time, &["-partial_chain"]].concat()))
    };
    let by_root = |slot: Slot, kind: AnchorKind| {
        let child = file(slot)?;
        Some(under_any_root(openssl, evidence, kind, child, time))
    };
    let same_key = |first: Slot, second: Slot| {
        let (first_file, second_file) = (file(first)?, file(second)?);
        let keys = (key(openssl, first, first_file), key(openssl, second, second_file));
        Some(keys.0.is_some() && keys.0 == keys.1)
    };
    match link {
        LinkId::HsmByAwsHardware => signed_by_hardware(aws),
        LinkId::HsmByManufacturerHardware => signed_by_hardware(maker),
        LinkId::AwsHardwareByAwsRoot => by_root(aws, AnchorKind::Aws),
        LinkId::ManufacturerHardwareByManufacturerRoot => by_root(maker, AnchorKind::Manufacturer),
        LinkId::ClusterByCustomerCa => by_root(Slot::ClusterCertificate, AnchorKind::CustomerCa),
        LinkId::HardwareCertificatesAgree => {
            let subject =
                |file| printed(openssl, &["x509", "-in", file, "-noout", "-subject_hash"]);
            Some(same_key(aws, maker)? && subject(file(aws)?) == subject(file(maker)?))
        }
        LinkId::CsrSelfSigned => {
            let request = file(Slot::ClusterCsr)?;
            let output = openssl.try_run(&["req", "-in", request, "-noout", "-verify"]);
            let message = String::from_utf8_lossy(&output.stderr).into_owned();
            Some(message.to_lowercase().contains("verify ok"))
        }
        LinkId::CsrKeyIsHsmKey => same_key(Slot::ClusterCsr, hsm),
        LinkId::ClusterKeyIsHsmKey => same_key(Slot::ClusterCertificate, hsm),
    }
}

fn verify(openssl: &OpenSsl, trusted: &str, child: &str, options: &[&str]) -> bool {
    let fixed = ["verify", "-no-CApath", "-CAfile", trusted];
    openssl.try_run(&[&fixed, options, &[child]].concat()).status.success()
}

/// Each root by itself, since openssl takes only the first of one name. Roots that can't have issued
/// the certificate are no reason to run openssl often, so they are tried together first.
fn under_any_root(
    openssl: &OpenSsl,
    evidence: &Evidence,
    kind: AnchorKind,
    child: &str,
    time: &[&str],
) -> bool {
    const END: &str = "-----END CERTIFICATE-----\n";
    let mut roots: Vec<String> = evidence
        .anchors
        .iter()
        .filter(|anchor| anchor.kind == kind)
        .flat_map(|anchor| anchor.pem.split_inclusive(END).map(str::to_owned))
        .collect();
    if roots.is_empty() && kind == AnchorKind::CustomerCa {
        // Nobody supplied a CA: what lies beside the certificate is all that there is.
        let slot = evidence.slots.get(Slot::ClusterCertificate).unwrap_or_default();
        roots.extend(slot.split_inclusive(END).skip(1).map(str::to_owned));
    }
    openssl.write("roots", roots.concat());
    verify(openssl, "roots", child, time)
        || (roots.len() <= 4
            && roots.iter().any(|root| {
                openssl.write("root", root);
                verify(openssl, "root", child, time)
            }))
}

fn key(openssl: &OpenSsl, slot: Slot, file: &str) -> Option<String> {
    let command = if slot == Slot::ClusterCsr { "req" } else { "x509" };
    printed(openssl, &[command, "-in", file, "-noout", "-pubkey"])
}

fn printed(openssl: &OpenSsl, arguments: &[&str]) -> Option<String> {
    let output = openssl.try_run(arguments);
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

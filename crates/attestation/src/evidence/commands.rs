//! The openssl commands that repeat a link's check.

use super::file_names::FileNames;
use crate::{
    anchor::AnchorKind,
    certificate::Certificate,
    verify::{Link, LinkId, Note, NoteKind, Report, Slot, SlotContents},
};

pub(super) fn commands(
    link: &Link,
    contents: &SlotContents,
    report: &Report,
    names: &FileNames,
) -> Option<(Vec<String>, &'static str)> {
    let certificate = |slot: Slot| contents.certificate(slot);
    let key = |slot: Slot| public_key(slot, &names.slot(slot));
    let equal_keys = |first: Slot, second: Slot| {
        let compare = format!("cmp {}.pub {}.pub", first.name(), second.name());
        (vec![key(first), key(second), compare], "Both files contain the same public key.")
    };
    let signed_by_hardware = |issuer: Slot| {
        let hsm = Slot::HsmCertificate;
        let issuer = Issuer { file: names.slot(issuer), key: issuer.name() };
        signed_by(certificate(hsm)?, hsm, &issuer, names)
    };
    let by_root = |slot: Slot, kind: AnchorKind| {
        by_anchor(certificate(slot)?, slot, kind, link, report, names)
    };
    match link.id {
        LinkId::HsmByAwsHardware => signed_by_hardware(Slot::AwsHardwareCertificate),
        LinkId::HsmByManufacturerHardware => {
            signed_by_hardware(Slot::ManufacturerHardwareCertificate)
        }
        LinkId::AwsHardwareByAwsRoot => by_root(Slot::AwsHardwareCertificate, AnchorKind::Aws),
        LinkId::ManufacturerHardwareByManufacturerRoot => {
            by_root(Slot::ManufacturerHardwareCertificate, AnchorKind::Manufacturer)
        }
        LinkId::ClusterByCustomerCa => by_root(Slot::ClusterCertificate, AnchorKind::CustomerCa),
        LinkId::HardwareCertificatesAgree => {
            let (first, second) =
                (Slot::AwsHardwareCertificate, Slot::ManufacturerHardwareCertificate);
            let (mut commands, _) = equal_keys(first, second);
            commands.push(same_name(&names.slot(first), "subject", &names.slot(second)));
            Some((commands, "Both certificates have the same public key and the same subject."))
        }
        LinkId::CsrSelfSigned => Some((
            vec![format!(
                "openssl req -in {} -noout -verify 2>&1 | grep -i 'verify OK'",
                names.slot(Slot::ClusterCsr)
            )],
            "openssl checks the request with the key that is in it. It reports the result as text; many versions exit with status 0 either way.",
        )),
        LinkId::CsrKeyIsHsmKey => Some(equal_keys(Slot::ClusterCsr, Slot::HsmCertificate)),
        LinkId::ClusterKeyIsHsmKey => {
            Some(equal_keys(Slot::ClusterCertificate, Slot::HsmCertificate))
        }
    }
}

fn public_key(slot: Slot, file: &str) -> String {
    let command = if slot == Slot::ClusterCsr { "req" } else { "x509" };
    format!("openssl {command} -in {file} -noout -pubkey > {}.pub", slot.name())
}

/// The file of an issuing certificate, and a name for the file of its key.
struct Issuer {
    file: String,
    key: &'static str,
}

/// `openssl verify` insists that an issuer is marked as an authority, which genuine hardware
/// certificates may lack: so the signature itself is checked.
fn signed_by(
    certificate: &Certificate,
    slot: Slot,
    issuer: &Issuer,
    names: &FileNames,
) -> Option<(Vec<String>, &'static str)> {
    let digest = match certificate.signed.algorithm_name() {
        "sha256WithRSAEncryption" | "ecdsa-with-SHA256" => "sha256",
        "sha384WithRSAEncryption" | "ecdsa-with-SHA384" => "sha384",
        "sha512WithRSAEncryption" | "ecdsa-with-SHA512" => "sha512",
        _ => return None,
    };
    let child = names.slot(slot);
    let Issuer { file, key } = issuer;
    let part = |at: usize, part: &str| {
        format!("openssl asn1parse -in {child} -strparse {at} -noout -out signed.{part}")
    };
    let commands = vec![
        same_name(&child, "issuer", file),
        part(certificate.signed.signed_offset(), "tbs"),
        part(certificate.signed.signature_offset(), "sig"),
        format!("openssl x509 -in {file} -noout -pubkey > {key}.pub"),
        format!("openssl dgst -{digest} -verify {key}.pub -signature signed.sig signed.tbs"),
    ];
    Some((
        commands,
        "The issuer’s name is compared. Then the signature, cut out of the certificate, is checked with the issuer’s key.",
    ))
}

/// With the root that the link ends in: two roots may have one name, and openssl tries the first of
/// them only. A link that ends in none is tried with each.
///
/// `openssl verify` refuses a root whose key identifier is another one than the certificate names,
/// though its key made the signature: then the signature itself is checked.
fn by_anchor(
    certificate: &Certificate,
    child: Slot,
    kind: AnchorKind,
    link: &Link,
    report: &Report,
    names: &FileNames,
) -> Option<(Vec<String>, &'static str)> {
    let verify = |root: String| {
        let child = names.slot(child);
        format!("openssl verify -no_check_time -no-CApath -CAfile {root} {child}")
    };
    let roots = report.anchors.iter().enumerate().filter(|(_, anchor)| anchor.kind == kind);
    if let Some(used) = &link.anchor {
        let (index, _) = roots.into_iter().find(|(_, anchor)| *anchor == used)?;
        let names_other_key =
            |note: &Note| note.kind == NoteKind::OtherKeyIdentifier && note.slot == Some(child);
        if report.notes.iter().any(names_other_key) {
            let issuer = Issuer { file: FileNames::anchor(index), key: "root" };
            return signed_by(certificate, child, &issuer, names);
        }
        return Some((
            vec![verify(FileNames::anchor(index))],
            "openssl checks the signature with the root that the verdict names. Dates are left to the verdicts.",
        ));
    }
    let commands: Vec<_> = roots.map(|(index, _)| verify(FileNames::anchor(index))).collect();
    if commands.is_empty() {
        return None;
    }
    Some((
        vec![commands.join(" ||\n        ")],
        "openssl tries each root of this chain. Dates are left to the verdicts.",
    ))
}

/// openssl's hash of a name is equal where it considers the names equal.
fn same_name(child: &str, of_child: &str, parent: &str) -> String {
    format!(
        "test \"$(openssl x509 -in {child} -noout -{of_child}_hash)\" = \
         \"$(openssl x509 -in {parent} -noout -subject_hash)\""
    )
}

//! The openssl commands that repeat a link's check by hand.

use serde::{Deserialize, Serialize};

use super::FileNames;
use crate::{
    anchor::AnchorKind,
    certificate::Certificate,
    verify::{Chosen, Evidence, LinkId, Report, Slot},
};

/// How to repeat the check of one link by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HandCheck {
    /// Which link.
    pub link: LinkId,
    /// A heading.
    pub title: String,
    /// Lines for a POSIX shell; the link holds if each succeeds.
    pub commands: Vec<String>,
    /// What the commands show.
    pub explanation: String,
}

/// The checks that can be repeated with the files of the bundle. A link that lacks one of its ends
/// is not among them.
pub fn hand_checks(evidence: &Evidence, report: &Report, cluster_id: &str) -> Vec<HandCheck> {
    let names = FileNames::new(cluster_id);
    let chosen = Chosen::new(&evidence.slots);
    report
        .links
        .iter()
        .filter_map(|link| {
            let (commands, explanation) = commands(link.id, &chosen, report, &names)?;
            Some(HandCheck {
                link: link.id,
                title: link.title.clone(),
                commands,
                explanation: explanation.to_owned(),
            })
        })
        .collect()
}

fn commands(
    id: LinkId,
    chosen: &Chosen,
    report: &Report,
    names: &FileNames,
) -> Option<(Vec<String>, &'static str)> {
    let hsm = chosen.hsm.as_ref().ok().map(|read| &read.certificate);
    let has_csr = chosen.csr.is_ok();
    let (has_aws, has_manufacturer) = (chosen.aws.is_ok(), chosen.manufacturer.is_ok());
    let has_cluster = chosen.cluster.is_ok();
    let key = |slot: Slot| public_key(slot, &names.slot(slot));
    let equal_keys = |first: Slot, second: Slot| {
        let compare = format!("cmp {}.pub {}.pub", first.name(), second.name());
        (vec![key(first), key(second), compare], "Both files hold one public key.")
    };
    match id {
        LinkId::HsmByAwsHardware => {
            has_aws.then_some(signed_by(hsm?, Slot::AwsHardwareCertificate, names)?)
        }
        LinkId::HsmByManufacturerHardware => has_manufacturer.then_some(signed_by(
            hsm?,
            Slot::ManufacturerHardwareCertificate,
            names,
        )?),
        LinkId::AwsHardwareByAwsRoot if has_aws => {
            by_anchor(Slot::AwsHardwareCertificate, AnchorKind::Aws, report, names)
        }
        LinkId::ManufacturerHardwareByManufacturerRoot if has_manufacturer => by_anchor(
            Slot::ManufacturerHardwareCertificate,
            AnchorKind::Manufacturer,
            report,
            names,
        ),
        LinkId::ClusterByCustomerCa if has_cluster => {
            by_anchor(Slot::ClusterCertificate, AnchorKind::CustomerCa, report, names)
        }
        LinkId::HardwareCertificatesAgree if has_aws && has_manufacturer => {
            let (first, second) =
                (Slot::AwsHardwareCertificate, Slot::ManufacturerHardwareCertificate);
            let (mut commands, _) = equal_keys(first, second);
            commands.push(same_name(&names.slot(first), "subject", &names.slot(second)));
            Some((commands, "Both certificates hold one public key and one subject."))
        }
        LinkId::CsrSelfSigned if has_csr => Some((
            vec![format!(
                "openssl req -in {} -noout -verify 2>&1 | grep -i 'verify OK'",
                names.slot(Slot::ClusterCsr)
            )],
            "openssl checks the request with the key that is in it. It says so in words: its exit status is 0 either way in many versions.",
        )),
        LinkId::CsrKeyIsHsmKey if has_csr && hsm.is_some() => {
            Some(equal_keys(Slot::ClusterCsr, Slot::HsmCertificate))
        }
        LinkId::ClusterKeyIsHsmKey if has_cluster && hsm.is_some() => {
            Some(equal_keys(Slot::ClusterCertificate, Slot::HsmCertificate))
        }
        _ => None,
    }
}

fn public_key(slot: Slot, file: &str) -> String {
    let command = if slot == Slot::ClusterCsr { "req" } else { "x509" };
    format!("openssl {command} -in {file} -noout -pubkey > {}.pub", slot.name())
}

/// `openssl verify` insists that an issuer is marked as an authority, which genuine hardware
/// certificates may lack: so the signature itself is checked.
fn signed_by(
    hsm: &Certificate,
    issuer: Slot,
    names: &FileNames,
) -> Option<(Vec<String>, &'static str)> {
    let digest = match hsm.signed.algorithm_name() {
        "sha256WithRSAEncryption" | "ecdsa-with-SHA256" => "sha256",
        "sha384WithRSAEncryption" | "ecdsa-with-SHA384" => "sha384",
        "sha512WithRSAEncryption" | "ecdsa-with-SHA512" => "sha512",
        _ => return None,
    };
    let child = names.slot(Slot::HsmCertificate);
    let parent = names.slot(issuer);
    let part = |at: usize, file: &str| {
        format!("openssl asn1parse -in {child} -strparse {at} -noout -out {file}")
    };
    let commands = vec![
        same_name(&child, "issuer", &parent),
        part(hsm.signed.part_at(), "hsm.tbs"),
        part(hsm.signed.signature_at(), "hsm.sig"),
        public_key(issuer, &parent),
        format!("openssl dgst -{digest} -verify {}.pub -signature hsm.sig hsm.tbs", issuer.name()),
    ];
    Some((
        commands,
        "The issuer's name fits; then the signature, cut out of the certificate, is checked with the issuer's key.",
    ))
}

fn by_anchor(
    child: Slot,
    kind: AnchorKind,
    report: &Report,
    names: &FileNames,
) -> Option<(Vec<String>, &'static str)> {
    let files: Vec<_> = report
        .anchors
        .iter()
        .enumerate()
        .filter(|(_, anchor)| anchor.kind == kind)
        .map(|(index, _)| FileNames::anchor(index))
        .collect();
    if files.is_empty() {
        return None;
    }
    let roots = format!("{}.roots", child.name());
    let commands = vec![
        format!("cat {} > {roots}", files.join(" ")),
        format!("openssl verify -no_check_time -no-CApath -CAfile {roots} {}", names.slot(child)),
    ];
    Some((
        commands,
        "openssl looks for the issuer among the anchors of this chain. Dates are left to the verdicts.",
    ))
}

/// openssl's hash of a name is equal where it holds the names to be equal.
fn same_name(child: &str, of_child: &str, parent: &str) -> String {
    format!(
        "test \"$(openssl x509 -in {child} -noout -{of_child}_hash)\" = \
         \"$(openssl x509 -in {parent} -noout -subject_hash)\""
    )
}

//! The same certificates in other texts, whole and damaged.

use attestation::{LinkId, Slot};

use super::{
    Set,
    der::{armoured, der_of},
    difference::Difference,
    workshop::put,
};

/// The links that need the HSM certificate.
pub(super) const ON_HSM: [LinkId; 4] = [
    LinkId::HsmByAwsHardware,
    LinkId::HsmByManufacturerHardware,
    LinkId::CsrKeyIsHsmKey,
    LinkId::ClusterKeyIsHsmKey,
];

/// A slot with its text changed.
fn text(name: &str, slot: Slot, change: impl Fn(&str) -> String + Send + Sync + 'static) -> Set {
    Set::new(format!("{name} in {}", slot.name()), move |shop| {
        let genuine = shop.ordinary();
        let changed = change(genuine.slots.get(slot).expect("the ordinary proof has it"));
        put(genuine, slot, changed)
    })
}

pub(super) fn sets() -> Vec<Set> {
    const HSM: Slot = Slot::HsmCertificate;
    let mut sets = vec![
        text("line ends of Windows", HSM, |pem| pem.replace('\n', "\r\n")),
        text("text around", HSM, |pem| format!("the HSM's:\n{pem}\nthat was it\n")),
        text("an old label", HSM, |pem| pem.replace("CERTIFICATE", "X509 CERTIFICATE")),
        text("a byte order mark", HSM, |pem| format!("\u{feff}{pem}")),
        text("line ends escaped as in JSON", HSM, |pem| pem.replace('\n', "\\n"))
            .differs(Difference::UnreadableForOpenssl, &ON_HSM),
        text("no armour", HSM, |pem| {
            pem.lines().filter(|line| !line.starts_with('-')).collect::<Vec<_>>().join("\n")
        })
        .differs(Difference::UnreadableForOpenssl, &ON_HSM),
        text("a request's label", HSM, |pem| armoured("CERTIFICATE REQUEST", &der_of(pem)))
            .differs(Difference::UnreadableForOpenssl, &ON_HSM),
        text("another kind of block before", HSM, |pem| {
            format!("-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n{pem}")
        }),
        Set::new("a bundle with the HSM certificate first", |shop| {
            shop.with(HSM, format!("{}{}", shop.base.hsm, shop.base.aws_hardware))
        }),
        Set::new("a bundle with the HSM certificate last", |shop| {
            shop.with(HSM, format!("{}{}", shop.base.aws_hardware, shop.base.hsm))
        })
        // The first one is under the root of AWS's hardware certificate all the same.
        .differs(Difference::OrderInSlot, &ON_HSM[1..]),
        Set::new("a private key behind the HSM certificate", |shop| {
            shop.with(HSM, format!("{}{}", shop.base.hsm, super::PRIVATE_KEY))
        })
        .differs(Difference::PrivateKey, &ON_HSM),
    ];
    for slot in Slot::ALL {
        sets.push(text("a block that is cut off", slot, |pem| pem[..pem.len() / 2].to_owned()));
        sets.push(text("a block of damaged base64", slot, |pem| pem.replace('M', "*")));
        sets.push(text("something else", slot, |_| "hello".to_owned()));
        sets.push(text("a block with nothing in it", slot, |_| {
            "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n".to_owned()
        }));
        sets.push(text("blanks only", slot, |_| " \n\t".to_owned()));
    }
    sets
}

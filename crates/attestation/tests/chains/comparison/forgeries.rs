//! Certificates that somebody changed, swapped or made up.

use attestation::{ItemKind, LinkId, Slot, to_pem};

use super::{
    Set,
    der::{BIT_STRING, SEQUENCE, content, der_of, element, elements},
    difference::Difference,
    workshop::{Chain, HARDWARE, HSM, RSA, VERSION_1, Workshop, put},
};
use crate::{flip, openssl::Issue};

/// One bit of the certificate in a slot is another one, counted in bytes from the end.
fn flipped(slot: Slot, from_end: usize) -> Set {
    let name = format!("one bit of {} flipped, {from_end} bytes from its end", slot.name());
    Set::new(name, move |shop| {
        let genuine = shop.ordinary();
        let text = genuine.slots.get(slot).expect("the ordinary proof has it").to_owned();
        put(genuine, slot, flip(&text, from_end))
    })
}

/// A certificate with another signature, of these bytes.
fn with_signature(pem: &str, signature: &[u8]) -> String {
    let der = der_of(pem);
    let parts = elements(content(&der));
    let signature = element(BIT_STRING, &[&[0][..], signature].concat());
    to_pem(ItemKind::Certificate, &element(SEQUENCE, &[parts[0], parts[1], &signature].concat()))
}

/// An HSM certificate for the right key by somebody else.
fn hsm_by(shop: &Workshop, subject: &str, key: &str) -> String {
    let issuer = shop.openssl.root(subject, key, RSA, Issue::default());
    shop.openssl.certificate(&shop.base.csr, &issuer, (key, RSA), VERSION_1)
}

pub(super) fn sets() -> Vec<Set> {
    let mut sets = vec![
        Set::new("swapped hardware certificates", |shop| {
            let swapped = shop.with(Chain::Aws.slot(), &shop.base.manufacturer_hardware);
            put(swapped, Chain::Manufacturer.slot(), &shop.base.aws_hardware)
        }),
        Set::new("one hardware certificate in both slots", |shop| {
            shop.with(Chain::Manufacturer.slot(), &shop.base.aws_hardware)
        }),
        Set::new("an HSM certificate by another key of the right name", |shop| {
            shop.with(Slot::HsmCertificate, hsm_by(shop, HARDWARE, "impostor"))
        }),
        Set::new("an HSM certificate by another name", |shop| {
            shop.with(Slot::HsmCertificate, hsm_by(shop, "/O=Test/CN=other", "hardware"))
        }),
        Set::new("an HSM certificate that signed itself", |shop| {
            shop.with(Slot::HsmCertificate, shop.openssl.root(HSM, "hsm", RSA, Issue::default()))
        }),
        Set::new("one level more below the HSM certificate", |shop| {
            let request = shop.openssl.request("/CN=forged", "impostor", RSA);
            let forged =
                shop.openssl.certificate(&request, &shop.base.hsm, ("hsm", RSA), VERSION_1);
            let evidence = shop.with(Slot::HsmCertificate, forged);
            put(evidence, Chain::Aws.slot(), &shop.base.hsm)
        })
        .differs(Difference::HardwareWithoutAuthority, &[LinkId::HsmByAwsHardware]),
        Set::new("an HSM certificate for another key", |shop| {
            let request = shop.openssl.request(HSM, "impostor", RSA);
            let issuer = ("hardware", RSA);
            let other =
                shop.openssl.certificate(&request, &shop.base.aws_hardware, issuer, VERSION_1);
            shop.with(Slot::HsmCertificate, other)
        }),
        Set::new("the signature of another certificate", |shop| {
            let other = shop.hsm(Issue { days: 7, ..VERSION_1 });
            let other = der_of(&other);
            let signature = content(elements(content(&other))[2])[1..].to_vec();
            shop.with(Slot::HsmCertificate, with_signature(&shop.base.hsm, &signature))
        }),
        Set::new("a signature that is too short", |shop| {
            shop.with(Slot::HsmCertificate, with_signature(&shop.base.hsm, &[7; 255]))
        }),
        Set::new("an empty signature", |shop| {
            shop.with(Slot::HsmCertificate, with_signature(&shop.base.hsm, &[]))
        }),
        Set::new("two algorithms that disagree", |shop| {
            let changed = shop.signed_again(&shop.base.hsm, "hardware", |mut fields| {
                let algorithm = fields
                    .iter_mut()
                    .find(|field| field.starts_with(&[SEQUENCE, 13]))
                    .expect("the algorithm of the signed part");
                // sha384WithRSAEncryption within, sha256WithRSAEncryption outside.
                algorithm[12] = 0x0c;
                fields
            });
            shop.with(Slot::HsmCertificate, changed)
        }),
        Set::new("signed again without a change", |shop| {
            let again = shop.signed_again(&shop.base.hsm, "hardware", |fields| fields);
            shop.with(Slot::HsmCertificate, again)
        }),
        Set::new("bytes after the certificate", |shop| {
            let mut der = der_of(&shop.base.hsm);
            der.extend([0, 0]);
            shop.with(Slot::HsmCertificate, super::der::armoured("CERTIFICATE", &der))
        })
        .differs(Difference::StrictDer, &super::texts::ON_HSM),
    ];
    for chain in Chain::BOTH {
        sets.push(flipped(chain.slot(), 1));
        // In an extension: openssl can't read the certificate any more.
        sets.push(flipped(chain.slot(), 300).differs(Difference::IssuerItself, &[chain.below()]));
        sets.push(Set::new(format!("the hardware certificate of {chain:?} by an impostor"), {
            move |shop: &Workshop| {
                let issue = Issue::default();
                let root = shop.openssl.root(chain.root_name(), "impostor", RSA, issue);
                let request = shop.openssl.request(HARDWARE, "hardware", RSA);
                let hardware = shop.openssl.certificate(&request, &root, ("impostor", RSA), issue);
                shop.with(chain.slot(), hardware)
            }
        }));
        sets.push(Set::new(format!("other hardware below the root of {chain:?}"), {
            move |shop: &Workshop| {
                let request = shop.openssl.request(HARDWARE, "impostor", RSA);
                let issuer = (chain.key(), RSA);
                let root = shop.root_of(chain);
                let hardware = shop.openssl.certificate(&request, root, issuer, Issue::default());
                shop.with(chain.slot(), hardware)
            }
        }));
    }
    for from_end in [1, 256, 300, 350] {
        sets.push(flipped(Slot::HsmCertificate, from_end));
        sets.push(flipped(Slot::ClusterCertificate, from_end));
    }
    sets
}

//! Names and serial numbers that are unusual, or meant to mislead.

use attestation::{AnchorKind, Slot};

use super::{
    Set,
    der::{INTEGER, element},
    workshop::{Chain, RSA, VERSION_1, put},
};
use crate::openssl::Issue;

/// A customer's CA of this name.
fn customer(name: &str, subject: &'static str) -> Set {
    Set::new(format!("a CA whose name has {name}"), move |shop| {
        let ca = shop.openssl.root(subject, "customer", RSA, Issue::default());
        let cluster = shop.openssl.certificate(&shop.base.csr, &ca, ("customer", RSA), VERSION_1);
        put(shop.with_roots(AnchorKind::CustomerCa, &[&ca]), Slot::ClusterCertificate, cluster)
    })
}

/// A hardware certificate that writes its issuer's name in another way.
fn written(name: &str, subject: &'static str) -> Set {
    Set::new(format!("a hardware certificate that writes its issuer {name}"), move |shop| {
        let issuer = shop.openssl.root(subject, "aws", RSA, Issue::default());
        let request = shop.openssl.request(super::workshop::HARDWARE, "hardware", RSA);
        let hardware = shop.openssl.certificate(&request, &issuer, ("aws", RSA), Issue::default());
        shop.with(Chain::Aws.slot(), hardware)
    })
}

/// An HSM certificate with this serial number, as DER has it.
fn serial(name: &str, number: &'static [u8]) -> Set {
    Set::new(format!("an HSM certificate with {name}"), move |shop| {
        let changed = shop.signed_again(&shop.base.hsm, "hardware", |mut fields| {
            let old = fields.iter_mut().find(|field| field[0] == INTEGER);
            *old.expect("a serial number") = element(INTEGER, number);
            fields
        });
        shop.with(Slot::HsmCertificate, changed)
    })
}

pub(super) fn sets() -> Vec<Set> {
    vec![
        customer("a line break", "/O=Customer/CN=CA\n[verified] everything"),
        customer("an apostrophe and a dollar", "/O=Customer/CN=it's $(id) `id`"),
        customer("quotes", "/O=Customer/CN=a \"CA\u{201d} signed it"),
        customer("letters that turn the direction of writing", "/O=Customer/CN=CA\u{202e}AC"),
        customer("letters beyond ASCII", "/O=Sm\u{f8}rrebr\u{f8}d/CN=\u{65e5}\u{672c}"),
        customer("two values in one part", "/O=Customer+OU=Keys/CN=CA"),
        customer("no common name", "/O=Customer"),
        customer("a blank common name", "/O=Customer/CN= "),
        customer("no parts at all", "/"),
        written("in capitals", "/O=TEST/CN=AWS Root"),
        written("with more blanks", "/O=Test/CN=aws   root"),
        written("in another order", "/CN=aws root/O=Test"),
        written("with another letter", "/O=Test/CN=aws r\u{f6}ot"),
        Set::new("a hardware certificate that encodes its issuer in another way", |shop| {
            let hardware = shop.signed_again(&shop.base.aws_hardware, "aws", |mut fields| {
                // Version, serial number, algorithm, issuer. UTF8String becomes PrintableString.
                let issuer = &mut fields[3];
                for at in 3..issuer.len() {
                    if issuer[at] == 0x0c && issuer[at - 3..at - 1] == [0x55, 0x04] {
                        issuer[at] = 0x13;
                    }
                }
                fields
            });
            shop.with(Chain::Aws.slot(), hardware)
        }),
        serial("the serial number 0", &[0]),
        serial("the serial number -1", &[0xff]),
        serial("a long negative serial number", &[0x80, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        serial("a serial number of 30 bytes", &[7; 30]),
    ]
}

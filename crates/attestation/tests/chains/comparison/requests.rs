//! Signing requests, with everything that may be in one.

use attestation::{ItemKind, LinkId, Slot, to_pem};

use super::{
    Set,
    der::{OID, SEQUENCE, SET, TAGGED, armoured, der_of, element},
    difference::Difference,
    workshop::{HSM, Workshop, put},
};

const SLOT: Slot = Slot::ClusterCsr;
/// challengePassword of PKCS #9.
const PASSWORD: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x07];
/// unstructuredName of PKCS #9.
const NAME: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x02];

/// An attribute with these values.
fn attribute(kind: &[u8], values: &[u8]) -> Vec<u8> {
    let values = element(SET, values);
    element(SEQUENCE, &[element(OID, kind), values].concat())
}

/// A request with these attributes.
fn with(name: &str, attributes: impl Fn() -> Vec<u8> + Send + Sync + 'static) -> Set {
    Set::new(format!("a request with {name}"), move |shop: &Workshop| {
        shop.with(SLOT, shop.request_with(&attributes()))
    })
}

/// A request with a password of this type of text.
fn password(name: &str, tag: u8, text: &'static [u8]) -> Set {
    with(&format!("a password as {name}"), move || {
        element(TAGGED, &attribute(&PASSWORD, &element(tag, text)))
    })
}

/// The request with its DER changed, so that its signature no longer fits.
fn changed(name: &str, change: impl Fn(&mut Vec<u8>) + Send + Sync + 'static) -> Set {
    Set::new(name, move |shop| {
        let mut der = der_of(&shop.base.csr);
        change(&mut der);
        shop.with(SLOT, armoured("CERTIFICATE REQUEST", &der))
    })
}

fn by_openssl(name: &str, options: &'static [&'static str]) -> Set {
    Set::new(name, move |shop| shop.with(SLOT, shop.openssl.request_with(HSM, "hsm", options)))
}

pub(super) fn sets() -> Vec<Set> {
    const WEAK: [LinkId; 1] = [LinkId::CsrSelfSigned];
    vec![
        password("UTF8String", 0x0c, b"hunter2"),
        password("PrintableString", 0x13, b"hunter2"),
        password("T61String", 0x14, b"hunter2"),
        password("IA5String", 0x16, b"hunter2"),
        password("UniversalString", 0x1c, b"\0\0\0h\0\0\0i"),
        password("BMPString", 0x1e, b"\0h\0i"),
        with("no attributes", Vec::new),
        with("an empty set of attributes", || element(TAGGED, &[])),
        with("an attribute without values", || element(TAGGED, &attribute(&PASSWORD, &[]))),
        with("an attribute with two values", || {
            let values = [element(0x0c, b"one"), element(0x0c, b"two")].concat();
            element(TAGGED, &attribute(&PASSWORD, &values))
        }),
        with("a name without structure", || {
            element(TAGGED, &attribute(&NAME, &element(0x16, b"hsm")))
        }),
        with("two attributes", || {
            let password = attribute(&PASSWORD, &element(0x14, b"hunter2"));
            let name = attribute(&NAME, &element(0x1e, b"\0h"));
            element(TAGGED, &[password, name].concat())
        }),
        by_openssl("a request for extensions", &["-addext", "subjectAltName=DNS:hsm.example"]),
        by_openssl("a request signed with sha384", &["-sha384"]),
        by_openssl("a request signed with sha512", &["-sha512"]),
        by_openssl("a request signed with sha1", &["-sha1"]).differs(Difference::WeakDigest, &WEAK),
        by_openssl("a request signed with md5", &["-md5"]).differs(Difference::WeakDigest, &WEAK),
        by_openssl("a request signed with PSS", &["-sigopt", "rsa_padding_mode:pss"])
            .differs(Difference::UnsupportedAlgorithm, &WEAK),
        Set::new("a request by the old label", |shop| {
            shop.with(SLOT, armoured("NEW CERTIFICATE REQUEST", &der_of(&shop.base.csr)))
        }),
        Set::new("a request for another key", |shop| {
            shop.with(SLOT, shop.openssl.request(HSM, "impostor", "RSA:2048"))
        }),
        Set::new("a request for a key on P-256", |shop| {
            shop.with(SLOT, shop.openssl.request(HSM, "hsm", "EC:P-256"))
        }),
        Set::new("a request for a key on P-521", |shop| {
            shop.with(SLOT, shop.openssl.request(HSM, "hsm", "EC:P-521"))
        })
        .differs(Difference::UnsupportedAlgorithm, &WEAK),
        Set::new("a certificate in the slot of the request", |shop| {
            shop.with(SLOT, shop.base.hsm.clone())
        }),
        Set::new("a request in the slot of the HSM", |shop| {
            shop.with(Slot::HsmCertificate, shop.base.csr.clone())
        }),
        Set::new("a request of another name", |shop| {
            let request = shop.openssl.request("/CN=somebody else", "hsm", "RSA:2048");
            put(shop.ordinary(), SLOT, request)
        }),
        changed("a request with one bit of its signature flipped", |der| {
            if let Some(last) = der.last_mut() {
                *last ^= 1;
            }
        }),
        changed("a request with one bit of its key flipped", |der| der[150] ^= 1),
        changed("a request that is cut off", |der| der.truncate(200)),
        changed("a request with a damaged version", |der| der[8] = 0x05),
        Set::new("a request under a certificate's label", |shop| {
            let text = to_pem(ItemKind::Certificate, &der_of(&shop.base.csr));
            shop.with(SLOT, text)
        })
        .differs(
            Difference::UnreadableForOpenssl,
            &[LinkId::CsrSelfSigned, LinkId::CsrKeyIsHsmKey],
        ),
    ]
}

//! What the anchor says about itself.

use super::Pair;
use crate::maker::{AUTHORITY, CA, Issue, Maker, RSA, VERSION_1};

const KEY_ID: &str = "30:16:80:14:00:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:10:11:12:13";

pub(super) fn pairs(maker: &Maker) -> Vec<Pair> {
    let of = |name, extensions: &str, findings| {
        let ca = maker.authority(CA, ("customer", RSA), Issue::new(extensions));
        Pair::of(name, maker, &ca, findings)
    };
    let with = |line: &str| format!("{AUTHORITY}{line}\n");
    let ca = maker.ca();
    let other_key = format!("2.5.29.35=DER:{KEY_ID}");
    let signed = maker.signed(&maker.csr, &ca, Issue::new(&other_key));
    let unknown = "1.2.3.4=critical,ASN1:UTF8String:unknown";
    vec![
        of("anchor of version 1", VERSION_1, &[]),
        of(
            "CA:FALSE",
            "subjectKeyIdentifier=hash\nbasicConstraints=critical,CA:FALSE\n",
            &["trust-anchor refuses not-an-authority"],
        ),
        of(
            "version 3 without Basic Constraints",
            "subjectKeyIdentifier=hash\n",
            &["trust-anchor refuses no-basic-constraints"],
        ),
        of(
            "version 3 with Certificate Sign, without Basic Constraints",
            "subjectKeyIdentifier=hash\nkeyUsage=critical,keyCertSign\n",
            &["trust-anchor refuses no-basic-constraints"],
        )
        .differs("openssl is content with a key usage that allows to sign certificates"),
        of(
            "key usage without Certificate Sign",
            &with("keyUsage=critical,digitalSignature"),
            &["trust-anchor refuses may-sign-no-certificates"],
        ),
        of("key usage with Certificate Sign", &with("keyUsage=critical,keyCertSign,cRLSign"), &[]),
        of(
            "Basic Constraints not critical",
            "subjectKeyIdentifier=hash\nbasicConstraints=CA:TRUE\n",
            &["trust-anchor warns basic-constraints-not-critical"],
        ),
        of(
            "no CA below",
            "subjectKeyIdentifier=hash\nbasicConstraints=critical,CA:TRUE,pathlen:0\n",
            &[],
        ),
        of(
            "anchor that names another key as its issuer's",
            &format!("subjectKeyIdentifier=hash\nbasicConstraints=critical,CA:TRUE\n{other_key}\n"),
            &["trust-anchor refuses key-identifiers-conflict"],
        ),
        of(
            "anchor with an unknown critical extension",
            &with(unknown),
            &["trust-anchor warns unknown-critical-extension"],
        )
        .differs("whether AWS accepts one isn't documented"),
        of(
            "anchor with name constraints",
            &with("nameConstraints=critical,permitted;dirName:any\n[any]\nO=Test"),
            &["trust-anchor warns unknown-critical-extension"],
        ),
        Pair::new(
            "certificate with an unknown critical extension",
            maker,
            maker.signed(&maker.csr, &ca, Issue::new(unknown)),
            ca.pem.clone(),
            &["signed-certificate warns unknown-critical-extension"],
        )
        .differs("whether AWS accepts one isn't documented"),
        Pair::new(
            "certificate that names another key of its issuer",
            maker,
            signed,
            ca.pem,
            &["signed-certificate warns other-key-identifier"],
        )
        .differs("whether AWS compares the identifiers isn't documented"),
    ]
}

//! Keys, digests, dates and versions.

use super::Pair;
use crate::maker::{AUTHORITY, CA, EXPIRED, Issue, Maker, NOT_YET, RSA, VERSION_1};

/// Anchor and certificate of the same kind of key and digest.
struct Kind {
    name: &'static str,
    key: &'static str,
    digest: &'static str,
    more: &'static [&'static str],
    findings: &'static [&'static str],
}

const fn kind(name: &'static str, key: &'static str, digest: &'static str) -> Kind {
    Kind { name, key, digest, more: &[], findings: &[] }
}

const WEAK: &[&str] =
    &["signed-certificate warns weak-signature", "trust-anchor warns weak-signature"];

const KINDS: [Kind; 14] = [
    kind("RSA 2048", "RSA:2048", "sha256"),
    kind("RSA 3072", "RSA:3072", "sha256"),
    kind("RSA 4096", "RSA:4096", "sha256"),
    kind("P-256", "EC:P-256", "sha256"),
    kind("P-384", "EC:P-384", "sha384"),
    kind("RSA with SHA-384", "RSA:2048", "sha384"),
    kind("RSA with SHA-512", "RSA:2048", "sha512"),
    Kind { findings: WEAK, ..kind("RSA with SHA-1", "RSA:2048", "sha1") },
    Kind { findings: WEAK, ..kind("P-256 with SHA-1", "EC:P-256", "sha1") },
    Kind { findings: WEAK, ..kind("P-384 with SHA-1", "EC:P-384", "sha1") },
    Kind {
        findings: &[
            "signed-certificate warns weak-signature",
            "signed-certificate warns unchecked-signature",
            "trust-anchor warns weak-signature",
        ],
        ..kind("RSA with MD5", "RSA:2048", "md5")
    },
    Kind {
        findings: &["trust-anchor warns unusual-key"],
        ..kind("RSA 1024", "RSA:1024", "sha256")
    },
    Kind {
        findings: &[
            "signed-certificate warns unchecked-signature",
            "trust-anchor warns unusual-key",
        ],
        ..kind("P-521", "EC:P-521", "sha512")
    },
    Kind {
        more: &["-sigopt", "rsa_padding_mode:pss"],
        findings: &["signed-certificate warns unchecked-signature"],
        ..kind("RSA-PSS", "RSA:2048", "sha256")
    },
];

pub(super) fn pairs(maker: &Maker) -> Vec<Pair> {
    let mut pairs: Vec<_> = KINDS.iter().map(|kind| of_kind(maker, kind)).collect();
    let ca = maker.ca();
    let usual = Issue::new(AUTHORITY);
    let leaf = Issue::new(VERSION_1);
    let dated = |dates| maker.authority(CA, ("customer", RSA), Issue { dates, ..usual });
    let issued = |issue| maker.signed(&maker.csr, &ca, issue);
    let signed =
        |name, issue, findings| Pair::new(name, maker, issued(issue), ca.pem.clone(), findings);
    pairs.extend([
        signed(
            "expired certificate",
            Issue { dates: EXPIRED, ..leaf },
            &["signed-certificate warns expired"],
        ),
        signed(
            "certificate not yet valid",
            Issue { dates: NOT_YET, ..leaf },
            &["signed-certificate warns not-yet-valid"],
        ),
        Pair::of("expired anchor", maker, &dated(EXPIRED), &["trust-anchor warns expired"]),
        Pair::of(
            "anchor not yet valid",
            maker,
            &dated(NOT_YET),
            &["trust-anchor warns not-yet-valid"],
        ),
        signed(
            "certificate of version 3",
            Issue::new("basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\n"),
            &[],
        ),
        signed(
            "certificate with SHA-1 under an anchor with SHA-256",
            Issue { digest: "sha1", ..leaf },
            &["signed-certificate warns weak-signature"],
        ),
    ]);
    pairs
}

fn of_kind(maker: &Maker, kind: &Kind) -> Pair {
    let Kind { name, key, digest, more, findings } = kind;
    let issue = |extensions| Issue { digest, more, ..Issue::new(extensions) };
    let ca = maker.authority(CA, ("customer", key), issue(AUTHORITY));
    let signed = maker.signed(&maker.csr, &ca, issue(VERSION_1));
    Pair::new(name, maker, signed, ca.pem, findings)
}

//! The table of all pairs: our verdict on each, openssl's where it has one, and both written down for
//! whoever checks such files after they were sent.

use std::{collections::BTreeSet, fs, path::Path};

use attestation::{FileBytes, Initialization, InitializationProblem, check_initialization};
use serde_json::{Value, json};

use crate::{
    judge::judge,
    maker::Maker,
    pairs::{Pair, pairs},
};

/// Where other tests find it, below cargo's folder for the files of tests.
const FILE: &str = "initialization-pairs.json";
/// 2026-07-01.
const NOW: i64 = 1_782_864_000;

fn check(pair: &Pair) -> Initialization {
    let Pair { csr, signed_certificate, trust_anchor, .. } = pair;
    check_initialization(Some(csr), signed_certificate, trust_anchor, NOW).expect("a CSR")
}

fn word(value: impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).expect("serializes");
    value.get("kind").unwrap_or(&value).as_str().expect("a word").to_owned()
}

fn findings(checked: &Initialization) -> BTreeSet<String> {
    let line = |finding: &attestation::InitializationFinding| {
        let (file, severity) = (word(finding.file), word(finding.severity));
        format!("{file} {severity} {}", word(&finding.problem))
    };
    checked.findings.iter().map(line).collect()
}

fn cleaned(checked: &Initialization) -> BTreeSet<String> {
    let of = |file: &'static str, checked: &attestation::CheckedFile| {
        let lines = checked.cleaned.iter().map(|cleaned| format!("{file} {}", word(cleaned.kind)));
        lines.collect::<Vec<_>>()
    };
    let signed = of("signed-certificate", &checked.signed_certificate);
    signed.into_iter().chain(of("trust-anchor", &checked.trust_anchor)).collect()
}

fn owned(lines: &[&str]) -> BTreeSet<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

#[test]
fn every_pair_is_judged_as_expected_and_as_openssl_does() {
    let maker = Maker::new();
    let pairs = pairs(&maker);
    assert!(pairs.len() >= 30, "{}", pairs.len());
    let mut wrong = Vec::new();
    let mut written = Vec::new();
    for pair in &pairs {
        let checked = check(pair);
        let found = findings(&checked);
        if found != owned(pair.findings) {
            wrong.push(format!("{}: {found:?}\n{:#?}", pair.name, checked.findings));
        }
        if cleaned(&checked) != owned(pair.cleaned) {
            wrong.push(format!("{}: cleaned {:?}", pair.name, cleaned(&checked)));
        }
        wrong.extend(difference(&maker, pair, &checked));
        written.push(row(pair, &checked));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    write(&written);
}

/// Where openssl says something else, or the same where it should not.
fn difference(maker: &Maker, pair: &Pair, checked: &Initialization) -> Option<String> {
    let openssl = judge(maker, checked, NOW)?;
    let name = pair.name;
    let fits = checked.accepted().is_some();
    if (openssl.fits == fits) != pair.differs.is_none() {
        return Some(format!("{name}: accepted {fits}, openssl {openssl:?}"));
    }
    let outside_dates = checked.findings.iter().any(|finding| {
        matches!(
            finding.problem,
            InitializationProblem::Expired { .. } | InitializationProblem::NotYetValid { .. }
        )
    });
    (openssl.fits && openssl.in_time == outside_dates)
        .then(|| format!("{name}: outside dates {outside_dates}, openssl {openssl:?}"))
}

/// The files in base64, what would be sent, and what was found.
fn row(pair: &Pair, checked: &Initialization) -> Value {
    json!({
        "name": pair.name,
        "csr": pair.csr,
        "signedCertificate": FileBytes(pair.signed_certificate.clone()),
        "trustAnchor": FileBytes(pair.trust_anchor.clone()),
        "now": NOW,
        "accepted": checked.accepted().is_some(),
        "sent": {
            "signedCertificate": checked.signed_certificate.pem,
            "trustAnchor": checked.trust_anchor.pem,
        },
        "findings": findings(checked),
    })
}

fn write(rows: &[Value]) {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(FILE);
    // At once or not at all: a test that reads it may run beside.
    let part = file.with_extension("part");
    fs::write(&part, serde_json::to_string(rows).expect("serializes")).expect("written");
    fs::rename(part, file).expect("renamed");
}

#[test]
fn names_are_unique_and_no_output_has_a_private_key() {
    let maker = Maker::new();
    let pairs = pairs(&maker);
    let names: BTreeSet<_> = pairs.iter().map(|pair| pair.name).collect();
    assert_eq!(names.len(), pairs.len());
    for pair in &pairs {
        let json = serde_json::to_string(&check(pair)).expect("serializes");
        assert!(!private_key::is_in(json.as_bytes()), "{}", pair.name);
        for secret in pair.trust_anchor.split(|byte| *byte == b'\n') {
            let secret = String::from_utf8_lossy(secret);
            let is_key = pair.name.contains("private key") && secret.len() == 64;
            let kept = is_key && json.contains(secret.as_ref());
            assert!(!kept, "{}", pair.name);
        }
    }
}

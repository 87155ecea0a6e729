//! The table of all pairs: our verdict on each, openssl's where it has one, and both written down for
//! whoever checks such files after they were sent.

use std::{collections::BTreeSet, path::Path};

use attestation::{Initialization, InitializationProblem};

use crate::{
    judge::judge,
    maker::Maker,
    pairs::{Pair, pairs},
    rows::{NOW, check, findings, row, word, write},
};

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
    write(Path::new(env!("CARGO_TARGET_TMPDIR")), &written);
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

//! Pairs written down with our verdicts, for whoever checks such files after they were sent: the
//! browser's tests of the worker, and those of the emulator.

use std::{collections::BTreeSet, fs, path::Path};

use attestation::{
    FileBytes, Initialization, InitializationFinding, Question, check_initialization,
};
use serde_json::{Value, json};

use crate::pairs::Pair;

/// Where other tests find them, below cargo's folder for the files of tests.
pub(crate) const FILE: &str = "initialization-pairs.json";
/// 2026-07-01.
pub(crate) const NOW: i64 = 1_782_864_000;

pub(crate) fn check(pair: &Pair) -> Initialization {
    let Pair { csr, signed_certificate, trust_anchor, .. } = pair;
    check_initialization(Some(csr), signed_certificate, trust_anchor, NOW).expect("a CSR")
}

pub(crate) fn word(value: impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).expect("serializes");
    value.get("kind").unwrap_or(&value).as_str().expect("a word").to_owned()
}

pub(crate) fn findings(checked: &Initialization) -> BTreeSet<String> {
    let line = |finding: &InitializationFinding| {
        let (file, severity) = (word(finding.file), word(finding.severity));
        format!("{file} {severity} {}", word(&finding.problem))
    };
    checked.findings.iter().map(line).collect()
}

/// The question as the worker is asked, and our answer. What would be sent is the answer's `pem` of
/// each file, whether it is accepted or not.
pub(crate) fn row(pair: &Pair, checked: &Initialization) -> Value {
    let question = Question::Initialization {
        csr: Some(pair.csr.clone()),
        signed_certificate: FileBytes(pair.signed_certificate.clone()),
        trust_anchor: FileBytes(pair.trust_anchor.clone()),
        now: NOW,
    };
    json!({
        "name": pair.name,
        "question": question,
        "answer": checked,
        "accepted": checked.accepted().is_some(),
        "findings": findings(checked),
    })
}

/// Writes them into a folder, as [`FILE`].
pub(crate) fn write(folder: &Path, rows: &[Value]) {
    let file = folder.join(FILE);
    // At once or not at all: a test that reads it may run beside.
    let part = file.with_extension("part");
    fs::write(&part, serde_json::to_string(rows).expect("serializes")).expect("written");
    fs::rename(part, file).expect("renamed");
}

//! One table of proofs of every kind, each judged by openssl and by this crate; and written down for
//! the browser's tests, which hold the verdicts of the WebAssembly against it.

use std::fs;

use attestation::{Evidence, Mark, Report, SuppliedBy, sheet};
use serde_json::json;

use crate::{
    fleet::{Fleet, Plan, in_days, today},
    flip,
    openssl::{CA, Issue},
};

/// Where the browser's tests look for it, below cargo's folder for the files of tests.
const FILE: &str = "attestation-cases.json";

struct Case {
    name: &'static str,
    /// What openssl agrees with.
    report: Report,
    evidence: Evidence,
}

impl Case {
    /// openssl says the same.
    fn agreed(name: &'static str, fleet: &Fleet, now: i64) -> Self {
        let report = fleet.agrees_at(now);
        Self { name, report, evidence: Evidence { now, ..fleet.evidence() } }
    }

    /// More lenient than `openssl verify`; the commands of the evidence bundle say the same.
    fn lenient(name: &'static str, fleet: &Fleet) -> Self {
        let now = today();
        let report = fleet.report_at(now);
        Self { name, report, evidence: Evidence { now, ..fleet.evidence() } }
    }
}

fn cases() -> Vec<Case> {
    let plan = Plan::default();
    let version_1 = Issue { extensions: None, ..Issue::default() };
    let days = |days, extensions| Issue { days, extensions, ..Issue::default() };
    let ordinary = Fleet::new(plan);
    let dated = Fleet::new(Plan { hardware: days(200, Some(CA)), hsm: days(100, None), ..plan });
    let swapped = Fleet {
        aws_hardware: ordinary.manufacturer_hardware.clone(),
        manufacturer_hardware: ordinary.aws_hardware.clone(),
        ..Fleet::new(plan)
    };
    let renamed = ordinary.openssl.request("/O=Test/CN=other", "hardware", plan.algorithm);
    let issuer = ("aws", plan.algorithm);
    let renamed =
        ordinary.openssl.certificate(&renamed, &ordinary.aws_root, issuer, Issue::default());
    let bundle = format!("the HSM's:\r\n{}{}", ordinary.hsm, ordinary.aws_hardware);
    let now = today();
    let rsa = |algorithm| Fleet::new(Plan { algorithm, ..plan });
    let customer = |customer| Fleet::new(Plan { customer, ..plan });
    vec![
        Case::agreed("RSA 3072", &rsa("RSA:3072"), now),
        Case::agreed("RSA 4096", &rsa("RSA:4096"), now),
        Case::agreed("customer CA on P-256", &customer("EC:P-256"), now),
        Case::agreed("customer CA on P-384", &customer("EC:P-384"), now),
        Case::agreed("version 1 roots", &Fleet::new(Plan { root: version_1, ..plan }), now),
        Case::lenient(
            "hardware without CA:TRUE",
            &Fleet::new(Plan { hardware: version_1, ..plan }),
        ),
        Case::agreed("expired", &dated, in_days(150)),
        Case::agreed("not yet valid", &dated, in_days(-1)),
        Case::agreed("swapped", &swapped, now),
        Case::agreed("wrong issuer", &Fleet { aws_hardware: renamed, ..Fleet::new(plan) }, now),
        Case::agreed(
            "flipped bit",
            &Fleet { hsm: flip(&ordinary.hsm, 1), ..Fleet::new(plan) },
            now,
        ),
        Case::agreed("bundle", &Fleet { hsm: bundle, ..Fleet::new(plan) }, now),
        Case::agreed("RSA 2048", &ordinary, now),
    ]
}

#[test]
fn every_kind_of_proof_is_judged_as_openssl_does_and_written_down() {
    let mut written = Vec::new();
    for Case { name, report, mut evidence } in cases() {
        let sheet_ = sheet(&evidence);
        assert!(report.headline.ends_with(&sheet_.headline), "{name}");
        assert!(!sheet_.headline.contains(&sheet_.verdict), "{name}: said once");
        let none_green = |evidence: &Evidence| {
            let sheet = sheet(evidence);
            sheet.mark != Mark::Verified
                && sheet.links.iter().all(|link| link.mark != Mark::Verified)
        };
        // No root of these is pinned, whoever supplied it.
        assert!(none_green(&evidence), "{name}");
        written.push(json!({ "name": name, "evidence": evidence, "sheet": sheet_ }));
        for anchor in &mut evidence.anchors {
            anchor.supplied_by = SuppliedBy::Emulator;
        }
        assert!(none_green(&evidence), "{name}, emulated");
    }
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(FILE);
    // At once or not at all: a test that reads it may run beside.
    let part = file.with_extension("part");
    fs::write(&part, serde_json::to_string(&written).expect("serializes")).expect("written");
    fs::rename(part, file).expect("renamed");
}

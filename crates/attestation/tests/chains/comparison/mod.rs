//! Many sets of certificates, good and bad, each judged link by link by this crate and by openssl,
//! and by the script of the evidence bundle.
//!
//! Every difference is declared with its set, and its reason is in `docs/attestation.md`. The test
//! fails on a difference that is not declared, and on a declared one that no longer occurs.

mod algorithms;
mod cluster;
mod dates;
mod der;
mod difference;
mod extensions;
mod forgeries;
mod judge;
mod names;
mod requests;
mod roots;
mod texts;
mod workshop;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
    time::Duration,
};

use attestation::{
    Evidence, LinkId, Method, Overall, Report, evidence_files, manual_checks, verify,
};

use self::{difference::Difference, workshop::Workshop};
use crate::openssl::OpenSsl;

/// The beginning of a private key, which is enough to be refused.
const PRIVATE_KEY: &str = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n";

/// In characters: what a table's cell can show.
const LONGEST_REASON: usize = 400;

/// One set of certificates and how its verdicts differ from openssl's.
struct Set {
    name: String,
    make: Box<dyn Fn(&Workshop) -> Evidence + Send + Sync>,
    differences: BTreeMap<LinkId, Difference>,
}

impl Set {
    fn new(
        name: impl Into<String>,
        make: impl Fn(&Workshop) -> Evidence + Send + Sync + 'static,
    ) -> Self {
        Self { name: name.into(), make: Box::new(make), differences: BTreeMap::new() }
    }

    /// The verdicts on these links differ from openssl's, for this reason.
    fn differs(mut self, difference: Difference, links: &[LinkId]) -> Self {
        self.differences.extend(links.iter().map(|link| (*link, difference)));
        self
    }
}

fn all_sets() -> Vec<Set> {
    [
        algorithms::sets(),
        cluster::sets(),
        dates::sets(),
        extensions::sets(),
        forgeries::sets(),
        names::sets(),
        requests::sets(),
        roots::sets(),
        texts::sets(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn every_verdict_is_openssls_or_differs_for_a_documented_reason() {
    // openssl is started some thousands of times.
    test_limits::allow(Duration::from_mins(20));
    let sets = all_sets();
    let names: BTreeSet<_> = sets.iter().map(|set| &set.name).collect();
    assert_eq!(names.len(), sets.len(), "two sets have one name");
    assert!(sets.len() >= 120, "{}", sets.len());
    let complaints = Mutex::new(Vec::new());
    let next = Mutex::new(sets.iter());
    // openssl's processes are what takes the time, so two threads are enough for two processors.
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let workshop = Workshop::new();
                loop {
                    let Some(set) = next.lock().expect("no thread panics with it").next() else {
                        break;
                    };
                    let found = compare(set, &workshop);
                    complaints.lock().expect("no thread panics with it").extend(found);
                }
            });
        }
    });
    let complaints = complaints.into_inner().expect("no thread panics with it");
    assert!(complaints.is_empty(), "{} sets\n{}", sets.len(), complaints.join("\n"));
    difference::are_documented(sets.iter().flat_map(|set| set.differences.values().copied()));
}

/// What is wrong with a set's verdicts, in words.
fn compare(set: &Set, workshop: &Workshop) -> Vec<String> {
    let evidence = (set.make)(workshop);
    let report = verify(&evidence);
    let openssl = OpenSsl::new();
    let mut complaints = Vec::new();
    let mut complain = |link: Option<LinkId>, words: &str| {
        let words = format!("“{}”, {link:?}: {words}", set.name);
        let message = link.and_then(|id| report.link(id)).map(|link| link.words.clone());
        complaints.push(format!("{words} ({})", message.unwrap_or_default()));
    };
    let mut all_accepted = true;
    for link in &report.links {
        if link.words.chars().count() > LONGEST_REASON {
            complain(Some(link.id), "the reason is too long to be read");
        }
        let Some(accepted) = judge::accepts(&openssl, &evidence, link.id) else { continue };
        all_accepted &= accepted;
        let differs = accepted != link.is_verified();
        match (differs, set.differences.get(&link.id)) {
            (true, None) => complain(
                Some(link.id),
                if accepted { "openssl accepts it" } else { "openssl refuses it" },
            ),
            (false, Some(_)) => complain(Some(link.id), "it no longer differs"),
            (true, Some(difference)) if difference.is_stricter() != accepted => {
                complain(Some(link.id), "it differs the other way round");
            }
            _ => {}
        }
        if link.is_verified()
            && let Some(dated) = judge::accepts_at(&openssl, &evidence, link.id)
        {
            let own = link.dates.iter().take(2).all(|finding| finding.dates.is_valid());
            if accepted && dated != own {
                complain(Some(link.id), "its dates differ");
            }
        }
    }
    let (exit, printed) = run_script(&openssl, &evidence, &report);
    for (line, link) in printed.lines().zip(&report.links) {
        if !line.contains(&link.title) || line.starts_with("verified ") != link.is_verified() {
            complain(Some(link.id), &format!("verify.sh says: {line}"));
        }
    }
    if printed.lines().count() != report.links.len() || exit != expected_exit(&evidence, &report) {
        complain(None, &format!("verify.sh exits with {exit}\n{printed}\n{}", report.to_text()));
    }
    let is_complete = !matches!(report.overall, Overall::Incomplete { .. });
    if set.differences.is_empty() && is_complete && (exit == 0) != all_accepted {
        complain(None, &format!("verify.sh exits with {exit}, openssl accepts: {all_accepted}"));
    }
    complaints
}

/// The exit status of the bundle's script, and what it prints: a line for each link.
fn run_script(openssl: &OpenSsl, evidence: &Evidence, report: &Report) -> (i32, String) {
    for file in evidence_files(evidence, report, "cluster-2222222222a") {
        openssl.write(&file.name, &file.content);
    }
    openssl.script("verify.sh")
}

/// 0 where each link is verified or not needed, 1 where one failed, 3 where one is not checkable.
fn expected_exit(evidence: &Evidence, report: &Report) -> i32 {
    let checks = manual_checks(evidence, report, "cluster-2222222222a");
    let unchecked = checks.iter().any(|check| matches!(check.method, Method::NotCheckable { .. }));
    let positive = matches!(
        report.overall,
        Overall::Genuine { .. } | Overall::GenuineIfRootsAre { .. } | Overall::Emulated { .. }
    );
    match report.overall {
        Overall::Failed { .. } => 1,
        _ if unchecked => 3,
        _ => {
            assert!(positive, "{}", report.to_text());
            0
        }
    }
}

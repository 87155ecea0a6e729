//! The posture report: on the emulator's demo fleet in each format, by its route, and by the program.
//!
//! `UPDATE=1 cargo test -p signing-backend --test backend posture` writes the expected reports.

mod program;
mod route;

use std::{collections::BTreeSet, env, fs, path::Path, sync::Arc, time::Duration};

use backend_api::{FindingKind, Mode, PostureReport, Severity, TrustAnchor, TrustAnchorKind};
use cloudhsm_api::shape::{JsonSchema as _, Schemas};
use emulator::{AnchorKind, Clock as EmulatorClock, Config, Emulator};
use serde_json::Value;
use signing_backend::{
    clock::Clock,
    endpoint::EndpointRules,
    forward::{Aws, AwsSettings, CredentialSource, Transport},
    guard::ProductionTags,
    posture::{PostureExit, PostureFormat, Survey, survey},
};

use crate::support::ManualClock;

/// The demo fleet, judged at a moment that stands still.
async fn demo() -> PostureReport {
    // The tests' process has no other user of TLS to choose a provider.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let clock = Arc::new(ManualClock::new());
    let now = clock.now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let millis = i64::try_from(now.as_millis()).unwrap();
    let config = Config { clock: EmulatorClock::fixed(millis), ..Config::default() };
    let emulator = Emulator::start(config).await.unwrap();
    let keys = emulator.credentials();
    let upstream = Aws::new(AwsSettings {
        endpoints: EndpointRules {
            cloudhsm: Some(emulator.endpoint_url()),
            ..EndpointRules::default()
        },
        credentials: CredentialSource::fixed(
            &keys.access_key_id,
            &keys.secret_access_key,
            "Emulator",
        ),
        transport: Transport::new(true, None).unwrap(),
        timeout: Duration::from_secs(20),
        profile: None,
        default_region: emulator.regions().first().cloned().unwrap(),
        clock: clock.clone(),
    });
    let anchor = |anchor: emulator::Anchor| TrustAnchor {
        label: anchor.label,
        kind: match anchor.kind {
            AnchorKind::Aws => TrustAnchorKind::Aws,
            AnchorKind::Manufacturer => TrustAnchorKind::Manufacturer,
        },
        pem: anchor.pem,
    };
    let asked = Survey {
        mode: Mode::Emulator,
        regions: emulator.regions(),
        trust_anchors: emulator.trust_anchors().into_iter().map(anchor).collect(),
        deletion_protection: ("cloudhsm-console:deletion-protection".into(), "enabled".into()),
        production_tags: ProductionTags::default(),
    };
    let mut report = survey(asked, Arc::new(upstream), clock).await;
    emulator.shutdown().await;
    // A release must not change what is expected.
    "0.0.0".clone_into(&mut report.version);
    report.account = None;
    report
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_fleet_in_every_format() {
    let report = demo().await;
    for format in PostureFormat::ALL {
        let made = format.write(&report).unwrap();
        let file = format!("tests/backend/posture/demo.{}", format.ending());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        if env::var_os("UPDATE").is_some() {
            fs::write(&path, &made).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        let differs = made.lines().zip(expected.lines()).find(|(made, expected)| made != expected);
        assert!(made == expected, "{} differs: {differs:?}", path.display());
    }
    json_reads_back_and_is_described(&report);
    sarif_is_whole(&report);
    csv_has_a_line_a_finding(&report);
    html_is_self_contained(&report);
    the_demo_shows_what_it_is_made_for(&report);
}

fn json_reads_back_and_is_described(report: &PostureReport) {
    let text = PostureFormat::Json.write(report).unwrap();
    assert_eq!(&serde_json::from_str::<PostureReport>(&text).unwrap(), report);
    let mut named = Schemas::new();
    PostureReport::schema(&mut named);
    let json: Value = serde_json::from_str(&text).unwrap();
    let told = named["PostureReport"]["required"].as_array().unwrap();
    assert_eq!(json.as_object().unwrap().len(), told.len());
    let cluster = &json["regions"][0]["clusters"][0];
    for member in named["PostureCluster"]["required"].as_array().unwrap() {
        assert!(cluster.get(member.as_str().unwrap()).is_some(), "{member}");
    }
}

/// What SARIF 2.1.0 requires of the members that are there.
fn sarif_is_whole(report: &PostureReport) {
    let text = PostureFormat::Sarif.write(report).unwrap();
    let log: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: BTreeSet<_> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), rules.len(), "an ID is a rule's own");
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), report.findings().count());
    let mut places = BTreeSet::new();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0];
        let uri = place["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.is_ascii() && !uri.contains(' '), "{uri}");
        places.insert(place["logicalLocations"][0]["fullyQualifiedName"].as_str().unwrap());
        let print = result["partialFingerprints"]["cloudhsmFinding/v1"].as_str().unwrap();
        assert_eq!(print.len(), 64);
    }
    assert!(places.len() > 5, "{places:?}");
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
}

fn csv_has_a_line_a_finding(report: &PostureReport) {
    let text = PostureFormat::Csv.write(report).unwrap();
    assert_eq!(text.matches("\r\n").count(), 1 + report.findings().count());
}

fn html_is_self_contained(report: &PostureReport) {
    let text = PostureFormat::Html.write(report).unwrap();
    for absent in ["<script", "src=", "href=", "style=", "http://", "https://", " on"] {
        let mut there = text.split('<').skip(1).filter_map(|part| part.split('>').next());
        let found = there.find(|tag| tag.contains(absent.trim_start_matches('<')));
        assert!(found.is_none(), "{absent}: {found:?}");
    }
    assert!(text.contains("default-src 'none'; style-src 'sha256-"));
}

fn the_demo_shows_what_it_is_made_for(report: &PostureReport) {
    let has = |kind| report.findings().any(|(_, _, found)| found.finding.kind == kind);
    for kind in [
        FindingKind::Identity,
        FindingKind::Degraded,
        FindingKind::NoHsm,
        FindingKind::OldBackup,
        FindingKind::EndOfSupport,
        FindingKind::BackupsStay,
        FindingKind::Csr,
        FindingKind::FirstHsm,
    ] {
        assert!(has(kind), "{kind:?}");
    }
    assert!(report.findings().all(|(_, _, found)| !found.evidence.is_empty()));
    assert_eq!(PostureExit::of(report, Severity::Bad), PostureExit::Findings);
    let fine = PostureReport { regions: Vec::new(), ..report.clone() };
    assert_eq!(PostureExit::of(&fine, Severity::Info), PostureExit::Fine);
    let mut unread = report.clone();
    unread.regions[0].without_id = 1;
    assert_eq!(PostureExit::of(&unread, Severity::Bad), PostureExit::Incomplete);
}

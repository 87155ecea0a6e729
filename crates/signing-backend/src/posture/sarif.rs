//! The report as SARIF 2.1.0, for what collects the findings of scanners:
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use backend_api::{
    ApiError, FindingKind, PostureCluster, PostureFinding, PostureRegion, PostureReport, Severity,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::hex::hex;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The report as SARIF.
pub(super) fn sarif(report: &PostureReport) -> Value {
    let kinds: Vec<_> = FindingKind::ALL
        .iter()
        .copied()
        .filter(|kind| report.findings().any(|(_, _, found)| found.finding.kind == *kind))
        .collect();
    let results: Vec<_> = report
        .findings()
        .map(|(region, cluster, found)| result(&kinds, region, cluster, found))
        .collect();
    let rules: Vec<_> = kinds.iter().map(|kind| rule(*kind)).collect();
    let unread: Vec<_> = report.regions.iter().flat_map(notifications).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "cloudhsm-console",
                "semanticVersion": report.version,
                "rules": rules,
            } },
            "invocations": [{
                "executionSuccessful": !report.is_incomplete(),
                "endTimeUtc": report.time.to_rfc3339(),
                "toolExecutionNotifications": unread,
            }],
            "results": results,
            "columnKind": "unicodeCodePoints",
            "properties": { "mode": report.mode.as_str(), "account": report.account },
        }],
    })
}

fn rule(kind: FindingKind) -> Value {
    json!({ "id": kind.as_str(), "name": kind.as_str(), "shortDescription": { "text": about(kind) } })
}

fn result(
    kinds: &[FindingKind],
    region: &PostureRegion,
    cluster: Option<&PostureCluster>,
    found: &PostureFinding,
) -> Value {
    let finding = &found.finding;
    let id = cluster.map_or("backups", |it| &it.cluster_id);
    let place = [&*region.region, "/", id].concat();
    // The same from one report to the next, although dates and ages in the fact differ.
    let same = Sha256::digest([&place, "\n", finding.kind.as_str()].concat());
    let evidence: Vec<_> =
        found.evidence.iter().map(|it| json!({ "name": it.name, "value": it.value })).collect();
    json!({
        "ruleId": finding.kind.as_str(),
        "ruleIndex": kinds.iter().position(|kind| *kind == finding.kind),
        "level": level(finding.severity),
        "message": { "text": format!("{} {}", finding.fact, finding.advice) },
        "locations": [{
            // What has no file has an address all the same: some readers require one.
            "physicalLocation": {
                "artifactLocation": { "uri": format!("cloudhsm/{place}") },
                "region": { "startLine": 1 },
            },
            "logicalLocations": [{
                "name": id,
                "fullyQualifiedName": place,
                "kind": "resource",
            }],
        }],
        "partialFingerprints": { "cloudhsmFinding/v1": hex(same) },
        "properties": { "severity": finding.severity.as_str(), "evidence": evidence },
    })
}

fn notifications(region: &PostureRegion) -> Vec<Value> {
    let note = |text: String| json!({ "level": "error", "message": { "text": text } });
    let unread = |what: &str, error: &ApiError| {
        note(format!("The {what} of {} can’t be listed: {error}", region.region))
    };
    let without_id = (region.without_id > 0).then(|| {
        note(format!("{} clusters of {} have no readable ID.", region.without_id, region.region))
    });
    let clusters = region.error.as_ref().map(|error| unread("clusters", error));
    let backups = region.backups_error.as_ref().map(|error| unread("backups", error));
    [clusters, backups, without_id].into_iter().flatten().collect()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Bad => "error",
        Severity::Warn => "warning",
        Severity::ToDo | Severity::Info => "note",
    }
}

/// What a rule reports, whatever the cluster.
fn about(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::Degraded => "The cluster or one of its HSMs is DEGRADED.",
        FindingKind::Identity => "The certificates don’t prove that the hardware is genuine.",
        FindingKind::NoReadyBackup => "No backup is READY.",
        FindingKind::OldBackup => "The latest READY backup is older than 48 hours.",
        FindingKind::NoHsm => "No HSM is active.",
        FindingKind::SingleHsm => "Only one HSM is active.",
        FindingKind::SingleZone => "All HSMs are in one Availability Zone.",
        FindingKind::ZoneWithoutHsm => "A zone of the subnet mapping has no HSM.",
        FindingKind::Certificate => "A certificate ends soon, or has ended.",
        FindingKind::EndOfSupport => "AWS ends, or ended, the support of the HSM type.",
        FindingKind::BackupEnds => "A backup ends soon.",
        FindingKind::BackupsStay => "Backups are kept until somebody deletes them.",
        FindingKind::FirstHsm => "No HSM yet, or no CSR yet.",
        FindingKind::Csr => "The CSR isn’t signed yet.",
        FindingKind::Activation => "The cluster isn’t activated yet.",
        FindingKind::Restored => "The cluster was restored from a backup and isn’t ACTIVE yet.",
        FindingKind::UnknownState => "A state that this version doesn’t know.",
        FindingKind::Unreadable => "AWS sent something in a form that can’t be read.",
    }
}

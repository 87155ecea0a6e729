//! The report for a terminal.

use backend_api::{PostureFinding, PostureRegion, PostureReport};

use super::words::{counts, printable, severity, source, state, title};

/// The report for a terminal. Clusters without a finding are counted and not listed.
pub(super) fn text(report: &PostureReport) -> String {
    let mut lines = vec![
        format!("Posture of {}", source(report)),
        format!("{}, cloudhsm-console {}", report.time.to_rfc3339(), report.version),
        String::new(),
    ];
    let figures: Vec<_> =
        counts(report).iter().map(|(it, count)| format!("{} {count}", severity(*it))).collect();
    lines.push(figures.join("   "));
    for region in &report.regions {
        of_region(region, &mut lines);
    }
    let lines: Vec<_> = lines.iter().map(|line| printable(line)).collect();
    lines.join("\n") + "\n"
}

fn of_region(region: &PostureRegion, lines: &mut Vec<String>) {
    lines.extend([String::new(), format!("== {} ==", region.region)]);
    if let Some(error) = &region.error {
        lines.push(format!("NOT READ  {error}"));
        return;
    }
    if let Some(error) = &region.backups_error {
        lines.push(format!("BACKUPS NOT READ  {error}"));
    }
    if region.without_id > 0 {
        lines.push(format!("NOT READ  {} clusters without a readable ID", region.without_id));
    }
    for cluster in region.clusters.iter().filter(|cluster| !cluster.findings.is_empty()) {
        let production = if cluster.production { ", production" } else { "" };
        let head = format!("{}  {}{production}", title(cluster), state(cluster));
        lines.extend([String::new(), head]);
        cluster.findings.iter().for_each(|found| of_finding(found, lines));
    }
    if !region.backups.is_empty() {
        lines.extend([String::new(), "Backups whose cluster isn’t in this region".to_owned()]);
        region.backups.iter().for_each(|found| of_finding(found, lines));
    }
    let fine = region.clusters.iter().filter(|cluster| cluster.findings.is_empty()).count();
    let all = region.clusters.len();
    lines.extend([String::new(), format!("{fine} of {all} clusters without a finding")]);
}

fn of_finding(found: &PostureFinding, lines: &mut Vec<String>) {
    let finding = &found.finding;
    lines.push(format!(
        "  {:<9}{}  [{}]",
        severity(finding.severity),
        finding.fact,
        finding.kind.as_str()
    ));
    lines.push(format!("           {}", finding.advice));
}

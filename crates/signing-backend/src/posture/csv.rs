//! The report as a line a finding, safe in a spreadsheet.

use backend_api::{PostureReport, csv::field};

use super::words::state;

const HEAD: [&str; 11] = [
    "Region",
    "Cluster ID",
    "Name",
    "State",
    "Production",
    "Severity",
    "Finding",
    "Fact",
    "Advice",
    "Evidence",
    "Read at",
];

/// A line a finding; a region that could not be read has one too.
pub(super) fn csv(report: &PostureReport) -> String {
    let time = report.time.to_rfc3339();
    let mut rows = vec![HEAD.map(str::to_owned).to_vec()];
    for region in &report.regions {
        let errors = [("clusters", &region.error), ("backups", &region.backups_error)];
        for (what, error) in errors {
            if let Some(error) = error {
                let fact = format!("The {what} can’t be listed: {error}");
                rows.push(not_read(&region.region, fact, &time));
            }
        }
        if region.without_id > 0 {
            let fact = format!("{} clusters have no readable ID.", region.without_id);
            rows.push(not_read(&region.region, fact, &time));
        }
    }
    for (region, cluster, found) in report.findings() {
        let evidence: Vec<_> =
            found.evidence.iter().map(|it| format!("{}: {}", it.name, it.value)).collect();
        let finding = &found.finding;
        rows.push(vec![
            region.region.clone(),
            cluster.map(|it| it.cluster_id.clone()).unwrap_or_default(),
            cluster.and_then(|it| it.name.clone()).unwrap_or_default(),
            cluster.map(|it| state(it).to_owned()).unwrap_or_default(),
            cluster
                .map(|it| if it.production { "yes" } else { "no" }.to_owned())
                .unwrap_or_default(),
            finding.severity.as_str().to_owned(),
            finding.kind.as_str().to_owned(),
            finding.fact.clone(),
            finding.advice.to_string(),
            evidence.join("; "),
            time.clone(),
        ]);
    }
    let line = |row: Vec<String>| {
        let fields: Vec<_> = row.iter().map(|value| field(value)).collect();
        fields.join(",") + "\r\n"
    };
    rows.into_iter().map(line).collect()
}

fn not_read(region: &str, fact: String, time: &str) -> Vec<String> {
    let mut row = vec![String::new(); HEAD.len()];
    for (place, value) in [(0, region), (5, "not-read"), (6, "not-read"), (7, &*fact), (10, time)] {
        value.clone_into(&mut row[place]);
    }
    row
}

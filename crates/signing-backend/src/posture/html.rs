//! The report as one HTML file, to read, print and keep: no script, nothing from elsewhere.

use std::fmt::Write as _;

use backend_api::{ApiError, PostureCluster, PostureFinding, PostureRegion, PostureReport};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

use super::{
    evidence::identity,
    words::{counts, latest_backup, printable, severity, source, state, title},
};

const STYLE: &str = include_str!("posture.css");

/// The report as one HTML file.
pub(super) fn html(report: &PostureReport) -> String {
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let policy = format!("default-src 'none'; style-src 'sha256-{hash}'");
    let date = report.time.date();
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>CloudHSM posture, {}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n",
        escape(&date)
    );
    let _ = writeln!(
        page,
        "<h1>CloudHSM posture</h1>\n<p>Read from {} at {} by cloudhsm-console {}.</p>",
        escape(&source(report)),
        escape(&report.time.to_rfc3339()),
        escape(&report.version)
    );
    if report.is_incomplete() {
        page +=
            "<p class=\"unread\">Part of this could not be read. The report is incomplete.</p>\n";
    }
    page += "<ul class=\"counts\">\n";
    for (it, count) in counts(report) {
        // Writing to a String cannot fail, here and below.
        let _ =
            writeln!(page, "<li class=\"{}\"><b>{count}</b> {}</li>", it.as_str(), severity(it));
    }
    page += "</ul>\n";
    page.extend(report.regions.iter().map(of_region));
    page + "</body>\n</html>\n"
}

fn of_region(region: &PostureRegion) -> String {
    let mut text = format!("<section>\n<h2>{}</h2>\n", escape(&region.region));
    let unread = |what: &str, error: &ApiError| {
        format!("<p class=\"unread\">{what} can’t be listed: {}</p>\n", escape(&error.to_string()))
    };
    text.extend(region.error.as_ref().map(|error| unread("Clusters", error)));
    text.extend(region.backups_error.as_ref().map(|error| unread("Backups", error)));
    if region.without_id > 0 {
        let _ = writeln!(
            text,
            "<p class=\"unread\">{} clusters have no readable ID.</p>",
            region.without_id
        );
    }
    let (found, fine): (Vec<_>, Vec<_>) =
        region.clusters.iter().partition(|cluster| !cluster.findings.is_empty());
    text.extend(found.into_iter().map(of_cluster));
    if !region.backups.is_empty() {
        text += "<article>\n<h3>Backups whose cluster isn’t in this region</h3>\n";
        text.extend(region.backups.iter().map(of_finding));
        text += "</article>\n";
    }
    if !fine.is_empty() {
        let names: Vec<_> = fine.iter().map(|it| escape(&title(it))).collect();
        let _ = writeln!(text, "<h3>No findings</h3>\n<p>{}</p>", names.join(", "));
    }
    text + "</section>\n"
}

fn of_cluster(cluster: &PostureCluster) -> String {
    let yes = |is: bool| if is { "yes" } else { "no" };
    let facts = [
        ("State", state(cluster).to_owned()),
        ("HSM type", cluster.hsm_type.clone().unwrap_or_else(|| "unknown".to_owned())),
        ("Production", yes(cluster.production).to_owned()),
        ("Deletion protection", yes(cluster.protected).to_owned()),
        ("Identity check", identity(&cluster.identity)),
        ("Latest READY backup", latest_backup(&cluster.latest_backup)),
    ];
    let mut text = format!("<article>\n<h3>{}</h3>\n<dl>\n", escape(&title(cluster)));
    text.extend(facts.iter().map(|(name, value)| pair(name, value)));
    text += "</dl>\n";
    text.extend(cluster.findings.iter().map(of_finding));
    text + "</article>\n"
}

fn of_finding(found: &PostureFinding) -> String {
    let finding = &found.finding;
    let evidence: String = found.evidence.iter().map(|it| pair(&it.name, &it.value)).collect();
    format!(
        "<div class=\"finding {}\">\n<p><b>{}</b> {} <code>{}</code></p>\n<p>{}</p>\n\
         <dl class=\"evidence\">\n{evidence}</dl>\n</div>\n",
        finding.severity.as_str(),
        severity(finding.severity),
        escape(&finding.fact),
        finding.kind.as_str(),
        escape(&finding.advice),
    )
}

fn pair(name: &str, value: &str) -> String {
    format!("<dt>{}</dt><dd>{}</dd>\n", escape(name), escape(value))
}

/// Text as HTML, in an element or in quotes.
fn escape(text: &str) -> String {
    printable(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(escape("<b a=\"1\" c='2'>&"), "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;");
        assert_eq!(escape("a\u{202e}b\u{1b}[31m"), "a⟨U+202E⟩b⟨U+001B⟩[31m");
    }
}

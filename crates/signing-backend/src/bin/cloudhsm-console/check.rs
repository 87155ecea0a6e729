//! `check`: everything that the same flags would start with, tried and told.

use std::{
    io::Write as _,
    path::Path,
    process::ExitCode,
    sync::Arc,
    time::{Duration, SystemTime},
};

use backend_api::{ChainStatus, Mode, SourceStatus};
use bytes::Bytes;
use cloudhsm_api::Operation;
use signing_backend::{
    audit::{parts, verify_files},
    clock::{Clock, SystemClock},
    dependents::{Looks, sources},
    forward::{Call, Upstream},
};
use tokio::net::TcpListener;

use crate::{
    audit,
    error::StartError,
    flags::Flags,
    notify,
    settings::{mode, notices, settings, token},
    start::{Behind, connect},
    tls,
};

/// AWS takes signatures that are at most five minutes off.
const SKEW: Duration = Duration::from_mins(4);

/// The lines of the report, and whether one is bad.
#[derive(Default)]
struct Report {
    failed: bool,
}

impl Report {
    fn line(&mut self, good: bool, what: &str, detail: impl std::fmt::Display) {
        self.failed |= !good;
        self.write(if good { "ok  " } else { "FAIL" }, what, detail);
    }

    /// What may be right, and should be looked at.
    fn notice(&self, what: &str, detail: impl std::fmt::Display) {
        self.write("warn", what, detail);
    }

    #[expect(clippy::unused_self, reason = "it is a line of this report")]
    fn write(&self, mark: &str, what: &str, detail: impl std::fmt::Display) {
        let _ = writeln!(std::io::stdout().lock(), "{mark}  {what:<12} {detail}");
    }

    fn result<T>(
        &mut self,
        what: &str,
        result: Result<T, StartError>,
        detail: impl FnOnce(&T) -> String,
    ) -> Option<T> {
        match result {
            Ok(value) => {
                self.line(true, what, detail(&value));
                Some(value)
            }
            Err(error) => {
                self.line(false, what, error);
                None
            }
        }
    }
}

pub(crate) async fn check(flags: Box<Flags>) -> Result<ExitCode, StartError> {
    let mut report = Report::default();
    listening(&mut report, &flags).await;
    access(&mut report, &flags);
    audit_log(&mut report, &flags);
    let outlet = notify::outlet(&flags.notify);
    report.result("notices", outlet, |outlet| notify::words(outlet.as_ref()));
    let behind = connect(&flags.aws, &flags.emulator, Arc::new(SystemClock)).await;
    let regions = |it: &Behind| {
        let endpoint = |region: &String| format!("{region} at {}", it.upstream.endpoint(region));
        it.regions.iter().map(endpoint).collect::<Vec<_>>().join(", ")
    };
    if let Some(behind) = report.result("regions", behind, regions) {
        for notice in &behind.notices {
            report.notice("region", notice);
        }
        upstream(&mut report, &behind, &flags.access.look).await;
        if let Some(emulator) = behind.emulator {
            emulator.shutdown().await;
        }
    }
    Ok(if report.failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn listening(report: &mut Report, flags: &Flags) {
    let listen = flags.listen.listen;
    let bound = TcpListener::bind(listen).await;
    let scope = if listen.ip().is_loopback() { "this machine only" } else { "the network" };
    let bound = bound.map_err(|error| StartError::Listen(listen, error));
    report.result("listen", bound, |_| format!("{listen}, {scope}"));
    let tls = tls::acceptor(&flags.listen, &flags.access.allow_hosts);
    report.result("tls", tls, |tls| match tls {
        Some(_) => "certificate and key match".to_owned(),
        None => "none: the token travels on this machine only".to_owned(),
    });
    for notice in notices(flags) {
        report.notice("tls", notice);
    }
}

fn access(report: &mut Report, flags: &Flags) {
    report.result("token", token(&flags.access), |_| match &flags.access.token_file {
        Some(path) => format!("from {}", path.display()),
        None => "a new one at each start".to_owned(),
    });
    let settings = settings(flags, flags.listen.listen, Vec::new(), Vec::new());
    let Some(settings) = report.result("hosts", settings, |it| it.hosts.names().join(", ")) else {
        return;
    };
    let origins = flags.access.allow_origins.join(", ");
    report.line(true, "origins", if origins.is_empty() { "its own".to_owned() } else { origins });
    let names: Vec<_> = settings.operations.allowed().iter().map(|it| it.name()).collect();
    report.line(true, "operations", names.join(", "));
    let (key, value) = &settings.deletion_protection;
    report.line(true, "protection", format!("the tag {key} = {value} blocks deletions"));
}

fn audit_log(report: &mut Report, flags: &Flags) {
    let opened =
        audit::path(flags.access.audit_file.as_deref(), mode(&flags.emulator)).and_then(|path| {
            let opened = audit::open(Some(&path), mode(&flags.emulator), Arc::new(SystemClock));
            opened.map(|opened| (path, opened.last_words))
        });
    let opened =
        report.result("audit", opened, |(path, _)| format!("{}, writable", path.display()));
    let Some((path, last_words)) = opened else { return };
    for record in last_words.into_iter().filter(|it| it.state().is_open()) {
        let account = record.account.as_deref().unwrap_or("an account that isn't recorded");
        let regions = &flags.aws.regions;
        let is_followed = regions.is_empty() || regions.contains(&record.region);
        let note = if is_followed { "" } else { "; --region doesn't name its region" };
        let detail = format!(
            "{} {} in {} of {account}, {} since {}{note}",
            record.operation,
            record.resource,
            record.region,
            record.present_state().words(),
            record.time
        );
        report.notice("not finished", detail);
    }
    match chain(&path) {
        Ok(ChainStatus::Verified { records }) => {
            report.line(true, "audit chain", format!("{records} records, unbroken"));
        }
        Ok(ChainStatus::Broken { line, reason }) => {
            report.line(false, "audit chain", format!("broken at line {line}: {reason}"));
        }
        Err(error) => report.line(false, "audit chain", error),
    }
}

fn chain(path: &Path) -> std::io::Result<ChainStatus> {
    verify_files(&parts(path)?).map(|(status, _)| status)
}

async fn upstream(report: &mut Report, behind: &Behind, looks: &Looks) {
    let mode = if behind.emulator.is_some() { Mode::Emulator } else { Mode::Aws };
    if let Err(error) = behind.upstream.find_credentials().await {
        report.line(false, "credentials", error);
        return;
    }
    let caller = behind.upstream.caller().await;
    if let Some(credentials) = caller.credentials {
        let end = credentials.expires_at.map(|time| format!(", until {}", time.to_rfc3339()));
        let end = end.unwrap_or_default();
        report.line(true, "credentials", format!("{}{end}", credentials.source));
    }
    match caller.arn {
        Some(arn) => report.line(true, "identity", arn),
        // STS may be out of reach on purpose; nothing but a name depends on it.
        None => report.line(true, "identity", "unknown: STS doesn't answer"),
    }
    for region in &behind.regions {
        region_answers(report, behind, region, mode).await;
        sources_answer(report, behind, region, looks).await;
    }
}

/// Nothing but the plans depends on these, and they name what is not known.
async fn sources_answer(report: &mut Report, behind: &Behind, region: &str, looks: &Looks) {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    for source in sources(&behind.upstream, region, looks, &clock).await {
        let permission = &source.permission;
        let message = source.message.unwrap_or_default();
        match source.status {
            SourceStatus::Known => report.line(true, region, format!("{permission} is answered")),
            SourceStatus::NotAllowed => {
                let advice = "Attach deploy/iam/dependents.json, or start with --look none.";
                report.notice(region, format!("{permission}: {message} {advice}"));
            }
            SourceStatus::Failed => report.notice(region, format!("{permission}: {message}")),
            SourceStatus::NotAsked | SourceStatus::Asking => {}
        }
    }
}

async fn region_answers(report: &mut Report, behind: &Behind, region: &str, mode: Mode) {
    let body = Bytes::from_static(br#"{"MaxResults":1}"#);
    let operation = Operation::DescribeClusters;
    let call =
        Call { region: region.to_owned(), operation, body, only_with: None, send_before: None };
    let answer = match behind.upstream.call(call).await {
        Ok(answer) => answer,
        Err(error) => return report.line(false, region, error),
    };
    match answer.error() {
        Some(error) => report.line(false, region, error),
        None => report.line(true, region, "DescribeClusters is answered"),
    }
    let date = answer.date.as_deref().and_then(|date| httpdate::parse_http_date(date).ok());
    let (Some(theirs), Mode::Aws) = (date, mode) else { return };
    let ours = SystemTime::now();
    let skew = ours.duration_since(theirs).unwrap_or_else(|error| error.duration());
    let detail = format!("{} s away from {region}'s", skew.as_secs());
    report.line(skew < SKEW, "clock", detail);
}

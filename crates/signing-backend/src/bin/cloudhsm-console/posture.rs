//! `posture`: reads all regions once and prints the report.

use std::{io::Write as _, process::ExitCode, sync::Arc};

use backend_api::Severity;
use signing_backend::{
    clock::SystemClock,
    posture::{PostureExit, PostureFormat, Survey, survey},
};

use crate::{
    emulator::trust_anchors,
    error::StartError,
    flags::{FailOn, PostureFlags, ReportFormat},
    settings::{mode, production_tags},
    start::connect,
};

pub(crate) async fn posture(flags: &PostureFlags) -> Result<ExitCode, StartError> {
    let clock = Arc::new(SystemClock);
    let behind = connect(&flags.aws, &flags.emulator, clock.clone()).await?;
    for notice in &behind.notices {
        tracing::warn!("{notice}");
    }
    let asked = Survey {
        mode: mode(&flags.emulator),
        regions: behind.regions,
        trust_anchors: behind.emulator.as_ref().map(trust_anchors).unwrap_or_default(),
        deletion_protection: flags.deletion_protection_tag.clone(),
        production_tags: production_tags(&flags.production_tags),
    };
    let report = survey(asked, Arc::new(behind.upstream), clock).await;
    if let Some(emulator) = behind.emulator {
        emulator.shutdown().await;
    }
    let text = format(flags.format).write(&report).map_err(StartError::Report)?;
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(StartError::Print)?;
    Ok(ExitCode::from(PostureExit::of(&report, severity(flags.fail_on)).code()))
}

fn format(format: ReportFormat) -> PostureFormat {
    match format {
        ReportFormat::Text => PostureFormat::Text,
        ReportFormat::Json => PostureFormat::Json,
        ReportFormat::Csv => PostureFormat::Csv,
        ReportFormat::Html => PostureFormat::Html,
        ReportFormat::Sarif => PostureFormat::Sarif,
    }
}

fn severity(fail_on: FailOn) -> Severity {
    match fail_on {
        FailOn::Problem => Severity::Bad,
        FailOn::Warning => Severity::Warn,
        FailOn::ToDo => Severity::ToDo,
        FailOn::Info => Severity::Info,
    }
}

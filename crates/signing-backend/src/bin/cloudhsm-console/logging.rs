//! The program's log, on stderr: stdout is for the link.

use tracing_subscriber::EnvFilter;

use crate::flags::{LogFlags, LogFormat};

/// The backend's log: everything that matters.
pub(crate) fn start(flags: &LogFlags) {
    start_at(flags, "info");
}

/// The log of a command whose output is for people: errors only, unless asked for more.
pub(crate) fn start_quiet(flags: &LogFlags) {
    start_at(flags, "error");
}

fn start_at(flags: &LogFlags, level: &str) {
    let filter = flags
        .log_level
        .clone()
        .or_else(|| std::env::var("RUST_LOG").ok())
        .and_then(|text| EnvFilter::try_new(text).ok())
        .unwrap_or_else(|| EnvFilter::new(level))
        .add_directive(never_headers("hyper"))
        .add_directive(never_headers("h2"))
        .add_directive(never_headers("aws_sigv4"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match flags.log_format {
        LogFormat::Text => builder.with_ansi(false).init(),
        LogFormat::Json => builder.json().init(),
    }
}

/// At their most verbose these write headers, `Authorization` among them, and canonical requests:
/// no setting turns that on.
fn never_headers(target: &str) -> tracing_subscriber::filter::Directive {
    let directive = format!("{target}=info");
    directive.parse().unwrap_or_else(|_| tracing::level_filters::LevelFilter::INFO.into())
}

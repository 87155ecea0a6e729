//! Flags of `posture`.

use clap::{Args, ValueEnum};

use super::{AwsFlags, EmulatorFlags, LogFlags, key_value};

/// The flags of `posture`.
#[derive(Debug, Args)]
pub(crate) struct PostureFlags {
    /// The report's format.
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(crate) format: ReportFormat,
    /// The exit code is 1 if there is a finding this severe, or more.
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = FailOn::Problem)]
    pub(crate) fail_on: FailOn,
    /// Tag that protects a resource from deletion.
    #[arg(
        long,
        value_name = "KEY=VALUE",
        default_value = "cloudhsm-console:deletion-protection=enabled",
        value_parser = key_value
    )]
    pub(crate) deletion_protection_tag: (String, String),
    /// Tag that marks production, instead of the default ones. Repeatable.
    #[arg(long = "production-tag", value_name = "KEY=VALUE", value_parser = key_value)]
    pub(crate) production_tags: Vec<(String, String)>,
    #[command(flatten)]
    pub(crate) aws: AwsFlags,
    #[command(flatten)]
    pub(crate) emulator: EmulatorFlags,
    #[command(flatten)]
    pub(crate) log: LogFlags,
}

/// The format of the report.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ReportFormat {
    Text,
    Json,
    Csv,
    Html,
    Sarif,
}

/// How severe a finding must be for the exit code.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FailOn {
    Problem,
    Warning,
    ToDo,
    Info,
}

//! Where notices go.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Notices of what happens to the clusters.
#[derive(Debug, Args)]
#[command(next_help_heading = "Notices")]
pub(crate) struct NotifyFlags {
    /// Webhook to send notices to: findings, states, ends of changes and deletions. Only https, or
    /// http to a loopback address.
    #[arg(long, value_name = "URL")]
    pub(crate) notify: Option<String>,
    /// File with the secret that notices are signed with, mode 0600.
    #[arg(long, value_name = "FILE", requires = "notify")]
    pub(crate) notify_secret_file: Option<PathBuf>,
    /// What the webhook expects.
    #[arg(long, value_enum, requires = "notify", default_value_t = NotifyFormat::Json)]
    pub(crate) notify_format: NotifyFormat,
    /// Print each notice on stdout, as a line of JSON, instead of sending it.
    #[arg(long)]
    pub(crate) notify_dry_run: bool,
}

/// What a webhook expects.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum NotifyFormat {
    Json,
    Slack,
    Sns,
}

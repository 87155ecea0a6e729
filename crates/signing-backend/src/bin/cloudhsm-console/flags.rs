//! The program's flags.

use std::{net::SocketAddr, path::PathBuf};

use axum::http::HeaderName;
use clap::{Args, Parser, Subcommand, ValueEnum};
use cloudhsm_api::Operation;
use ipnet::IpNet;

/// A browser console for AWS CloudHSM: serves it, signs its calls, guards its deletions.
#[derive(Debug, Parser)]
#[command(name = "cloudhsm-console", version, args_conflicts_with_subcommands = true)]
pub(crate) struct Program {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) flags: Flags,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check everything that the same flags would start with, and say what is wrong.
    Check(Box<Flags>),
    /// The audit log.
    #[command(subcommand)]
    Audit(AuditCommand),
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Find lines that were changed, removed or moved. Older parts beside a file are found.
    Verify {
        /// The log; several files are read in this order.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

/// The flags of the backend.
#[derive(Debug, Args)]
pub(crate) struct Flags {
    #[command(flatten)]
    pub(crate) listen: ListenFlags,
    #[command(flatten)]
    pub(crate) aws: AwsFlags,
    #[command(flatten)]
    pub(crate) emulator: EmulatorFlags,
    #[command(flatten)]
    pub(crate) access: AccessFlags,
    #[command(flatten)]
    pub(crate) console: ConsoleFlags,
    #[command(flatten)]
    pub(crate) log: LogFlags,
}

/// Where the backend listens.
#[derive(Debug, Args)]
pub(crate) struct ListenFlags {
    /// Where to listen; beyond loopback only with TLS and --allow-host.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8787")]
    pub(crate) listen: SocketAddr,
    /// Where to serve /metrics, in Prometheus's text, without a token [default: nowhere].
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) metrics_listen: Option<SocketAddr>,
    /// The certificate chain, PEM.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// Its private key, PEM.
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
}

/// What stands behind the backend.
#[derive(Debug, Args)]
#[command(next_help_heading = "AWS")]
pub(crate) struct AwsFlags {
    /// A region that may be asked; repeatable, the first is the default [default: the SDK's region].
    #[arg(long = "region", value_name = "REGION")]
    pub(crate) regions: Vec<String>,
    /// The profile of the shared configuration files.
    #[arg(long)]
    pub(crate) profile: Option<String>,
    /// CloudHSM's endpoint, for all regions [env: AWS_ENDPOINT_URL_CLOUDHSM_V2, AWS_ENDPOINT_URL].
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint_url: Option<String>,
    /// A role to assume with those credentials.
    #[arg(long, value_name = "ARN", conflicts_with = "emulator")]
    pub(crate) role_arn: Option<String>,
    /// The external id that the role's trust policy asks for.
    #[arg(long, value_name = "ID", requires = "role_arn")]
    pub(crate) external_id: Option<String>,
    /// The name of the role's session, which AWS's own logs show.
    #[arg(long, value_name = "NAME", requires = "role_arn", default_value = "cloudhsm-console")]
    pub(crate) role_session_name: String,
    /// Seconds that a call of AWS may take, with all its tries.
    #[arg(long, value_name = "SECONDS", default_value_t = 25, value_parser = clap::value_parser!(u64).range(1..=80))]
    pub(crate) upstream_timeout: u64,
}

/// The embedded emulator instead of AWS.
#[derive(Debug, Args)]
#[command(next_help_heading = "Emulator")]
pub(crate) struct EmulatorFlags {
    /// Start the embedded emulator and use its credentials: nothing in it is real.
    #[arg(long, conflicts_with_all = ["profile", "endpoint_url"])]
    pub(crate) emulator: bool,
    /// The fleet follows from this number.
    #[arg(long, requires = "emulator", value_name = "SEED", default_value_t = 1)]
    pub(crate) emulator_seed: u64,
    /// Generated clusters beside the named ones.
    #[arg(long, requires = "emulator", value_name = "N", default_value_t = 0)]
    pub(crate) emulator_clusters: usize,
    /// How slowly things happen: 1 makes a deletion take a few seconds, 0 makes it immediate.
    #[arg(long, requires = "emulator", value_name = "FACTOR", default_value_t = 1.0)]
    pub(crate) emulator_time_scale: f64,
    /// Serve the emulator's control surface, with which tests make faults and count calls.
    #[arg(long, requires = "emulator")]
    pub(crate) emulator_control: bool,
}

/// Who may call, and what they may ask.
#[derive(Debug, Args)]
#[command(next_help_heading = "Access")]
pub(crate) struct AccessFlags {
    /// Sign only what reads.
    #[arg(long)]
    pub(crate) read_only: bool,
    /// An operation to sign beside the default ones; repeatable.
    #[arg(long = "allow-operation", value_name = "OPERATION")]
    pub(crate) allow_operations: Vec<Operation>,
    /// A host (or host:port) to answer to beside the loopback names; repeatable.
    #[arg(long = "allow-host", value_name = "HOST")]
    pub(crate) allow_hosts: Vec<String>,
    /// An origin whose pages may call, exactly as browsers write it; repeatable.
    #[arg(long = "allow-origin", value_name = "ORIGIN")]
    pub(crate) allow_origins: Vec<String>,
    /// A file, mode 0600, with the session token [default: a new one at each start].
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// The header in which an authenticating proxy names the user, for the audit log.
    #[arg(long, value_name = "HEADER", requires = "trusted_proxies")]
    pub(crate) user_header: Option<HeaderName>,
    /// The network of a proxy whose --user-header is believed; repeatable.
    #[arg(
        long = "trusted-proxy",
        id = "trusted_proxies",
        value_name = "CIDR",
        requires = "user_header"
    )]
    pub(crate) trusted_proxies: Vec<IpNet>,
    /// The tag that blocks a deletion.
    #[arg(
        long,
        value_name = "KEY=VALUE",
        default_value = "cloudhsm-console:deletion-protection=enabled",
        value_parser = key_value
    )]
    pub(crate) deletion_protection_tag: (String, String),
    /// A tag that says production, instead of the default ones; repeatable.
    #[arg(long = "production-tag", value_name = "KEY=VALUE", value_parser = key_value)]
    pub(crate) production_tags: Vec<(String, String)>,
    /// Seconds that a permit is good for.
    #[arg(long, hide = true, default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=300))]
    pub(crate) permit_seconds: u64,
    /// Where the audit log is [default: audit.jsonl in $XDG_STATE_HOME/cloudhsm-console or
    /// ~/.local/state/cloudhsm-console; audit-emulator.jsonl with --emulator].
    #[arg(long, value_name = "FILE")]
    pub(crate) audit_file: Option<PathBuf>,
}

/// The built console.
#[derive(Debug, Args)]
#[command(next_help_heading = "Console")]
pub(crate) struct ConsoleFlags {
    /// A directory with the built console, to be served too.
    #[arg(long, value_name = "DIR")]
    pub(crate) console_dir: Option<PathBuf>,
    /// Serve the console that was built into this binary.
    #[arg(long, conflicts_with = "console_dir")]
    pub(crate) serve_console: bool,
    /// Where the console is served, for the printed link [default: this backend].
    #[arg(long, value_name = "URL")]
    pub(crate) console_url: Option<String>,
    /// What the account is called in the console's bar, such as Production.
    #[arg(long, value_name = "TEXT", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(crate) account_label: Option<String>,
    /// The colour of the account there, such as #b00020.
    #[arg(long, value_name = "#RRGGBB", value_parser = colour)]
    pub(crate) account_color: Option<String>,
    /// Open the link in a browser.
    #[arg(long)]
    pub(crate) open: bool,
}

/// The program's log.
#[derive(Debug, Args)]
#[command(next_help_heading = "Log")]
pub(crate) struct LogFlags {
    /// The log's format.
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    pub(crate) log_format: LogFormat,
    /// The log's level or filter [env: RUST_LOG] [default: info].
    #[arg(long, value_name = "FILTER")]
    pub(crate) log_level: Option<String>,
}

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// A colour whose contrast the console can tell.
fn colour(text: &str) -> Result<String, String> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
    match digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        Some(_) => Ok(text.to_owned()),
        None => Err("it must be # and six hexadecimal digits, such as #b00020".to_owned()),
    }
}

fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("it must look like KEY=VALUE".to_owned()),
    }
}

//! The program's flags.

mod notify;
mod posture;
mod values;

use std::{net::SocketAddr, path::PathBuf};

use axum::http::HeaderName;
use backend_api::OperationSet;
use clap::{Args, Parser, Subcommand, ValueEnum};
use cloudhsm_api::Operation;
use ipnet::IpNet;
use signing_backend::dependents::Looks;
use values::{color, key_value, operation_set};

pub(crate) use notify::{NotifyFlags, NotifyFormat};
pub(crate) use posture::{FailOn, PostureFlags, ReportFormat};

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
    /// Check the configuration without starting the backend.
    Check(Box<Flags>),
    /// Read all regions once, and report what is wrong or to be done. Exit code 0: nothing as severe
    /// as --fail-on; 1: something is; 2: it could not start; 3: a region could not be read.
    Posture(Box<PostureFlags>),
    /// The audit log.
    #[command(subcommand)]
    Audit(AuditCommand),
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Verify the log: find lines that were changed, removed or moved. Older parts are included.
    Verify {
        /// The log files, in order.
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
    pub(crate) notify: NotifyFlags,
    #[command(flatten)]
    pub(crate) log: LogFlags,
}

/// Where the backend listens.
#[derive(Debug, Args)]
pub(crate) struct ListenFlags {
    /// Address to listen on. Other than loopback only with TLS and --allow-host.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8787")]
    pub(crate) listen: SocketAddr,
    /// Address to serve /metrics on, for Prometheus, without a token [default: off].
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
    /// Region to use. Repeatable; the first is the default [default: the SDK's region].
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
    /// The external ID that the role's trust policy requires.
    #[arg(long, value_name = "ID", requires = "role_arn")]
    pub(crate) external_id: Option<String>,
    /// The role session name, as shown in CloudTrail.
    #[arg(long, value_name = "NAME", requires = "role_arn", default_value = "cloudhsm-console")]
    pub(crate) role_session_name: String,
    /// Time limit for a call to AWS in seconds, including retries.
    #[arg(long, value_name = "SECONDS", default_value_t = 25, value_parser = clap::value_parser!(u64).range(1..=80))]
    pub(crate) upstream_timeout: u64,
}

/// The embedded emulator instead of AWS.
#[derive(Debug, Args)]
#[command(next_help_heading = "Emulator")]
pub(crate) struct EmulatorFlags {
    /// Use the embedded emulator instead of AWS.
    #[arg(long, conflicts_with_all = ["profile", "endpoint_url"])]
    pub(crate) emulator: bool,
    /// Seed of the emulator's clusters.
    #[arg(long, requires = "emulator", value_name = "SEED", default_value_t = 1)]
    pub(crate) emulator_seed: u64,
    /// Number of generated clusters, in addition to the named ones.
    #[arg(long, requires = "emulator", value_name = "N", default_value_t = 0)]
    pub(crate) emulator_clusters: usize,
    /// Time scale: at 1 a deletion takes a few seconds, at 0 it is immediate.
    #[arg(long, requires = "emulator", value_name = "FACTOR", default_value_t = 1.0)]
    pub(crate) emulator_time_scale: f64,
    /// Serve the emulator's control API, which lets tests inject faults and count calls.
    #[arg(long, requires = "emulator")]
    pub(crate) emulator_control: bool,
}

/// Who may call, and what they may ask.
#[derive(Debug, Args)]
#[command(next_help_heading = "Access")]
pub(crate) struct AccessFlags {
    /// Allow only read operations, whatever else is allowed.
    #[arg(long)]
    pub(crate) read_only: bool,
    /// Which operations are allowed: read, tag, operate, delete. "operate" creates, initializes,
    /// modifies, copies and shares [default: read,tag,delete; all with --emulator].
    #[arg(long, value_name = "SETS", value_delimiter = ',', value_parser = operation_set)]
    pub(crate) allow: Option<Vec<OperationSet>>,
    /// Allow a single additional operation. Repeatable.
    #[arg(long = "allow-operation", value_name = "OPERATION")]
    pub(crate) allow_operations: Vec<Operation>,
    /// Accept this Host header (host or host:port) in addition to loopback names. Repeatable.
    #[arg(long = "allow-host", value_name = "HOST")]
    pub(crate) allow_hosts: Vec<String>,
    /// Allow pages of this origin to call the backend. Repeatable.
    #[arg(long = "allow-origin", value_name = "ORIGIN")]
    pub(crate) allow_origins: Vec<String>,
    /// File with the session token, mode 0600 [default: a new token at each start].
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// Header in which the authenticating proxy sends the user name.
    #[arg(long, value_name = "HEADER", requires = "trusted_proxies")]
    pub(crate) user_header: Option<HeaderName>,
    /// Network of a proxy to accept --user-header from. Repeatable.
    #[arg(
        long = "trusted-proxy",
        id = "trusted_proxies",
        value_name = "CIDR",
        requires = "user_header"
    )]
    pub(crate) trusted_proxies: Vec<IpNet>,
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
    /// AWS services to ask what depends on a cluster, and whether it is used: some of kms,
    /// cloudwatch, ec2, cloudtrail and quotas, with commas between them, or none.
    #[arg(long, value_name = "SERVICES", default_value = "kms,cloudwatch,ec2,cloudtrail,quotas")]
    pub(crate) look: Looks,
    /// How long a permit is valid, in seconds.
    #[arg(long, hide = true, default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=300))]
    pub(crate) permit_seconds: u64,
    /// The audit log file [default: audit.jsonl in $XDG_STATE_HOME/cloudhsm-console or
    /// ~/.local/state/cloudhsm-console; audit-emulator.jsonl with --emulator].
    #[arg(long, value_name = "FILE")]
    pub(crate) audit_file: Option<PathBuf>,
}

/// The built console.
#[derive(Debug, Args)]
#[command(next_help_heading = "Console")]
pub(crate) struct ConsoleFlags {
    /// Directory of the built console to serve.
    #[arg(long, value_name = "DIR")]
    pub(crate) console_dir: Option<PathBuf>,
    /// Serve the console that was built into this binary.
    #[arg(long, conflicts_with = "console_dir")]
    pub(crate) serve_console: bool,
    /// URL of the console, for the printed link [default: this backend].
    #[arg(long, value_name = "URL")]
    pub(crate) console_url: Option<String>,
    /// Account name to show in the console's header, such as Production.
    #[arg(long, value_name = "TEXT", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(crate) account_label: Option<String>,
    /// Account color in the console's header, such as #b00020.
    #[arg(long, value_name = "#RRGGBB", value_parser = color)]
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

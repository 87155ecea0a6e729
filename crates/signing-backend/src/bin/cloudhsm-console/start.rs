//! From flags to a backend that listens.

use std::{io, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use backend_api::Mode;
use signing_backend::{
    Backend, OperationPolicy, SessionToken, Settings, TokenFileError, app,
    audit::OpenError,
    clock::SystemClock,
    endpoint::EndpointError,
    forward::TransportError,
    guard::ProductionTags,
    http::{Hosts, Limits, MalformedHost, MalformedOrigin, Origins},
};
use tokio::net::TcpListener;

use crate::{audit, aws, emulator, flags::Flags, serve};

/// Why the program does not start, in words for whoever typed the command.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    #[error("no asynchronous runtime: {0}")]
    Runtime(io::Error),
    #[error(
        "no region: name one with --region, AWS_REGION, or `region` in the shared configuration"
    )]
    NoRegion,
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    #[error(transparent)]
    Transport(#[from] TransportError),
    #[error("--allow-host: {0}")]
    Host(#[from] MalformedHost),
    #[error("--allow-origin: {0}")]
    Origin(#[from] MalformedOrigin),
    #[error(transparent)]
    TokenFile(#[from] TokenFileError),
    #[error("no session token: {0}")]
    Token(String),
    #[error("can't listen on {0}: {1}")]
    Listen(SocketAddr, io::Error),
    #[error(
        "--listen {0} is not this machine's loopback: everyone on the network could try to reach \
         the credentials behind this program. Listen on 127.0.0.1 and put an SSH tunnel or a \
         reverse proxy on this machine in front"
    )]
    NotLoopback(SocketAddr),
    #[error("--console-dir {0} has no index.html: is it a built console?")]
    NoConsole(PathBuf),
    #[error(transparent)]
    Emulator(#[from] ::emulator::StartError),
    #[error(transparent)]
    Audit(#[from] OpenError),
    #[error("no place for the audit log: set XDG_STATE_HOME or HOME, or name it with --audit-file")]
    NoAuditPlace,
    #[error("serving ended: {0}")]
    Serve(io::Error),
}

pub(crate) async fn run(flags: Flags) -> Result<(), StartError> {
    if !flags.listen.ip().is_loopback() {
        return Err(StartError::NotLoopback(flags.listen));
    }
    let console_dir = flags.console.console_dir.clone();
    if let Some(dir) = console_dir.as_ref().filter(|dir| !dir.join("index.html").is_file()) {
        return Err(StartError::NoConsole(dir.clone()));
    }
    let origins = Origins::new(&flags.access.allow_origins)?;
    let token = match &flags.access.token_file {
        Some(path) => SessionToken::from_file(path)?,
        None => SessionToken::generate().map_err(|error| StartError::Token(error.to_string()))?,
    };
    let clock = Arc::new(SystemClock);
    let mode = if flags.emulator.emulator { Mode::Emulator } else { Mode::Aws };
    let audit = audit::open(flags.access.audit_file.as_deref(), mode, clock.clone())?;
    let emulator = match mode {
        Mode::Emulator => Some(emulator::start(&flags.emulator, &flags.aws).await?),
        Mode::Aws => None,
    };
    let (upstream, regions) = match &emulator {
        Some(running) => {
            (emulator::connect(running, &flags.aws, clock.clone())?, running.regions())
        }
        None => aws::connect(&flags.aws, clock.clone()).await?,
    };
    let refused = |error| StartError::Listen(flags.listen, error);
    let listener = TcpListener::bind(flags.listen).await.map_err(refused)?;
    let listen = listener.local_addr().map_err(refused)?;
    let mut hosts = flags.access.allow_hosts.clone();
    hosts.extend(origins.hosts());
    let settings = Settings {
        mode,
        regions,
        operations: OperationPolicy::new(flags.access.read_only, &flags.access.allow_operations),
        deletion_protection: flags.access.deletion_protection_tag.clone(),
        production_tags: match flags.access.production_tags.clone() {
            none if none.is_empty() => ProductionTags::default(),
            tags => ProductionTags::new(tags),
        },
        permit_lifetime: Duration::from_secs(flags.access.permit_seconds),
        hosts: Hosts::new(listen, &hosts)?,
        origins,
        limits: Limits::default(),
        console_dir,
        trust_anchors: emulator.as_ref().map(emulator::trust_anchors).unwrap_or_default(),
    };
    print_link(flags.console.console_url.as_deref(), listen, &token);
    if let Some(running) = &emulator {
        print_line(&format!("# Emulator: {}", running.endpoint_url()));
    }
    let backend = Backend::new(settings, token, Arc::new(upstream), audit, clock);
    let backend = Arc::new(backend.map_err(|error| StartError::Token(error.to_string()))?);
    let served = serve::serve(listener, app(backend.clone())).await;
    backend.finish().await;
    if let Some(emulator) = emulator {
        emulator.shutdown().await;
    }
    served.map_err(StartError::Serve)
}

/// The one place where the token is printed.
fn print_link(console_url: Option<&str>, listen: SocketAddr, token: &SessionToken) {
    let base = console_url.map_or_else(|| format!("http://{listen}"), str::to_owned);
    let base = base.trim_end_matches('/');
    print_line(&format!("Open {base}/#token={}", token.expose()));
}

fn print_line(line: &str) {
    use io::Write as _;
    let mut stdout = io::stdout().lock();
    // A closed stdout is no reason not to serve: with a token file the link is known anyway.
    let _ = writeln!(stdout, "{line}");
    let _ = stdout.flush();
}

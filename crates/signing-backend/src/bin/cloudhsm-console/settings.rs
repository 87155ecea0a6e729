//! From flags to what the library takes.

use std::{net::SocketAddr, time::Duration};

use axum::http::uri::Authority;
use backend_api::{Mode, OperationSet, TrustAnchor};
use signing_backend::{
    Console, DEFAULT_SETS, OperationPolicy, SessionToken, Settings,
    guard::ProductionTags,
    http::{Hosts, Limits, Origins, TrustedUser},
};

use crate::{
    error::StartError,
    flags::{AccessFlags, ConsoleFlags, EmulatorFlags, Flags},
};

/// Real AWS, or the emulator.
pub(crate) fn mode(flags: &EmulatorFlags) -> Mode {
    if flags.emulator { Mode::Emulator } else { Mode::Aws }
}

/// The operator's token, or a new one.
pub(crate) fn token(flags: &AccessFlags) -> Result<SessionToken, StartError> {
    Ok(match &flags.token_file {
        Some(path) => SessionToken::from_file(path)?,
        None => SessionToken::generate()?,
    })
}

/// The console that is to be served too.
fn console(flags: &ConsoleFlags) -> Result<Option<Console>, StartError> {
    match &flags.console_dir {
        Some(dir) if !dir.join("index.html").is_file() => Err(StartError::NoConsole(dir.clone())),
        Some(dir) => Ok(Some(Console::Directory(dir.clone()))),
        None if !flags.serve_console => Ok(None),
        #[cfg(feature = "embedded-console")]
        None => Ok(Some(Console::Embedded)),
        #[cfg(not(feature = "embedded-console"))]
        None => Err(StartError::NoEmbeddedConsole),
    }
}

/// What the flags allow. The emulator has nothing to lose.
fn operations(flags: &Flags) -> OperationPolicy {
    let access = &flags.access;
    if access.read_only {
        return OperationPolicy::new(true, &[]);
    }
    let sets = match &access.allow {
        Some(sets) => sets.as_slice(),
        None if mode(&flags.emulator) == Mode::Emulator => OperationSet::ALL,
        None => &DEFAULT_SETS,
    };
    OperationPolicy::of(sets, &access.allow_operations)
}

/// Everything that the operator decided.
pub(crate) fn settings(
    flags: &Flags,
    listen: SocketAddr,
    regions: Vec<String>,
    trust_anchors: Vec<TrustAnchor>,
) -> Result<Settings, StartError> {
    let console = console(&flags.console)?;
    let access = &flags.access;
    let origins = Origins::new(&access.allow_origins)?;
    let hosts = Hosts::new(listen, &access.allow_hosts)?.and_passed_on(&origins.hosts())?;
    Ok(Settings {
        mode: mode(&flags.emulator),
        regions,
        account_label: flags.console.account_label.clone(),
        account_color: flags.console.account_color.clone(),
        operations: operations(flags),
        deletion_protection: access.deletion_protection_tag.clone(),
        production_tags: production_tags(&access.production_tags),
        permit_lifetime: Duration::from_secs(access.permit_seconds),
        looks: access.look.clone(),
        hosts,
        origins,
        trusted_user: access
            .user_header
            .clone()
            .map(|header| TrustedUser::new(header, access.trusted_proxies.clone())),
        limits: Limits::default(),
        console,
        trust_anchors,
    })
}

/// The operator's, or the default ones.
pub(crate) fn production_tags(named: &[(String, String)]) -> ProductionTags {
    match named {
        [] => ProductionTags::default(),
        tags => ProductionTags::new(tags.to_vec()),
    }
}

/// What the flags allow that is only safe under a condition which this program can't check.
pub(crate) fn notices(flags: &Flags) -> Vec<&'static str> {
    let access = &flags.access;
    let is_elsewhere = |host: &String| {
        host.parse::<Authority>()
            .is_ok_and(|named| !matches!(named.host(), "localhost" | "127.0.0.1" | "[::1]"))
    };
    let behind_a_proxy =
        access.allow_hosts.iter().any(is_elsewhere) || !access.trusted_proxies.is_empty();
    if flags.listen.tls_cert.is_none() && behind_a_proxy {
        return vec![
            "This program serves plain HTTP, and --allow-host or --trusted-proxy imply a proxy in \
             front of it. Let the proxy serve HTTPS only. Over plain HTTP, anyone on the network can \
             read the session token",
        ];
    }
    Vec::new()
}

//! From flags to what the library takes.

use std::{net::SocketAddr, time::Duration};

use backend_api::{Mode, TrustAnchor};
use signing_backend::{
    OperationPolicy, SessionToken, Settings,
    guard::ProductionTags,
    http::{Hosts, Limits, Origins, TrustedUser},
};

use crate::{
    error::StartError,
    flags::{AccessFlags, Flags},
};

/// Real AWS, or the emulator.
pub(crate) fn mode(flags: &Flags) -> Mode {
    if flags.emulator.emulator { Mode::Emulator } else { Mode::Aws }
}

/// The operator's token, or a new one.
pub(crate) fn token(flags: &AccessFlags) -> Result<SessionToken, StartError> {
    Ok(match &flags.token_file {
        Some(path) => SessionToken::from_file(path)?,
        None => SessionToken::generate()?,
    })
}

/// Everything that the operator decided.
pub(crate) fn settings(
    flags: &Flags,
    listen: SocketAddr,
    regions: Vec<String>,
    trust_anchors: Vec<TrustAnchor>,
) -> Result<Settings, StartError> {
    let console_dir = flags.console.console_dir.clone();
    if let Some(dir) = console_dir.as_ref().filter(|dir| !dir.join("index.html").is_file()) {
        return Err(StartError::NoConsole(dir.clone()));
    }
    let access = &flags.access;
    let origins = Origins::new(&access.allow_origins)?;
    let mut hosts = access.allow_hosts.clone();
    hosts.extend(origins.hosts());
    Ok(Settings {
        mode: mode(flags),
        regions,
        operations: OperationPolicy::new(access.read_only, &access.allow_operations),
        deletion_protection: access.deletion_protection_tag.clone(),
        production_tags: match access.production_tags.clone() {
            none if none.is_empty() => ProductionTags::default(),
            tags => ProductionTags::new(tags),
        },
        permit_lifetime: Duration::from_secs(access.permit_seconds),
        hosts: Hosts::new(listen, &hosts)?,
        origins,
        trusted_user: access
            .user_header
            .clone()
            .map(|header| TrustedUser::new(header, access.trusted_proxies.clone())),
        limits: Limits::default(),
        console_dir,
        trust_anchors,
    })
}

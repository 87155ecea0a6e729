//! Why the program does not start, in words for whoever typed the command.

use std::{io, net::SocketAddr, path::PathBuf};

use signing_backend::{
    NoRandomness, TokenFileError,
    audit::OpenError,
    endpoint::EndpointError,
    forward::TransportError,
    http::{MalformedHost, MalformedOrigin},
};

/// Why the program does not start.
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
    #[error("AWS_CA_BUNDLE {0}: {1}")]
    CaBundle(PathBuf, BundleError),
    #[error(transparent)]
    Transport(#[from] TransportError),
    #[error("--allow-host: {0}")]
    Host(#[from] MalformedHost),
    #[error("--allow-origin: {0}")]
    Origin(#[from] MalformedOrigin),
    #[error(transparent)]
    TokenFile(#[from] TokenFileError),
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    #[error("can't listen on {0}: {1}")]
    Listen(SocketAddr, io::Error),
    #[error(
        "--listen {0} is not this machine's loopback: everyone on the network could try to reach \
         the credentials behind this program, and read the session token on its way. Listen on \
         127.0.0.1 behind an SSH tunnel or a reverse proxy on this machine, or give --tls-cert, \
         --tls-key and the --allow-host that people will type"
    )]
    NotLoopback(SocketAddr),
    #[error("TLS: {0}")]
    Tls(String),
    #[error("--console-dir {0} has no index.html: is it a built console?")]
    NoConsole(PathBuf),
    #[error(
        "this binary doesn't include the console: use --console-dir, or build with --features \
         embedded-console"
    )]
    #[cfg_attr(feature = "embedded-console", expect(dead_code, reason = "it has the console"))]
    NoEmbeddedConsole,
    #[error(transparent)]
    Emulator(#[from] ::emulator::StartError),
    #[error(transparent)]
    Audit(#[from] OpenError),
    #[error("no location for the audit log: set XDG_STATE_HOME or HOME, or use --audit-file")]
    NoAuditPlace,
    #[error("{0} can't be read: {1}")]
    Read(PathBuf, io::Error),
    #[error("the report can't be written: {0}")]
    Report(serde_json::Error),
    #[error("the report can't be printed: {0}")]
    Print(io::Error),
    #[error("serving ended: {0}")]
    Serve(io::Error),
}

/// What is wrong with a bundle.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BundleError {
    #[error("it can't be read: {0}")]
    Read(#[from] std::io::Error),
    #[error("it is empty")]
    Empty,
    #[error("it is binary (DER). Convert it with: openssl x509 -inform der -in FILE -out FILE.pem")]
    Der,
    #[error("it is UTF-16 text. Save it as UTF-8 or ASCII")]
    Utf16,
    #[error("it holds no certificate: there is no line -----BEGIN CERTIFICATE-----")]
    NoCertificate,
    #[error("its certificate number {0} can't be read: {1}")]
    Certificate(usize, String),
}

//! TLS for whoever listens beyond this machine.

use std::{path::Path, sync::Arc};

use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use tokio_rustls::TlsAcceptor;

use crate::{error::StartError, flags::ListenFlags};

/// The acceptor that the flags ask for; an error when they ask for something unsafe.
pub(crate) fn acceptor(
    flags: &ListenFlags,
    allowed_hosts: &[String],
) -> Result<Option<TlsAcceptor>, StartError> {
    let acceptor = match (&flags.tls_cert, &flags.tls_key) {
        (Some(certificate), Some(key)) => Some(read(certificate, key)?),
        _ => None,
    };
    let exposed = !flags.listen.ip().is_loopback();
    if exposed && (acceptor.is_none() || allowed_hosts.is_empty()) {
        return Err(StartError::NotLoopback(flags.listen));
    }
    Ok(acceptor)
}

fn read(certificate: &Path, key: &Path) -> Result<TlsAcceptor, StartError> {
    let refused = |path: &Path, error: &dyn std::fmt::Display| {
        StartError::Tls(format!("{}: {error}", path.display()))
    };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| refused(certificate, &error))?;
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| refused(key, &error))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| StartError::Tls(error.to_string()))?
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .map_err(|error| refused(certificate, &error))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

//! One HTTP request and its whole answer.

use std::time::Duration;

use aws_services::Protocol;
use axum::http::Request;
use bytes::{Bytes, BytesMut};
use rustls::pki_types::{CertificateDer, pem::PemObject as _};

use super::{Answer, CallError, credentials::with_causes, retry};

/// The largest answer that is read; a page of 50 backups with all their tags is far below.
const LARGEST_ANSWER: usize = 8 * 1024 * 1024;

/// Why no HTTP client can be made.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// The system's certificate store is empty or can't be read.
    #[error("no trusted root certificates: {0}")]
    Roots(String),
    /// The client refuses its settings.
    #[error("no HTTP client: {0}")]
    Client(String),
}

/// The HTTP client: a pool of connections, HTTP/2 where AWS offers it, no redirects.
#[derive(Debug, Clone)]
pub struct Transport(reqwest::Client);

impl Transport {
    /// A client that trusts the system's root certificates.
    ///
    /// `https_proxy` and its kin are honoured, as by other AWS tools, unless `direct`.
    /// `more_roots` is a PEM bundle of roots beside those, as `AWS_CA_BUNDLE` names one.
    pub fn new(direct: bool, more_roots: Option<&[u8]>) -> Result<Self, TransportError> {
        let found = rustls_native_certs::load_native_certs();
        let mut roots = rustls::RootCertStore::empty();
        let (mut trusted, _) = roots.add_parsable_certificates(found.certs);
        for certificate in CertificateDer::pem_slice_iter(more_roots.unwrap_or_default()) {
            let unreadable =
                |error: &dyn std::fmt::Display| TransportError::Roots(error.to_string());
            let certificate = certificate.map_err(|error| unreadable(&error))?;
            roots.add(certificate).map_err(|error| unreadable(&error))?;
            trusted += 1;
        }
        // A plain-http endpoint on this machine needs none.
        if trusted == 0 && !direct {
            let reasons: Vec<_> = found.errors.iter().map(ToString::to_string).collect();
            return Err(TransportError::Roots(reasons.join("; ")));
        }
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let mut tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| TransportError::Client(error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(concat!("cloudhsm-console/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            // Whether a request is sent again is decided in `retry`, and nowhere else.
            .retry(reqwest::retry::never())
            .connect_timeout(Duration::from_secs(5))
            .pool_idle_timeout(Duration::from_secs(20))
            .tcp_nodelay(true);
        if direct {
            builder = builder.no_proxy();
        }
        builder.build().map(Self).map_err(|error| TransportError::Client(with_causes(&error)))
    }

    /// Sends a request and reads the answer, within a time.
    pub(crate) async fn send(
        &self,
        request: Request<Bytes>,
        limit: Duration,
    ) -> Result<Answer, CallError> {
        let request = reqwest::Request::try_from(request)
            .map_err(|error| CallError::Unreachable(with_causes(&error)))?;
        tokio::time::timeout(limit, self.exchange(request))
            .await
            .unwrap_or(Err(CallError::TimedOut(limit)))
    }

    /// Sends a request within a time: the status of its answer, and the seconds of `Retry-After`. The
    /// body of the answer isn't read.
    pub(crate) async fn status_of(
        &self,
        request: Request<Bytes>,
        limit: Duration,
    ) -> Result<(u16, Option<u64>), CallError> {
        let request = reqwest::Request::try_from(request)
            .map_err(|error| CallError::Unreachable(with_causes(&error)))?;
        let response = tokio::time::timeout(limit, self.execute(request))
            .await
            .unwrap_or(Err(CallError::TimedOut(limit)))?;
        let retry_after = response.headers().get("retry-after");
        let retry_after = retry_after.and_then(|value| value.to_str().ok());
        Ok((response.status().as_u16(), retry_after.and_then(retry::read_retry_after)))
    }

    async fn execute(&self, request: reqwest::Request) -> Result<reqwest::Response, CallError> {
        self.0.execute(request).await.map_err(|error| {
            let connecting = error.is_connect();
            let text = with_causes(&error.without_url());
            if connecting { CallError::Unreachable(text) } else { CallError::Broken(text) }
        })
    }

    async fn exchange(&self, request: reqwest::Request) -> Result<Answer, CallError> {
        let mut response = self.execute(request).await?;
        let header = |name: &str| {
            response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        let mut answer = Answer {
            status: response.status().as_u16(),
            content_type: header("content-type"),
            request_id: header("x-amzn-requestid"),
            error_type: header("x-amzn-errortype"),
            retry_after: header("retry-after").and_then(|value| retry::read_retry_after(&value)),
            date: header("date"),
            body: Bytes::new(),
            protocol: Protocol::default(),
        };
        let mut body = BytesMut::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| CallError::Broken(with_causes(&error.without_url())))?
        {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(CallError::TooLarge(LARGEST_ANSWER));
            }
            body.extend_from_slice(&chunk);
        }
        answer.body = body.freeze();
        Ok(answer)
    }
}

//! A running emulator.

use std::{net::SocketAddr, sync::Arc};

use axum::Router;

use crate::{
    Anchor, Config, Credentials, StartError,
    http::{self, Server},
    service::Service,
};

/// CloudHSM v2, on this machine.
#[derive(Debug)]
pub struct Emulator {
    service: Arc<Service>,
    server: Server,
}

impl Emulator {
    /// Makes the fleet and starts to listen.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let service = Arc::new(Service::new(&config)?);
        let server = Server::bind(config.listen, http::app(Arc::clone(&service)))
            .await
            .map_err(|source| StartError::Listen { address: config.listen, source })?;
        Ok(Self { service, server })
    }

    /// The URL for `--endpoint-url` and `AWS_ENDPOINT_URL`; the same for all regions and for STS.
    pub fn endpoint_url(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// The access key of the emulator's user.
    pub fn credentials(&self) -> Credentials {
        self.service.keys().user().clone()
    }

    /// The access key of a session, with its token. It does not end.
    pub fn session_credentials(&self) -> Credentials {
        self.service.keys().session().clone()
    }

    /// The access key of a session that has ended.
    pub fn expired_credentials(&self) -> Credentials {
        self.service.keys().expired().clone()
    }

    /// The regions that it serves.
    pub fn regions(&self) -> Vec<String> {
        self.service.regions.clone()
    }

    /// The roots that the HSMs' certificates chain to.
    pub fn trust_anchors(&self) -> Vec<Anchor> {
        self.service.pki.anchors()
    }

    /// The customer's certificate authority, which issued the clusters' certificates.
    pub fn customer_ca(&self) -> String {
        self.service.pki.customer_ca().to_owned()
    }

    /// Stops listening and ends all connections.
    pub async fn shutdown(self) {
        self.server.stop().await;
    }
}

/// The emulator as a service without a socket, with the access key of its user.
pub fn app(config: &Config) -> Result<(Router, Credentials), StartError> {
    let service = Arc::new(Service::new(config)?);
    let credentials = service.keys().user().clone();
    Ok((http::app(service), credentials))
}

//! A running emulator, and the same without a socket.

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
    app: App,
    server: Server,
}

impl Emulator {
    /// Makes the fleet and starts to listen.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let app = app(&config)?;
        let server = Server::bind(config.listen, app.router())
            .await
            .map_err(|source| StartError::Listen { address: config.listen, source })?;
        Ok(Self { app, server })
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
        self.app.credentials()
    }

    /// The access key of a session, with its token. It does not end.
    pub fn session_credentials(&self) -> Credentials {
        self.app.session_credentials()
    }

    /// The access key of a session that has ended.
    pub fn expired_credentials(&self) -> Credentials {
        self.app.expired_credentials()
    }

    /// The regions that it serves.
    pub fn regions(&self) -> Vec<String> {
        self.app.service.regions.clone()
    }

    /// The roots that the HSMs' certificates chain to.
    pub fn trust_anchors(&self) -> Vec<Anchor> {
        self.app.trust_anchors()
    }

    /// The customer's certificate authority, which issued the clusters' certificates.
    pub fn customer_ca(&self) -> String {
        self.app.customer_ca()
    }

    /// Stops listening and ends all connections.
    pub async fn shutdown(self) {
        self.server.stop().await;
    }
}

/// The emulator as a service without a socket, for tests that call it in memory.
#[derive(Debug, Clone)]
pub struct App {
    service: Arc<Service>,
}

/// Makes the fleet; [`App::router`] answers for it.
pub fn app(config: &Config) -> Result<App, StartError> {
    Ok(App { service: Arc::new(Service::new(config)?) })
}

impl App {
    /// The service. All routers of one app share its fleet.
    pub fn router(&self) -> Router {
        http::app(Arc::clone(&self.service))
    }

    /// See [`Emulator::credentials`].
    pub fn credentials(&self) -> Credentials {
        self.service.keys().user().clone()
    }

    /// See [`Emulator::session_credentials`].
    pub fn session_credentials(&self) -> Credentials {
        self.service.keys().session().clone()
    }

    /// See [`Emulator::expired_credentials`].
    pub fn expired_credentials(&self) -> Credentials {
        self.service.keys().expired().clone()
    }

    /// See [`Emulator::trust_anchors`].
    pub fn trust_anchors(&self) -> Vec<Anchor> {
        self.service.pki.anchors()
    }

    /// See [`Emulator::customer_ca`].
    pub fn customer_ca(&self) -> String {
        self.service.pki.customer_ca().to_owned()
    }
}

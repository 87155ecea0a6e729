//! Connections: accepted up to a limit, with limits on their headers, and finished on a signal.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::Request};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{
        conn::auto::Builder,
        graceful::{GracefulShutdown, Watcher},
    },
};
use signing_backend::http::Peer;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::Semaphore,
};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

const CONNECTIONS: usize = 1024;
const HEADERS: Duration = Duration::from_secs(10);
/// What is in flight may take this long to finish after a signal.
const FINISH: Duration = Duration::from_secs(30);

/// Serves until a signal comes, then finishes what is in flight.
pub(crate) async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    app: Router,
) -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let graceful = GracefulShutdown::new();
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    let mut server = Builder::new(TokioExecutor::new());
    server.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS);
    server.http2().timer(TokioTimer::new()).max_concurrent_streams(128);
    let server = Arc::new(server);
    loop {
        // Taken before accepting: beyond the limit, clients wait in the kernel's queue.
        let slot = connections.clone().acquire_owned();
        let accepted = tokio::select! {
            accepted = async { (slot.await, listener.accept().await) } => accepted,
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
        };
        let (Ok(slot), Ok((stream, peer))) = accepted else {
            // Out of file descriptors: closing connections frees some.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let (app, tls, server) = (app.clone(), tls.clone(), server.clone());
        let watcher = graceful.watcher();
        tokio::spawn(async move {
            match tls {
                None => converse(&server, watcher, stream, app, peer).await,
                Some(tls) => match tokio::time::timeout(HEADERS, tls.accept(stream)).await {
                    Ok(Ok(stream)) => converse(&server, watcher, stream, app, peer).await,
                    Ok(Err(error)) => tracing::debug!(%peer, %error, "no TLS"),
                    Err(_) => tracing::debug!(%peer, "no TLS in time"),
                },
            }
            drop(slot);
        });
    }
    drop(listener);
    tracing::info!("finishing what is in flight");
    if tokio::time::timeout(FINISH, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish");
    }
    Ok(())
}

/// All requests of one connection.
async fn converse<S>(
    server: &Builder<TokioExecutor>,
    watcher: Watcher,
    stream: S,
    app: Router,
    peer: SocketAddr,
) where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer.ip()));
        app.clone().oneshot(request)
    });
    let connection = server.serve_connection(TokioIo::new(stream), service).into_owned();
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%peer, %error, "a connection ended");
    }
}

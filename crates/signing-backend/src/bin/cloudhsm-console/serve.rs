//! Connections: accepted up to a limit, with limits on their headers and their silence, and finished
//! on a signal.

use std::{error::Error, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::Request};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{
        conn::auto::Builder,
        graceful::{GracefulShutdown, Watcher},
    },
};
use signing_backend::http::{OverTls, Peer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::Semaphore,
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use crate::silence::Silence;

const CONNECTIONS: usize = 1024;
const HEADERS: Duration = Duration::from_secs(10);
/// An answer may take so long to be read, and HTTP/2 be silent.
const KEPT: Duration = Duration::from_mins(1);
/// All headers of a request; the largest of ours, a confirmation, is a few hundred bytes.
const HEADER_BYTES: usize = 64 * 1024;
/// What is in flight may take this long to finish after a signal.
const FINISH: Duration = Duration::from_secs(30);

/// Cancelled by SIGTERM or SIGINT, which from now on no longer end the process by themselves.
pub(crate) fn ending() -> io::Result<CancellationToken> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let ending = CancellationToken::new();
    let cancelled = ending.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        cancelled.cancel();
    });
    Ok(ending)
}

/// Serves until `ending` is cancelled, then finishes what is in flight.
pub(crate) async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    app: Router,
    ending: CancellationToken,
) -> io::Result<()> {
    let graceful = GracefulShutdown::new();
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    let mut server = Builder::new(TokioExecutor::new());
    server.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS).max_buf_size(HEADER_BYTES);
    server.http2().timer(TokioTimer::new()).max_concurrent_streams(128);
    let server = Arc::new(server);
    loop {
        // Taken before accepting: beyond the limit, clients wait in the kernel's queue.
        let slot = connections.clone().acquire_owned();
        let accepted = tokio::select! {
            accepted = async { (slot.await, listener.accept().await) } => accepted,
            () = ending.cancelled() => break,
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
                None => converse(&server, watcher, stream, app, Peering { peer, tls: false }).await,
                Some(tls) => match tokio::time::timeout(HEADERS, tls.accept(stream)).await {
                    Ok(Ok(stream)) => {
                        converse(&server, watcher, stream, app, Peering { peer, tls: true }).await;
                    }
                    Ok(Err(error)) => tracing::debug!(%peer, %error, "no TLS"),
                    Err(_) => tracing::debug!(%peer, "TLS handshake timed out"),
                },
            }
            drop(slot);
        });
    }
    drop(listener);
    tracing::info!("finishing open requests");
    if tokio::time::timeout(FINISH, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish");
    }
    Ok(())
}

/// The other end of a connection, and whether it speaks TLS.
#[derive(Debug, Clone, Copy)]
struct Peering {
    peer: SocketAddr,
    tls: bool,
}

/// All requests of one connection.
async fn converse<S>(
    server: &Builder<TokioExecutor>,
    watcher: Watcher,
    stream: S,
    app: Router,
    Peering { peer, tls }: Peering,
) where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let silence = Silence::new(HEADERS, KEPT);
    let activity = silence.clone();
    let service = service_fn(move |mut request: Request<Incoming>| {
        let busy = activity.busy();
        request.extensions_mut().insert(Peer(peer.ip()));
        if tls {
            request.extensions_mut().insert(OverTls);
        }
        let answer = app.clone().oneshot(request);
        async move {
            // Until its last byte is written: the stream of the fleet has minutes of silence on the way in.
            answer.await.map(|answer| answer.map(|body| busy.until_written(body)))
        }
    });
    let connection = server.serve_connection(TokioIo::new(stream), service).into_owned();
    tokio::select! {
        ended = watcher.watch(connection) => {
            if let Err(error) = ended {
                tell(peer, error.as_ref());
            }
        }
        // The server itself waits for ever for a connection's first bytes.
        () = silence.too_long() => tell_silence(peer),
    }
}

/// What is not HTTP is told aloud; clients that go away, or have no more to ask, are everyday.
fn tell(peer: SocketAddr, error: &(dyn Error + Send + Sync + 'static)) {
    let known = error.downcast_ref::<hyper::Error>();
    if known.is_some_and(hyper::Error::is_timeout) {
        tell_silence(peer);
    } else if known.is_some_and(|error| error.is_parse() || error.is_parse_too_large()) {
        tracing::warn!(%peer, %error, "a malformed HTTP request was refused");
    } else {
        tracing::debug!(%peer, %error, "a connection ended");
    }
}

fn tell_silence(peer: SocketAddr) {
    tracing::warn!(%peer, "a connection without a request was closed");
}

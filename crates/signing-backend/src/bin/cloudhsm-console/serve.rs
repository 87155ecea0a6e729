//! Connections: accepted up to a limit, with limits on their headers, and finished on a signal.

use std::{io, sync::Arc, time::Duration};

use axum::{Router, extract::Request};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::Semaphore,
};
use tower::ServiceExt as _;

const CONNECTIONS: usize = 1024;
const HEADERS: Duration = Duration::from_secs(10);
/// What is in flight may take this long to finish after a signal.
const FINISH: Duration = Duration::from_secs(30);

pub(crate) async fn serve(listener: TcpListener, app: Router) -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let graceful = GracefulShutdown::new();
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    let mut server = Builder::new(TokioExecutor::new());
    server.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS);
    server.http2().timer(TokioTimer::new()).max_concurrent_streams(128);
    loop {
        // Taken before accepting: beyond the limit, clients wait in the kernel's queue.
        let slot = connections.clone().acquire_owned();
        let accepted = tokio::select! {
            accepted = async { (slot.await, listener.accept().await) } => accepted,
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
        };
        let (Ok(slot), Ok((stream, _))) = accepted else {
            // Out of file descriptors: closing connections frees some.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let app = app.clone();
        let service = hyper::service::service_fn(move |request: Request<Incoming>| {
            app.clone().oneshot(request)
        });
        let connection = server.serve_connection(TokioIo::new(stream), service).into_owned();
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended");
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

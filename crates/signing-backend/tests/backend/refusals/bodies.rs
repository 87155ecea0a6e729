//! Bodies: too large, without an end, or more of them than there is room for.

use axum::body::Body;
use backend_api::ApiErrorCode;

use super::operation_path;
use crate::support::{Bench, CLUSTER, REGION, eventually};

#[tokio::test]
async fn a_large_body_is_refused() {
    let bench = Bench::new();
    let path = operation_path(REGION, "DescribeClusters");
    let body = vec![b' '; 20 * 1024 * 1024];
    let reply = bench.send(bench.request("POST", &path, body)).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (413, ApiErrorCode::BodyTooLarge));
    assert_eq!(bench.cloud.calls(), 0);
}

#[tokio::test]
async fn a_body_that_never_ends_times_out() {
    let mut settings = crate::support::settings();
    settings.limits.body_time = std::time::Duration::from_millis(50);
    let bench = Bench::with(settings);
    // The sender stays, and sends nothing.
    let body = Body::new(Forever);
    let path = operation_path(REGION, "DescribeClusters");
    let reply = bench.send(bench.request("POST", &path, body)).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (408, ApiErrorCode::RequestTimeout));
}

#[tokio::test]
async fn too_many_requests_at_once_are_told_to_wait() {
    use tower::ServiceExt as _;
    let mut settings = crate::support::settings();
    settings.limits.requests = 1;
    let bench = Bench::with(settings);
    let path = operation_path(REGION, "DescribeClusters");
    let waiting = bench.request("POST", &path, Body::new(Forever));
    let waiting = tokio::spawn(bench.router.clone().oneshot(waiting));
    eventually("the only place is taken", async || {
        (bench.get("/api/session").await.status != 200).then_some(())
    })
    .await;
    let reply = bench.get("/api/session").await;
    assert_eq!((reply.status.as_u16(), reply.code()), (503, ApiErrorCode::Overloaded));
    assert_eq!(reply.header("retry-after"), "1");
    waiting.abort();
    assert!(waiting.await.is_err());
    assert_eq!(bench.get("/api/session").await.status, 200);
}

struct Forever;

impl hyper::body::Body for Forever {
    type Data = bytes::Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<bytes::Bytes>, Self::Error>>> {
        std::task::Poll::Pending
    }
}

/// A connection that is closed with bytes unread is reset: its client would not see the answer.
#[tokio::test]
async fn a_plan_reads_the_body_that_it_does_not_need() {
    let bench = Bench::new();
    let path = backend_api::routes::cluster_deletion_plan(REGION, CLUSTER);
    let left = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(20));
    let request = bench.request("POST", &path, Body::new(InParts(left.clone())));
    assert_eq!(bench.send(request).await.status, 200);
    assert_eq!(left.load(std::sync::atomic::Ordering::SeqCst), 0, "parts of the body are unread");
    let request = bench.request("POST", &path, vec![b' '; 1024 * 1024]);
    assert_eq!(bench.send(request).await.code(), ApiErrorCode::BodyTooLarge);
}

/// A body of so many parts.
struct InParts(std::sync::Arc<std::sync::atomic::AtomicUsize>);

impl hyper::body::Body for InParts {
    type Data = bytes::Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<bytes::Bytes>, Self::Error>>> {
        use std::sync::atomic::Ordering;
        if self.0.load(Ordering::SeqCst) == 0 {
            return std::task::Poll::Ready(None);
        }
        self.0.fetch_sub(1, Ordering::SeqCst);
        std::task::Poll::Ready(Some(Ok(hyper::body::Frame::data(bytes::Bytes::from_static(b" ")))))
    }
}

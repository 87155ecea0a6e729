//! `/healthz` and `/readyz`: answered when the process is at its busiest.

use backend_api::ApiErrorCode;
use signing_backend::http::Limits;

use crate::support::{Bench, settings};

#[tokio::test]
async fn they_need_no_place_among_the_requests() {
    let mut settings = settings();
    settings.limits = Limits { requests: 0, ..Limits::default() };
    let bench = Bench::with(settings);
    let reply = bench.get("/api/session").await;
    assert_eq!((reply.status.as_u16(), reply.code()), (503, ApiErrorCode::Overloaded));
    for path in ["/healthz", "/readyz"] {
        assert_eq!(bench.get(path).await.status, 200, "{path}");
    }
}

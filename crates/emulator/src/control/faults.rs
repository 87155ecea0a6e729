//! Faults that wait for a call to happen to.

use std::time::Duration;

use axum::{
    body::Body,
    http::{
        StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use cloudhsm_api::{ErrorCode, Operation};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    fault::Fault,
    http::{Reply, Sabotage, Wire, write_fault},
};

use super::{half_body::BreaksOff, raw};

/// A fault as a test orders it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Order {
    /// Only calls of this operation; absent: any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    operation: Option<Operation>,
    /// Only calls in this region; absent: any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    /// Only calls that name this resource; absent: any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    resource: Option<String>,
    /// How many calls it happens to.
    #[serde(default = "once")]
    times: u64,
    kind: Kind,
    /// Waits first, with every kind.
    #[serde(default)]
    delay_ms: u64,
    /// The call is carried out before the fault happens to its answer, with every kind.
    #[serde(default)]
    carried_out: bool,
    /// Of `error` and `raw`: the status. Of `error`: the code, the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// Of `raw`: the body; a string is sent as it is, anything else as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Value>,
}

fn once() -> u64 {
    1
}

/// What happens to a call. All but the last three leave the fleet as it is, unless the order says
/// that the call is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    /// `ThrottlingException`.
    Throttle,
    /// `CloudHsmInternalFailureException`, status 500.
    InternalFailure,
    /// `AccessDeniedException`.
    AccessDenied,
    /// The error that the order describes.
    Error,
    /// No answer, and the connection stays open.
    Hang,
    /// No answer, and the connection is dropped.
    Reset,
    /// Not JSON, with status 200.
    Garbage,
    /// The page of a gateway in front of the service, with status 502.
    BadGateway,
    /// Answered as if all went well, with nothing in it.
    Pretend,
    /// The body that the order has, with its status, or 200.
    Raw,
    /// Only waits; then all goes well.
    Delay,
    /// All goes well, but the answer breaks off in the middle.
    HalfBody,
    /// All goes well, but the connection is dropped before the answer.
    PerformThenReset,
}

/// The orders, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct FaultQueue(Vec<Order>);

impl FaultQueue {
    pub(super) fn add(&mut self, order: Order) {
        self.0.push(order);
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn orders(&self) -> &[Order] {
        &self.0
    }

    /// The first order that this call fits.
    pub(super) fn take(
        &mut self,
        operation: Operation,
        region: &str,
        resource: Option<&str>,
    ) -> Option<Order> {
        let fits = |order: &Order| {
            order.operation.is_none_or(|own| own == operation)
                && order.region.as_deref().is_none_or(|own| own == region)
                && order.resource.as_deref().is_none_or(|own| Some(own) == resource)
        };
        let index = self.0.iter().position(fits)?;
        let order = self.0.get_mut(index)?;
        let taken = order.clone();
        order.times = order.times.saturating_sub(1);
        if order.times == 0 {
            self.0.remove(index);
        }
        Some(taken)
    }
}

impl Order {
    /// Lets the fault happen to a call.
    pub(super) async fn happen(
        self,
        wire: Wire,
        run: impl FnOnce() -> Result<Value, Fault>,
    ) -> Reply {
        if self.delay_ms > 0 {
            tokio::time::sleep(Duration::from_millis(self.delay_ms)).await;
        }
        let mut run = Some(run);
        let before = if self.carried_out { run.take().map(|run| run()) } else { None };
        // One of the two is there.
        let carry_out =
            move || before.or_else(|| run.map(|run| run())).unwrap_or_else(|| Ok(json!({})));
        let refusal = |status, code: &str, words: &str| {
            let message = self.message.clone().unwrap_or_else(|| words.to_owned());
            write_fault(&Fault { status, code: ErrorCode::from(code), message }, wire)
        };
        let bad_request = StatusCode::BAD_REQUEST;
        Reply(match self.kind {
            Kind::Throttle => refusal(bad_request, "ThrottlingException", "Rate exceeded"),
            Kind::InternalFailure => refusal(
                StatusCode::INTERNAL_SERVER_ERROR,
                "CloudHsmInternalFailureException",
                "The request failed because of an internal failure.",
            ),
            Kind::AccessDenied => refusal(
                bad_request,
                "AccessDeniedException",
                "User is not authorized to perform this operation.",
            ),
            Kind::Error => {
                let status = self.status.and_then(|status| StatusCode::from_u16(status).ok());
                let code = self.code.as_deref().unwrap_or("CloudHsmServiceException");
                refusal(status.unwrap_or(bad_request), code, "Ordered by a test.")
            }
            Kind::Hang => std::future::pending().await,
            Kind::Reset => dropped(),
            Kind::Garbage => "<html>no json</html>".into_response(),
            Kind::Raw => raw::answer(self.status, self.body.as_ref()),
            Kind::BadGateway => {
                (StatusCode::BAD_GATEWAY, "<html><h1>502 Bad Gateway</h1></html>").into_response()
            }
            Kind::Pretend => Reply::of(Ok(json!({})), wire).0,
            Kind::Delay => Reply::of(carry_out(), wire).0,
            Kind::HalfBody => half(Reply::of(carry_out(), wire).0).await,
            Kind::PerformThenReset => {
                // Whether it went well or not, nobody is told.
                let _ = carry_out();
                dropped()
            }
        })
    }
}

fn dropped() -> Response {
    let mut response = Response::default();
    response.extensions_mut().insert(Sabotage::Reset);
    response
}

/// The answer promises more than it brings.
async fn half(response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let whole = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let start = whole.slice(..whole.len() / 2);
    let mut broken = (parts.status, Body::new(BreaksOff::after(start))).into_response();
    if let Some(kind) = parts.headers.get(CONTENT_TYPE) {
        broken.headers_mut().insert(CONTENT_TYPE, kind.clone());
    }
    broken.headers_mut().insert(CONTENT_LENGTH, whole.len().into());
    broken
}

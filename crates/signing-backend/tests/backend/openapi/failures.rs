//! Which codes a route can answer, and the responses that they come in.

use std::collections::{BTreeMap, BTreeSet};

use backend_api::ApiErrorCode;
use serde_json::{Map, Value, json};

use super::{calls::header_ref, document::status_of, texts::Texts};

/// Routes that can fail in the same ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// `/healthz`
    Open,
    /// `/readyz`
    Ready,
    /// `/api/session`
    Own,
    /// `/api/activity`
    Activity,
    /// `/api/attempts/{attempt}/stop`
    Attempt,
    /// `/api/attempts/{attempt}` and its receipt, which the log may have.
    Receipt,
    /// A plan, and who depends on a cluster.
    Plan,
    /// An operation that only reads.
    Reading,
    /// An operation that changes what can be changed back.
    Changing,
    /// An operation that needs a permit.
    Guarded,
}

const ALL: [Kind; 10] = [
    Kind::Open,
    Kind::Ready,
    Kind::Own,
    Kind::Activity,
    Kind::Attempt,
    Kind::Receipt,
    Kind::Plan,
    Kind::Reading,
    Kind::Changing,
    Kind::Guarded,
];

/// Answered by every route.
const EVERYWHERE: &[ApiErrorCode] = &[
    ApiErrorCode::MalformedRequest,
    ApiErrorCode::HostNotAllowed,
    ApiErrorCode::InternalError,
    ApiErrorCode::UpstreamTimeout,
];
/// Behind the token. All of these read the whole body, even if they have no use for one.
const API: &[ApiErrorCode] = &[
    ApiErrorCode::Overloaded,
    ApiErrorCode::Unauthorized,
    ApiErrorCode::TooManyAttempts,
    ApiErrorCode::OriginNotAllowed,
    ApiErrorCode::BodyTooLarge,
    ApiErrorCode::RequestTimeout,
];
/// Where AWS is asked.
const AWS: &[ApiErrorCode] = &[
    ApiErrorCode::AnswerTooLarge,
    ApiErrorCode::UnknownRegion,
    ApiErrorCode::CredentialsUnavailable,
    ApiErrorCode::UpstreamUnreachable,
    ApiErrorCode::UpstreamGarbled,
];
/// Where an operation is named.
const OPERATION: &[ApiErrorCode] = &[ApiErrorCode::UnknownOperation, ApiErrorCode::ReadOnly];
/// Behind the guard.
const GUARD: &[ApiErrorCode] = &[
    ApiErrorCode::ResourceNotFound,
    ApiErrorCode::PermitRequired,
    ApiErrorCode::PermitInvalid,
    ApiErrorCode::PermitExpired,
    ApiErrorCode::PermitUsed,
    ApiErrorCode::PermitSuperseded,
    ApiErrorCode::PermitMismatch,
    ApiErrorCode::ConfirmationMismatch,
    ApiErrorCode::AcknowledgementMissing,
    ApiErrorCode::PlanChanged,
    ApiErrorCode::DeletionBlocked,
    ApiErrorCode::ResourceGone,
];
/// Where something is sent that changes the account.
const SENT: &[ApiErrorCode] = &[
    ApiErrorCode::UserRequired,
    ApiErrorCode::CallerChanged,
    ApiErrorCode::DeletionUnderWay,
    ApiErrorCode::AuditUnavailable,
    ApiErrorCode::TimeLimit,
    ApiErrorCode::OutcomeUnknown,
];

pub(super) fn codes(kind: Kind) -> BTreeSet<String> {
    let parts: &[&[ApiErrorCode]] = match kind {
        Kind::Open => &[EVERYWHERE],
        Kind::Ready => &[EVERYWHERE, &[ApiErrorCode::CredentialsUnavailable]],
        Kind::Own => &[EVERYWHERE, API],
        Kind::Activity => &[EVERYWHERE, API, &[ApiErrorCode::AuditUnavailable]],
        Kind::Plan => &[EVERYWHERE, API, AWS, &[ApiErrorCode::ResourceNotFound]],
        Kind::Receipt => {
            &[EVERYWHERE, API, &[ApiErrorCode::AttemptNotFound, ApiErrorCode::AuditUnavailable]]
        }
        Kind::Attempt => &[EVERYWHERE, API, &[ApiErrorCode::AttemptNotFound]],
        Kind::Reading => &[EVERYWHERE, API, AWS, OPERATION],
        Kind::Changing => &[EVERYWHERE, API, AWS, OPERATION, SENT],
        Kind::Guarded => &[EVERYWHERE, API, AWS, OPERATION, SENT, GUARD],
    };
    parts.iter().copied().flatten().map(ToString::to_string).collect()
}

/// The statuses of a kind's failures.
pub(super) fn statuses(kind: Kind) -> BTreeSet<u16> {
    codes(kind).iter().map(|code| status_of(code)).collect()
}

fn of_status(kind: Kind, status: u16) -> Vec<String> {
    codes(kind).into_iter().filter(|code| status_of(code) == status).collect()
}

/// The name of the response of a status: kinds with the same codes share it.
pub(super) fn name(kind: Kind, status: u16) -> String {
    let codes = of_status(kind, status);
    let first = ALL.into_iter().find(|other| of_status(*other, status) == codes);
    format!("{status}-{}", format!("{:?}", first.unwrap_or(kind)).to_lowercase())
}

/// All responses.
pub(super) fn responses(texts: &Texts) -> Map<String, Value> {
    let meaning: BTreeMap<_, _> = texts.codes().collect();
    let mut responses = Map::new();
    for kind in ALL {
        for status in statuses(kind) {
            let line = |code: String| format!("- `{code}`: {}.", text(&meaning, &code, status));
            let listed: Vec<_> = of_status(kind, status).into_iter().map(line).collect();
            let mut headers = Map::new();
            if matches!(status, 429 | 503 | 504) {
                headers.insert("retry-after".to_owned(), header_ref("retry-after"));
            }
            if status == 401 {
                headers.insert("www-authenticate".to_owned(), header_ref("www-authenticate"));
            }
            let schema = json!({ "$ref": "#/components/schemas/ErrorBody" });
            let response = json!({
                "description": listed.join("\n"),
                "headers": headers,
                "content": { "application/json": { "schema": schema } },
            });
            responses.insert(name(kind, status), response);
        }
    }
    responses
}

/// The comment of a code, which ends with the status that it is answered with.
fn text(meaning: &BTreeMap<&str, &str>, code: &str, status: u16) -> String {
    let told = meaning.get(code).unwrap_or_else(|| panic!("{code} has no comment"));
    let told = told.strip_suffix(&status.to_string());
    let told = told.unwrap_or_else(|| panic!("the comment of {code} does not end with {status}"));
    told.trim_end_matches([' ', '.']).to_owned()
}

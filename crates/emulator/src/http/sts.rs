//! A small STS, so that a client finds out who it is in the same way as at AWS: `GetCallerIdentity`
//! and `AssumeRole`, in the query protocol.

use std::collections::HashMap;

use axum::{
    http::{StatusCode, header::CONTENT_TYPE, request::Parts},
    response::{IntoResponse, Response},
};
use cloudhsm_api::Timestamp;

use crate::{
    credentials::{ACCOUNT, KnownKey},
    service::Service,
    sigv4::{Caller, Refusal, SignedRequest, verify},
};

const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";
const DEFAULT_SESSION_SECONDS: i64 = 3600;
const SESSION_SECONDS: std::ops::RangeInclusive<i64> = 900..=43_200;

type Parameters = HashMap<String, String>;

struct Error {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl Error {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    fn validation(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "ValidationError", message)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let forbidden = StatusCode::FORBIDDEN;
        match refusal {
            Refusal::Missing => Self::new(
                forbidden,
                "MissingAuthenticationToken",
                "Request is missing Authentication Token",
            ),
            Refusal::Incomplete(text) => {
                Self::new(StatusCode::BAD_REQUEST, "IncompleteSignature", text)
            }
            Refusal::Invalid(text) => Self::new(forbidden, "SignatureDoesNotMatch", text),
            Refusal::UnknownKey => Self::new(
                forbidden,
                "InvalidClientTokenId",
                "The security token included in the request is invalid.",
            ),
            Refusal::Expired => Self::new(
                forbidden,
                "ExpiredToken",
                "The security token included in the request is expired",
            ),
        }
    }
}

pub(super) fn answer(service: &Service, parts: &Parts, body: &[u8], request_id: &str) -> Response {
    let parameters: Parameters = form_urlencoded::parse(body).into_owned().collect();
    let action = parameters.get("Action").map_or("", String::as_str);
    let result = authenticate(service, parts, body).and_then(|caller| match action {
        "GetCallerIdentity" => Ok(caller_identity(&caller)),
        "AssumeRole" => assume_role(service, &parameters),
        other => Err(Error::new(
            StatusCode::BAD_REQUEST,
            "InvalidAction",
            format!("Could not find operation {other} for version 2011-06-15"),
        )),
    });
    let (status, xml) = match result {
        Ok(result) => (
            StatusCode::OK,
            format!(
                "<{action}Response xmlns=\"{NAMESPACE}\"><{action}Result>{result}</{action}Result>\
                 <ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>\
                 </{action}Response>"
            ),
        ),
        Err(error) => (
            error.status,
            format!(
                "<ErrorResponse xmlns=\"{NAMESPACE}\"><Error><Type>Sender</Type><Code>{}</Code>\
                 <Message>{}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>",
                error.code,
                escape(&error.message)
            ),
        ),
    };
    (status, [(CONTENT_TYPE, "text/xml")], xml).into_response()
}

fn authenticate(service: &Service, parts: &Parts, body: &[u8]) -> Result<Caller, Error> {
    let request =
        SignedRequest { method: &parts.method, uri: &parts.uri, headers: &parts.headers, body };
    // The global endpoint is signed for us-east-1, whatever regions are served.
    let mut regions = service.regions.clone();
    regions.push("us-east-1".to_owned());
    Ok(verify(&request, "sts", &regions, &service.keys(), service.now())?)
}

fn caller_identity(caller: &Caller) -> String {
    format!(
        "<Arn>{}</Arn><UserId>{}</UserId><Account>{ACCOUNT}</Account>",
        escape(&caller.identity.arn),
        escape(&caller.identity.user_id)
    )
}

/// Any role of the emulator's account can be assumed: the emulator has no policies.
fn assume_role(service: &Service, parameters: &Parameters) -> Result<String, Error> {
    let text = |name: &str| parameters.get(name).map(String::as_str).unwrap_or_default();
    let arn = text("RoleArn");
    let role = arn
        .strip_prefix(&format!("arn:aws:iam::{ACCOUNT}:role/"))
        .and_then(|path| path.rsplit('/').next())
        .filter(|role| !role.is_empty());
    let Some(role) = role else {
        return Err(Error::new(
            StatusCode::FORBIDDEN,
            "AccessDenied",
            format!("User is not authorized to perform: sts:AssumeRole on resource: {arn}"),
        ));
    };
    let session = text("RoleSessionName");
    let is_allowed = |char: char| char.is_ascii_alphanumeric() || "_=,.@-".contains(char);
    if !(2..=64).contains(&session.len()) || !session.chars().all(is_allowed) {
        return Err(Error::validation(format!(
            "1 validation error detected: Value '{session}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*"
        )));
    }
    let seconds = match text("DurationSeconds") {
        "" => DEFAULT_SESSION_SECONDS,
        text => {
            text.parse().ok().filter(|seconds| SESSION_SECONDS.contains(seconds)).ok_or_else(
                || Error::validation("DurationSeconds must be between 900 and 43200."),
            )?
        }
    };
    let ends_at = service.clock.now_millis() + seconds * 1000;
    let key = {
        let mut ids = service.ids();
        service.keys().open_session(ids.rng(), role, session, ends_at)
    };
    Ok(session_xml(&key, ends_at))
}

fn session_xml(key: &KnownKey, ends_at_millis: i64) -> String {
    let own = &key.credentials;
    format!(
        "<Credentials><AccessKeyId>{}</AccessKeyId><SecretAccessKey>{}</SecretAccessKey>\
         <SessionToken>{}</SessionToken><Expiration>{}</Expiration></Credentials>\
         <AssumedRoleUser><AssumedRoleId>{}</AssumedRoleId><Arn>{}</Arn></AssumedRoleUser>",
        own.access_key_id,
        own.secret_access_key,
        own.session_token.as_deref().unwrap_or_default(),
        Timestamp::EpochMillis(ends_at_millis).to_rfc3339(),
        escape(&key.identity.user_id),
        escape(&key.identity.arn),
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

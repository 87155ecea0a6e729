//! The checks, in AWS's order: the time, the scope, the key, the signature.

use std::time::SystemTime;

use aws_credential_types::Credentials as SigningKey;
use aws_sigv4::{
    http_request::{PayloadChecksumKind, SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use axum::http::{HeaderMap, Method, Uri, header::HOST};
use subtle::ConstantTimeEq;
use time::{
    Duration, OffsetDateTime, format_description::BorrowedFormatItem, macros::format_description,
};

use super::{Authorization, Refusal, authorization::AMZ_DATE};
use crate::credentials::{Identity, KeyRing, KnownKey};

const SCOPE_DATE: &[BorrowedFormatItem<'static>] = format_description!("[year][month][day]");
const ALLOWED_SKEW: Duration = Duration::minutes(5);
const MISMATCH: &str = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

/// A request as it arrived.
#[derive(Debug)]
pub(crate) struct SignedRequest<'a> {
    pub(crate) method: &'a Method,
    pub(crate) uri: &'a Uri,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

/// Who called, and with which region in the signature's scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) identity: Identity,
    pub(crate) region: String,
}

/// Checks a request's signature for one service in one of `regions`.
pub(crate) fn verify(
    request: &SignedRequest<'_>,
    service: &str,
    regions: &[String],
    keys: &KeyRing,
    now: OffsetDateTime,
) -> Result<Caller, Refusal> {
    let claim = Authorization::read(request.headers)?;
    check_time(claim.signed_at, now)?;
    check_scope(&claim, service, regions)?;
    let key = check_key(&claim, request.headers, keys, now)?;
    check_signed_headers(&claim, request.headers)?;
    let expected =
        signature_of(request, &claim, key).ok_or_else(|| Refusal::Invalid(MISMATCH.to_owned()))?;
    if bool::from(expected.as_bytes().ct_eq(claim.signature.as_bytes())) {
        Ok(Caller { identity: key.identity.clone(), region: claim.region })
    } else {
        Err(Refusal::Invalid(MISMATCH.to_owned()))
    }
}

fn check_time(signed_at: OffsetDateTime, now: OffsetDateTime) -> Result<(), Refusal> {
    let text = |time: OffsetDateTime| time.format(AMZ_DATE).unwrap_or_default();
    let minutes = ALLOWED_SKEW.whole_minutes();
    let (earliest, latest) = (now - ALLOWED_SKEW, now + ALLOWED_SKEW);
    if signed_at < earliest {
        return Err(Refusal::Invalid(format!(
            "Signature expired: {} is now earlier than {} ({} - {minutes} min.)",
            text(signed_at),
            text(earliest),
            text(now)
        )));
    }
    if signed_at > latest {
        return Err(Refusal::Invalid(format!(
            "Signature not yet current: {} is still later than {} ({} + {minutes} min.)",
            text(signed_at),
            text(latest),
            text(now)
        )));
    }
    Ok(())
}

fn check_scope(claim: &Authorization, service: &str, regions: &[String]) -> Result<(), Refusal> {
    let mut wrong = Vec::new();
    if !regions.contains(&claim.region) {
        wrong.push(format!(
            "Credential should be scoped to a valid region, not '{}'.",
            claim.region
        ));
    }
    if claim.service != service {
        wrong.push(format!("Credential should be scoped to correct service: '{service}'."));
    }
    if claim.terminator != "aws4_request" {
        wrong.push(format!(
            "Credential should be scoped with a valid terminator: 'aws4_request', not '{}'.",
            claim.terminator
        ));
    }
    let day = claim.signed_at.format(SCOPE_DATE).unwrap_or_default();
    if claim.date != day {
        wrong.push(format!(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{}' != '{day}', from '{}'.",
            claim.date,
            claim.signed_at.format(AMZ_DATE).unwrap_or_default()
        ));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Refusal::Invalid(wrong.join(" "))) }
}

fn check_key<'a>(
    claim: &Authorization,
    headers: &HeaderMap,
    keys: &'a KeyRing,
    now: OffsetDateTime,
) -> Result<&'a KnownKey, Refusal> {
    let key = keys.find(&claim.access_key_id).ok_or(Refusal::UnknownKey)?;
    let sent = headers.get("x-amz-security-token").map_or(&b""[..], |token| token.as_bytes());
    let own = key.credentials.session_token.as_deref().unwrap_or_default();
    if !bool::from(sent.ct_eq(own.as_bytes())) {
        return Err(Refusal::UnknownKey);
    }
    let now_millis = now.unix_timestamp_nanos() / 1_000_000;
    if key.expires_at_millis.is_some_and(|end| i128::from(end) <= now_millis) {
        return Err(Refusal::Expired);
    }
    Ok(key)
}

/// What a signature must cover, so that nobody changes it on the way.
fn check_signed_headers(claim: &Authorization, headers: &HeaderMap) -> Result<(), Refusal> {
    let is_signed = |name: &str| claim.signed_headers.iter().any(|signed| signed == name);
    if !is_signed("host") {
        return Err(Refusal::Invalid(
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.".to_owned(),
        ));
    }
    match headers
        .keys()
        .find(|name| name.as_str().starts_with("x-amz-") && !is_signed(name.as_str()))
    {
        None => Ok(()),
        Some(name) => Err(Refusal::Invalid(format!(
            "'{name}' must be a 'SignedHeader' in the AWS Authorization."
        ))),
    }
}

/// The signature that the owner of `key` would have given this request.
///
/// `None` when the request cannot be signed at all, such as with a header that is not text.
fn signature_of(
    request: &SignedRequest<'_>,
    claim: &Authorization,
    key: &KnownKey,
) -> Option<String> {
    // The signer adds these two itself, from the time and from the key.
    const ADDED: [&str; 2] = ["x-amz-date", "x-amz-security-token"];
    let mut headers = Vec::new();
    for name in claim.signed_headers.iter().filter(|name| !ADDED.contains(&name.as_str())) {
        for value in request.headers.get_all(name.as_str()) {
            headers.push((name.as_str(), value.to_str().ok()?));
        }
    }
    let mut settings = SigningSettings::default();
    // What the caller has signed is signed here too, whatever it is.
    settings.excluded_headers = None;
    if claim.signed_headers.iter().any(|name| name == "x-amz-content-sha256") {
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        headers.retain(|(name, _)| *name != "x-amz-content-sha256");
    }
    let credentials = &key.credentials;
    let identity = SigningKey::new(
        &credentials.access_key_id,
        &credentials.secret_access_key,
        credentials.session_token.clone(),
        None,
        "emulator",
    )
    .into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(&claim.region)
        .name(&claim.service)
        .time(SystemTime::from(claim.signed_at))
        .settings(settings)
        .build()
        .ok()?;
    let host = request.headers.get(HOST)?.to_str().ok()?;
    let target = request.uri.path_and_query().map_or("/", |target| target.as_str());
    let signable = SignableRequest::new(
        request.method.as_str(),
        format!("http://{host}{target}"),
        headers.into_iter(),
        SignableBody::Bytes(request.body),
    )
    .ok()?;
    let (_, signature) = sign(signable, &parameters.into()).ok()?.into_parts();
    Some(signature)
}

//! The `Authorization` header and the date, as they were sent.

use axum::http::{HeaderMap, header::AUTHORIZATION};
use time::{
    OffsetDateTime, PrimitiveDateTime, format_description::BorrowedFormatItem,
    macros::format_description,
};

use super::Refusal;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
pub(super) const AMZ_DATE: &[BorrowedFormatItem<'static>] =
    format_description!("[year][month][day]T[hour][minute][second]Z");

/// What a request says about its own signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Authorization {
    pub(crate) access_key_id: String,
    pub(crate) date: String,
    pub(crate) region: String,
    pub(crate) service: String,
    pub(crate) terminator: String,
    /// Lower case, as they were listed.
    pub(crate) signed_headers: Vec<String>,
    pub(crate) signature: String,
    pub(crate) signed_at: OffsetDateTime,
}

impl Authorization {
    pub(crate) fn read(headers: &HeaderMap) -> Result<Self, Refusal> {
        let header =
            headers.get(AUTHORIZATION).ok_or(Refusal::Missing)?.to_str().map_err(|_| {
                Refusal::Incomplete("Authorization header is not ASCII.".to_owned())
            })?;
        let (algorithm, parameters) = header.trim().split_once(' ').unwrap_or((header.trim(), ""));
        if algorithm != ALGORITHM {
            return Err(Refusal::Incomplete(format!(
                "Unsupported AWS 'algorithm': '{algorithm}'."
            )));
        }

        let parameter = |name: &str| {
            parameters.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
        };
        let (credential, signed_headers, signature) =
            (parameter("Credential"), parameter("SignedHeaders"), parameter("Signature"));
        let date = headers.get("x-amz-date");
        let missing = [
            ("requires 'Credential' parameter", credential.is_some()),
            ("requires 'Signature' parameter", signature.is_some()),
            ("requires 'SignedHeaders' parameter", signed_headers.is_some()),
            ("requires existence of either a 'X-Amz-Date' or a 'Date' header", date.is_some()),
        ]
        .into_iter()
        .filter(|(_, is_there)| !is_there)
        .map(|(what, _)| format!("Authorization header {what}. "))
        .collect::<Vec<_>>()
        .concat();
        let (Some(credential), Some(signed_headers), Some(signature), Some(date)) =
            (credential, signed_headers, signature, date)
        else {
            return Err(Refusal::Incomplete(format!("{missing}Authorization={algorithm}")));
        };

        let date = date.to_str().unwrap_or_default();
        let signed_at = PrimitiveDateTime::parse(date, AMZ_DATE)
            .map_err(|_| {
                Refusal::Incomplete(format!(
                    "Date must be in ISO-8601 'basic format'. Got '{date}'. See http://en.wikipedia.org/wiki/ISO_8601"
                ))
            })?
            .assume_utc();

        let scope: Vec<&str> = credential.split('/').collect();
        let [access_key_id, scope_date, region, service, terminator] = scope.as_slice() else {
            return Err(Refusal::Incomplete(format!(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'"
            )));
        };
        Ok(Self {
            access_key_id: (*access_key_id).to_owned(),
            date: (*scope_date).to_owned(),
            region: (*region).to_owned(),
            service: (*service).to_owned(),
            terminator: (*terminator).to_owned(),
            signed_headers: signed_headers.split(';').map(str::to_ascii_lowercase).collect(),
            signature: signature.to_owned(),
            signed_at,
        })
    }
}

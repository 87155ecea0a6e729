//! What the result of one call says about it: accepted, refused, or unknown.
//!
//! A refusal is certain only if nothing was sent, or if AWS itself answered with one of its errors
//! and a status below 500. Everything else that is not a well-formed success is unknown: a server
//! error, a timeout, a broken connection, a page of some proxy, an answer without what the API
//! promises.

use backend_api::{ApiErrorCode, AttemptState};
use cloudhsm_api::{ErrorCode, Operation, OperationClass};
use serde_json::Value;

use crate::forward::{Answer, CallError};

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// Accepted, refused or unknown.
    pub(crate) state: AttemptState,
    /// The error code, unless it was accepted.
    pub(crate) code: Option<String>,
    /// Why, in words.
    pub(crate) detail: Option<String>,
    /// AWS's request ID.
    pub(crate) request_id: Option<String>,
}

impl Verdict {
    /// Of the result of one call of a changing or destroying operation.
    pub(crate) fn of(operation: Operation, result: &Result<Answer, CallError>) -> Self {
        match result {
            Ok(answer) => Self {
                request_id: answer.request_id.clone().filter(|id| !id.is_empty()),
                ..Self::of_answer(operation, answer)
            },
            Err(error) if error.may_have_arrived() => {
                Self::unknown(&ApiErrorCode::OutcomeUnknown, format!("{error}."))
            }
            Err(error) => {
                let failure = error.clone().into_failure(OperationClass::Destroying);
                Self::new(
                    AttemptState::Refused,
                    failure.error.code.to_string(),
                    format!("{error}. Nothing was sent."),
                )
            }
        }
    }

    fn of_answer(operation: Operation, answer: &Answer) -> Self {
        if answer.is_success() {
            return match promised(operation, &answer.body) {
                Ok(()) => Self {
                    state: AttemptState::Accepted,
                    code: None,
                    detail: None,
                    request_id: None,
                },
                Err(what) => Self::unknown(
                    &ApiErrorCode::UpstreamGarbled,
                    format!("AWS answered HTTP {} {what}.", answer.status),
                ),
            };
        }
        let Some(error) = answer.error() else {
            return Self::unknown(&ApiErrorCode::UpstreamGarbled, String::new());
        };
        let status = error.status;
        let is_named =
            !matches!(&error.code, ErrorCode::Unknown(name) if name.starts_with("HTTP "));
        // 408: the service did not see the whole request in time, or says so.
        if is_named && (400..500).contains(&status) && status != 408 {
            let detail = format!("AWS refused (HTTP {status}): {error}. Nothing was changed.");
            return Self::new(AttemptState::Refused, error.code.as_str().to_owned(), detail);
        }
        let whose = if is_named { "AWS" } else { "AWS, or a proxy on the way," };
        let detail =
            format!("{whose} answered HTTP {status}: {error}. The request may have gone through.");
        Self::unknown(&error.code.as_str().into(), detail)
    }

    fn new(state: AttemptState, code: String, detail: String) -> Self {
        Self { state, code: Some(code), detail: Some(detail), request_id: None }
    }

    fn unknown(code: &ApiErrorCode, detail: String) -> Self {
        Self::new(AttemptState::Unknown, code.to_string(), detail)
    }
}

/// Whether a successful answer has what the API promises for this operation.
fn promised(operation: Operation, body: &[u8]) -> Result<(), &'static str> {
    let Ok(Value::Object(members)) = serde_json::from_slice(body) else {
        return Err("with something that is not a JSON object");
    };
    if members.contains_key("__type") {
        return Err("with an error in its body");
    }
    let one_of: &[&str] = match operation {
        Operation::CreateCluster | Operation::DeleteCluster | Operation::ModifyCluster => {
            &["Cluster"]
        }
        Operation::CreateHsm => &["Hsm"],
        Operation::InitializeCluster => &["State"],
        Operation::DeleteHsm => &["HsmId"],
        Operation::DeleteBackup | Operation::RestoreBackup | Operation::ModifyBackupAttributes => {
            &["Backup"]
        }
        Operation::CopyBackupToRegion => &["DestinationBackup"],
        Operation::PutResourcePolicy => &["ResourceArn", "Policy"],
        _ => return Ok(()),
    };
    if one_of.iter().any(|name| members.get(*name).is_some_and(|it| !it.is_null())) {
        return Ok(());
    }
    Err("without the resource that it is about")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;

    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer { status, body: Bytes::from(body.to_owned()), ..Answer::default() }
    }

    fn state(result: &Result<Answer, CallError>) -> AttemptState {
        Verdict::of(Operation::DeleteCluster, result).state
    }

    #[test]
    fn only_a_named_error_below_500_and_what_was_not_sent_are_refusals() {
        use AttemptState::{Accepted, Refused, Unknown};
        let named = r#"{"__type":"CloudHsmInvalidRequestException","Message":"no"}"#;
        let expired = r#"{"__type":"ExpiredTokenException"}"#;
        let failed = r#"{"__type":"CloudHsmInternalFailureException"}"#;
        let of_ec2 = "<Response><Errors><Error><Code>X</Code></Error></Errors></Response>";
        for (result, expected) in [
            (Ok(answer(200, r#"{"Cluster":{}}"#)), Accepted),
            (Ok(answer(200, "{}")), Unknown),
            (Ok(answer(200, r#"{"Cluster":null}"#)), Unknown),
            (Ok(answer(200, r#"{"__type":"CloudHsmServiceException","Message":"no"}"#)), Unknown),
            (Ok(answer(200, "[]")), Unknown),
            (Ok(answer(200, "<html>")), Unknown),
            (Ok(answer(400, named)), Refused),
            (Ok(answer(403, expired)), Refused),
            (Ok(answer(429, r#"{"__type":"ThrottlingException"}"#)), Refused),
            (Ok(answer(400, "<html>bad request</html>")), Unknown),
            (Ok(answer(403, "denied by the proxy")), Unknown),
            // The form of EC2's refusals, which CloudHSM never has.
            (Ok(answer(400, of_ec2)), Unknown),
            (Ok(answer(404, "")), Unknown),
            (Ok(answer(408, named)), Unknown),
            (Ok(answer(307, "")), Unknown),
            (Ok(answer(500, failed)), Unknown),
            (Ok(answer(502, "<html>502 Bad Gateway</html>")), Unknown),
            (Ok(answer(503, named)), Unknown),
            (Err(CallError::Credentials("none".into())), Refused),
            (Err(CallError::Unreachable("refused".into())), Refused),
            (Err(CallError::CallerChanged), Refused),
            (Err(CallError::TimedOut(Duration::from_secs(1))), Unknown),
            (Err(CallError::Broken("reset".into())), Unknown),
            (Err(CallError::Garbled("half".into())), Unknown),
        ] {
            assert_eq!(state(&result), expected, "{result:?}");
        }
    }

    #[test]
    fn a_policy_that_no_answer_names_is_not_accepted() {
        for (body, expected) in [
            (r#"{"ResourceArn":"arn:x"}"#, AttemptState::Accepted),
            (r#"{"Policy":"{}"}"#, AttemptState::Accepted),
            (r#"{"Policy":null}"#, AttemptState::Unknown),
            ("{}", AttemptState::Unknown),
        ] {
            let verdict = Verdict::of(Operation::PutResourcePolicy, &Ok(answer(200, body)));
            assert_eq!(verdict.state, expected, "{body}");
        }
    }

    #[test]
    fn a_refusal_names_the_error_and_says_that_nothing_was_changed() {
        let body = r#"{"__type":"ExpiredTokenException","Message":"The token expired."}"#;
        let verdict = Verdict::of(Operation::DeleteHsm, &Ok(answer(403, body)));
        assert_eq!(verdict.code.as_deref(), Some("ExpiredTokenException"));
        assert!(verdict.detail.unwrap().ends_with("Nothing was changed."));
    }
}

//! Errors as the service, and AWS in front of it, answer them.

use serde_json::Value;

use crate::open_enum;

open_enum! {
    /// The name of an error: CloudHSM's own, then those common to every AWS service.
    ErrorCode {
        CloudHsmAccessDenied = "CloudHsmAccessDeniedException",
        CloudHsmInternalFailure = "CloudHsmInternalFailureException",
        CloudHsmInvalidRequest = "CloudHsmInvalidRequestException",
        CloudHsmResourceNotFound = "CloudHsmResourceNotFoundException",
        CloudHsmService = "CloudHsmServiceException",
        CloudHsmTag = "CloudHsmTagException",
        CloudHsmResourceLimitExceeded = "CloudHsmResourceLimitExceededException",
        AccessDenied = "AccessDeniedException",
        UnrecognizedClient = "UnrecognizedClientException",
        InvalidSignature = "InvalidSignatureException",
        IncompleteSignature = "IncompleteSignatureException",
        MissingAuthenticationToken = "MissingAuthenticationTokenException",
        ExpiredToken = "ExpiredTokenException",
        Throttling = "ThrottlingException",
        Validation = "ValidationException",
        UnknownOperation = "UnknownOperationException",
        Serialization = "SerializationException",
        ServiceUnavailable = "ServiceUnavailable",
    }
}

impl ErrorCode {
    /// AWS asks for fewer calls.
    pub fn is_throttling(&self) -> bool {
        match self {
            Self::Throttling => true,
            Self::Unknown(text) => {
                matches!(text.as_str(), "Throttling" | "TooManyRequestsException" | "SlowDown")
            }
            _ => false,
        }
    }

    /// The same call can succeed later, without anything being changed.
    pub fn is_retryable(&self) -> bool {
        self.is_throttling()
            || matches!(self, Self::CloudHsmInternalFailure | Self::ServiceUnavailable)
            || matches!(self, Self::Unknown(text) if text == "ServiceUnavailableException")
    }
}

/// One error answer, with everything that it said.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceError {
    /// The HTTP status.
    pub status: u16,
    /// The error's name, without the namespace and the URL that AWS may put around it.
    pub code: ErrorCode,
    /// AWS's words, if it sent any.
    pub message: Option<String>,
    /// AWS's request id, if it sent one.
    pub request_id: Option<String>,
    /// The body as it came.
    pub body: String,
}

impl ServiceError {
    /// Reads an error answer of any of the forms that AWS uses.
    ///
    /// `error_type` is the header `x-amzn-errortype`, `request_id` the header `x-amzn-RequestId`.
    /// The header wins over `__type` in the body, as in the AWS SDKs. An answer that names no error
    /// at all gets the code `Unknown("HTTP <status>")`.
    pub fn read(
        status: u16,
        error_type: Option<&str>,
        request_id: Option<&str>,
        body: &[u8],
    ) -> Self {
        let json: Value = serde_json::from_slice(body).unwrap_or_default();
        let text = |names: &[&str]| {
            names.iter().find_map(|name| json.get(name)?.as_str()).filter(|text| !text.is_empty())
        };
        let code = error_type
            .map(bare_name)
            .filter(|name| !name.is_empty())
            .or_else(|| text(&["__type", "code", "Code"]).map(bare_name))
            .filter(|name| !name.is_empty())
            .map_or_else(|| ErrorCode::Unknown(format!("HTTP {status}")), ErrorCode::from);
        Self {
            status,
            code,
            message: text(&["Message", "message", "errorMessage"]).map(str::to_owned),
            request_id: request_id.filter(|id| !id.is_empty()).map(str::to_owned),
            body: String::from_utf8_lossy(body).into_owned(),
        }
    }

    /// The same call can succeed later, without anything being changed.
    pub fn is_retryable(&self) -> bool {
        self.code.is_retryable() || self.status == 429 || self.status >= 500
    }
}

/// `com.amazonaws.x#Name:http://…` → `Name`.
fn bare_name(text: &str) -> &str {
    let text = text.split(':').next().unwrap_or_default();
    text.rsplit('#').next().unwrap_or_default().trim()
}

impl std::fmt::Display for ServiceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.code)?;
        match &self.message {
            Some(message) => write!(f, ": {message}"),
            None => write!(f, " (HTTP {}, without a message)", self.status),
        }
    }
}

impl std::error::Error for ServiceError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_form() {
        let name = "CloudHsmInvalidRequestException";
        let cases: [(Option<&str>, &str, Option<&str>); 7] = [
            (None, r#"{"__type":"com.amazonaws.cloudhsm#NAME","Message":"m"}"#, Some("m")),
            (None, r#"{"__type":"NAME","message":"m"}"#, Some("m")),
            (None, r#"{"__type":"NAME:http://internal.amazon.com/x#y"}"#, None),
            (Some("NAME"), r#"{"Message":"m"}"#, Some("m")),
            (Some("NAME:http://internal.amazon.com/coral/"), "", None),
            (Some("a.b#NAME"), "<html>not json</html>", None),
            (Some("NAME"), r#"{"__type":"Other","message":""}"#, None),
        ];
        for (header, body, message) in cases {
            let header = header.map(|text| text.replace("NAME", name));
            let body = body.replace("NAME", name);
            let error = ServiceError::read(400, header.as_deref(), Some("r-1"), body.as_bytes());
            assert_eq!(error.code, ErrorCode::CloudHsmInvalidRequest, "{body}");
            assert_eq!(error.message.as_deref(), message, "{body}");
            assert_eq!(error.request_id.as_deref(), Some("r-1"));
            assert_eq!(error.body, body);
        }
    }

    #[test]
    fn an_answer_without_a_name_keeps_its_status() {
        let error = ServiceError::read(503, None, None, b"upstream connect error");
        assert_eq!(error.code.as_str(), "HTTP 503");
        assert!(error.is_retryable());
        assert_eq!(error.to_string(), "HTTP 503 (HTTP 503, without a message)");
    }

    #[test]
    fn only_what_can_help_is_retryable() {
        let retryable: Vec<_> = ErrorCode::KNOWN
            .iter()
            .filter(|code| code.is_retryable())
            .map(ErrorCode::as_str)
            .collect();
        assert_eq!(
            retryable,
            ["CloudHsmInternalFailureException", "ThrottlingException", "ServiceUnavailable"]
        );
    }
}

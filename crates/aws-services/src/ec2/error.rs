//! How EC2 refuses: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html>.

use serde::{Deserialize, Serialize};

use super::xml::{XmlError, read, written};

/// One error answer: a code, words and a request ID.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ec2Error {
    /// Such as `UnauthorizedOperation` or `RequestLimitExceeded`.
    pub code: String,
    /// AWS's words.
    pub message: Option<String>,
    /// AWS's request ID.
    pub request_id: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Response {
    #[serde(rename = "Errors")]
    errors: Errors,
    // `RequestID` is EC2's; what stands in for it writes it otherwise.
    #[serde(
        default,
        rename = "RequestID",
        alias = "RequestId",
        alias = "requestId",
        skip_serializing_if = "Option::is_none"
    )]
    request_id: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Errors {
    #[serde(rename = "Error")]
    error: Vec<One>,
}

#[derive(Serialize, Deserialize)]
struct One {
    #[serde(rename = "Code")]
    code: String,
    #[serde(default, rename = "Message", skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

impl Ec2Error {
    /// Reads an error answer; `None` if it is none.
    pub fn read(xml: &[u8]) -> Option<Self> {
        let Response { errors, request_id } = read(xml).ok()?;
        let One { code, message } = errors.error.into_iter().next()?;
        let present = |text: &String| !text.is_empty();
        let is_named = !code.is_empty();
        is_named.then(|| Self {
            code,
            message: message.filter(present),
            request_id: request_id.filter(present),
        })
    }

    /// Writes an error answer, as EC2 does.
    pub fn write(&self) -> Result<String, XmlError> {
        let one = One { code: self.code.clone(), message: self.message.clone() };
        let errors = Errors { error: vec![one] };
        written("Response", &Response { errors, request_id: self.request_id.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of EC2's API reference.
    const DOCUMENTED: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<Response>
    <Errors>
         <Error>
              <Code>InvalidInstanceID.NotFound</Code>
              <Message>The instance ID 'i-1a2b3c4d' does not exist</Message>
         </Error>
    </Errors>
    <RequestID>ea966190-f9aa-478e-9ede-example</RequestID>
</Response>";

    #[test]
    fn what_ec2_documents_is_read_and_written_again() {
        let error = Ec2Error::read(DOCUMENTED.as_bytes()).unwrap();
        assert_eq!(error.code, "InvalidInstanceID.NotFound");
        assert_eq!(error.message.as_deref(), Some("The instance ID 'i-1a2b3c4d' does not exist"));
        assert_eq!(error.request_id.as_deref(), Some("ea966190-f9aa-478e-9ede-example"));
        assert_eq!(Ec2Error::read(error.write().unwrap().as_bytes()), Some(error));
    }

    #[test]
    fn what_is_no_error_is_none() {
        for odd in [
            "",
            "{}",
            "<html><body>403</body></html>",
            "<Response><Errors/></Response>",
            "<Response><Errors><Error><Code/></Error></Errors></Response>",
            "<Response><Errors><Error><Code>X</Code>",
        ] {
            assert_eq!(Ec2Error::read(odd.as_bytes()), None, "{odd}");
        }
    }
}

//! Who the credentials belong to, as STS says.

use std::time::{Duration, Instant};

use super::Caller;

/// The body of `GetCallerIdentity` in STS's query protocol.
pub(crate) const REQUEST: &str = "Action=GetCallerIdentity&Version=2011-06-15";

/// Good for this long, because an identity only changes with the credentials.
const KEEP: Duration = Duration::from_mins(5);
/// A failure is kept too, so that a blocked STS does not slow every page down.
const KEEP_FAILURE: Duration = Duration::from_secs(30);

/// What STS said last.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    caller: Caller,
    until: Instant,
}

impl Kept {
    pub(crate) fn new(caller: Caller) -> Self {
        let keep = if caller.arn.is_some() { KEEP } else { KEEP_FAILURE };
        Self { caller, until: Instant::now() + keep }
    }

    pub(crate) fn get(&self) -> Option<Caller> {
        (Instant::now() < self.until).then(|| self.caller.clone())
    }
}

/// Account and ARN from the XML that STS answers.
///
/// Neither can hold a character that XML escapes, so the two texts are cut out.
pub(crate) fn read(xml: &str) -> Option<(String, String)> {
    let cut = |name: &str| {
        let text = xml.split_once(&format!("<{name}>"))?.1;
        let text = text.split_once(&format!("</{name}>"))?.0.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    Some((cut("Account")?, cut("Arn")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_sts_documents() {
        let xml = "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">
              <GetCallerIdentityResult>
               <Arn>arn:aws:iam::123456789012:user/Alice</Arn>
                <UserId>AIDACKCEVSQ6C2EXAMPLE</UserId>
                <Account>123456789012</Account>
              </GetCallerIdentityResult></GetCallerIdentityResponse>";
        let expected = ("123456789012".into(), "arn:aws:iam::123456789012:user/Alice".into());
        assert_eq!(read(xml), Some(expected));
        assert_eq!(read("<html>"), None);
        assert_eq!(read("<Account></Account><Arn>x</Arn>"), None);
    }
}

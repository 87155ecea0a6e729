//! Who the credentials belong to, as STS says.

use std::time::{Duration, Instant};

use super::Caller;

/// The body of `GetCallerIdentity` in STS's query protocol.
pub(crate) const REQUEST: &str = "Action=GetCallerIdentity&Version=2011-06-15";

/// Good for this long: an access key belongs to one identity, but STS can be asked at ease.
const KEEP: Duration = Duration::from_mins(5);
/// A failure is kept too, so that a blocked STS does not slow every page down.
const KEEP_FAILURE: Duration = Duration::from_secs(30);

/// What STS said last, of one access key.
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

    /// What is known of this access key.
    pub(crate) fn of(&self, access_key_id: &str) -> Option<Caller> {
        let same = self.caller.access_key_id.as_deref() == Some(access_key_id);
        (same && Instant::now() < self.until).then(|| self.caller.clone())
    }
}

/// The partition in an ARN, such as `aws` or `aws-us-gov`.
pub(crate) fn partition(arn: &str) -> Option<String> {
    let partition = arn.strip_prefix("arn:")?.split(':').next()?;
    (!partition.is_empty()).then(|| partition.to_owned())
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

    #[test]
    fn the_partition_is_in_the_arn() {
        let arn = "arn:aws-us-gov:sts::123456789012:assumed-role/admin/alice";
        assert_eq!(partition(arn).as_deref(), Some("aws-us-gov"));
        for odd in ["", "arn", "arn:", "arn::iam", "aws:iam"] {
            assert_eq!(partition(odd), None, "{odd}");
        }
    }

    #[test]
    fn what_is_known_is_known_of_one_access_key() {
        let caller = Caller {
            arn: Some("arn:aws:iam::123456789012:user/alice".into()),
            access_key_id: Some("AKIAALICE".into()),
            ..Caller::default()
        };
        let kept = Kept::new(caller.clone());
        assert_eq!(kept.of("AKIAALICE"), Some(caller));
        assert_eq!(kept.of("AKIABOB"), None);
    }
}

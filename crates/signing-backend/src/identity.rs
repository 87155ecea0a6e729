//! In whose name a request is signed, and where it goes: what must be the same before an attempt is
//! looked at again.

use backend_api::{AuditRecord, NotFollowed};

use crate::forward::Caller;

/// Account, caller and endpoint of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// The person that a trusted proxy named.
    pub person: Option<String>,
    /// The caller's ARN.
    pub caller: Option<String>,
    /// The access key ID.
    pub access_key_id: Option<String>,
    /// The account.
    pub account: Option<String>,
    /// The partition.
    pub partition: Option<String>,
    /// The endpoint of the request's region.
    pub endpoint: Option<String>,
}

impl Identity {
    /// The person and the caller, at this endpoint.
    pub(crate) fn new(person: Option<String>, caller: Caller, endpoint: String) -> Self {
        Self {
            person,
            caller: caller.arn,
            access_key_id: caller.access_key_id,
            account: caller.account,
            partition: caller.partition,
            endpoint: Some(endpoint),
        }
    }

    /// Of a record of the audit log.
    pub(crate) fn of(record: &AuditRecord) -> Self {
        Self {
            person: record.person.clone(),
            caller: record.caller.clone(),
            access_key_id: record.access_key_id.clone(),
            account: record.account.clone(),
            partition: record.partition.clone(),
            endpoint: record.endpoint.clone(),
        }
    }

    /// Who asked, in one text.
    pub(crate) fn who(&self) -> Option<String> {
        self.person.clone().or_else(|| self.caller.clone()).or_else(|| self.access_key_id.clone())
    }

    /// Whether these are the same account, as far as that is certain.
    pub(crate) fn is_same_account(&self, other: &Self) -> bool {
        match (&self.account, &other.account) {
            (Some(one), Some(other)) => one == other,
            // An access key belongs to one account.
            _ => self.access_key_id.is_some() && self.access_key_id == other.access_key_id,
        }
    }

    /// Why what this identity sent can't be looked at as `present`; `None` if it can.
    pub(crate) fn why_not_as(&self, present: &Self) -> Option<NotFollowed> {
        if self.account.is_none() && self.access_key_id.is_none() || self.endpoint.is_none() {
            Some(NotFollowed::AccountNotRecorded)
        } else if !self.is_same_account(present) {
            Some(NotFollowed::OtherAccount)
        } else if self.endpoint != present.endpoint {
            Some(NotFollowed::OtherEndpoint)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(account: Option<&str>, key: Option<&str>, endpoint: &str) -> Identity {
        Identity {
            account: account.map(str::to_owned),
            access_key_id: key.map(str::to_owned),
            endpoint: Some(endpoint.to_owned()),
            ..Identity::default()
        }
    }

    #[test]
    fn only_the_same_account_at_the_same_endpoint_looks_again() {
        let sent = identity(Some("1"), Some("AKIA1"), "https://a/");
        let why = |present: &Identity| sent.why_not_as(present);
        assert_eq!(why(&identity(Some("1"), Some("AKIA2"), "https://a/")), None);
        assert_eq!(why(&identity(None, Some("AKIA1"), "https://a/")), None);
        let other = Some(NotFollowed::OtherAccount);
        assert_eq!(why(&identity(Some("2"), Some("AKIA1"), "https://a/")), other);
        assert_eq!(why(&identity(None, Some("AKIA2"), "https://a/")), other);
        assert_eq!(why(&identity(None, None, "https://a/")), other);
        let elsewhere = Some(NotFollowed::OtherEndpoint);
        assert_eq!(why(&identity(Some("1"), None, "https://b/")), elsewhere);
        let old = identity(None, None, "https://a/");
        assert_eq!(old.why_not_as(&sent), Some(NotFollowed::AccountNotRecorded));
    }
}

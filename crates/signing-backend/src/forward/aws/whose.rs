//! Whose credentials these are: what STS says, asked once for each access key.

use std::{
    sync::{MutexGuard, PoisonError},
    time::Duration,
};

use aws_credential_types::Credentials;
use bytes::Bytes;

use super::Aws;
use crate::forward::{
    Caller,
    caller::{self, Kept},
    sign::{Post, Scope},
};

/// STS is a courtesy: the page does not wait longer for it.
const STS_LIMIT: Duration = Duration::from_secs(4);

impl Aws {
    /// What STS says of exactly these credentials.
    async fn ask_sts(&self, credentials: &Credentials) -> Option<(String, String)> {
        let region = &self.settings.default_region;
        let url = self.settings.endpoints.sts(region).ok()?;
        let headers = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
        let scope = Scope { region, service: "sts" };
        let body = Bytes::from_static(caller::REQUEST.as_bytes());
        let post = Post { scope, url: &url, headers: &headers, body: &body };
        match self.post_as(credentials, post, STS_LIMIT).await {
            Ok(answer) if answer.is_success() => {
                caller::read(&String::from_utf8_lossy(&answer.body))
            }
            Ok(answer) => {
                tracing::warn!(
                    status = answer.status,
                    "STS doesn't report whose credentials these are"
                );
                None
            }
            Err(error) => {
                tracing::warn!(%error, "STS doesn't report whose credentials these are");
                None
            }
        }
    }

    pub(super) async fn caller_of(&self, credentials: &Credentials) -> Caller {
        let known = || self.known_caller().as_ref()?.of(credentials.access_key_id());
        let asking = self.asking.lock().await;
        if let Some(caller) = known() {
            return caller;
        }
        let identity = self.ask_sts(credentials).await;
        let own_account = || credentials.account_id().map(|id| id.as_str().to_owned());
        let (account, arn) = match identity {
            Some((account, arn)) => (Some(account), Some(arn)),
            None => (own_account(), None),
        };
        let caller = Caller {
            account,
            partition: arn.as_deref().and_then(caller::partition),
            arn,
            access_key_id: Some(credentials.access_key_id().to_owned()),
            credentials: Some(self.settings.credentials.summary(credentials)),
        };
        *self.known_caller() = Some(Kept::new(caller.clone()));
        drop(asking);
        caller
    }

    pub(super) fn known_caller(&self) -> MutexGuard<'_, Option<Kept>> {
        self.caller.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! AWS credentials: resolved when needed, kept while they are good, resolved anew when AWS says
//! that they are not.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials, SharedCredentialsProvider},
};
use backend_api::CredentialSummary;
use tokio::sync::Mutex;

use super::{BoxFuture, CallError};
use crate::clock::timestamp;

/// Resolved anew when they have less than this left, so that none expire between signing and
/// arriving.
const REFRESH_BEFORE: Duration = Duration::from_mins(2);
/// Credentials without an end are looked up again after this time, because tools rewrite the
/// shared credentials file under a running program.
const RECHECK_AFTER: Duration = Duration::from_mins(5);

type Rebuild =
    dyn Fn() -> BoxFuture<'static, Option<SharedCredentialsProvider>> + Send + Sync + 'static;

/// Where credentials come from.
///
/// The chain is rebuilt, not only asked again: the SDK's profile provider reads its files once.
#[derive(Clone)]
pub struct CredentialSource {
    rebuild: Arc<Rebuild>,
    kept: Arc<Mutex<Option<Kept>>>,
}

struct Kept {
    credentials: Credentials,
    since: SystemTime,
}

impl Kept {
    fn is_good(&self, now: SystemTime) -> bool {
        match self.credentials.expiry() {
            Some(end) => now + REFRESH_BEFORE < end,
            None => now < self.since + RECHECK_AFTER,
        }
    }
}

impl CredentialSource {
    /// From a function that builds a provider chain.
    pub fn new<F>(rebuild: F) -> Self
    where
        F: Fn() -> BoxFuture<'static, Option<SharedCredentialsProvider>> + Send + Sync + 'static,
    {
        Self { rebuild: Arc::new(rebuild), kept: Arc::default() }
    }

    /// Credentials that never change, such as the emulator's.
    pub fn fixed(access_key_id: &str, secret_access_key: &str, source: &'static str) -> Self {
        let credentials = Credentials::new(access_key_id, secret_access_key, None, None, source);
        Self::new(move || {
            let provider = SharedCredentialsProvider::new(credentials.clone());
            Box::pin(async move { Some(provider) })
        })
    }

    /// Credentials that are good now.
    pub(crate) async fn resolve(&self, now: SystemTime) -> Result<Credentials, CallError> {
        // Held over the await on purpose: one resolution at a time, and all who wait share it.
        let mut kept = self.kept.lock().await;
        if let Some(kept) = kept.as_ref().filter(|kept| kept.is_good(now)) {
            return Ok(kept.credentials.clone());
        }
        let provider = (self.rebuild)().await.ok_or_else(|| {
            CallError::Credentials("no source of credentials is configured".to_owned())
        })?;
        let credentials = provider
            .provide_credentials()
            .await
            .map_err(|error| CallError::Credentials(with_causes(&error)))?;
        *kept = Some(Kept { credentials: credentials.clone(), since: now });
        Ok(credentials)
    }

    /// Forgets the credentials, because AWS does not take them any more.
    pub(crate) async fn forget(&self) {
        *self.kept.lock().await = None;
    }
}

impl std::fmt::Debug for CredentialSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CredentialSource(***)")
    }
}

/// Where these come from and when they end; nothing of themselves.
pub(crate) fn summary(credentials: &Credentials) -> CredentialSummary {
    CredentialSummary {
        source: provider_name(credentials),
        expires_at: credentials.expiry().map(timestamp),
    }
}

/// The SDK keeps the name of the provider for `Debug` alone, which hides the secrets.
fn provider_name(credentials: &Credentials) -> String {
    format!("{credentials:?}")
        .split("provider_name: \"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap_or("unknown")
        .to_owned()
}

/// An error and what caused it, in one line: the SDK puts the reason at the bottom.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let next = inner.to_string();
        if !text.contains(&next) {
            text.push_str(": ");
            text.push_str(&next);
        }
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn they_are_refreshed_before_they_end_and_when_aws_says_no() {
        let asked = Arc::new(std::sync::atomic::AtomicU64::new(0));
        let counted = asked.clone();
        let source = CredentialSource::new(move || {
            let number = counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let end = SystemTime::UNIX_EPOCH + Duration::from_mins(10 * (number + 1));
            let made = Credentials::new(format!("key-{number}"), "secret", None, Some(end), "Test");
            Box::pin(async move { Some(SharedCredentialsProvider::new(made)) })
        });
        let key = async |seconds| {
            let now = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            source.resolve(now).await.unwrap().access_key_id().to_owned()
        };
        assert_eq!(key(0).await, "key-0");
        assert_eq!(key(479).await, "key-0");
        // Two minutes before the end, not after it.
        assert_eq!(key(480).await, "key-1");
        assert_eq!(key(490).await, "key-1");
        source.forget().await;
        assert_eq!(key(490).await, "key-2");
    }

    #[test]
    fn the_summary_names_the_provider_and_nothing_secret() {
        let credentials = Credentials::new(
            "AKIDEXAMPLE",
            "wJalrXUtnFEMI",
            Some("token-text".into()),
            Some(SystemTime::UNIX_EPOCH + Duration::from_mins(1)),
            "EnvironmentVariable",
        );
        let summary = summary(&credentials);
        assert_eq!(summary.source, "EnvironmentVariable");
        assert_eq!(summary.expires_at, Some(cloudhsm_api::Timestamp::EpochMillis(60_000)));
        let debug = format!("{credentials:?}");
        assert!(!debug.contains("wJalrXUtnFEMI") && !debug.contains("token-text"), "{debug}");
    }
}

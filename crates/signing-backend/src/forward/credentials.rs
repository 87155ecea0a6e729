//! AWS credentials: resolved when needed, kept while they are good, resolved anew when AWS refuses
//! them or a file that they come from changes.

mod described;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials, SharedCredentialsProvider},
};
use backend_api::CredentialSummary;
use described::provider_name;
use tokio::sync::watch;

use super::{BoxFuture, CallError, file_stamp::FileStamp};
use crate::clock::timestamp;

pub(crate) use described::with_causes;

/// Resolved anew when they have less than this left, so that none expire between signing and
/// arriving.
const REFRESH_BEFORE: Duration = Duration::from_mins(2);
/// Credentials without an end are looked up again after this time, whatever they come from.
const RECHECK_AFTER: Duration = Duration::from_mins(5);
/// A source that takes longer is given up. If it is a process, it ends with this.
const RESOLUTION_LIMIT: Duration = Duration::from_secs(30);
/// A readiness probe waits no longer than this.
const PROBE_LIMIT: Duration = Duration::from_secs(2);
/// A failure is good for so long as the answer to further probes.
const PROBE_KEEPS_FAILURE: Duration = Duration::from_secs(5);

type Rebuild =
    dyn Fn() -> BoxFuture<'static, Option<SharedCredentialsProvider>> + Send + Sync + 'static;
type Resolution = Result<Credentials, CallError>;
/// `None` while the resolution runs.
type Running = watch::Receiver<Option<Resolution>>;

/// Where credentials come from.
///
/// The chain is rebuilt, not only asked again: the SDK's profile provider reads its files once.
/// There is one resolution at a time. It does not end when a request that waits for it does, and
/// everybody who needs credentials meanwhile shares its result.
#[derive(Clone)]
pub struct CredentialSource {
    rebuild: Arc<Rebuild>,
    name: Option<&'static str>,
    files: Arc<[PathBuf]>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    kept: Option<Kept>,
    running: Option<Running>,
    /// The last failure, unless a resolution has succeeded since.
    failed: Option<(Instant, CallError)>,
}

struct Kept {
    credentials: Credentials,
    since: SystemTime,
    files: Vec<FileStamp>,
}

impl Kept {
    fn is_good(&self, now: SystemTime) -> bool {
        match self.credentials.expiry() {
            Some(end) => now + REFRESH_BEFORE < end,
            None => now < self.since + RECHECK_AFTER,
        }
    }

    fn has_expired(&self, now: SystemTime) -> bool {
        self.credentials.expiry().is_some_and(|end| end <= now)
    }
}

impl CredentialSource {
    /// From a function that builds a provider chain.
    pub fn new<F>(rebuild: F) -> Self
    where
        F: Fn() -> BoxFuture<'static, Option<SharedCredentialsProvider>> + Send + Sync + 'static,
    {
        Self {
            rebuild: Arc::new(rebuild),
            name: None,
            files: Arc::default(),
            state: Arc::default(),
        }
    }

    /// Credentials that never change, such as the emulator's.
    pub fn fixed(access_key_id: &str, secret_access_key: &str, source: &'static str) -> Self {
        let credentials = Credentials::new(access_key_id, secret_access_key, None, None, source);
        let fixed = Self::new(move || {
            let provider = SharedCredentialsProvider::new(credentials.clone());
            Box::pin(async move { Some(provider) })
        });
        Self { name: Some(source), ..fixed }
    }

    /// The same source, whose credentials are resolved anew when one of these files changes,
    /// appears or disappears.
    #[must_use]
    pub fn watching(self, files: Vec<PathBuf>) -> Self {
        Self { files: files.into(), ..self }
    }

    /// Credentials that are good now.
    pub(crate) async fn resolve(&self, now: SystemTime) -> Resolution {
        let running = {
            let mut state = self.state();
            if let Some(kept) = state.kept.as_ref().filter(|kept| kept.is_good(now))
                && kept.files == self.stamps()
            {
                return Ok(kept.credentials.clone());
            }
            self.running(&mut state, now)
        };
        ended(running).await
    }

    /// Whether there are credentials, for whoever asks without being anyone: asks the source only
    /// when nothing is known, and does not wait for it long.
    pub(crate) async fn probe(&self, now: SystemTime) -> Result<(), CallError> {
        let running = {
            let mut state = self.state();
            if state.kept.as_ref().is_some_and(|kept| !kept.has_expired(now)) {
                return Ok(());
            }
            if let Some((since, error)) = &state.failed
                && since.elapsed() < PROBE_KEEPS_FAILURE
            {
                return Err(error.clone());
            }
            self.running(&mut state, now)
        };
        if let Ok(resolution) = tokio::time::timeout(PROBE_LIMIT, ended(running)).await {
            return resolution.map(drop);
        }
        let error = no_answer_within(PROBE_LIMIT);
        self.state().failed = Some((Instant::now(), error.clone()));
        Err(error)
    }

    /// Forgets these credentials, because AWS refused them. Newer ones are kept.
    pub(crate) fn forget(&self, refused: &Credentials) {
        self.state().kept.take_if(|kept| kept.credentials == *refused);
    }

    /// Where these come from and when they end; nothing of themselves.
    pub(crate) fn summary(&self, credentials: &Credentials) -> CredentialSummary {
        CredentialSummary {
            source: self.name.unwrap_or_else(|| provider_name(credentials)).to_owned(),
            expires_at: credentials.expiry().map(timestamp),
        }
    }

    /// The resolution that runs, or a new one.
    fn running(&self, state: &mut State, now: SystemTime) -> Running {
        // One whose sender is gone without a result has panicked.
        if let Some(running) = state.running.as_ref().filter(|it| it.has_changed().is_ok()) {
            return running.clone();
        }
        let (sender, receiver) = watch::channel(None);
        state.running = Some(receiver.clone());
        let source = self.clone();
        tokio::spawn(async move {
            // Before the files are read: what changes while they are read is read again.
            let files = source.stamps();
            let asked = tokio::time::timeout(RESOLUTION_LIMIT, source.ask()).await;
            let resolution = asked.unwrap_or_else(|_| Err(no_answer_within(RESOLUTION_LIMIT)));
            source.state().end(&resolution, files, now);
            sender.send_replace(Some(resolution));
        });
        receiver
    }

    async fn ask(&self) -> Resolution {
        let provider = (self.rebuild)().await.ok_or_else(|| {
            CallError::Credentials("no source of credentials is configured".to_owned())
        })?;
        provider
            .provide_credentials()
            .await
            .map_err(|error| CallError::Credentials(with_causes(&error)))
    }

    fn stamps(&self) -> Vec<FileStamp> {
        self.files.iter().map(|path| FileStamp::of(path)).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn end(&mut self, resolution: &Resolution, files: Vec<FileStamp>, now: SystemTime) {
        self.running = None;
        match resolution {
            Ok(credentials) => {
                self.failed = None;
                self.kept = Some(Kept { credentials: credentials.clone(), since: now, files });
            }
            Err(error) => self.failed = Some((Instant::now(), error.clone())),
        }
    }
}

/// Waits for a resolution.
async fn ended(mut running: Running) -> Resolution {
    match running.wait_for(Option::is_some).await.as_deref() {
        Ok(Some(resolution)) => resolution.clone(),
        _ => Err(CallError::Credentials("their source failed".to_owned())),
    }
}

fn no_answer_within(limit: Duration) -> CallError {
    CallError::Credentials(format!("their source didn't respond within {} s", limit.as_secs()))
}

impl std::fmt::Debug for CredentialSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CredentialSource(***)")
    }
}

#[cfg(test)]
mod tests;

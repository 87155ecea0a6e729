//! AWS credentials: resolved when needed, kept while they are good, resolved anew when AWS refuses
//! them or a file that they come from changes.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use aws_credential_types::{
    Credentials,
    credential_feature::AwsCredentialFeature,
    provider::{ProvideCredentials, SharedCredentialsProvider},
};
use backend_api::CredentialSummary;
use tokio::sync::watch;

use super::{BoxFuture, CallError, file_stamp::FileStamp};
use crate::clock::timestamp;

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

/// The name of the provider, by the SDK's own record of how it found the credentials. The first
/// entry is the provider itself; what follows says which file or chain led to it.
fn provider_name(credentials: &Credentials) -> &'static str {
    use AwsCredentialFeature as Feature;
    let features = credentials.get_property::<Vec<Feature>>();
    match features.and_then(|features| features.first()) {
        Some(Feature::CredentialsEnvVars) => "EnvironmentVariable",
        Some(Feature::CredentialsProcess) => "CredentialProcess",
        Some(Feature::CredentialsSso) => "SSO",
        Some(Feature::CredentialsProfileLogin | Feature::CredentialsLogin) => "Login",
        Some(Feature::CredentialsStsAssumeRole) => "AssumeRoleProvider",
        Some(
            Feature::CredentialsStsAssumeRoleWebId
            | Feature::CredentialsEnvVarsStsWebIdToken
            | Feature::CredentialsProfileStsWebIdToken,
        ) => "WebIdentityToken",
        Some(Feature::CredentialsHttp) => "EcsContainer",
        Some(Feature::CredentialsImds) => "IMDSv2",
        Some(Feature::CredentialsProfile) => "ProfileFile",
        _ => "unknown",
    }
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
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    const START: SystemTime = SystemTime::UNIX_EPOCH;

    /// Numbered credentials, good for ten minutes each, and how often they were asked for.
    fn numbered(delay: Duration) -> (CredentialSource, Arc<AtomicU64>) {
        let asked = Arc::new(AtomicU64::new(0));
        let counted = asked.clone();
        let source = CredentialSource::new(move || {
            let number = counted.fetch_add(1, Ordering::SeqCst);
            let end = START + Duration::from_mins(10 * (number + 1));
            let made = Credentials::new(format!("key-{number}"), "secret", None, Some(end), "Test");
            Box::pin(async move {
                tokio::time::sleep(delay).await;
                Some(SharedCredentialsProvider::new(made))
            })
        });
        (source, asked)
    }

    fn without_any() -> (CredentialSource, Arc<AtomicU64>) {
        let asked = Arc::new(AtomicU64::new(0));
        let counted = asked.clone();
        let source = CredentialSource::new(move || {
            counted.fetch_add(1, Ordering::SeqCst);
            Box::pin(async { None })
        });
        (source, asked)
    }

    #[tokio::test]
    async fn they_are_refreshed_before_they_end_and_when_aws_says_no() {
        let (source, _) = numbered(Duration::ZERO);
        let resolve = async |seconds| source.resolve(START + Duration::from_secs(seconds)).await;
        let key = async |seconds| resolve(seconds).await.unwrap().access_key_id().to_owned();
        let first = resolve(0).await.unwrap();
        assert_eq!(first.access_key_id(), "key-0");
        assert_eq!(key(479).await, "key-0");
        // Two minutes before the end, not after it.
        assert_eq!(key(480).await, "key-1");
        assert_eq!(key(490).await, "key-1");
        source.forget(&first);
        assert_eq!(key(490).await, "key-1", "others were refused");
        source.forget(&resolve(490).await.unwrap());
        assert_eq!(key(490).await, "key-2");
    }

    #[tokio::test]
    async fn a_changed_file_is_read_before_aws_refuses_the_old_credentials() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("credentials");
        let (source, asked) = numbered(Duration::ZERO);
        let source = source.watching(vec![file.clone()]);
        let read = async || {
            source.resolve(START).await.unwrap();
            asked.load(Ordering::SeqCst)
        };
        assert_eq!((read().await, read().await), (1, 1));
        std::fs::write(&file, "one").unwrap();
        assert_eq!((read().await, read().await), (2, 2), "the file appeared");
        std::fs::write(&file, "more").unwrap();
        assert_eq!((read().await, read().await), (3, 3), "the file was written");
        // As editors and tools do: another file under the same name, even of the same size.
        std::fs::write(dir.path().join("new"), "less").unwrap();
        std::fs::rename(dir.path().join("new"), &file).unwrap();
        assert_eq!((read().await, read().await), (4, 4), "the file was replaced");
        std::fs::remove_file(&file).unwrap();
        assert_eq!((read().await, read().await), (5, 5), "the file is gone");
    }

    #[tokio::test(start_paused = true)]
    async fn one_resolution_serves_everybody_even_when_the_first_who_asked_is_gone() {
        let (source, asked) = numbered(Duration::from_secs(10));
        let gave_up = tokio::time::timeout(Duration::from_secs(1), source.resolve(START)).await;
        assert!(gave_up.is_err());
        let (one, other) = tokio::join!(source.resolve(START), source.resolve(START));
        assert_eq!(one.unwrap(), other.unwrap());
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_source_that_hangs_is_given_up() {
        let (source, asked) = numbered(Duration::from_hours(1));
        let error = source.resolve(START).await.unwrap_err();
        assert!(error.to_string().contains("within 30 s"), "{error}");
        source.resolve(START).await.unwrap_err();
        assert_eq!(asked.load(Ordering::SeqCst), 2, "the next request asks again");
    }

    #[tokio::test(start_paused = true)]
    async fn probes_share_one_question_and_wait_two_seconds_at_most() {
        let (source, asked) = numbered(Duration::from_secs(20));
        let start = tokio::time::Instant::now();
        let mut probes = tokio::task::JoinSet::new();
        for _ in 0..300 {
            let source = source.clone();
            probes.spawn(async move { source.probe(START).await });
        }
        assert!(probes.join_all().await.iter().all(Result::is_err));
        assert_eq!(start.elapsed(), PROBE_LIMIT);
        assert!(source.probe(START).await.is_err());
        assert_eq!(start.elapsed(), PROBE_LIMIT, "the failure is remembered");
        source.resolve(START).await.unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        // With less than two minutes left they are still credentials.
        assert!(source.probe(START + Duration::from_secs(590)).await.is_ok());
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn a_failure_answers_probes_for_a_while_and_requests_not_at_all() {
        let (source, asked) = without_any();
        for _ in 0..3 {
            assert!(source.probe(START).await.is_err());
        }
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        source.resolve(START).await.unwrap_err();
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn the_summary_names_the_provider_and_nothing_secret() {
        let mut credentials = Credentials::new(
            "AKIDEXAMPLE",
            "wJalrXUtnFEMI",
            Some("token-text".into()),
            Some(SystemTime::UNIX_EPOCH + Duration::from_mins(1)),
            // Not what the name is taken from.
            "Test",
        );
        let (source, _) = without_any();
        assert_eq!(source.summary(&credentials).source, "unknown");
        credentials.set_property(vec![
            AwsCredentialFeature::CredentialsSso,
            AwsCredentialFeature::CredentialsProfile,
        ]);
        let summary = source.summary(&credentials);
        assert_eq!(summary.source, "SSO");
        assert_eq!(summary.expires_at, Some(cloudhsm_api::Timestamp::EpochMillis(60_000)));
        let fixed = CredentialSource::fixed("key", "secret", "Emulator");
        assert_eq!(fixed.summary(&credentials).source, "Emulator");
        let debug = format!("{credentials:?}");
        assert!(!debug.contains("wJalrXUtnFEMI") && !debug.contains("token-text"), "{debug}");
    }
}

use std::sync::atomic::{AtomicU64, Ordering};

use aws_credential_types::credential_feature::AwsCredentialFeature;

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

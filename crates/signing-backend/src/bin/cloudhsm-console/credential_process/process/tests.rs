use std::time::Duration;

use super::*;

fn process(command: &str) -> CredentialProcess {
    CredentialProcess { command: command.to_owned(), account_id: None }
}

const GOOD: &str = r#"{"Version":1,"AccessKeyId":"AKID","SecretAccessKey":"hidden-value",
    "SessionToken":"t","Expiration":"2100-01-01T00:00:00Z"}"#;

#[test]
fn what_a_process_prints_is_read_or_refused_without_being_told() {
    let now = SystemTime::now();
    let made = read(GOOD.as_bytes(), Some("123456789012"), now).unwrap();
    assert_eq!((made.access_key_id(), made.session_token()), ("AKID", Some("t")));
    assert!(made.expiry().unwrap() > now);
    assert_eq!(made.account_id().unwrap().as_str(), "123456789012");
    let lower = GOOD.replace("AccessKeyId", "accesskeyid");
    assert!(read(lower.as_bytes(), None, now).is_ok());
    for (bad, words) in [
        ("hidden-value".to_owned(), "JSON"),
        (GOOD.replace(":1,", ":2,"), "Version"),
        (GOOD.replace("SecretAccessKey", "Secret"), "SecretAccessKey"),
        (GOOD.replace("AKID", ""), "AccessKeyId"),
        (GOOD.replace("2100", "2000"), "expired"),
        (GOOD.replace("2100-01-01T00:00:00Z", "soon"), "time"),
    ] {
        let reason = read(bad.as_bytes(), None, now).unwrap_err();
        assert!(reason.contains(words) && !reason.contains("hidden-value"), "{bad}: {reason}");
    }
}

#[tokio::test]
async fn what_it_says_on_stderr_stays_in_the_log() {
    let error = process("echo a-secret >&2; exit 3").credentials().await.unwrap_err();
    let text = format!("{error:?}");
    assert!(text.contains("exit status: 3") && !text.contains("a-secret"), "{text}");
}

#[tokio::test]
async fn a_process_that_hangs_ends_with_the_wait_and_with_what_it_started() {
    let dir = tempfile::tempdir().unwrap();
    let ids = dir.path().join("ids");
    let command = format!("sleep 300 & echo $$ $! > {0}.new; mv {0}.new {0}; wait", ids.display());
    let process = process(&command);
    let mut running = Box::pin(process.credentials());
    let started = async {
        while !ids.exists() {
            tokio::select! {
                ended = &mut running => panic!("{ended:?}"),
                () = tokio::time::sleep(Duration::from_millis(5)) => {}
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), started).await.expect("it starts");
    let text = std::fs::read_to_string(&ids).unwrap();
    let ids: Vec<i32> = text.split_whitespace().map(|id| id.parse().unwrap()).collect();
    assert_eq!(ids.len(), 2);
    drop(running);
    for id in ids {
        wait_for_end(id).await;
    }
}

async fn wait_for_end(id: i32) {
    let status = std::path::PathBuf::from(format!("/proc/{id}/stat"));
    let ended = async {
        // A zombie has ended, and waits for nobody but its parent.
        while std::fs::read_to_string(&status).is_ok_and(|stat| !stat.contains(") Z ")) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), ended).await;
    assert!(waited.is_ok(), "process {id} still runs");
}

//! The flags of notices: what is refused, and in which words.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use crate::support::process::{self, emulator, fails, listening, program};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn secret_file(dir: &Path, name: &str, text: &str, mode: u32) -> String {
    let path = dir.join(name);
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_wrong_with_a_webhook_is_told_with_the_flag_and_the_rule() {
    let dir = tempfile::tempdir().unwrap();
    let good = secret_file(dir.path(), "good", SECRET, 0o600);
    let shared = secret_file(dir.path(), "shared", SECRET, 0o640);
    let short = secret_file(dir.path(), "short", "short", 0o600);
    let url = "https://alerts.example.com/cloudhsm";
    for (flags, words) in [
        (vec!["--notify", url], vec!["--notify needs --notify-secret-file"]),
        (
            vec!["--notify", "http://alerts.example.com/", "--notify-secret-file", &good],
            vec!["--notify: ", "https://", "loopback"],
        ),
        (
            vec!["--notify", "https://me:word@x.example/", "--notify-secret-file", &good],
            vec!["--notify: ", "user name or password"],
        ),
        (
            vec!["--notify", "alerts", "--notify-secret-file", &good],
            vec!["--notify: ", "not a URL"],
        ),
        (
            vec!["--notify", url, "--notify-secret-file", &shared],
            vec!["--notify-secret-file", "mode is 0640", "chmod 600"],
        ),
        (
            vec!["--notify", url, "--notify-secret-file", &short],
            vec!["--notify-secret-file", "32 or more characters"],
        ),
        (
            vec!["--notify", url, "--notify-secret-file", "/dev/zero"],
            vec!["--notify-secret-file", "character device"],
        ),
        (vec!["--notify-secret-file", &good], vec!["--notify <URL>"]),
        (vec!["--notify-format", "slack"], vec!["--notify <URL>"]),
    ] {
        let text = fails(listening(emulator(dir.path())).args(&flags)).await;
        for words in words {
            assert!(text.contains(words), "{flags:?}: {words} in {text}");
        }
        assert!(!text.contains("me:word") && !text.contains(SECRET), "{text}");
    }
}

#[tokio::test]
async fn check_tells_where_notices_go_and_no_more_of_the_url_than_its_host() {
    let dir = tempfile::tempdir().unwrap();
    let good = secret_file(dir.path(), "good", SECRET, 0o600);
    let url = "https://hooks.example.com/services/capability";
    let webhook = ["--notify", url, "--notify-secret-file", &good];
    for (flags, words) in [
        (&webhook[..], "ok    notices      to hooks.example.com, signed"),
        (&["--notify-dry-run"], "ok    notices      to stdout"),
        (&[], "ok    notices      no notices"),
        (&webhook[..2], "FAIL  notices      --notify needs --notify-secret-file"),
    ] {
        let mut command = program();
        command.args(["check", "--emulator", "--listen", "127.0.0.1:0", "--audit-file"]);
        command.arg(dir.path().join("audit.jsonl")).args(flags);
        let output = process::output(&mut command).await;
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(words), "{flags:?}: {text}");
        assert!(!text.contains("capability") && !text.contains(SECRET), "{text}");
    }
}

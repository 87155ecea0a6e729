//! One process that prints credentials, run with a limit; nothing that it starts outlives the wait.

use std::{process::Stdio, time::SystemTime};

use aws_config::profile::Profile;
use aws_credential_types::{
    Credentials,
    credential_feature::AwsCredentialFeature,
    provider::{ProvideCredentials, error::CredentialsError, future},
};
use cloudhsm_api::Timestamp;
use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::{Map, Value};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _},
    process::Command,
};

/// The most that is read of what a process prints.
const LONGEST_OUTPUT: u64 = 64 * 1024;

/// The most of its stderr that the log gets, in characters.
const LONGEST_LOGGED: usize = 2000;

/// A command that prints credentials.
pub(crate) struct CredentialProcess {
    command: String,
    account_id: Option<String>,
}

impl CredentialProcess {
    /// Of a profile that has nothing which comes before it.
    pub(super) fn of(profile: &Profile) -> Option<Self> {
        let before = ["credential_source", "sso_start_url", "sso_session", "login_session"];
        if before.iter().any(|name| profile.get(name).is_some()) {
            return None;
        }
        Some(Self {
            command: profile.get("credential_process")?.to_owned(),
            account_id: profile.get("aws_account_id").map(str::to_owned),
        })
    }

    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let failed = |text: String| CredentialsError::provider_error(text);
        let output = self
            .run()
            .await
            .map_err(|error| failed(format!("credential_process can't be run: {error}")))?;
        if !output.errors.is_empty() {
            tracing::warn!(stderr = ?output.errors, "credential_process");
        }
        if !output.status.success() {
            return Err(failed(format!(
                "credential_process ended with {}; the backend's log has what it said",
                output.status
            )));
        }
        let account = self.account_id.as_deref();
        read(&output.text, account, SystemTime::now()).map_err(|reason| {
            failed(format!("credential_process printed no credentials: {reason}"))
        })
    }

    /// Runs the command. It ends with this future.
    async fn run(&self) -> std::io::Result<Output> {
        let mut child = Command::new("sh")
            .args(["-c", &self.command])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // A group of its own, so that what the command starts ends with it.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()?;
        let mut group = Group::of(child.id());
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let (text, errors, status) = tokio::join!(read_all(stdout), read_all(stderr), child.wait());
        // Ended by itself. What it left running on purpose, such as an agent, stays.
        group.0 = None;
        let errors =
            String::from_utf8_lossy(&errors?).trim().chars().take(LONGEST_LOGGED).collect();
        Ok(Output { status: status?, text: text?, errors })
    }
}

struct Output {
    status: std::process::ExitStatus,
    text: Vec<u8>,
    errors: String,
}

impl std::fmt::Debug for CredentialProcess {
    /// Without the command, whose arguments may be secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CredentialProcess(***)")
    }
}

impl ProvideCredentials for CredentialProcess {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.credentials())
    }
}

/// A group of processes, ended when this is dropped.
struct Group(Option<Pid>);

impl Group {
    fn of(id: Option<u32>) -> Self {
        Self(id.and_then(|id| Pid::from_raw(i32::try_from(id).ok()?)))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            // It may have ended in this moment.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

async fn read_all(pipe: Option<impl AsyncRead + Unpin>) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        pipe.take(LONGEST_OUTPUT).read_to_end(&mut bytes).await?;
    }
    Ok(bytes)
}

/// What a process prints: version 1 of the format that the AWS CLI documents. Names of members are
/// taken in any case, as the SDKs do. No reason has a part of the text in it: it may be a secret.
fn read(
    text: &[u8],
    account_id: Option<&str>,
    now: SystemTime,
) -> Result<Credentials, &'static str> {
    let members: Map<String, Value> =
        serde_json::from_slice(text).map_err(|_| "it is not a JSON object")?;
    let member =
        |name: &str| members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|it| it.1);
    let string = |name: &str| member(name).and_then(Value::as_str).filter(|it| !it.is_empty());
    if member("Version").and_then(Value::as_u64) != Some(1) {
        return Err("Version is not 1");
    }
    let id = string("AccessKeyId").ok_or("AccessKeyId is missing")?;
    let secret = string("SecretAccessKey").ok_or("SecretAccessKey is missing")?;
    let expiry = match string("Expiration") {
        None => None,
        Some(text) => Some(time(text).ok_or("Expiration is not a time")?),
    };
    if expiry.is_some_and(|end| end <= now) {
        return Err("they have expired already");
    }
    let mut builder = Credentials::builder()
        .access_key_id(id)
        .secret_access_key(secret)
        .provider_name("CredentialProcess");
    builder.set_session_token(string("SessionToken").map(str::to_owned));
    builder.set_expiry(expiry);
    builder.set_account_id(string("AccountId").or(account_id).map(Into::into));
    let mut credentials = builder.build();
    credentials
        .get_property_mut_or_default::<Vec<AwsCredentialFeature>>()
        .push(AwsCredentialFeature::CredentialsProcess);
    Ok(credentials)
}

fn time(text: &str) -> Option<SystemTime> {
    let Timestamp::EpochMillis(millis) = Timestamp::parse_iso8601(text)? else { return None };
    let since = std::time::Duration::from_millis(u64::try_from(millis).ok()?);
    SystemTime::UNIX_EPOCH.checked_add(since)
}

#[cfg(test)]
mod tests;

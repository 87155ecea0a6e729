//! `credential_process` of a profile, run so that it can do no harm by hanging or by what it prints.
//!
//! The SDK runs it without a limit, does not end it when nobody waits for it any more, and puts what
//! it prints on stderr into its error, which the console would show.

use std::{process::Stdio, time::SystemTime};

use aws_config::{
    Region, SdkConfig,
    environment::EnvironmentVariableCredentialsProvider,
    meta::credentials::CredentialsProviderChain,
    profile::{Profile, ProfileSet},
    sts::AssumeRoleProvider,
};
use aws_credential_types::{
    Credentials,
    credential_feature::AwsCredentialFeature,
    provider::{ProvideCredentials, SharedCredentialsProvider, error::CredentialsError, future},
};
use aws_types::os_shim_internal::{Env, Fs};
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

/// A profile whose credentials a process makes, and the roles to assume with them, the first one
/// first.
struct Chain {
    process: CredentialProcess,
    roles: Vec<Role>,
}

struct Role {
    arn: String,
    external_id: Option<String>,
    session_name: Option<String>,
}

/// The provider of a profile whose credentials a process makes, also by way of `source_profile`;
/// `None` for every other profile, which is the SDK's to read.
pub(crate) async fn provider(
    profile: Option<String>,
    config: &SdkConfig,
) -> Option<SharedCredentialsProvider> {
    let profiles = load(&Fs::real(), &Env::real(), profile).await?;
    let Chain { process, roles } = chain(&profiles)?;
    let mut provider = SharedCredentialsProvider::new(process);
    for role in roles {
        let assumed = role.builder(config).build_from_provider(provider).await;
        provider = SharedCredentialsProvider::new(assumed);
    }
    // The environment comes before all profiles, as in the SDK's own chain.
    let environment = EnvironmentVariableCredentialsProvider::new();
    Some(SharedCredentialsProvider::new(
        CredentialsProviderChain::first_try("Environment", environment)
            .or_else("Profile", provider),
    ))
}

/// The profiles of the shared files; what is wrong with those, the SDK says.
async fn load(fs: &Fs, env: &Env, profile: Option<String>) -> Option<ProfileSet> {
    #[expect(
        clippy::default_trait_access,
        reason = "the type is of a crate that is not ours to name"
    )]
    let files = Default::default();
    aws_config::profile::load(fs, env, &files, profile.map(Into::into)).await.ok()
}

/// Follows `source_profile` to a process, by the SDK's order of precedence.
fn chain(profiles: &ProfileSet) -> Option<Chain> {
    let mut name = profiles.selected_profile();
    let mut visited = Vec::new();
    let mut roles = Vec::new();
    loop {
        let profile = profiles.get_profile(name)?;
        if visited.contains(&name) {
            return None;
        }
        visited.push(name);
        if visited.len() > 1 && profile.get("aws_access_key_id").is_some() {
            return None;
        }
        if profile.get("web_identity_token_file").is_some() {
            return None;
        }
        if let Some(arn) = profile.get("role_arn") {
            roles.push(Role {
                arn: arn.to_owned(),
                external_id: profile.get("external_id").map(str::to_owned),
                session_name: profile.get("role_session_name").map(str::to_owned),
            });
            let source = profile.get("source_profile")?;
            if source != name {
                name = source;
                continue;
            }
        }
        roles.reverse();
        return Some(Chain { process: CredentialProcess::of(profile)?, roles });
    }
}

impl Role {
    fn builder(self, config: &SdkConfig) -> aws_config::sts::AssumeRoleProviderBuilder {
        let mut builder = AssumeRoleProvider::builder(self.arn).configure(config);
        if let Some(region) = config.region() {
            builder = builder.region(Region::new(region.as_ref().to_owned()));
        }
        if let Some(id) = self.external_id {
            builder = builder.external_id(id);
        }
        if let Some(name) = self.session_name {
            builder = builder.session_name(name);
        }
        builder
    }
}

/// A command that prints credentials.
pub(crate) struct CredentialProcess {
    command: String,
    account_id: Option<String>,
}

impl CredentialProcess {
    /// Of a profile that has nothing which comes before it.
    fn of(profile: &Profile) -> Option<Self> {
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
mod tests {
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
        let command =
            format!("sleep 300 & echo $$ $! > {0}.new; mv {0}.new {0}; wait", ids.display());
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

    type Members<'a> = &'a [(&'a str, &'a str)];

    #[test]
    fn a_process_is_found_where_the_sdk_would_find_it() {
        let run = ("credential_process", "run");
        let role = ("role_arn", "arn:aws:iam::1:role/a");
        let via = ("source_profile", "base");
        let keys = ("aws_access_key_id", "AKID");
        let sso = ("sso_start_url", "https://x");
        let cases: [(Members<'_>, Members<'_>, Option<usize>); 8] = [
            (&[run], &[], Some(0)),
            (&[run, keys], &[], Some(0)),
            (&[run, sso], &[], None),
            (&[keys], &[run], None),
            (&[role, via], &[run], Some(1)),
            (&[role, via], &[run, keys], None),
            (&[role, ("source_profile", "first"), run], &[], Some(1)),
            (&[role, via], &[role, ("source_profile", "first")], None),
        ];
        for (first, base, roles) in cases {
            let text = |name: &str, members: Members<'_>| {
                let lines: Vec<_> =
                    members.iter().map(|(name, value)| format!("{name} = {value}")).collect();
                format!("[profile {name}]\n{}\n\n", lines.join("\n"))
            };
            let profiles = profiles(&(text("first", first) + &text("base", base)));
            let found = chain(&profiles).map(|chain| chain.roles.len());
            assert_eq!(found, roles, "{first:?} {base:?}");
        }
    }

    fn profiles(text: &str) -> ProfileSet {
        let env = Env::from_slice(&[("AWS_CONFIG_FILE", "/config"), ("AWS_PROFILE", "first")]);
        let fs = Fs::from_slice(&[("/config", text)]);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(load(&fs, &env, None)).unwrap()
    }
}

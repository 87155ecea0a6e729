//! The upstream that is AWS, or whatever the operator's endpoint is.

mod whose;

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use aws_credential_types::Credentials;
use aws_services::Protocol;
use cloudhsm_api::OperationClass;

use super::{
    Answer, BoxFuture, Call, CallError, Caller, CredentialSource, Look, Transport, Upstream,
    caller::Kept,
    retry,
    sign::{Post, Scope, signed_post},
};
use crate::{clock::Clock, endpoint::EndpointRules};

const CLOUDHSM_SIGNING_NAME: &str = "cloudhsm";
/// Nor does the page wait longer for credentials, only to say whose they are.
const CREDENTIALS_LIMIT: Duration = Duration::from_secs(4);

/// What [`Aws`] is made of.
#[derive(Debug)]
pub struct AwsSettings {
    /// Where requests go.
    pub endpoints: EndpointRules,
    /// What they are signed with.
    pub credentials: CredentialSource,
    /// What carries them.
    pub transport: Transport,
    /// The whole time that a call may take, with all its tries.
    pub timeout: Duration,
    /// The profile, if one was named, for commands of the AWS CLI.
    pub profile: Option<String>,
    /// The region whose STS is asked who we are.
    pub default_region: String,
    /// The present time, for signatures.
    pub clock: Arc<dyn Clock>,
}

/// Signs, sends, tries again.
#[derive(Debug)]
pub struct Aws {
    settings: AwsSettings,
    caller: Mutex<Option<Kept>>,
    /// One question to STS at a time: all who wait share its answer.
    asking: tokio::sync::Mutex<()>,
}

impl Aws {
    /// From its parts.
    pub fn new(settings: AwsSettings) -> Self {
        Self { settings, caller: Mutex::default(), asking: tokio::sync::Mutex::default() }
    }

    /// Asks the source of the credentials, and waits for its answer longer than a request would.
    pub async fn find_credentials(&self) -> Result<(), CallError> {
        self.settings.credentials.resolve(self.settings.clock.now()).await.map(drop)
    }

    async fn try_call(&self, call: &Call, limit: Duration) -> Result<Answer, CallError> {
        let headers = [
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amz-target", call.operation.target()),
        ];
        let scope = Scope { region: &call.region, service: CLOUDHSM_SIGNING_NAME };
        let url = self.endpoint(&call.region);
        let start = Instant::now();
        let credentials = self.credentials_for(call.send_before, limit).await?;
        only_with(call.only_with.as_deref(), &credentials)?;
        let left = limit.saturating_sub(start.elapsed());
        let post = Post { scope, url: &url, headers: &headers, body: &call.body };
        let answer = self.post_as(&credentials, post, left).await?;
        answer.promised(Protocol::Json)
    }

    /// What another service refuses says nothing of the credentials for CloudHSM: it may be a region
    /// or an endpoint that doesn't know them. They are kept.
    async fn try_look(&self, look: &Look, limit: Duration) -> Result<Answer, CallError> {
        let service = look.lookup.service();
        let target = look.lookup.target().map(|target| ("x-amz-target", target));
        let headers: Vec<_> =
            [("content-type", look.lookup.content_type())].into_iter().chain(target).collect();
        let scope = Scope { region: &look.region, service: service.signing_name() };
        let url = self.settings.endpoints.service(service, &look.region);
        let url = url.map_err(|error| CallError::Unreachable(error.to_string()))?;
        let start = Instant::now();
        let credentials = self.credentials_for(None, limit).await?;
        only_with(look.only_with.as_deref(), &credentials)?;
        let left = limit.saturating_sub(start.elapsed());
        let post = Post { scope, url: &url, headers: &headers, body: &look.body };
        let answer = self.send_as(&credentials, post, left).await?;
        answer.promised(look.lookup.protocol())
    }

    /// Credentials within a time, and before the call must have been sent, if it must.
    async fn credentials_for(
        &self,
        send_before: Option<Duration>,
        limit: Duration,
    ) -> Result<Credentials, CallError> {
        let clock = &self.settings.clock;
        let until_send = || send_before.map(|end| end.saturating_sub(clock.monotonic()));
        let limit = until_send().map_or(limit, |left| left.min(limit));
        let resolving = self.settings.credentials.resolve(clock.now());
        let resolved = tokio::time::timeout(limit, resolving).await;
        if until_send().is_some_and(|left| left.is_zero()) {
            return Err(CallError::TooLate);
        }
        resolved.unwrap_or_else(|_| Err(CallError::Credentials("their source hangs".to_owned())))
    }

    async fn post_as(
        &self,
        credentials: &Credentials,
        post: Post<'_>,
        limit: Duration,
    ) -> Result<Answer, CallError> {
        let answer = self.send_as(credentials, post, limit).await?;
        if answer.names_bad_credentials() {
            self.settings.credentials.forget(credentials);
            self.known_caller().take_if(|kept| kept.of(credentials.access_key_id()).is_some());
        }
        Ok(answer)
    }

    /// Signs and sends once.
    async fn send_as(
        &self,
        credentials: &Credentials,
        post: Post<'_>,
        limit: Duration,
    ) -> Result<Answer, CallError> {
        let now = self.settings.clock.now();
        let request = signed_post(credentials, post, now)
            .map_err(|error| CallError::Unreachable(error.to_string()))?;
        self.settings.transport.send(request, limit).await
    }
}

/// The credentials may have become another account's.
fn only_with(key: Option<&str>, credentials: &Credentials) -> Result<(), CallError> {
    if key.is_some_and(|key| key != credentials.access_key_id()) {
        return Err(CallError::CallerChanged);
    }
    Ok(())
}

impl Upstream for Aws {
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Answer, CallError>> {
        Box::pin(async move {
            let (class, name) = (call.operation.class(), call.operation.name());
            let attempt = |limit| self.try_call(&call, limit);
            retry::repeat(class, name, self.settings.timeout, attempt).await
        })
    }

    fn look(&self, look: Look) -> BoxFuture<'_, Result<Answer, CallError>> {
        Box::pin(async move {
            let timeout = look.limit.min(self.settings.timeout);
            let attempt = |limit| self.try_look(&look, limit);
            retry::repeat(OperationClass::Reading, look.lookup.name(), timeout, attempt).await
        })
    }

    fn caller(&self) -> BoxFuture<'_, Caller> {
        Box::pin(async move {
            let resolving = self.settings.credentials.resolve(self.settings.clock.now());
            match tokio::time::timeout(CREDENTIALS_LIMIT, resolving).await {
                Ok(Ok(credentials)) => self.caller_of(&credentials).await,
                Ok(Err(_)) | Err(_) => Caller::default(),
            }
        })
    }

    fn ready(&self) -> BoxFuture<'_, Result<(), CallError>> {
        Box::pin(async move { self.settings.credentials.probe(self.settings.clock.now()).await })
    }

    fn endpoint(&self, region: &str) -> String {
        // Checked at start for every region that may be asked.
        self.settings.endpoints.cloudhsm(region).unwrap_or_default()
    }

    fn cli_options(&self) -> Vec<String> {
        let mut options = Vec::new();
        if let Some(profile) = &self.settings.profile {
            options.extend(["--profile".to_owned(), profile.clone()]);
        }
        if let Some(url) = &self.settings.endpoints.cloudhsm {
            options.extend(["--endpoint-url".to_owned(), url.clone()]);
        }
        options
    }
}

//! What the sources say, on the wire.

use std::{sync::Arc, time::Duration};

use aws_services::{CustomKeyStore, Lookup};
use backend_api::{KeyStore, Source, SourceName, SourceStatus};

use super::{Asking, KeyStores, Looks, Outcome, is_in_use, key_stores};
use crate::{clock::Clock, forward::Upstream};

/// What the sources say in a region, as a self-check reports it.
pub async fn sources(
    upstream: &dyn Upstream,
    region: &str,
    looks: &Looks,
    clock: &Arc<dyn Clock>,
) -> Vec<Source> {
    let asking = Asking { upstream, region, only_with: None, looks, clock: clock.as_ref() };
    let reading = key_stores(&asking).await;
    vec![kms(&reading, clock.monotonic())]
}

/// KMS as a source, on the wire.
pub(super) fn kms(reading: &KeyStores, now: Duration) -> Source {
    let (status, refusal) = match &reading.outcome {
        Outcome::Known(_) => (SourceStatus::Known, None),
        Outcome::NotAllowed(refusal) => (SourceStatus::NotAllowed, Some(refusal)),
        Outcome::Failed(refusal) => (SourceStatus::Failed, Some(refusal)),
        Outcome::NotAsked => (SourceStatus::NotAsked, None),
    };
    let age = reading.since.map(|since| now.saturating_sub(since).as_secs());
    Source {
        name: SourceName::Kms,
        status,
        permission: Lookup::DescribeCustomKeyStores.permission().to_owned(),
        age_seconds: age.map(|seconds| u32::try_from(seconds).unwrap_or(u32::MAX)),
        request_ids: reading.request_ids.clone(),
        code: refusal.and_then(|it| it.code.clone()),
        message: refusal.map(|it| it.message.clone()),
    }
}

/// A key store, on the wire.
pub(super) fn shown(store: &CustomKeyStore) -> KeyStore {
    KeyStore {
        id: store.custom_key_store_id.clone(),
        name: store.custom_key_store_name.clone(),
        state: store.connection_state.as_ref().map(|it| it.as_str().to_owned()),
        error: store.connection_error_code.as_ref().map(|it| it.as_str().to_owned()),
        in_use: is_in_use(store),
        created: store.creation_date.clone(),
    }
}

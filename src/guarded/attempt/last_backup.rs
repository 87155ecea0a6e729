//! The backup that AWS makes before it deletes the last HSM of an ACTIVE cluster.

use backend_api::Attempt;
use cloudhsm_api::{Backup, BackupState, ClusterState, Timestamp};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::{pace::pause_millis, retrying};
use crate::{
    api::Client,
    components::{Icon, NoticeKind, Shape, Value, backup_state, notice, when_or},
    state::{spawn_scoped, use_connected, use_connection},
};

/// About six minutes.
const LOOKS: u32 = 40;

/// What is known about it.
#[derive(Debug, Clone, PartialEq)]
enum LastBackup {
    /// HSMs are left, or nothing is known yet.
    Unasked,
    /// The cluster is not ACTIVE: AWS documents none.
    NotExpected,
    /// None is listed yet.
    Awaited,
    /// It is listed, and not READY yet.
    Made(Box<Backup>),
    /// It is READY.
    Ready(Box<Backup>),
    /// None came in time.
    Missing,
}

/// Waits for it, once all HSMs of the attempt are deleted and none is left in the cluster.
#[component]
pub(super) fn AwaitLastBackup(attempt: Attempt) -> impl IntoView {
    let known = RwSignal::new(LastBackup::Unasked);
    let trouble = RwSignal::new(None::<String>);
    let client = use_connected().client;
    let connection = use_connection();
    let (region, since) = (attempt.region, attempt.began_at.epoch_millis());
    let cluster_id = attempt.cluster.unwrap_or_default();
    spawn_scoped(async move {
        for look in 0..LOOKS {
            match read(&client, &region, &cluster_id, since).await {
                Ok(now) => {
                    trouble.set(None);
                    let is_over = !matches!(now, LastBackup::Awaited | LastBackup::Made(_));
                    if known.with_untracked(|known| *known != now) {
                        known.set(now);
                    }
                    if is_over {
                        return;
                    }
                }
                Err(error) => {
                    connection.notice(&error);
                    trouble.set(Some(error.to_string()));
                }
            }
            TimeoutFuture::new(pause_millis(look)).await;
        }
        if known.with_untracked(|known| *known == LastBackup::Awaited) {
            known.set(LastBackup::Missing);
        }
    });
    view! {
        <div role="status" class="progress">{move || known.with(shown)}</div>
        {move || trouble.get().map(|why| view! { <CheckFailed why/> }.into_any())}
    }
}

#[component]
fn CheckFailed(why: String) -> impl IntoView {
    retrying("Last check for the backup failed, retrying: ", why)
}

async fn read(
    client: &Client,
    region: &str,
    cluster_id: &str,
    since: Option<i64>,
) -> Result<LastBackup, backend_api::ApiError> {
    match client.cluster(region, cluster_id).await? {
        Some(cluster) if cluster.present_hsms().next().is_some() => return Ok(LastBackup::Unasked),
        None => return Ok(LastBackup::Unasked),
        Some(cluster) if cluster.state != Some(ClusterState::Active) => {
            return Ok(LastBackup::NotExpected);
        }
        Some(_) => {}
    }
    let listed = client.backups(region, Some(cluster_id)).await?;
    Ok(match newest_since(listed, since) {
        None => LastBackup::Awaited,
        Some(backup) if backup.backup_state == Some(BackupState::Ready) => {
            LastBackup::Ready(Box::new(backup))
        }
        Some(backup) => LastBackup::Made(Box::new(backup)),
    })
}

/// The newest backup that was made since a time.
fn newest_since(listed: Vec<Backup>, since: Option<i64>) -> Option<Backup> {
    let made = |backup: &Backup| backup.create_timestamp.as_ref().and_then(Timestamp::epoch_millis);
    let mut newest: Option<Backup> = None;
    for backup in listed.into_iter().filter(|it| made(it).is_some_and(|it| since <= Some(it))) {
        if newest.as_ref().is_none_or(|newest| made(newest) < made(&backup)) {
            newest = Some(backup);
        }
    }
    newest
}

fn shown(backup: &LastBackup) -> AnyView {
    match backup {
        LastBackup::Unasked => ().into_any(),
        LastBackup::NotExpected => {
            let words = "The cluster isn’t ACTIVE. AWS documents no backup before its last HSM is deleted.";
            notice(NoticeKind::Info, None, view! { <p>{words}</p> }.into_any())
        }
        LastBackup::Awaited => {
            view! { <p><Icon shape=Shape::Arc/>" Waiting for the backup that AWS makes before it deletes the last HSM…"</p> }
                .into_any()
        }
        LastBackup::Made(made) => view! {
            <p><Icon shape=Shape::Arc/>" AWS is making the backup "<code>{made.backup_id.clone()}</code>" "{backup_state(made.backup_state.as_ref()).view()}</p>
        }
        .into_any(),
        LastBackup::Ready(ready) => {
            let made = Value::Row(vec![when_or(ready.create_timestamp.as_ref(), "unknown date")]);
            let content = view! {
                <h3>"The last backup is READY"</h3>
                <p><code>{ready.backup_id.clone()}</code>", created "{made.view()}</p>
            };
            notice(NoticeKind::Good, None, content.into_any())
        }
        LastBackup::Missing => {
            let words = "No new backup has appeared in six minutes. Check the backups before you delete the cluster.";
            notice(NoticeKind::Warn, None, view! { <p>{words}</p> }.into_any())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_backup_of_the_deletion_is_the_newest_since_it_began() {
        let backup = |id: &str, day: Option<i64>| Backup {
            backup_id: id.into(),
            create_timestamp: day.map(|day| Timestamp::from_epoch_seconds(day * 86_400)),
            ..Backup::default()
        };
        let listed = vec![
            backup("old", Some(9)),
            backup("first", Some(10)),
            backup("second", Some(11)),
            backup("undated", None),
        ];
        let found = |day: i64| newest_since(listed.clone(), Some(day * 86_400_000));
        assert_eq!(found(10).map(|it| it.backup_id), Some("second".into()));
        assert_eq!(found(12), None);
    }
}

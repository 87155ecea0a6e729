//! `/regions/{region}/clusters/{id}/retention`: how many days AWS keeps a cluster's backups.

mod days;

use backend_api::ChangeRequest;
use cloudhsm_api::{Backup, BackupRetentionPolicy, Cluster, Operation};
use leptos::{ev, prelude::*};
use serde_json::json;

use self::days::{Problem, days, ended};
use super::{
    change::{ChangeWords, change_view, resumable},
    live::{Live, live_page, not_signed, source},
};
use crate::{
    components::{
        NoticeKind, Shape, Value, card, data_table, day_or, error_view, facts, notice, retention,
    },
    keyboard_focus::focus_soon,
    route::Place,
    state::{Loaded, under_owner, use_connected},
    time::server_in_millis,
};

const GUIDE: &str =
    "https://docs.aws.amazon.com/cloudhsm/latest/userguide/manage-backup-retention.html";
const FIELD: &str = "retention-days";

/// The page.
pub(super) fn retention_page(place: Place) -> AnyView {
    live_page(place, "Change backup retention of", content)
}

/// What the form works on.
#[derive(Debug, Clone, Copy)]
struct Form {
    live: Live,
    backups: Loaded<Vec<Backup>>,
    load_backups: Callback<()>,
    typed: RwSignal<String>,
    /// The days whose plan is asked for.
    planned: RwSignal<Option<u32>>,
}

fn content(live: Live) -> AnyView {
    let backups = Loaded::<Vec<Backup>>::default();
    let client = StoredValue::new(use_connected().client);
    let load_backups = under_owner(move |()| {
        let (client, place) = (client.get_value(), live.place.get_value());
        backups.load(async move { client.backups(&place.region, Some(&place.id)).await });
    });
    load_backups.run(());
    let planned = RwSignal::new(None);
    let form = Form { live, backups, load_backups, typed: RwSignal::new(String::new()), planned };
    resumable(move || match planned.get() {
        Some(days) => form.plan(days),
        None => form.view(),
    })
}

impl Form {
    /// The present number of days; tracks.
    fn now(self) -> Option<u32> {
        self.live
            .cluster
            .with(|it| it.backup_retention_policy.as_ref().and_then(BackupRetentionPolicy::days))
    }

    /// The backups that so many days end; `None` as long as they are not known. Tracks.
    fn ended(self, days: u32) -> Option<Vec<Backup>> {
        let backups = self.backups.value.get()?;
        let of = |cluster: &Cluster| ended(cluster, &backups, days, server_in_millis());
        Some(self.live.cluster.with(|it| of(it).into_iter().cloned().collect()))
    }

    fn plan(self, days: u32) -> AnyView {
        let place = self.live.place.get_value();
        let input = json!({
            "ClusterId": place.id,
            "BackupRetentionPolicy": { "Type": "DAYS", "Value": days.to_string() },
        });
        let request = ChangeRequest { operation: Operation::ModifyCluster, input };
        let words = ChangeWords {
            action: "Change the retention",
            shape: Shape::Check,
            doing: "Changing the retention",
            nothing: "The retention was not changed",
            // Where it isn't known that no backup ends, it may.
            is_grave: untrack(|| self.ended(days)).is_none_or(|ended| !ended.is_empty()),
        };
        let back = Callback::new(move |()| {
            self.planned.set(None);
            focus_soon(FIELD.to_owned());
        });
        change_view(&place.region, request, words, Some(back))
    }

    fn view(self) -> AnyView {
        let read = move || untrack(|| days(&self.typed.get(), self.now()));
        let submit = move |event: ev::SubmitEvent| {
            event.prevent_default();
            if let Ok(days) = read() {
                self.planned.set(Some(days));
            }
        };
        let tracked = move || days(&self.typed.get(), self.now());
        let present = move || {
            self.live.cluster.with(|cluster| {
                let policy = cluster.backup_retention_policy.as_ref();
                policy.map_or_else(|| "–".to_owned(), retention)
            })
        };
        let present = Value::View(view! { {move || present()} }.into_any());
        let content = view! {
            {facts(vec![("Present retention", present)])}
            <form class="supply" on:submit=submit>
                <div class="field">
                    <label for=FIELD>"New retention, in days"</label>
                    <input id=FIELD class="input" type="text" inputmode="numeric" autocomplete="off"
                        aria-describedby="retention-rule" prop:value=move || self.typed.get()
                        on:input=move |event| self.typed.set(event_target_value(&event))/>
                    <span id="retention-rule" class="hint">"7 to 379"</span>
                </div>
                <span class="problem" role="alert">
                    {move || tracked().err().map(Problem::in_words)}
                </span>
                {move || tracked().ok().map(|days| self.effect(days))}
                <div class="toolbar">
                    <button type="submit" class="button primary" disabled=move || tracked().is_err()>
                        "Review the plan"
                    </button>
                </div>
            </form>
        };
        view! {
            {not_signed(&[Operation::ModifyCluster])}
            {card("Retention", content.into_any())}
            {rules()}
        }
        .into_any()
    }

    /// What so many days do to the backups that are there; tracks.
    fn effect(self, days: u32) -> AnyView {
        if let Some(error) = self.backups.error.get() {
            return error_view(
                &error,
                "Couldn’t read the backups, so it isn’t known which ones this ends".to_owned(),
                Some(self.load_backups),
            );
        }
        let Some(ended) = self.ended(days) else {
            return view! { <p role="status">"Loading the backups…"</p> }.into_any();
        };
        if ended.is_empty() {
            let words = "This ends no backup that is READY today.";
            return view! { <p role="status">{words}</p> }.into_any();
        }
        let rows = ended.iter().map(|backup| {
            let id = Value::Copyable { text: backup.backup_id.clone(), what: "backup ID" };
            vec![id, day_or(backup.create_timestamp.as_ref(), "unknown date")]
        });
        let words = match ended.len() {
            1 => "AWS deletes one backup".to_owned(),
            many => format!("AWS deletes {many} backups"),
        };
        let content = view! {
            <p><strong>{words}</strong>", because their retention is over at once:"</p>
            {data_table("Backups that AWS deletes", &["Backup", "Created"], rows.collect())}
            <p class="small">"A longer retention later doesn’t restore them. To preserve one, set it to never expire first."</p>
        };
        notice(NoticeKind::Danger, Some("status"), content.into_any())
    }
}

/// What no retention changes.
fn rules() -> AnyView {
    let content = view! {
        <ul class="notes">
            <li>"AWS deletes a backup when so many days have passed since it was created."</li>
            <li>"It applies to the backups that exist and to new ones."</li>
            <li>"AWS never deletes a cluster’s last backup by retention."</li>
            <li>"Backups that never expire are unaffected."</li>
            <li>"Copies in other regions have no retention: somebody deletes them by hand."</li>
            <li>"Clusters from before 18 November 2020 can have more than 379 days. Once changed, they can’t have more again."</li>
        </ul>
        <p class="small">{source("AWS: backup retention", GUIDE)}</p>
    };
    card("How AWS applies it", content.into_any())
}

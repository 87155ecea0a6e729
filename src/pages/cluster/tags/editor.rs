//! Changing the tags of a cluster, several in one go.
//!
//! Before anything is sent the tags are read again: what somebody else changed meanwhile is shown,
//! not overwritten.

use std::sync::Arc;

use backend_api::ApiError;
use cloudhsm_api::Tag;
use leptos::prelude::*;

use super::draft::{Change, Draft, MOST_TAGS};
use crate::{
    api::Client,
    components::{Icon, NoticeKind, Shape, Value, attr, data_table, error_view, live, notice},
    route::Place,
    state::{spawn_detached, use_connected, use_connection},
};

/// Where the editor stands.
#[derive(Debug, Clone, PartialEq)]
enum Step {
    Editing,
    Saving,
    /// These keys are others now than when the editing began; the tags as they are.
    Conflict(Vec<String>, Vec<Tag>),
    /// What was done, and what failed.
    Failed(Vec<String>, Arc<ApiError>),
}

/// How a saving went.
enum Saved {
    All,
    Conflict(Vec<String>, Vec<Tag>),
    /// What was done before it failed, and the tags after it if they could be read.
    Partly(Vec<String>, Arc<ApiError>, Option<Vec<Tag>>),
}

/// The editor; `done` is called when it is over.
#[component]
pub fn TagEditor(place: Place, tags: Vec<Tag>, done: Callback<()>) -> impl IntoView {
    let draft = RwSignal::new(Draft::of(&tags));
    let step = RwSignal::new(Step::Editing);
    let client = StoredValue::new(use_connected().client);
    let connection = use_connection();
    let place = StoredValue::new(place);
    let save = move || {
        step.set(Step::Saving);
        // Not bound to this page: leaving it must not cut a change in half.
        spawn_detached(async move {
            let (Some(client), Some(place), Some(now)) =
                (client.try_get_value(), place.try_get_value(), draft.try_get_untracked())
            else {
                return;
            };
            match send(&client, &place, &now).await {
                Saved::All => drop(done.try_run(())),
                Saved::Conflict(keys, tags) => drop(step.try_set(Step::Conflict(keys, tags))),
                Saved::Partly(done, error, tags) => {
                    connection.notice(&error);
                    if let Some(tags) = tags {
                        draft.try_update(|draft| draft.rebase(&tags));
                    }
                    drop(step.try_set(Step::Failed(done, error)));
                }
            }
        });
    };
    // Rows are drawn anew when one comes or goes, not with every letter.
    let count = Memo::new(move |_| draft.with(|draft| draft.rows.len()));
    let ready = move || {
        step.get() != Step::Saving
            && draft.with(|draft| draft.is_sound() && !draft.change().is_empty())
    };
    view! {
        <section class="card" aria-label="Edit tags">
            <h2>"Edit tags"</h2>
            {live(move || outcome(&step.get(), draft, step))}
            {live(move || (0..count.get()).map(|index| row(draft, index)).collect::<Vec<_>>())}
            <div class="toolbar">
                <button type="button" class="button" on:click=move |_| draft.update(Draft::add)>"Add a tag"</button>
                {live(move || draft.with(Draft::is_too_many).then(|| view! {
                    <span class="problem" role="alert">{format!("A resource has at most {MOST_TAGS} tags.")}</span>
                }))}
            </div>
            {live(move || preview(&draft.with(Draft::change)))}
            <div class="toolbar">
                <button type="button" class="button primary" disabled={attr(move || !ready())} on:click=move |_| save()>
                    {live(move || if step.get() == Step::Saving { "Saving…" } else { "Save" })}
                </button>
                <button type="button" class="button" on:click=move |_| done.run(())>"Cancel"</button>
            </div>
        </section>
    }
}

/// Reads again, then sets, then removes.
async fn send(client: &Client, place: &Place, draft: &Draft) -> Saved {
    let tags = async || {
        let cluster = client.cluster(&place.region, &place.id).await?;
        Ok(cluster.map(|cluster| cluster.tag_list).unwrap_or_default())
    };
    match tags().await {
        Err(error) => return Saved::Partly(Vec::new(), Arc::new(error), None),
        Ok(now) => {
            let conflicts = draft.conflicts(&now);
            if !conflicts.is_empty() {
                return Saved::Conflict(conflicts, now);
            }
        }
    }
    let Change { set, remove } = draft.change();
    let mut done = Vec::new();
    let mut failed = None;
    if !set.is_empty() {
        let keys: Vec<_> = set.iter().map(|tag| tag.key.clone()).collect();
        match client.tag(&place.region, &place.id, set).await {
            Ok(()) => done.push(format!("Set: {}.", keys.join(", "))),
            Err(error) => failed = Some(error),
        }
    }
    if failed.is_none() && !remove.is_empty() {
        let keys = remove.join(", ");
        match client.untag(&place.region, &place.id, remove).await {
            Ok(()) => done.push(format!("Removed: {keys}.")),
            Err(error) => failed = Some(error),
        }
    }
    match failed {
        None => Saved::All,
        // What was done is read and not assumed, so that only the rest is left to send.
        Some(error) => Saved::Partly(done, Arc::new(error), tags().await.ok()),
    }
}

fn outcome(now: &Step, draft: RwSignal<Draft>, step: RwSignal<Step>) -> AnyView {
    match now {
        Step::Editing | Step::Saving => ().into_any(),
        Step::Conflict(keys, tags) => {
            let tags = tags.clone();
            let words = view! {
                <h3>"Somebody else changed tags meanwhile: nothing was saved"</h3>
                <p class="break">"Other than when you began: "{keys.join(", ")}"."</p>
                <button type="button" class="button" on:click=move |_| {
                    draft.update(|draft| draft.rebase(&tags));
                    step.set(Step::Editing);
                }>"Take over what is there, keep my changes"</button>
            };
            notice(NoticeKind::Warn, Some("alert"), words.into_any())
        }
        Step::Failed(done, error) => {
            let title = if done.is_empty() {
                "Nothing was saved".to_owned()
            } else {
                format!("Only a part was saved. {} Below is the rest.", done.join(" "))
            };
            error_view(error, title, None)
        }
    }
}

fn row(draft: RwSignal<Draft>, index: usize) -> AnyView {
    let with = move |read: fn(&super::draft::Row) -> String| {
        draft.with(|draft| draft.rows.get(index).map(read).unwrap_or_default())
    };
    let is_known = draft
        .with_untracked(|draft| draft.rows.get(index).is_some_and(|row| row.original.is_some()));
    let removed = move || draft.with(|draft| draft.rows.get(index).is_some_and(|row| row.removed));
    let problem = move || draft.with(|draft| draft.problem(index));
    let key = move || with(|row| row.key.clone());
    let name = move |what: &str| format!("{what} of tag {}", index + 1);
    view! {
        <div class="tag-row">
            <input class="input mono" type="text" autocomplete="off" spellcheck="false" aria-label=name("Key")
                placeholder="key" readonly=is_known prop:value={attr(key)}
                on:input:target=move |event| draft.update(|draft| {
                    if let Some(row) = draft.rows.get_mut(index) { row.key = event.target().value(); }
                })/>
            <input class="input" type="text" autocomplete="off" spellcheck="false" aria-label=name("Value")
                placeholder="value (may be empty)" prop:value={attr(move || with(|row| row.value.clone()))}
                disabled={attr(removed)}
                on:input:target=move |event| draft.update(|draft| {
                    if let Some(row) = draft.rows.get_mut(index) { row.value = event.target().value(); }
                })/>
            <button type="button" class="button" aria-label={attr(move || {
                format!("{} tag {}", if removed() { "Keep" } else { "Remove" }, key())
            })} on:click=move |_| draft.update(|draft| draft.toggle_removal(index))>
                <Icon shape=Shape::Bin/>{live(move || if removed() { "Keep" } else { "Remove" })}
            </button>
            {live(move || problem().map(|problem| view! { <p class="problem">{problem.words()}</p> }))}
        </div>
    }
    .into_any()
}

/// What saving would do, tag by tag.
fn preview(change: &Change) -> AnyView {
    if change.is_empty() {
        return view! { <p class="soft small">"Nothing is changed yet."</p> }.into_any();
    }
    let set = change.set.iter().map(|tag| {
        vec![
            Value::Text("TagResource".to_owned()),
            Value::Text(tag.key.clone()),
            Value::Text(tag.value.clone()),
        ]
    });
    let remove = change.remove.iter().map(|key| {
        vec![
            Value::Text("UntagResource".to_owned()),
            Value::Text(key.clone()),
            Value::Missing("goes"),
        ]
    });
    let rows = set.chain(remove).collect();
    data_table("What saving does", &["Saving sends", "Key", "Value"], rows)
}

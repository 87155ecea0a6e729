//! `/regions/{region}/clusters/{id}/tags/edit`: changing the tags of a cluster, several in one go.
//!
//! Before anything is sent the tags are read again: what somebody else changed meanwhile is shown,
//! not overwritten. Afterwards they are compared: a lost answer is not called a failure.

mod comparison;
mod outcome;
mod saving;

use std::sync::Arc;

use backend_api::ApiError;
use cloudhsm_api::{Cluster, Operation, Tag};
use leptos::prelude::*;

use self::{
    outcome::outcome,
    saving::{Reason, Saved, Stopped, save},
};
use crate::{
    components::{
        Copyable, Crumb, Skeleton, Value, clusters_crumb, data_table, empty, error_view,
        link_to_clusters, page_header, set_title_of,
        tag_fields::{Change, Draft, MOST_TAGS, TagRow, key_id},
    },
    keyboard_focus::focus_soon,
    route::{Place, Route, Tab, go_to, use_navigation},
    state::{Loaded, spawn_detached, under_owner, use_connected, use_connection},
};

/// Where the editor stands.
#[derive(Debug, Clone, PartialEq)]
enum Step {
    Editing,
    Saving,
    /// The cluster is not there any more.
    Gone,
    /// These keys are others now than when the editing began; the tags as they are.
    Conflict(Vec<String>, Vec<Tag>),
    /// It did not come to its end.
    Stopped(Box<Stopped>),
    /// The answer was lost, but AWS shows every change.
    Confirmed(Arc<ApiError>),
}

/// The page.
#[component]
pub fn TagEditorPage(place: Place) -> impl IntoView {
    let cluster = Loaded::<Option<Cluster>>::default();
    let connected = use_connected();
    let tags_tab = Route::Cluster(place.clone(), Tab::Tags);
    let crumbs = vec![clusters_crumb(), Crumb { text: place.id.clone(), href: tags_tab.href() }];
    let id = place.id.clone();
    let name = move || {
        let value = cluster.value.get();
        let name = value.as_deref().and_then(Option::as_ref).and_then(Cluster::name);
        set_title_of("Edit tags", name.unwrap_or(&id));
        name.unwrap_or_default().to_owned()
    };
    let heading = view! { <h1>"Edit tags of "{move || name()}</h1> };
    let subtitle = view! { <Copyable text=place.id.clone() what="cluster ID"/><span>{place.region.clone()}</span> };
    let allows = |operation| connected.session.allows(operation);
    let content = if allows(Operation::TagResource) && allows(Operation::UntagResource) {
        let at = place.clone();
        let load = under_owner(move |()| {
            let (client, at) = (connected.client.clone(), at.clone());
            cluster.load(async move { client.cluster(&at.region, &at.id).await });
        });
        load.run(());
        (move || loaded(cluster, &place, load)).into_any()
    } else {
        let words =
            "The backend runs in read-only mode, or doesn’t allow TagResource and UntagResource.";
        empty("Tags can’t be changed here", words.to_owned(), back_to(&tags_tab))
    };
    view! {
        {page_header(crumbs, heading.into_any(), subtitle.into_any(), ().into_any())}
        {content}
    }
}

fn loaded(cluster: Loaded<Option<Cluster>>, place: &Place, load: Callback<()>) -> AnyView {
    if let Some(error) = cluster.error.get() {
        return error_view(&error, "Couldn’t read the tags".to_owned(), Some(load));
    }
    match cluster.value.get().as_deref() {
        None => view! { <Skeleton what="the tags"/> }.into_any(),
        Some(None) => gone(),
        Some(Some(cluster)) => {
            view! { <TagEditor place=place.clone() tags=cluster.tag_list.clone()/> }.into_any()
        }
    }
}

fn gone() -> AnyView {
    let words = "AWS doesn’t list it in this region. It may have been deleted.";
    empty("Cluster not found", words.to_owned(), link_to_clusters())
}

fn back_to(tags_tab: &Route) -> AnyView {
    view! { <a href=tags_tab.href() class="button">"Back to the tags"</a> }.into_any()
}

/// That one of the tags is the deletion protection, which its own page turns off.
fn protection_note(tags: &[Tag], protection: &str) -> Option<AnyView> {
    let key = use_connected().session.deletion_protection.0.clone();
    tags.iter().any(|tag| tag.key == key).then(|| {
        view! {
            <p class="small soft break"><code>{key}</code>" is the deletion protection. "<a href=protection.to_owned()>"Turn it off on its own page"</a></p>
        }
        .into_any()
    })
}

#[component]
fn TagEditor(place: Place, tags: Vec<Tag>) -> impl IntoView {
    let draft = RwSignal::new(Draft::of(&tags));
    let step = RwSignal::new(Step::Editing);
    // What is being saved goes on without the page.
    use_navigation().ask_before_leaving(Signal::derive(move || {
        !matches!(step.get(), Step::Saving | Step::Gone) && !draft.with(Draft::change).is_empty()
    }));
    let client = use_connected().client;
    let connection = use_connection();
    let tags_tab = Route::Cluster(place.clone(), Tab::Tags);
    let protection = Route::Protection(place.clone()).href();
    let note = protection_note(&tags, &protection);
    let back = back_to(&tags_tab);
    // No action: an action ends with its page, and has no state for a change that stopped half-way.
    let on_save = move |_| {
        step.set(Step::Saving);
        let (client, place, now) = (client.clone(), place.clone(), draft.get_untracked());
        let tags_tab = tags_tab.clone();
        // Not bound to this page: leaving it must not cut a change in half.
        spawn_detached(async move {
            let (next, tags) = match save(&client, &place, &now).await {
                Saved::All(None) => {
                    // Somebody may have gone elsewhere meanwhile, and stays there.
                    if step.try_get_untracked().is_some() {
                        go_to(&tags_tab);
                    }
                    return;
                }
                Saved::All(Some(error)) => {
                    connection.notice(&error);
                    (Step::Confirmed(error), Some(now.applied()))
                }
                Saved::Gone => (Step::Gone, None),
                Saved::Conflict(keys, tags) => (Step::Conflict(keys, tags), None),
                Saved::Stopped(stopped) => {
                    if let Reason::Refused(error) | Reason::Unknown(error) = &stopped.reason {
                        connection.notice(error);
                    }
                    let tags = stopped.tags.clone();
                    (Step::Stopped(Box::new(stopped)), tags)
                }
            };
            if let Some(tags) = tags {
                draft.try_update(|draft| draft.rebase(&tags));
            }
            step.try_set(next);
        });
    };
    // Rows are drawn anew when one comes or goes, not with every letter. `<For>` would keep them, and weigh
    // 4.8 KiB of the chunk.
    let count = Memo::new(move |_| draft.with(|draft| draft.rows.len()));
    let add = move |_| {
        draft.update(Draft::add);
        let index = draft.with_untracked(|draft| draft.rows.len());
        focus_soon(key_id(index));
    };
    let is_ready = move || {
        step.get() != Step::Saving
            && draft.with(|draft| draft.is_sound() && !draft.change().is_empty())
    };
    view! {
        {move || outcome(&step.get(), draft, step, &protection)}
        <section class="card" aria-label="Tags">
            <Show when=move || { count.get() > 0 }
                fallback=|| view! { <p class="soft">"The cluster has no tags yet."</p> }>
                <div class="tag-row head small soft" aria-hidden="true"><span>"Key"</span><span>"Value"</span></div>
                {move || (0..count.get()).map(|index| view! { <TagRow draft index/> }.into_any()).collect_view()}
            </Show>
            {note}
            <div class="toolbar">
                <button type="button" class="button" on:click=add>"Add a tag"</button>
                <span class="small soft">
                    {move || draft.with(|draft| format!("{} of {MOST_TAGS} tags", draft.count()))}
                </span>
                <Show when=move || draft.with(Draft::is_too_many)>
                    <span class="problem" role="alert">{format!("A resource has at most {MOST_TAGS} tags.")}</span>
                </Show>
            </div>
        </section>
        <section class="card">
            <h2>"Pending changes"</h2>
            {move || preview(&draft.with(Draft::change))}
            <div class="toolbar">
                <button type="button" class="button primary" disabled=move || !is_ready() on:click=on_save>
                    {move || if step.get() == Step::Saving { "Saving…" } else { "Save" }}
                </button>
                {back}
            </div>
        </section>
    }
}

/// What saving would do, tag by tag.
fn preview(change: &Change) -> AnyView {
    if change.is_empty() {
        return view! { <p class="soft small">"No changes"</p> }.into_any();
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
            Value::Missing("removed"),
        ]
    });
    let rows = set.chain(remove).collect();
    data_table("Pending changes", &["Saving sends", "Key", "Value"], rows)
}

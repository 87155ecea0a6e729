//! Adds or removes one tag on several clusters: one request per cluster, and what came of each.

use cloudhsm_api::Tag;
use leptos::prelude::*;

use crate::{
    api::Client,
    components::modal::{Closed, Modal},
    components::{Icon, Shape, why_error},
    lookalikes::visible,
    state::spawn_detached,
};

/// A cluster to be tagged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagTarget {
    /// Its region.
    pub region: String,
    /// Its ID.
    pub id: String,
    /// What it is called.
    pub name: String,
}

/// Clusters to be tagged, and the way to do it.
#[derive(Debug, Clone)]
pub struct TagTargets {
    /// The clusters.
    pub clusters: Vec<TagTarget>,
    /// Sends the requests.
    pub client: Client,
    /// Fetches the list again.
    pub refresh: Callback<()>,
}

/// What came of the request of one cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    Waiting,
    Sending,
    Done,
    /// With this code, for this reason.
    Failed(String, String),
}

/// What the dialog has.
#[derive(Clone, Copy)]
struct Form {
    targets: StoredValue<TagTargets>,
    removes: RwSignal<bool>,
    key: RwSignal<String>,
    value: RwSignal<String>,
    /// One for each cluster, once it began.
    outcomes: RwSignal<Vec<Outcome>>,
}

impl Form {
    fn is_sending(self) -> bool {
        let under_way = |it: &Outcome| matches!(it, Outcome::Waiting | Outcome::Sending);
        self.outcomes.with(|all| all.iter().any(under_way))
    }

    fn can_send(self) -> bool {
        !self.key.with(|key| key.trim().is_empty()) && !self.is_sending()
    }

    fn set(self, at: usize, outcome: Outcome) {
        // The dialog may be closed by now; the requests go on.
        self.outcomes.try_update(|all| {
            if let Some(place) = all.get_mut(at) {
                *place = outcome;
            }
        });
    }

    fn send(self) {
        if !untrack(|| self.can_send()) {
            return;
        }
        let TagTargets { clusters, client, refresh } = self.targets.get_value();
        let key = self.key.get_untracked().trim().to_owned();
        let tag = Tag::new(key, self.value.get_untracked());
        let removes = self.removes.get_untracked();
        self.outcomes.set(vec![Outcome::Waiting; clusters.len()]);
        spawn_detached(async move {
            for (at, TagTarget { region, id, .. }) in clusters.iter().enumerate() {
                self.set(at, Outcome::Sending);
                let answer = if removes {
                    client.untag(region, id, vec![tag.key.clone()]).await
                } else {
                    client.tag(region, id, vec![tag.clone()]).await
                };
                self.set(
                    at,
                    match answer {
                        Ok(()) => Outcome::Done,
                        Err(error) => {
                            Outcome::Failed(error.code.as_str().to_owned(), error.message)
                        }
                    },
                );
            }
            refresh.try_run(());
        });
    }
}

/// The dialog.
pub(super) fn tags(targets: TagTargets, closed: Closed) -> AnyView {
    let modal = Modal::new();
    let all = match targets.clusters.len() {
        1 => "1 cluster".to_owned(),
        many => [&many.to_string(), " clusters"].concat(),
    };
    let title = ["Edit a tag of ", &all].concat();
    let form = Form {
        targets: StoredValue::new(targets),
        removes: RwSignal::new(false),
        key: RwSignal::new(String::new()),
        value: RwSignal::new(String::new()),
        outcomes: RwSignal::new(Vec::new()),
    };
    let choice = |removes: bool, words: &'static str| {
        view! {
            <label class="check">
                <input type="radio" name="tag-change" prop:checked=move || form.removes.get() == removes
                    on:change=move |_| form.removes.set(removes)/>
                <span>{words}</span>
            </label>
        }
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        form.send();
    };
    let words = move || match (form.is_sending(), form.removes.get()) {
        (true, _) => "Sending…".to_owned(),
        (false, true) => ["Remove from ", &all].concat(),
        (false, false) => ["Set on ", &all].concat(),
    };
    let content = view! {
        <h2 id="dialog-title">{title}</h2>
        <form class="tag-form" on:submit=submit>
            <fieldset class="plain">
                <legend>"Change"</legend>
                {choice(false, "Set the tag. An existing value is replaced.")}
                {choice(true, "Remove the tag.")}
            </fieldset>
            <div class="field">
                <label for="tag-key">"Key"</label>
                <input id="tag-key" class="input" maxlength="128" autocomplete="off" autofocus
                    on:input:target=move |event| form.key.set(event.target().value())/>
            </div>
            <div class="field" hidden=move || form.removes.get()>
                <label for="tag-value">"Value"</label>
                <input id="tag-value" class="input" maxlength="256" autocomplete="off"
                    on:input:target=move |event| form.value.set(event.target().value())/>
            </div>
            <Outcomes form/>
            <div class="actions">
                <button type="submit" class="button primary"
                    aria-disabled=move || (!form.can_send()).then_some("true")>{words}</button>
                <button type="button" class="button" on:click=move |_| modal.close()>"Close"</button>
            </div>
        </form>
    };
    modal.view("dialog", content.into_any(), closed)
}

/// Cluster by cluster, what came of it.
#[component]
fn Outcomes(form: Form) -> impl IntoView {
    let clusters = form.targets.with_value(|targets| targets.clusters.clone());
    let line = move |(at, target): (usize, TagTarget)| {
        let outcome = move || form.outcomes.with(|all| all.get(at).cloned());
        view! {
            <li>
                <span class="break">{visible(&target.name)}</span>
                {move || match outcome() {
                    None => ().into_any(),
                    Some(Outcome::Waiting) => view! { <span class="soft">"Waiting"</span> }.into_any(),
                    Some(Outcome::Sending) => view! { <span class="soft">"Sending…"</span> }.into_any(),
                    Some(Outcome::Done) => view! { <span class="badge good"><Icon shape=Shape::Check/>"Done"</span> }.into_any(),
                    Some(Outcome::Failed(code, message)) => {
                        let why = why_error(&code);
                        view! { <span class="problem break">{code}": "{message}" "{why}</span> }.into_any()
                    }
                }}
            </li>
        }
    };
    let lines: Vec<_> = clusters.into_iter().enumerate().map(line).collect();
    // The list in it stays a list: an element has one role.
    view! { <div role="status"><ul class="choices outcomes" aria-label="Clusters">{lines}</ul></div> }
}

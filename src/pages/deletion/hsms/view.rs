//! A removal under way, HSM by HSM.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    run::{Chosen, Removal, Run},
    stage::{LastBackup, Stage},
};
use crate::{
    components::{Badge, Icon, NoticeKind, Shape, Value, backup_state, live, notice, when_or},
    pages::deletion::{PROGRESS, Page, Phase},
    state::{spawn_scoped, use_connected, use_connection},
};

/// Runs a confirmed removal and shows how far it is. It ends with the page: nothing more is sent.
#[component]
pub fn RemovalView(page: Page, removal: Arc<Removal>) -> impl IntoView {
    let run = Run {
        client: use_connected().client,
        connection: use_connection(),
        stages: RwSignal::new(vec![Stage::Waiting; removal.chosen.len()]),
        backup: RwSignal::new(LastBackup::NotYet),
        stopping: RwSignal::new(false),
        trouble: RwSignal::new(None),
        over: RwSignal::new(false),
        removal: Arc::clone(&removal),
    };
    let Run { stages, backup, stopping, trouble, over, .. } = run.clone();
    spawn_scoped(run.go_through());
    let count = removal.chosen.len();
    let rows: Vec<_> = removal
        .chosen
        .iter()
        .enumerate()
        .map(|(index, chosen)| row(chosen, index, stages))
        .collect();
    let summary = Memo::new(move |_| stages.with(|stages| summary(stages, over.get())));
    let stop = live(move || {
        let waiting = stages.with(|stages| stages.last() == Some(&Stage::Waiting));
        match (over.get(), stopping.get()) {
            (false, true) => view! { <p>"Stopping: after this HSM nothing more is sent."</p> }.into_any(),
            (false, false) if waiting && count > 1 => view! {
                <button type="button" class="button" on:click=move |_| stopping.set(true)>"Stop after this HSM"</button>
            }
            .into_any(),
            _ => ().into_any(),
        }
    });
    let go_on = move |_| {
        page.plan.value.set(None);
        page.replan.run(());
        page.phase.set(Phase::Planning(None));
    };
    view! {
        <section id=PROGRESS tabindex="-1" class="card progress" aria-label="Removal of the HSMs" aria-busy=move || (!over.get()).to_string()>
            <div role="status"><h2>{live(move || summary.get())}</h2></div>
            <ol class="hsm-list">{rows}</ol>
            <div role="status" class="progress">{live(move || backup.with(last_backup))}</div>
            {live(move || trouble.get().map(|text| view! { <p class="small break">"The newest look failed, and is tried again: "{text}</p> }))}
            {stop}
            {live(move || if over.get() {
                view! { <button type="button" class="button primary" on:click=go_on>"Continue with the cluster"</button> }.into_any()
            } else {
                view! { <p class="small soft">"Stay on this page: leaving it ends the removal before the next HSM. What AWS has begun goes on."</p> }.into_any()
            })}
        </section>
    }
}

fn row(chosen: &Chosen, index: usize, stages: RwSignal<Vec<Stage>>) -> AnyView {
    let stage = Memo::new(move |_| stages.with(|stages| stages.get(index).cloned()));
    view! {
        <li>
            <code>{chosen.id.clone()}</code>
            <span class="soft">{chosen.zone.clone()}</span>
            {live(move || stage.get().map(|stage| {
                let (tone, word) = stage.word();
                let note = stage.note();
                view! {
                    <Badge tone text=word.to_owned()/>
                    {(!note.is_empty()).then(|| view! { <span class="small break">{note}</span> })}
                }
            }))}
        </li>
    }
    .into_any()
}

/// How far it is, as a heading.
fn summary(stages: &[Stage], over: bool) -> String {
    let gone = stages.iter().filter(|stage| stage.is_success()).count();
    let count = stages.len();
    match (over, count) {
        (false, 1) => "Deleting the HSM".to_owned(),
        (false, _) => format!("Deleting HSM {} of {count}", (gone + 1).min(count)),
        (true, 1) if gone == 1 => "The HSM is gone".to_owned(),
        (true, _) if gone == count => format!("All {count} HSMs are gone"),
        (true, 1) => "The HSM is not gone".to_owned(),
        (true, _) => format!("{gone} of {count} HSMs are gone; the others are not"),
    }
}

fn last_backup(backup: &LastBackup) -> AnyView {
    match backup {
        LastBackup::NotYet => ().into_any(),
        LastBackup::NotExpected => {
            let words = "The cluster was not ACTIVE: AWS documents no backup before its last HSM goes.";
            notice(NoticeKind::Info, None, view! { <p>{words}</p> }.into_any())
        }
        LastBackup::Awaited => {
            view! { <p><Icon shape=Shape::Arc/>" Waiting for the backup that AWS makes before the last HSM goes…"</p> }
                .into_any()
        }
        LastBackup::Made(made) => view! {
            <p><Icon shape=Shape::Arc/>" AWS is making the backup "<code>{made.backup_id.clone()}</code>" "{backup_state(made.backup_state.as_ref()).view()}</p>
        }
        .into_any(),
        LastBackup::Ready(ready) => {
            let made = Value::Row(vec![when_or(ready.create_timestamp.as_ref(), "not told")]);
            let content = view! {
                <h3>"The last backup is READY"</h3>
                <p><code>{ready.backup_id.clone()}</code>" of "{made.view()}</p>
            };
            notice(NoticeKind::Good, None, content.into_any())
        }
        LastBackup::Missing => {
            let words = "No new backup has appeared in six minutes. Look at the backups before you delete the cluster.";
            notice(NoticeKind::Warn, None, view! { <p>{words}</p> }.into_any())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::deletion::track::Progress;

    #[test]
    fn what_stayed_is_never_called_gone() {
        let gone = || Stage::Watched(Progress::Gone);
        assert_eq!(summary(&[gone(), Stage::Sending], false), "Deleting HSM 2 of 2");
        assert_eq!(summary(&[gone(), gone()], true), "All 2 HSMs are gone");
        let stayed = summary(&[gone(), Stage::Untouched], true);
        assert_eq!(stayed, "1 of 2 HSMs are gone; the others are not");
        assert_eq!(summary(&[Stage::GivenUp], true), "The HSM is not gone");
    }
}

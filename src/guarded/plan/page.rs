//! What the pages of smaller plans share, of a backup's deletion and of the end of a protection: what
//! is known is read again, and above it is what came of the newest thing that was asked for.

use std::{pin::Pin, sync::Arc};

use backend_api::{ApiError, ApiErrorCode, Attempt, AttemptState, DeletionPlan};
use cloudhsm_api::{Backup, Operation};
use leptos::prelude::*;

use super::{confirmation::OnOutcome, refusal::Refusal, send::Outcome};
use crate::{
    api::{Client, is_outcome_unknown},
    components::{NoticeKind, Skeleton, error_view, notice},
    guarded::attempt::{Actions, Follow, Lookup},
    route::{Place, Route},
    state::{Loaded, spawn_scoped, under_owner, use_connected, use_connection},
};

/// What the button says that reads again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RefreshLabel {
    /// There is something to plan.
    Plan,
    /// There is not.
    Page,
}

impl RefreshLabel {
    /// When idle, and while it reads.
    pub(crate) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Plan => ("Refresh plan", "Refreshing…"),
            Self::Page => ("Refresh", "Refreshing…"),
        }
    }
}

/// What came of the newest thing that was asked for.
#[derive(Debug, Clone)]
pub(crate) enum ActionStatus {
    /// Nothing was asked for.
    Nothing,
    /// It was accepted, in words; with its attempt, if that is known.
    Done(&'static str, Option<String>),
    /// It was sent, or may have been: this attempt says what came of it.
    Open(Lookup, Option<Arc<ApiError>>),
    /// The guard or AWS refused.
    Refused(Arc<ApiError>),
}

/// How a page words what can happen to any of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Texts {
    /// What is being loaded.
    pub(crate) loading: &'static str,
    /// What could not be done, where nothing is known.
    pub(crate) unreadable: &'static str,
    /// What did not happen when it was refused.
    pub(crate) nothing: &'static str,
    /// There is no such resource.
    pub(crate) absent: fn(&ApiError) -> AnyView,
}

/// What is known.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) plan: Arc<DeletionPlan>,
    /// The backup that is planned for, as its cluster's backups are listed; `None` where that does not
    /// show it.
    pub(crate) backup: Option<Backup>,
}

/// Sends a call that passes no guard.
pub(crate) type SendCall = Box<dyn Fn(Client, Place) -> Sending + Send + Sync>;
type Sending = Pin<Box<dyn Future<Output = Result<(), ApiError>>>>;

/// What all parts of such a page work on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PlanPage {
    place: StoredValue<Place>,
    pub(crate) known: Loaded<Known>,
    status: RwSignal<ActionStatus>,
    /// Looks anew, under the page's own owner.
    pub(crate) again: Callback<()>,
}

impl PlanPage {
    /// Reads at once. If the newest of these operations on the resource is still open, it is followed.
    pub(crate) fn open<F>(
        place: Place,
        operations: &'static [Operation],
        look: fn(Client, Place) -> F,
    ) -> Self
    where
        F: Future<Output = Result<Known, ApiError>> + 'static,
    {
        let known = Loaded::default();
        let place = StoredValue::new(place);
        let client = StoredValue::new(use_connected().client);
        let again = under_owner(move |()| known.load(look(client.get_value(), place.get_value())));
        again.run(());
        let page = Self { place, known, status: RwSignal::new(ActionStatus::Nothing), again };
        if !operations.is_empty() {
            page.follow_what_is_open(operations);
        }
        page
    }

    fn follow_what_is_open(self, operations: &'static [Operation]) {
        let client = use_connected().client;
        spawn_scoped(async move {
            // What is open is also in Activity: where this can't be read, the plan shows.
            let Ok(attempts) = client.attempts().await else { return };
            let open = newest_open(&attempts, &self.place(), operations);
            let is_idle = self.status.with_untracked(|it| matches!(it, ActionStatus::Nothing));
            if let (Some(id), true) = (open, is_idle) {
                self.status.set(ActionStatus::Open(Lookup::Id(id), None));
            }
        });
    }

    pub(crate) fn place(self) -> Place {
        self.place.get_value()
    }

    /// What is done with the outcome of a confirmed plan. `done`: what AWS accepted.
    pub(crate) fn on_outcome(self, done: &'static str) -> OnOutcome {
        Arc::new(move |plan: &DeletionPlan, outcome| {
            let status = match outcome {
                Outcome::Accepted => ActionStatus::Done(done, plan.attempt.clone()),
                Outcome::Unknown(error) => {
                    let attempt = plan.attempt.clone().unwrap_or_default();
                    ActionStatus::Open(Lookup::Id(attempt), Some(error))
                }
                Outcome::Refused(error) => ActionStatus::Refused(error),
            };
            if self.status.try_set(status).is_none() {
                // What is there now, not what the answer promised.
                self.known.value.set(None);
                self.again.run(());
            }
        })
    }

    /// A button that sends a call that passes no guard, once. `operation` is what it sends.
    pub(crate) fn button(
        self,
        label: AnyView,
        operation: Operation,
        send: SendCall,
        done: &'static str,
    ) -> AnyView {
        // Until it is drawn anew with what is there afterwards.
        let going = RwSignal::new(false);
        let client = StoredValue::new(use_connected().client);
        let connection = use_connection();
        let click = under_owner(move |()| {
            if going.get_untracked() {
                return;
            }
            going.set(true);
            let (client, place) = (client.get_value(), self.place());
            let sending = send(client.clone(), place.clone());
            spawn_scoped(async move {
                // If the answer is lost, so is the attempt's ID: it is the one that comes after this.
                let newest = Lookup::Newest {
                    operation,
                    region: place.region,
                    resource: place.id,
                    before: None,
                };
                let earlier = client.attempts().await.ok();
                let before = earlier.and_then(|all| newest.find(&all).map(|it| it.id.clone()));
                self.status.set(match sending.await {
                    Ok(()) => ActionStatus::Done(done, None),
                    Err(error) => {
                        connection.notice(&error);
                        of_error(Arc::new(error), newest.after(before))
                    }
                });
                self.again.run(());
            });
        });
        view! {
            <button type="button" class="button primary" on:click=move |_| click.run(())>
                {label}
            </button>
        }
        .into_any()
    }

    /// What came of it, above what is known.
    pub(crate) fn view(self, texts: Texts, body: fn(&Known, Self) -> AnyView) -> impl IntoView {
        let Self { known, status, again, .. } = self;
        let is_open = Memo::new(move |_| status.with(|it| matches!(it, ActionStatus::Open(..))));
        view! {
            <div class="guarded page-part">
                {move || status.with(|it| status_view(it, texts, self))}
                {move || match (known.error.get(), known.value.get()) {
                    // Nothing is to be confirmed a second time while it is open what came of it.
                    _ if is_open.get() => ().into_any(),
                    (Some(error), _) if error.code == ApiErrorCode::ResourceNotFound => (texts.absent)(&error),
                    (Some(error), _) => error_view(&error, texts.unreadable.to_owned(), Some(again)),
                    (None, Some(known)) => body(&known, self),
                    (None, None) => view! { <Skeleton what=texts.loading/> }.into_any(),
                }}
            </div>
        }
    }
}

/// The newest attempt of these operations on a resource that may have been sent, if its outcome is
/// open.
fn newest_open(attempts: &[Attempt], place: &Place, operations: &[Operation]) -> Option<String> {
    use AttemptState::{Announced, CameBack, Sent, StillUnknown, Unknown};
    let mut of_it = attempts.iter().filter(|it| {
        let was_sent = it.state.was_sent() || it.state == Announced;
        let is_of_it = it.resource == place.id && it.region == place.region;
        operations.contains(&it.operation) && is_of_it && was_sent
    });
    let newest = of_it.next()?;
    // What AWS accepted shows in the plan itself.
    let is_open = matches!(newest.state, Announced | Sent | Unknown | StillUnknown | CameBack);
    is_open.then(|| newest.id.clone())
}

/// What came of a call that passes no guard: refused only where that is certain.
fn of_error(error: Arc<ApiError>, newest: Lookup) -> ActionStatus {
    if !is_outcome_unknown(&error) {
        return ActionStatus::Refused(error);
    }
    let lookup = error.attempt.clone().map_or(newest, Lookup::Id);
    ActionStatus::Open(lookup, Some(error))
}

fn status_view(status: &ActionStatus, texts: Texts, page: PlanPage) -> AnyView {
    match status {
        ActionStatus::Nothing => ().into_any(),
        ActionStatus::Done(words, attempt) => {
            let receipt = attempt.clone().map(|id| {
                view! { <p><a href=Route::Receipt(id).href()>"Receipt"</a></p> }.into_any()
            });
            let words = view! { <h2>{*words}</h2>{receipt} };
            notice(NoticeKind::Good, Some("status"), words.into_any())
        }
        ActionStatus::Open(lookup, error) => {
            let plan = Callback::new(move |_| {
                page.status.set(ActionStatus::Nothing);
                page.again.run(());
            });
            let (lookup, error) = (lookup.clone(), error.clone());
            view! { <Follow lookup error actions=Actions { plan }/> }.into_any()
        }
        ActionStatus::Refused(error) => {
            view! { <Refusal error=Arc::clone(error) nothing=texts.nothing/> }.into_any()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn only_what_is_open_is_followed_after_a_reload() {
        use AttemptState::{Gone, Permitted, Refused, Unknown};
        let attempt = |state| Attempt {
            id: "a".into(),
            state,
            operation: Operation::DeleteBackup,
            region: "r".into(),
            resource: "backup-a".into(),
            ..samples::attempt()
        };
        let place = Place::new("r", "backup-a");
        let operations = [Operation::DeleteBackup, Operation::RestoreBackup];
        let open = |states: &[AttemptState]| {
            let attempts: Vec<_> = states.iter().map(|state| attempt(*state)).collect();
            newest_open(&attempts, &place, &operations)
        };
        assert_eq!(open(&[Permitted, Refused, Unknown]).as_deref(), Some("a"));
        assert_eq!(open(&[Gone, Unknown]), None, "a newer one is known");
        assert_eq!(newest_open(&[attempt(Unknown)], &place, &[]), None);
    }

    #[test]
    fn a_lost_answer_is_not_called_a_failure() {
        let status = |error| of_error(Arc::new(error), Lookup::Id("newest".into()));
        let lost = ApiError::network(ApiErrorCode::BackendUnreachable, "lost");
        assert!(
            matches!(status(lost.clone()), ActionStatus::Open(Lookup::Id(id), _) if id == "newest")
        );
        let named = ApiError { attempt: Some("a".into()), ..lost };
        assert!(matches!(status(named), ActionStatus::Open(Lookup::Id(id), _) if id == "a"));
        let refused = ApiError::backend(ApiErrorCode::PermitRequired, "refused");
        assert!(matches!(status(refused), ActionStatus::Refused(_)));
    }
}

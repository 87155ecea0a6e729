//! What the pages of smaller plans share, of a backup's deletion and of the end of a protection: what
//! is known is read again, and above it is what came of the newest thing that was asked for.

use std::{pin::Pin, sync::Arc};

use backend_api::{ApiError, ApiErrorCode, DeletionPlan};
use cloudhsm_api::{Backup, Operation};
use leptos::prelude::*;

use super::{
    action_status::{ActionStatus, newest_open, of_error},
    confirmation::OnOutcome,
    refusal::Refusal,
    send::Outcome,
};
use crate::{
    api::Client,
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

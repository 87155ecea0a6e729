//! What the pages of smaller plans share, of a backup's deletion and of the end of a protection: what
//! is known is looked at anew, and above it stands what came of the newest thing that was asked for.

use std::sync::Arc;

use backend_api::{ApiError, DeletionPlan, code};
use leptos::prelude::*;

use super::{confirm_plan::Settle, outcome::Outcome, refusal::Refusal};
use crate::{
    api::{Client, is_outcome_unknown},
    components::{NoticeKind, Skeleton, error_view, live, notice},
    route::Place,
    state::{Loaded, spawn_scoped, under_owner, use_connected, use_connection},
};

/// The words of the button that looks anew: where there is something to plan, and where there is not.
pub(super) const PLAN: (&str, &str) = ("Plan again", "Planning…");
pub(super) const REFRESH: (&str, &str) = ("Refresh", "Refreshing…");

/// What came of the newest thing that was asked for.
#[derive(Debug, Clone)]
pub(super) enum Told {
    /// Nothing was asked for.
    Nothing,
    /// It was accepted, in words.
    Done(&'static str),
    /// It was sent, or may have been, and nothing tells what became of it.
    Open(Arc<ApiError>),
    /// The guard or AWS refused.
    Refused(Arc<ApiError>),
    /// A call that passes no guard failed; what did not happen, in words.
    Failed(&'static str, Arc<ApiError>),
}

impl Told {
    /// What came of a call that passes no guard: `failed` says so only where that is certain.
    pub(super) fn of_error(error: Arc<ApiError>, failed: fn(Arc<ApiError>) -> Self) -> Self {
        if is_outcome_unknown(&error) { Self::Open(error) } else { failed(error) }
    }
}

/// How a page words what can happen to any of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Texts {
    /// What is being loaded.
    pub(super) loading: &'static str,
    /// What could not be done, where nothing is known.
    pub(super) unreadable: &'static str,
    /// What did not happen when it was refused.
    pub(super) nothing: &'static str,
    /// There is no such resource.
    pub(super) absent: fn(&ApiError) -> AnyView,
    /// It is not known what came of it.
    pub(super) open: fn(&ApiError) -> AnyView,
}

/// What all parts of such a page work on; `T` is what is known.
#[derive(Debug)]
pub(super) struct PlanPage<T: Send + Sync + 'static> {
    place: StoredValue<Place>,
    pub(super) known: Loaded<T>,
    told: RwSignal<Told>,
    /// Looks anew, under the page's own owner.
    pub(super) again: Callback<()>,
}

impl<T: Send + Sync + 'static> Clone for PlanPage<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for PlanPage<T> {}

impl<T: Send + Sync + 'static> PlanPage<T> {
    /// Looks at once.
    pub(super) fn open<F>(
        place: Place,
        look: impl Fn(Client, Place) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<T, ApiError>> + 'static,
    {
        let known = Loaded::default();
        let place = StoredValue::new(place);
        let client = StoredValue::new(use_connected().client);
        let again = under_owner(move |()| known.load(look(client.get_value(), place.get_value())));
        again.run(());
        Self { place, known, told: RwSignal::new(Told::Nothing), again }
    }

    pub(super) fn place(self) -> Place {
        self.place.get_value()
    }

    /// What is done with the outcome of a confirmed plan. `done`: what AWS accepted.
    pub(super) fn settle(self, done: &'static str) -> Settle {
        Arc::new(move |_: &DeletionPlan, outcome| {
            let told = match outcome {
                Outcome::Accepted => Told::Done(done),
                Outcome::Unknown(error) => Told::Open(error),
                Outcome::Refused(error) => Told::Refused(error),
            };
            if self.told.try_set(told).is_none() {
                // What is there now, not what the answer promised.
                self.known.value.set(None);
                self.again.run(());
            }
        })
    }

    /// A button that sends a call that passes no guard, once.
    pub(super) fn button<F>(
        self,
        label: AnyView,
        send: impl Fn(Client, Place) -> F + Send + Sync + 'static,
        done: &'static str,
        failed: fn(Arc<ApiError>) -> Told,
    ) -> AnyView
    where
        F: Future<Output = Result<(), ApiError>> + 'static,
    {
        // Until it is drawn anew with what is there afterwards.
        let going = RwSignal::new(false);
        let client = StoredValue::new(use_connected().client);
        let connection = use_connection();
        let click = under_owner(move |()| {
            if going.get_untracked() {
                return;
            }
            going.set(true);
            let sending = send(client.get_value(), self.place());
            spawn_scoped(async move {
                self.told.set(match sending.await {
                    Ok(()) => Told::Done(done),
                    Err(error) => {
                        connection.notice(&error);
                        Told::of_error(Arc::new(error), failed)
                    }
                });
                self.again.run(());
            });
        });
        view! { <button type="button" class="button primary" on:click=move |_| click.run(())>{label}</button> }
            .into_any()
    }

    /// What came of it, above what is known.
    pub(super) fn view(
        self,
        texts: Texts,
        body: impl Fn(&Arc<T>) -> AnyView + Send + 'static,
    ) -> AnyView {
        let Self { known, told, again, .. } = self;
        view! {
            <div class="deletion page-part">
                {live(move || told.with(|told| tell(told, texts)))}
                {live(move || match (known.error.get(), known.value.get()) {
                    (Some(error), _) if error.code == code::RESOURCE_NOT_FOUND => (texts.absent)(&error),
                    (Some(error), _) => error_view(&error, texts.unreadable.to_owned(), Some(again)),
                    (None, Some(known)) => body(&known),
                    (None, None) => view! { <Skeleton what=texts.loading/> }.into_any(),
                })}
            </div>
        }
        .into_any()
    }
}

fn tell(told: &Told, texts: Texts) -> AnyView {
    match told {
        Told::Nothing => ().into_any(),
        Told::Done(words) => {
            let words = view! { <h2>{*words}</h2> };
            notice(NoticeKind::Good, Some("status"), words.into_any())
        }
        Told::Open(error) => (texts.open)(error),
        Told::Refused(error) => {
            view! { <Refusal error=Arc::clone(error) nothing=texts.nothing/> }.into_any()
        }
        Told::Failed(words, error) => error_view(error, (*words).to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_answer_is_not_called_a_failure() {
        let told = |error| Told::of_error(Arc::new(error), Told::Refused);
        let lost = ApiError::network(code::OUTCOME_UNKNOWN, "lost");
        assert!(matches!(told(lost), Told::Open(_)));
        let refused = ApiError::backend(code::PERMIT_REQUIRED, "refused");
        assert!(matches!(told(refused), Told::Refused(_)));
    }
}

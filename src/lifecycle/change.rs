//! One change from its plan to its end: what it changes, what blocks it, what to know first, the exact
//! request, the confirmation, the one send, and what came of it.
//!
//! Pages give the request and the words. A reload during or after the send shows the attempt: its ID is
//! in the address from the moment of the confirmation.

use std::sync::Arc;

use backend_api::{ApiError, ChangeRequest, DeletionPlan, ResourceKind};
use leptos::prelude::*;

pub(super) use super::followed::resumable;
use super::{
    advice::advice,
    blockers::blockers,
    followed::ATTEMPT,
    plan_parts::{changes, request_card},
};
use crate::{
    components::{NoticeKind, Shape, Skeleton, error_view, notice},
    guarded::{
        attempt::{Actions, Follow, Lookup, PROGRESS},
        plan::{
            confirmation::{ConfirmPlan, Words},
            refusal::Refusal,
            send::Outcome,
            warnings::to_know,
        },
    },
    keyboard_focus::focus_soon,
    route::{Navigation, Place, use_navigation},
    state::{Loaded, under_owner, use_connected},
};

/// What a change is called on screen.
#[derive(Debug, Clone)]
pub(super) struct ChangeWords {
    /// On the button: "Add this HSM".
    pub(super) action: &'static str,
    /// Beside it.
    pub(super) shape: Shape,
    /// While it counts down: "Adding".
    pub(super) doing: &'static str,
    /// What did not happen when it was refused: "No HSM was added".
    pub(super) nothing: &'static str,
    /// It can't be changed back, or loses something: the button alarms.
    pub(super) is_grave: bool,
}

/// The id of the part that shows the plan, and then how it goes on.
const PLAN: &str = "plan-of-the-change";

/// How far it is.
#[derive(Debug, Clone)]
enum Phase {
    /// The plan shows; with what was refused before, if anything.
    Planning(Option<Arc<ApiError>>),
    /// It was confirmed: its attempt, with the error that leaves its outcome open.
    Following(String, Option<Arc<ApiError>>),
}

/// What all parts work on.
#[derive(Clone, Copy)]
struct Page {
    request: StoredValue<ChangeRequest>,
    words: StoredValue<ChangeWords>,
    plan: Loaded<DeletionPlan>,
    phase: RwSignal<Phase>,
    replan: Callback<()>,
    back: Option<Callback<()>>,
    navigation: Navigation,
    /// Its request is on its way: nobody is led away from what comes of it.
    is_sending: RwSignal<bool>,
}

/// The change, from its plan on. `back` leads to the form that the request was made with.
pub(super) fn change_view(
    region: &str,
    request: ChangeRequest,
    words: ChangeWords,
    back: Option<Callback<()>>,
) -> AnyView {
    let plan = Loaded::<DeletionPlan>::default();
    let request = StoredValue::new(request);
    let client = StoredValue::new(use_connected().client);
    let region = region.to_owned();
    let replan = under_owner(move |()| {
        let (client, region, request) = (client.get_value(), region.clone(), request.get_value());
        plan.load(async move { client.change_plan(&region, &request).await });
    });
    replan.run(());
    let phase = RwSignal::new(Phase::Planning(None));
    let (words, navigation) = (StoredValue::new(words), use_navigation());
    let is_sending = use_context::<Sending>().map_or_else(|| RwSignal::new(false), |it| it.0);
    let page = Page { request, words, plan, phase, replan, back, navigation, is_sending };
    // The form that had the focus is gone.
    focus_soon(PLAN.to_owned());
    view! { <div id=PLAN tabindex="-1" class="guarded">{move || page.shown()}</div> }.into_any()
}

/// Whether a change is being sent, for the page around it that offers to leave it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sending(pub(super) RwSignal<bool>);

impl Page {
    fn shown(self) -> AnyView {
        match self.phase.get() {
            Phase::Following(attempt, error) => {
                let plan = Callback::new(move |_| self.start_again());
                view! { <Follow lookup=Lookup::Id(attempt) error actions=Actions { plan }/> }
                    .into_any()
            }
            Phase::Planning(refused) => view! {
                {refused.map(|error| self.refusal(error))}
                {move || self.planned()}
            }
            .into_any(),
        }
    }

    fn planned(self) -> AnyView {
        match (self.plan.error.get(), self.plan.value.get()) {
            (Some(error), _) => view! {
                {error_view(&error, "Couldn’t plan this".to_owned(), Some(self.replan))}
                {self.toolbar()}
            }
            .into_any(),
            (None, Some(plan)) => self.plan_view(&plan),
            (None, None) => view! { <Skeleton what="the plan"/> }.into_any(),
        }
    }

    fn refusal(self, error: Arc<ApiError>) -> AnyView {
        let nothing = self.words.with_value(|words| words.nothing);
        let advice = advice(&error)
            .map(|words| notice(NoticeKind::Info, None, view! { <p>{words}</p> }.into_any()));
        view! { <Refusal error nothing/>{advice} }.into_any()
    }

    fn plan_view(self, plan: &Arc<DeletionPlan>) -> AnyView {
        // Of a backup, what there is to know is in its cluster's tabs.
        let id = plan.resource.cluster_id.as_ref().unwrap_or(&plan.resource.id);
        let place = Place::new(&plan.region, id);
        let can_confirm = plan.permit.is_some() && plan.blockers.is_empty();
        view! {
            {blockers(plan, self.back)}
            <div class="decision">
                <div class="told">
                    {changes(&plan.changes)}
                    {to_know("Before you confirm", &plan.warnings, &place)}
                    {request_card(plan)}
                    {move || (!self.is_sending.get()).then(|| self.toolbar())}
                </div>
                {can_confirm.then(|| self.confirm(plan))}
            </div>
        }
        .into_any()
    }

    fn confirm(self, plan: &Arc<DeletionPlan>) -> AnyView {
        let ChangeWords { action, shape, doing, nothing, is_grave } = self.words.get_value();
        let (id, ids, name) = match plan.resource.kind {
            ResourceKind::Backup => ("ID of the backup", "ID of backup", "name of the backup"),
            _ => ("ID of the cluster", "ID of cluster", "name of the cluster"),
        };
        let words =
            Words { action: action.to_owned(), shape, doing, id, ids, name, nothing, is_grave };
        let navigation = self.navigation;
        let sending = Callback::new(move |id: String| {
            self.is_sending.set(true);
            navigation.set_query(ATTEMPT, Some(&id));
        });
        let on_outcome = Arc::new(move |plan: &DeletionPlan, outcome| self.came_of(plan, outcome));
        view! { <ConfirmPlan plan=Arc::clone(plan) words on_outcome replan=self.replan sending/> }
            .into_any()
    }

    /// Shows what came of it, if the page is still there.
    fn came_of(self, plan: &DeletionPlan, outcome: Outcome) {
        if self.phase.try_get_untracked().is_none() {
            return;
        }
        self.is_sending.set(false);
        let error = match outcome {
            Outcome::Accepted => None,
            Outcome::Unknown(error) => Some(error),
            Outcome::Refused(error) => return self.refused(error),
        };
        self.phase.set(Phase::Following(plan.attempt.clone().unwrap_or_default(), error));
        focus_soon(PROGRESS.to_owned());
    }

    /// Back to the plan. The old one is over: it must not be confirmed again while the new one is on
    /// its way.
    fn refused(self, error: Arc<ApiError>) {
        self.navigation.set_query(ATTEMPT, None);
        self.plan.value.set(None);
        let plan = error.plan.as_ref().and_then(|plan| plan.read().ok());
        let operation = self.request.with_value(|request| request.operation);
        match plan.filter(|plan| plan.operation == operation) {
            Some(plan) => self.plan.value.set(Some(Arc::new(plan))),
            None => self.replan.run(()),
        }
        self.phase.set(Phase::Planning(Some(error)));
    }

    /// To a new plan, or to the form, past an attempt.
    fn start_again(self) {
        self.navigation.set_query(ATTEMPT, None);
        if let Some(back) = self.back {
            return back.run(());
        }
        self.plan.value.set(None);
        self.replan.run(());
        self.phase.set(Phase::Planning(None));
    }

    fn toolbar(self) -> AnyView {
        let back = self.back.map(|back| {
            view! { <button type="button" class="button" on:click=move |_| back.run(())>"Back to the form"</button> }
                .into_any()
        });
        let (replan, loading) = (self.replan, self.plan.loading);
        view! {
            <div class="toolbar">
                {back}
                <button type="button" class="button" disabled=move || loading.get()
                    on:click=move |_| replan.run(())>
                    {move || if loading.get() { "Refreshing…" } else { "Refresh plan" }}
                </button>
            </div>
        }
        .into_any()
    }
}

//! What all parts of the page of a deletion work on: how far it is, and what leads from one part to another.

use std::sync::Arc;

use backend_api::{ApiError, Attempt, DeletionPlan};
use leptos::prelude::*;

use super::beginning::beginning;
use crate::{
    guarded::{
        attempt::{Lookup, PROGRESS},
        plan::send::Outcome,
    },
    keyboard_focus::focus_soon,
    state::{Loaded, forget_attempt, noted_attempt, set_attempt_aside},
};

/// How far this page is.
#[derive(Debug, Clone)]
pub(super) enum Phase {
    /// The backend is asked for a deletion that was confirmed before.
    Looking,
    /// The plan shows; with what was refused before, if anything.
    Planning(Option<Arc<ApiError>>),
    /// A deletion was confirmed: this is its attempt, with the error that leaves its outcome open.
    Following(Lookup, Option<Arc<ApiError>>),
}

/// What did not happen when it was refused.
pub(super) const NOTHING: &str = "Nothing was deleted";

/// What all parts of the page work on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    /// Region and cluster.
    pub(super) place: StoredValue<(String, String)>,
    pub(super) plan: Loaded<DeletionPlan>,
    pub(super) attempts: Loaded<Vec<Attempt>>,
    pub(super) phase: RwSignal<Phase>,
    /// The HSMs that somebody is about to confirm the deletion of.
    pub(super) asking: RwSignal<Vec<String>>,
    /// Makes the plan anew, under the page's own owner.
    pub(super) replan: Callback<()>,
    /// Asks for the attempts again, under the page's own owner.
    pub(super) look: Callback<()>,
}

impl Page {
    /// Follows an attempt. What had the focus is gone, and with it the place in the page of who can't
    /// see it: the new part takes it.
    pub(super) fn follow(self, attempt: String, error: Option<Arc<ApiError>>) {
        self.asking.set(Vec::new());
        self.phase.set(Phase::Following(Lookup::Id(attempt), error));
        focus_soon(PROGRESS.to_owned());
    }

    /// Shows what came of the confirmation of a plan.
    pub(super) fn came_of(self, plan: &DeletionPlan, outcome: Outcome) {
        let attempt = plan.attempt.clone().unwrap_or_default();
        match outcome {
            Outcome::Accepted => self.follow(attempt, None),
            Outcome::Unknown(error) => self.follow(attempt, Some(error)),
            Outcome::Refused(error) => self.refused(error),
        }
    }

    /// Back to the plan, after something was refused. The old plan is over: it must not be
    /// confirmed again while the new one is on its way.
    pub(super) fn refused(self, error: Arc<ApiError>) {
        self.place.with_value(|(region, id)| forget_attempt(region, id));
        self.asking.set(Vec::new());
        self.plan.value.set(None);
        // Of several HSMs, the plan that comes along is not the cluster's.
        let plan = error.plan.as_ref().and_then(|plan| plan.read().ok());
        match plan.filter(|it| self.place.with_value(|(_, id)| it.resource.id == *id)) {
            Some(plan) => self.plan.value.set(Some(Arc::new(plan))),
            None => self.replan.run(()),
        }
        self.phase.set(Phase::Planning(Some(error)));
    }

    /// To a new plan, past an attempt. `asking`: the HSMs to ask about.
    pub(super) fn start_again(self, attempt: Option<&str>, asking: Vec<String>) {
        if let Some(attempt) = attempt {
            self.place.with_value(|(region, id)| set_attempt_aside(region, id, attempt));
        }
        self.plan.value.set(None);
        self.replan.run(());
        self.asking.set(asking);
        self.phase.set(Phase::Planning(None));
    }

    /// Once the backend said what it knows: an attempt of this cluster, or the plan.
    pub(super) fn begin(self, attempts: &[Attempt]) {
        let found = self.place.with_value(|(region, id)| {
            beginning(attempts, region, id, noted_attempt(region, id).as_ref())
        });
        if let Some(attempt) = found {
            self.phase.set(Phase::Following(Lookup::Id(attempt), None));
        } else {
            self.replan.run(());
            self.phase.set(Phase::Planning(None));
        }
    }
}

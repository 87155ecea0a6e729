//! Everything that a deletion must pass before it may be sent.

use backend_api::{
    BlockerCode, Confirmation, DeletionPlan, Difference, PERMIT_HEADER, Unread, code,
};
use cloudhsm_api::Operation;
use serde_json::{Map, Value};

use super::{
    DeletionRequest, Guard, Target, busy::Busy, confirm, difference::differences, ledger::Issued,
    record::names,
};
use crate::{Failure, audit::Entry, clock::epoch_millis};

/// What passed every check.
#[derive(Debug)]
pub(super) struct Passed {
    pub(super) permit_id: String,
    pub(super) digest: String,
    pub(super) target: Target,
    /// Nobody else acts on the target meanwhile; a dry run keeps nobody from it.
    pub(super) busy: Option<Busy>,
}

impl Guard {
    /// All of it. What is learned on the way goes into the audit entry.
    pub(super) async fn check(
        &self,
        request: &DeletionRequest,
        entry: &mut Entry,
    ) -> Result<Passed, Failure> {
        let asked = &request.asked;
        let token =
            request.permit.as_deref().ok_or_else(|| self.permit_required(asked.operation))?;
        let claims = self.key.verify(token)?;
        entry.plan_digest = Some(claims.digest.clone());
        for (field, same) in [
            ("session", claims.session == self.session),
            ("operation", claims.operation == asked.operation),
            ("region", claims.region == asked.region),
            ("resource", names(&asked.body, claims.operation) == Some(&claims.resource)),
        ] {
            if !same {
                return Err(mismatch(field));
            }
        }
        let now = epoch_millis(self.clock.now());
        let issued = self.ledger.open(&claims.id, now)?;
        let target = issued.target.clone();
        if without_null(&asked.body) != target.body() {
            return Err(mismatch("body"));
        }
        entry.cluster = target.cluster_id().map(str::to_owned);
        let confirmation = confirm::read(request.confirmation.as_deref(), &target)?;
        entry.acknowledged =
            confirmation.acknowledged.iter().map(|code| code.as_str().to_owned()).collect();
        entry.confirmation_matched = confirm::matches(&confirmation, &issued);
        if !entry.confirmation_matched {
            let left = self.ledger.count_wrong(&claims.id, now)?;
            return Err(confirm::mismatch(&confirmation, &issued, left));
        }
        let busy =
            if request.dry_run { None } else { Some(self.busy.enter(&asked.region, &target)?) };
        self.read_again(request, &claims.id, &issued, &confirmation).await?;
        Ok(Passed { permit_id: claims.id, digest: claims.digest, target, busy })
    }

    fn permit_required(&self, operation: Operation) -> Failure {
        let (key, value) = &self.rules.deletion_protection;
        let message = match operation {
            // Removing the tag is the one way, so that there is one plan and one permit for it.
            Operation::TagResource => format!(
                "The tag {key} with another value than {value} would take the deletion protection \
                 off. Remove it instead: UntagResource of {key} alone, with a plan and its permit."
            ),
            Operation::UntagResource => format!(
                "{key} is the deletion protection. It is removed alone, with the permit of a plan: \
                 POST /api/regions/{{region}}/clusters/{{id}}/unprotection-plan, or \
                 …/backups/{{id}}/unprotection-plan."
            ),
            _ => format!("{operation} destroys something: ask for a plan and its permit first."),
        };
        Failure::backend(code::PERMIT_REQUIRED, message).with_field(PERMIT_HEADER)
    }

    /// The second reading: nothing may have changed, nothing may block, and all that is lost must
    /// have been acknowledged.
    async fn read_again(
        &self,
        request: &DeletionRequest,
        permit_id: &str,
        issued: &Issued,
        confirmation: &Confirmation,
    ) -> Result<(), Failure> {
        let (region, target) = (&request.asked.region, &issued.target);
        let found = self.read(region, target).await?;
        let there = found.holds(target);
        let mut changes = differences(&issued.state, &found.state);
        if let (false, Some(backup_id)) = (there, target.backup_id()) {
            // Without the backup nothing leads to its cluster: only the backup is known to be gone.
            changes.retain(|it| it.path == format!("backups[{backup_id}]"));
        }
        let described = self.describe(region, target, &found);
        if there && changes.is_empty() && described.blockers.is_empty() {
            return confirm::check_acknowledged(confirmation, &described.warnings);
        }
        if !request.dry_run {
            self.ledger.end_changed(permit_id, epoch_millis(self.clock.now()));
        }
        let plan = there.then(|| self.plan_on(region, target, &found)).transpose()?;
        Err(no_longer(target, changes, plan))
    }
}

/// What was planned is no longer what is there.
fn no_longer(target: &Target, changes: Vec<Difference>, plan: Option<DeletionPlan>) -> Failure {
    let blockers = plan.iter().flat_map(|it| &it.blockers);
    let blockers: Vec<BlockerCode> = blockers.map(|it| it.code).collect();
    let id = target.id();
    let (code, message) = if plan.is_none() || blockers.contains(&BlockerCode::AlreadyDeleted) {
        let message =
            format!("{id} was deleted by somebody else since the plan: nothing was sent.");
        (code::RESOURCE_GONE, message)
    } else if blockers.contains(&BlockerCode::DeletionInProgress) {
        let message =
            format!("{id} is being deleted: somebody else began since the plan. Nothing was sent.");
        (code::DELETION_UNDER_WAY, message)
    } else if !blockers.is_empty() {
        let names: Vec<_> = blockers.iter().map(|it| it.as_str()).collect();
        let names = names.join(", ");
        let message =
            format!("Since the plan something came that blocks it: {names}. Nothing was sent.");
        (code::DELETION_BLOCKED, message)
    } else {
        let message = "Something changed since the plan: nothing was sent. Look at what changed, and \
                       confirm the new plan if it still holds.";
        (code::PLAN_CHANGED, message.to_owned())
    };
    let mut failure = Failure::backend(code, message);
    failure.error.differences = changes;
    failure.error.plan = plan.as_ref().and_then(Unread::of);
    failure
}

fn without_null(body: &Map<String, Value>) -> Map<String, Value> {
    body.iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn mismatch(field: &str) -> Failure {
    Failure::backend(
        code::PERMIT_MISMATCH,
        format!("The permit is for another {field} than the request's."),
    )
    .with_field(field)
}

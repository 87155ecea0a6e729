//! Everything that a deletion must pass before it may be sent.

use backend_api::{
    ApiErrorCode, BlockerCode, Confirmation, DeletionPlan, Difference, PERMIT_HEADER, Unread,
};
use cloudhsm_api::Operation;
use serde_json::{Map, Value};

use super::{
    Change, DeletionRequest, Guard, Target, attempt::run::Run, busy::Busy, confirm,
    difference::differences, key_stores, ledger::Issued, new_attempt::names, reading::Depth,
    seen::is_recent, snapshot::Snapshot,
};
use crate::{Failure, identity::Identity};

/// What passed every check that needs no reading.
#[derive(Debug)]
pub(super) struct CheckedDeletion {
    pub(super) permit_id: String,
    pub(super) digest: String,
    pub(super) issued: Issued,
    pub(super) confirmation: Confirmation,
    /// No other request acts on the target meanwhile; a dry run blocks none.
    pub(super) busy: Option<Busy>,
}

impl Guard {
    /// All of them. What is learned on the way goes into the attempt's records.
    pub(super) fn check(
        &self,
        request: &DeletionRequest,
        run: &mut Run,
    ) -> Result<CheckedDeletion, Failure> {
        let asked = &request.asked;
        let permit =
            request.permit.as_ref().ok_or_else(|| self.permit_required(asked.operation))?;
        let claims = self.key.verify(permit.expose())?;
        run.entry_mut().plan_digest = Some(claims.digest.clone());
        for (field, same) in [
            ("session", claims.session == self.session),
            ("operation", claims.operation == asked.operation),
            ("region", claims.region == asked.region),
        ] {
            if !same {
                return Err(mismatch(field));
            }
        }
        let issued = self.ledger.open(&claims.id)?;
        let target = &issued.target;
        // A policy's operation names the ARN, which ends with the ID.
        let named = names(&asked.body, claims.operation)
            .map(|it| it.rsplit_once(":backup/").map_or(it, |(_, id)| id));
        // A new cluster has no ID to name; its body is compared like all others.
        let names_one =
            target.steps().is_empty() && target.cluster_id().or(target.backup_id()).is_some();
        if names_one && named != Some(claims.resource.as_str()) {
            return Err(mismatch("resource"));
        }
        if !is_as_planned(asked.operation, &without_null(&asked.body), target) {
            return Err(mismatch("body"));
        }
        let entry = run.entry_mut();
        entry.attempt.clone_from(&issued.attempt);
        target.id().clone_into(&mut entry.resource);
        entry.cluster.clone_from(&issued.cluster);
        // If they are others when it is read again, nothing is sent.
        entry.tags_before = target.protection_key().map(|key| issued.tags_with(key));
        if entry.identity.access_key_id.is_none() {
            return Err(Failure::backend(
                ApiErrorCode::CredentialsUnavailable,
                "The backend doesn’t know which account it would sign for, so nothing was sent.",
            ));
        }
        if !entry.identity.is_same_account(&issued.identity)
            || entry.identity.endpoint != issued.identity.endpoint
        {
            return Err(Failure::backend(
                ApiErrorCode::CallerChanged,
                "The backend’s AWS credentials belong to a different account than when this was \
                 planned. Nothing was sent. Refresh the plan.",
            ));
        }
        let confirmation = confirm::read(request.confirmation.as_deref(), target)?;
        entry.acknowledged =
            confirmation.acknowledged.iter().map(|code| code.as_str().to_owned()).collect();
        let matched = confirm::matches(&confirmation, &issued);
        entry.confirmation_matched = Some(matched);
        if !matched {
            let left = self.ledger.count_wrong(&claims.id)?;
            return Err(confirm::mismatch(&confirmation, &issued, left));
        }
        let busy = if request.dry_run {
            None
        } else {
            Some(self.busy.enter(&asked.region, &issued.places())?)
        };
        Ok(CheckedDeletion {
            permit_id: claims.id,
            digest: claims.digest,
            issued,
            confirmation,
            busy,
        })
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
            _ => format!("{operation} needs a permit. Request a plan first."),
        };
        Failure::backend(ApiErrorCode::PermitRequired, message).with_field(PERMIT_HEADER)
    }

    /// The second reading: nothing may have changed, nothing may block, and all that is lost must
    /// have been acknowledged.
    pub(super) async fn read_again(
        &self,
        issued: &Issued,
        confirmation: &Confirmation,
        run: &Run,
    ) -> Result<Snapshot, Failure> {
        let (region, target) = (&issued.region, &issued.target);
        let key = run.identity().access_key_id.clone();
        let depth = Depth::Again(issued.seen.clone(), issued.elsewhere.clone().map(Box::new));
        let found = self.read(region, target, key, depth).await?;
        let there = found.holds(target);
        let changes = differences(&issued.state, &found.state);
        let mut changes = key_stores::that_count(changes, &found, target);
        if let (false, Some(backup_id)) = (there, target.backup_id()) {
            // Without the backup nothing leads to its cluster: only the backup is known to be gone.
            changes.retain(|it| it.path == format!("backups[{backup_id}]"));
        }
        let described = self.describe(region, target, &found);
        if there && changes.is_empty() && described.blockers.is_empty() {
            confirm::check_acknowledged(confirmation, &described.warnings)?;
            self.keep_left(run.id(), &described, &found);
            return Ok(found);
        }
        Err(self.no_longer(region, target, found, changes, run.identity().clone())?)
    }

    /// The failure for what is no longer as planned, with a new plan where there is still something.
    pub(super) fn no_longer(
        &self,
        region: &str,
        target: &Target,
        mut found: Snapshot,
        changes: Vec<Difference>,
        identity: Identity,
    ) -> Result<Failure, Failure> {
        let since = found.read_since;
        found.seen = found.seen.filter(|it| is_recent(it.asked, since));
        found.elsewhere = found.elsewhere.filter(|it| is_recent(it.asked, since));
        let plan = found
            .holds(target)
            .then(|| self.plan_on(region, target, &found, identity))
            .transpose()?;
        Ok(no_longer(target, changes, plan))
    }
}

/// What was planned is no longer what is there.
fn no_longer(target: &Target, changes: Vec<Difference>, plan: Option<DeletionPlan>) -> Failure {
    let blockers = plan.iter().flat_map(|it| &it.blockers);
    let blockers: Vec<BlockerCode> = blockers.map(|it| it.code).collect();
    let id = target.id();
    let (code, message) = if plan.is_none() || blockers.contains(&BlockerCode::AlreadyDeleted) {
        let message = format!("{id} was deleted by someone else since the plan. Nothing was sent.");
        (ApiErrorCode::ResourceGone, message)
    } else if blockers.contains(&BlockerCode::DeletionInProgress) {
        let message = format!("Someone else is already deleting {id}. Nothing was sent.");
        (ApiErrorCode::DeletionUnderWay, message)
    } else if !blockers.is_empty() {
        let names: Vec<_> = blockers.iter().map(|it| it.as_str()).collect();
        let names = names.join(", ");
        let message = format!("Now blocked: {names}. Nothing was sent.");
        (ApiErrorCode::DeletionBlocked, message)
    } else {
        let message = "Something changed since the plan. Nothing was sent. Check what changed, then \
                       confirm the new plan.";
        (ApiErrorCode::PlanChanged, message.to_owned())
    };
    let mut failure = Failure::backend(code, message);
    failure.error.differences = changes;
    failure.error.plan = plan.as_ref().and_then(Unread::of);
    failure
}

/// Whether a body asks for what was planned. A change is compared as it is read: a policy with other
/// blanks is the same policy. What is sent is what was planned in any case.
fn is_as_planned(operation: Operation, body: &Map<String, Value>, target: &Target) -> bool {
    *body == target.body()
        || target.change().is_some_and(|it| Change::of(operation, body).is_ok_and(|own| own == *it))
}

fn without_null(body: &Map<String, Value>) -> Map<String, Value> {
    body.iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn mismatch(field: &str) -> Failure {
    Failure::backend(
        ApiErrorCode::PermitMismatch,
        format!("The permit is for a different {field} than the request."),
    )
    .with_field(field)
}

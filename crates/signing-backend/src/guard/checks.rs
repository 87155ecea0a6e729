//! Everything that a deletion must pass before it may be sent.

use backend_api::{Confirmation, PERMIT_HEADER, code};
use cloudhsm_api::Operation;
use serde_json::{Map, Value};

use super::{DeletionRequest, Guard, Target, confirm, difference::differences, ledger::Issued};
use crate::{Failure, audit::Entry, clock::epoch_millis};

/// What passed every check.
#[derive(Debug, Clone)]
pub(super) struct Passed {
    pub(super) permit_id: String,
    pub(super) digest: String,
    pub(super) target: Target,
}

impl Guard {
    /// All of it. What is learned on the way goes into the audit entry.
    pub(super) async fn check(
        &self,
        request: &DeletionRequest,
        entry: &mut Entry,
    ) -> Result<Passed, Failure> {
        let token = request.permit.as_deref().ok_or_else(|| {
            let operation = request.operation;
            Failure::backend(
                code::PERMIT_REQUIRED,
                format!("{operation} destroys something: ask for a plan and its permit first."),
            )
            .with_field(PERMIT_HEADER)
        })?;
        let claims = self.key.verify(token)?;
        entry.plan_digest = Some(claims.digest.clone());
        for (field, same) in [
            ("session", claims.session == self.session),
            ("operation", claims.operation == request.operation),
            ("region", claims.region == request.region),
            ("resource", names(&request.body, claims.operation) == Some(&claims.resource)),
        ] {
            if !same {
                return Err(mismatch(field));
            }
        }
        let now = epoch_millis(self.clock.now());
        let issued = self.ledger.open(&claims.id, now)?;
        let target = issued.target.clone();
        if without_null(&request.body) != target.body() {
            return Err(mismatch("body"));
        }
        let confirmation = confirm::read(request.confirmation.as_deref(), &target)?;
        entry.acknowledged =
            confirmation.acknowledged.iter().map(|code| code.as_str().to_owned()).collect();
        entry.confirmation_matched = confirm::matches(&confirmation, &issued);
        if !entry.confirmation_matched {
            let left = self.ledger.count_wrong(&claims.id, now)?;
            return Err(confirm::mismatch(&confirmation, &issued, left));
        }
        self.read_again(request, &claims.id, &issued, &confirmation).await?;
        Ok(Passed { permit_id: claims.id, digest: claims.digest, target })
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
        let (region, target) = (&request.region, &issued.target);
        let found = self.read(region, target).await?;
        let there = found.holds(target);
        let mut changes = differences(&issued.state, &found.state);
        if let (false, Target::Backup { backup_id }) = (there, target) {
            // Without the backup nothing leads to its cluster: only the backup is known to be gone.
            changes.retain(|it| it.path == format!("backups[{backup_id}]"));
        }
        let described = self.describe(region, target, &found);
        let blocked = there && !described.blockers.is_empty();
        if there && changes.is_empty() && !blocked {
            return confirm::check_acknowledged(confirmation, &described.warnings);
        }
        if !request.dry_run {
            self.ledger.end_changed(permit_id, epoch_millis(self.clock.now()));
        }
        let plan = there.then(|| self.plan_on(region, target, &found)).transpose()?;
        let mut failure = match &plan {
            None => Failure::backend(
                code::PLAN_CHANGED,
                format!("{} is no longer there: nothing was sent.", target.id()),
            ),
            Some(plan) if blocked => Failure::backend(
                code::DELETION_BLOCKED,
                format!(
                    "Since the plan something came that blocks the deletion: {}. Nothing was sent.",
                    plan.blockers.iter().map(|it| it.code.as_str()).collect::<Vec<_>>().join(", ")
                ),
            ),
            Some(_) => Failure::backend(
                code::PLAN_CHANGED,
                "Something changed since the plan: nothing was sent. Look at what changed, and \
                 confirm the new plan if it still holds.",
            ),
        };
        failure.error.differences = changes;
        failure.error.plan = plan.map(Box::new);
        Err(failure)
    }
}

/// The id that a body names.
pub(super) fn names(body: &Map<String, Value>, operation: Operation) -> Option<&str> {
    let member = match operation {
        Operation::DeleteCluster => "ClusterId",
        Operation::DeleteHsm => "HsmId",
        _ => "BackupId",
    };
    body.get(member)?.as_str()
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

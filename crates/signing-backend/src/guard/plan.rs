//! The deletion plan: everything about a deletion before it happens.

use std::sync::Arc;

use backend_api::{ApiErrorCode, AttemptState, AuditEvent, DeletionPlan, Permit, Resource};
use cloudhsm_api::tag_value;

use super::{
    Change, Guard, Target,
    asked::sources,
    attempt::run::Run,
    blockers::blockers,
    change, confirm,
    hsm_removal::planned_steps,
    ledger::Issued,
    new_attempt::new_id,
    permit::Claims,
    reading::{self, Depth, Show},
    retirement::retirement,
    snapshot::Snapshot,
    survivors::survivors,
    warnings::warnings,
};
use crate::{Failure, audit::Entry, clock::timestamp, hex::hex, identity::Identity, random};

impl Guard {
    /// Reads the target afresh and plans its deletion, with a permit when nothing blocks it.
    pub async fn plan(
        self: &Arc<Self>,
        region: &str,
        target: &Target,
    ) -> Result<DeletionPlan, Failure> {
        self.plan_filling(region, target, |_| ()).await
    }

    /// The same, and meanwhile what is known of it so far: at first what CloudHSM says, then also what
    /// came of asking others. What is not complete has no permit and no attempt.
    pub async fn plan_filling(
        self: &Arc<Self>,
        region: &str,
        target: &Target,
        mut show: impl FnMut(DeletionPlan) + Send,
    ) -> Result<DeletionPlan, Failure> {
        let identity = self.identity(None, region).await;
        let key = identity.access_key_id.clone();
        let mut show = |so_far: &Snapshot| show(self.describe(region, target, so_far));
        let snapshot = self.read_showing(region, target, key, Depth::Plan, &mut show).await?;
        if !snapshot.holds(target) {
            return Err(missing(region, target, &snapshot));
        }
        self.plan_on(region, target, &snapshot, identity)
    }

    /// Reads the target's state, signed with this access key alone if it is known.
    pub(super) async fn read(
        &self,
        region: &str,
        target: &Target,
        only_with: Option<String>,
        depth: Depth,
    ) -> Result<Snapshot, Failure> {
        self.read_showing(region, target, only_with, depth, &mut |_| ()).await
    }

    async fn read_showing(
        &self,
        region: &str,
        target: &Target,
        only_with: Option<String>,
        depth: Depth,
        show: Show<'_>,
    ) -> Result<Snapshot, Failure> {
        let upstream = self.upstream.as_ref();
        let clock = self.desk.clock.as_ref();
        reading::read(upstream, region, target, only_with, clock, &self.rules, depth, show).await
    }

    /// The plan without its permit: what can be asked again and again.
    pub(super) fn describe(&self, region: &str, target: &Target, on: &Snapshot) -> DeletionPlan {
        let survivors = survivors(on, target, region, self.upstream.as_ref());
        let mut warnings = warnings(on, target, &survivors, &self.rules);
        warnings.splice(0..0, self.open_creation(region, target));
        let resource = resource(on, target);
        let type_to_confirm = confirm::text_to_type(target, &warnings);
        DeletionPlan {
            operation: target.operation(),
            region: region.to_owned(),
            name_to_confirm: confirm::name_to_type(&resource, &warnings),
            resource,
            planned_at: timestamp(on.read_at),
            cluster: on.cluster.as_ref().map(|cluster| Box::new(cluster.without_secrets())),
            blockers: blockers(on, target, &self.rules),
            warnings,
            sources: sources(on),
            survivors,
            retirement: retirement(on, target, region, self.upstream.as_ref()),
            request: target.request(region, self.upstream.as_ref()),
            changes: target.change().map(|it| change::effects(on, it)).unwrap_or_default(),
            terraform: target.change().and_then(change::terraform),
            digest: on.digest.clone(),
            undo: target.undo(region, self.upstream.as_ref(), &self.rules),
            type_to_confirm,
            permit: None,
            attempt: None,
        }
    }

    /// The plan, and its permit when nothing blocks.
    pub(super) fn plan_on(
        &self,
        region: &str,
        target: &Target,
        on: &Snapshot,
        identity: Identity,
    ) -> Result<DeletionPlan, Failure> {
        let mut plan = self.describe(region, target, on);
        let attempt = new_id();
        let is_free = plan.blockers.is_empty();
        self.enter(&plan, target, &attempt, identity.clone(), is_free);
        if is_free {
            plan.permit = Some(self.permit(&plan, target, on, attempt.clone(), identity)?);
        }
        plan.attempt = Some(attempt);
        Ok(plan)
    }

    /// The attempt that a plan begins.
    fn enter(
        &self,
        plan: &DeletionPlan,
        target: &Target,
        attempt: &str,
        identity: Identity,
        is_free: bool,
    ) {
        let entry = Entry {
            // Whoever confirms it, acts.
            identity: Identity { person: None, ..identity },
            session: self.session.clone(),
            region: plan.region.clone(),
            cluster: plan.resource.cluster_id.clone(),
            plan_digest: Some(plan.digest.clone()),
            ..Entry::new(AuditEvent::Refusal, attempt, plan.operation, target.id())
        };
        let state = if is_free { AttemptState::Permitted } else { AttemptState::Planned };
        Run::new(self.desk.clone(), entry).enter(state, planned_steps(target));
    }

    fn permit(
        &self,
        plan: &DeletionPlan,
        target: &Target,
        on: &Snapshot,
        attempt: String,
        identity: Identity,
    ) -> Result<Permit, Failure> {
        let id = random::bytes::<16>().map_err(|error| {
            tracing::error!(%error, "couldn't create a permit");
            Failure::backend(ApiErrorCode::InternalError, "Couldn’t create a permit. See the log.")
        })?;
        let lifetime = self.rules.permit_lifetime;
        // From when the reading began: what the permit rests on is as old as that.
        let expires = on.read_since.saturating_add(lifetime);
        let claims = Claims {
            id: hex(id),
            session: self.session.clone(),
            region: plan.region.clone(),
            operation: plan.operation,
            resource: target.id().to_owned(),
            digest: on.digest.clone(),
        };
        let issued = Issued {
            attempt,
            region: plan.region.clone(),
            target: target.clone(),
            cluster: plan.resource.cluster_id.clone(),
            identity,
            typed: plan.type_to_confirm.clone(),
            name: plan.name_to_confirm.clone(),
            state: on.state.clone(),
            seen: on.seen.clone(),
            elsewhere: on.elsewhere.clone(),
        };
        let token = self.key.sign(&claims);
        self.ledger.issue(claims.id, issued, expires);
        let valid_for_seconds = u32::try_from(lifetime.as_secs()).unwrap_or(u32::MAX);
        Ok(Permit { token, valid_for_seconds })
    }
}

fn missing(region: &str, target: &Target, on: &Snapshot) -> Failure {
    if let Some((id, own)) = on.of_another_arn(target) {
        let own = own.map_or_else(
            || format!("AWS reports no ARN for {id} in {region}, so it can’t be compared."),
            |own| format!("ResourceArn isn’t the ARN of {id} in {region}. AWS reports {own}."),
        );
        return Failure::backend(ApiErrorCode::ResourceNotFound, own).with_field("ResourceArn");
    }
    let (what, field) = match target {
        Target::Backup { .. }
        | Target::BackupProtection { .. }
        | Target::Change(Change::Backup(_)) => ("backup", "backupId"),
        Target::Cluster { .. } | Target::ClusterProtection { .. } | Target::Change(_) => {
            ("cluster", "clusterId")
        }
        Target::Hsm { .. } => ("HSM", "hsmId"),
        Target::Hsms { .. } => ("HSM", "hsmIds"),
    };
    Failure::backend(
        ApiErrorCode::ResourceNotFound,
        format!("No {what} {} in {region}. It may already be deleted.", target.id()),
    )
    .with_field(field)
}

fn resource(snapshot: &Snapshot, target: &Target) -> Resource {
    let backup = target.backup_id().and_then(|id| snapshot.backup(id));
    let cluster = snapshot.cluster.as_ref();
    let own_name = backup.and_then(|it| tag_value(&it.tag_list, "Name"));
    let own_cluster = || backup.and_then(|it| it.cluster_id.clone());
    Resource {
        kind: target.kind(),
        id: target.id().to_owned(),
        cluster_id: target.cluster_id().map(str::to_owned).or_else(own_cluster),
        name: own_name.or_else(|| cluster.and_then(|it| it.name())).map(str::to_owned),
    }
}

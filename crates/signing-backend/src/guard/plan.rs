//! The deletion plan: everything about a deletion before it happens.

use std::sync::Arc;

use backend_api::{DeletionPlan, Permit, Resource, code};
use cloudhsm_api::tag_value;

use super::{
    Guard, Target,
    blockers::blockers,
    confirm,
    ledger::Issued,
    permit::Claims,
    snapshot::{self, Snapshot},
    survivors::survivors,
    warnings::warnings,
};
use crate::{
    Failure,
    clock::{epoch_millis, timestamp},
    hex::hex,
    random,
};

impl Guard {
    /// Reads the target afresh and plans its deletion, with a permit when nothing blocks it.
    pub async fn plan(
        self: &Arc<Self>,
        region: &str,
        target: &Target,
    ) -> Result<DeletionPlan, Failure> {
        let snapshot = self.read(region, target).await?;
        if !snapshot.holds(target) {
            return Err(missing(region, target));
        }
        self.plan_on(region, target, &snapshot)
    }

    pub(super) async fn read(&self, region: &str, target: &Target) -> Result<Snapshot, Failure> {
        snapshot::read(self.upstream.as_ref(), region, target, self.clock.now()).await
    }

    /// The plan without its permit: what can be asked again and again.
    pub(super) fn describe(&self, region: &str, target: &Target, on: &Snapshot) -> DeletionPlan {
        let survivors = survivors(on, target, region, self.upstream.as_ref());
        let warnings = warnings(on, target, &survivors, &self.rules);
        let resource = resource(on, target);
        DeletionPlan {
            operation: target.operation(),
            region: region.to_owned(),
            name_to_confirm: confirm::name_to_type(&resource, &warnings),
            resource,
            planned_at: timestamp(on.read_at),
            cluster: on.cluster.as_ref().map(|cluster| Box::new(cluster.without_secrets())),
            blockers: blockers(on, target, &self.rules),
            warnings,
            survivors,
            request: target.request(region, self.upstream.as_ref()),
            digest: on.digest.clone(),
            undo: target.undo(region, self.upstream.as_ref(), &self.rules),
            type_to_confirm: target.id().to_owned(),
            permit: None,
        }
    }

    /// The plan, and its permit when nothing blocks.
    pub(super) fn plan_on(
        &self,
        region: &str,
        target: &Target,
        on: &Snapshot,
    ) -> Result<DeletionPlan, Failure> {
        let mut plan = self.describe(region, target, on);
        if plan.blockers.is_empty() {
            plan.permit = Some(self.permit(&plan, target, on)?);
        }
        Ok(plan)
    }

    fn permit(
        &self,
        plan: &DeletionPlan,
        target: &Target,
        on: &Snapshot,
    ) -> Result<Permit, Failure> {
        let id = random::bytes::<16>().map_err(|error| {
            tracing::error!(%error, "no permit can be made");
            Failure::backend(code::INTERNAL, "No permit can be made; the log says why.")
        })?;
        let lifetime = self.rules.permit_lifetime;
        // From when the reading began: what the permit rests on is as old as that.
        let expires = epoch_millis(on.read_at + lifetime);
        let claims = Claims {
            id: hex(id),
            session: self.session.clone(),
            region: plan.region.clone(),
            operation: plan.operation,
            resource: target.id().to_owned(),
            digest: on.digest.clone(),
            expires,
        };
        let issued = Issued {
            region: plan.region.clone(),
            target: target.clone(),
            name: plan.name_to_confirm.clone(),
            state: on.state.clone(),
        };
        let token = self.key.sign(&claims);
        self.ledger.issue(claims.id, issued, expires, epoch_millis(self.clock.now()));
        let valid_for_seconds = u32::try_from(lifetime.as_secs()).unwrap_or(u32::MAX);
        Ok(Permit { token, valid_for_seconds })
    }
}

fn missing(region: &str, target: &Target) -> Failure {
    let (what, field) = match target {
        Target::Cluster { .. } | Target::ClusterProtection { .. } => ("cluster", "clusterId"),
        Target::Hsm { .. } => ("HSM", "hsmId"),
        Target::Backup { .. } | Target::BackupProtection { .. } => ("backup", "backupId"),
    };
    Failure::backend(
        code::RESOURCE_NOT_FOUND,
        format!("There is no {what} {} in {region}. It may be deleted already.", target.id()),
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

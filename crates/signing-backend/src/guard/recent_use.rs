//! What a plan says of who used the cluster lately, and of who could.

use aws_services::{Lookup, Service};
use backend_api::{RecentUse, SourceName, WarningCode};
use cloudhsm_api::Cluster;

use super::{
    GuardRules, Target,
    seen::{Clients, NAMED, matters},
    snapshot::Snapshot,
    warning_list::Warnings,
};
use crate::dependents::{OWN_SESSIONS, Outcome};

/// Use is a loss. What isn't known has to be acknowledged for production. Who could use it is a note.
///
/// What wasn't asked, because it didn't matter to the plan before, isn't known either.
pub(super) fn warn(
    warnings: &mut Warnings,
    snapshot: &Snapshot,
    target: &Target,
    rules: &GuardRules,
) {
    let Some(cluster) = &snapshot.cluster else { return };
    let Some(seen) = &snapshot.seen else {
        let is_asked = snapshot.asking.contains(&SourceName::CloudWatch);
        if matters(cluster, target) && !is_asked {
            unknown(warnings, cluster, &[format!("{NOT_KNOWN_USE} {NOT_ASKED_AGAIN}")], rules);
        }
        return;
    };
    let mut missing = Vec::new();
    match &seen.used {
        // It is being asked.
        None | Some(Outcome::Known(RecentUse { used: Some(false), .. })) => {}
        Some(Outcome::Known(lately @ RecentUse { used: Some(true), .. })) => {
            let message = format!("The cluster was used in the last {}.", figures(lately));
            warnings.require_acknowledgement(WarningCode::UsedLately, message, vec![]);
        }
        Some(Outcome::Known(lately)) => {
            let why = missing_data(lately, cluster);
            missing.extend(why.map(|why| format!("{NOT_KNOWN_USE} {why}")));
        }
        Some(other) => {
            let why = other.why(Service::CloudWatch, Lookup::GetMetricData);
            missing.push(format!("{NOT_KNOWN_USE} {why}"));
        }
    }
    match &seen.clients {
        None => {}
        Some(Outcome::Known(clients)) => possible(warnings, clients),
        Some(other) => {
            let why = other.why(Service::Ec2, Lookup::DescribeNetworkInterfaces);
            missing.push(format!("It isn’t known who is in the cluster’s security group. {why}"));
        }
    }
    unknown(warnings, cluster, &missing, rules);
}

/// What CloudWatch answered, if it doesn't say whether the cluster was used.
pub(super) fn missing_data(lately: &RecentUse, cluster: &Cluster) -> Option<&'static str> {
    let has_none = lately.most_sessions.is_none() && lately.most_token_keys.is_none();
    match has_none {
        _ if lately.used.is_some() => None,
        // Without HSMs nothing is measured, and nothing can be used.
        true if cluster.present_hsms().next().is_none() => None,
        true => Some("CloudWatch has no data of its HSMs."),
        false => Some("CloudWatch has only a part of the data of its HSMs."),
    }
}

/// What isn't known, and why.
fn unknown(warnings: &mut Warnings, cluster: &Cluster, why: &[String], rules: &GuardRules) {
    if why.is_empty() {
        return;
    }
    let (code, message) = (WarningCode::UseUnknown, why.join(" "));
    let subjects = vec![cluster.cluster_id.clone()];
    let is_production = rules.is_production(&cluster.tag_list);
    warnings.unknown(code, message, subjects, is_production);
}

const NOT_KNOWN_USE: &str = "It isn’t known whether the cluster was used in the last 14 days.";
const NOT_ASKED_AGAIN: &str =
    "CloudWatch and EC2 weren’t asked for this plan. Refresh it to ask them.";

/// `14 days: up to 7 sessions on one HSM, last on 2026-03-01 09:00:00 UTC; 12 token keys`.
fn figures(lately: &RecentUse) -> String {
    let sessions = lately.most_sessions.filter(|most| *most > OWN_SESSIONS).map(|most| {
        let last = lately.last_used.as_ref().map(|last| format!(", last on {}", last.utc()));
        format!("up to {most} sessions on one HSM{}", last.unwrap_or_default())
    });
    let keys = lately.most_token_keys.filter(|keys| *keys > 0).map(|keys| match keys {
        1 => "1 token key".to_owned(),
        many => format!("{many} token keys"),
    });
    let figures: Vec<_> = sessions.into_iter().chain(keys).collect();
    format!("{} days: {}", lately.days, figures.join("; "))
}

fn possible(warnings: &mut Warnings, clients: &Clients) {
    let message = match clients.count {
        0 => return,
        1 => "A network interface beside the HSMs’ own is in the cluster’s security group. It can \
             belong to a client."
            .to_owned(),
        many => {
            let rest = if many > NAMED { format!(" The first {NAMED}:") } else { String::new() };
            format!(
                "{many} network interfaces beside the HSMs’ own are in the cluster’s security \
                 group. They can belong to clients.{rest}"
            )
        }
    };
    warnings.info(WarningCode::PossibleClients, message, clients.first.clone());
}

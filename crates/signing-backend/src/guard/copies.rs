//! What a plan says of where the keys also exist.

use backend_api::{SourceName, WarningCode};

use super::{
    GuardRules, Target,
    elsewhere::{Elsewhere, NAMED, matters},
    snapshot::Snapshot,
    warning_list::Warnings,
};

/// That keys also exist elsewhere is a note. Where it isn't known, that has to be acknowledged for
/// production. That none was found is said where it decides what is lost: [`fate`].
pub(super) fn warn(
    warnings: &mut Warnings,
    snapshot: &Snapshot,
    target: &Target,
    rules: &GuardRules,
    can_have_keys: bool,
) {
    let is_asked = snapshot.asking.contains(&SourceName::Regions);
    if !matters(target) || !can_have_keys || is_asked {
        return;
    }
    let unknown = match &snapshot.elsewhere {
        None => format!("{NOT_KNOWN}. {NOT_ASKED_AGAIN}"),
        Some(elsewhere) => {
            if elsewhere.count > 0 {
                let message = format!("{} {SINCE}", found(elsewhere));
                let places = elsewhere.first.clone();
                warnings.info(WarningCode::KeysElsewhere, message, places);
            }
            if elsewhere.unknown.is_empty() {
                return;
            }
            let each = elsewhere.unknown.iter().map(|(region, why)| format!("{region}: {why}"));
            let whys = each.collect::<Vec<_>>().join(" ");
            format!("{NOT_KNOWN} in {}. {whys}", names(elsewhere))
        }
    };
    let code = WarningCode::CopiesUnknown;
    warnings.unknown(code, unknown, vec![], is_production(snapshot, target, rules));
}

const NOT_KNOWN: &str = "It isn’t known whether the keys also exist";
const NOT_ASKED_AGAIN: &str =
    "The regions aren’t asked again at this point. Request a plan to have them asked.";
const SINCE: &str = "Keys created after those were made aren’t there.";

/// What becomes of the keys that nothing is left of in the region: in a sentence or two.
pub(super) fn fate(snapshot: &Snapshot) -> String {
    match &snapshot.elsewhere {
        None => "All its keys are lost for good, unless they also exist elsewhere.".to_owned(),
        Some(it) if it.count > 0 => {
            format!("{} Keys created after those were made are lost for good.", found(it))
        }
        Some(it) if it.unknown.is_empty() => {
            format!("All its keys are lost for good. No other {}", none(it))
        }
        Some(it) => format!(
            "All its keys are lost for good, unless they also exist in {}, which isn’t known.",
            names(it)
        ),
    }
}

/// The same of the keys of a backup, which can be restored for a week. Its cluster can be there.
pub(super) fn fate_of_backup(snapshot: &Snapshot, cluster_gone: bool) -> String {
    match &snapshot.elsewhere {
        None => String::new(),
        Some(it) if it.count > 0 => format!(" {}", found(it)),
        Some(it) if it.unknown.is_empty() && cluster_gone => format!(" No other {}", none(it)),
        Some(it) if it.unknown.is_empty() => {
            format!(" Beside the cluster itself, no other {}", none(it))
        }
        Some(it) => {
            format!(" It isn’t known whether its keys also exist in {}.", names(it))
        }
    }
}

/// Whether the keys certainly exist elsewhere.
pub(super) fn exist(snapshot: &Snapshot) -> bool {
    snapshot.elsewhere.as_ref().is_some_and(|it| it.count > 0)
}

fn found(elsewhere: &Elsewhere) -> String {
    let first = elsewhere.first.join(", ");
    match elsewhere.count.saturating_sub(NAMED) {
        0 => format!("The keys also exist in {first}."),
        more => format!("The keys also exist in {first}, and in {more} more."),
    }
}

fn none(elsewhere: &Elsewhere) -> String {
    let regions = match elsewhere.regions.len() {
        1 => "the region that was".to_owned(),
        many => format!("the {many} regions that were"),
    };
    format!("backup or cluster with these keys was found in {regions} asked.")
}

fn names(elsewhere: &Elsewhere) -> String {
    let names: Vec<_> = elsewhere.unknown.iter().map(|(region, _)| region.as_str()).collect();
    names.join(", ")
}

fn is_production(snapshot: &Snapshot, target: &Target, rules: &GuardRules) -> bool {
    let of_cluster = snapshot.cluster.as_ref().map(|it| it.tag_list.as_slice());
    let tags = of_cluster.into_iter().chain([snapshot.tags_of(target)]);
    tags.into_iter().any(|tags| rules.is_production(tags))
}

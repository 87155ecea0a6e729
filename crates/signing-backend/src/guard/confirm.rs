//! What the person typed and acknowledged, compared here and not in the page.

use backend_api::{
    ApiErrorCode, CONFIRMATION_HEADER, Confirmation, Resource, ResourceKind, Warning, WarningCode,
};

use super::{Target, ledger::Issued};
use crate::Failure;

/// Reads the header.
pub(crate) fn read(header: Option<&str>, target: &Target) -> Result<Confirmation, Failure> {
    let Some(header) = header else {
        return Err(Failure::backend(
            ApiErrorCode::ConfirmationMismatch,
            format!(
                "The confirmation is missing. Send {CONFIRMATION_HEADER} with the ID {}.",
                target.id()
            ),
        )
        .with_field(CONFIRMATION_HEADER));
    };
    Confirmation::from_header(header)
        .map_err(|error| Failure::malformed(CONFIRMATION_HEADER, error.to_string()))
}

/// The name that must be typed beside the id: of a cluster that is production or leaves no backup.
/// An id is copied without looking at it; a name is read. A cluster without a name has none to type.
pub(crate) fn name_to_type(resource: &Resource, warnings: &[Warning]) -> Option<String> {
    let grave = |warning: &Warning| {
        matches!(warning.code, WarningCode::ProductionTag | WarningCode::NoReadyBackup)
    };
    if resource.kind != ResourceKind::Cluster || !warnings.iter().any(grave) {
        return None;
    }
    // Spaces around a name can't be seen, so people can't be asked to type them.
    let name = resource.name.as_deref()?.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// The text that must be typed: the id, where something is lost or can't be taken back.
pub(crate) fn text_to_type(target: &Target, warnings: &[Warning]) -> String {
    let is_change = matches!(target, Target::Change(_));
    // What is created has no ID yet.
    let has_id = target.cluster_id().or(target.backup_id()).is_some();
    let is_light = is_change && !(has_id && warnings.iter().any(|it| it.acknowledge));
    if is_light { String::new() } else { target.id().to_owned() }
}

/// Whether the typed texts are the id and the name: all of each, nothing else, not nearly.
pub(crate) fn matches(confirmation: &Confirmation, issued: &Issued) -> bool {
    id_matches(confirmation, issued) && name_matches(confirmation, issued)
}

fn id_matches(confirmation: &Confirmation, issued: &Issued) -> bool {
    confirmation.typed == issued.typed
}

/// Where no name is asked for, what was typed for one does not matter.
fn name_matches(confirmation: &Confirmation, issued: &Issued) -> bool {
    issued.name.is_none() || issued.name == confirmation.typed_name
}

/// The error for a typed text that is not the id, or not the name.
pub(crate) fn mismatch(confirmation: &Confirmation, issued: &Issued, tries_left: u8) -> Failure {
    let rest = match tries_left {
        0 => "This confirmation was used up. Refresh the plan.".to_owned(),
        1 => "One more try.".to_owned(),
        many => format!("{many} more tries."),
    };
    let (what, wanted, member) = match &issued.name {
        Some(name) if id_matches(confirmation, issued) => ("name", name.as_str(), "typedName"),
        _ => ("id", issued.typed.as_str(), "typed"),
    };
    Failure::backend(
        ApiErrorCode::ConfirmationMismatch,
        format!("The typed text is not the {what} {wanted}. {rest}"),
    )
    .with_field(format!("{CONFIRMATION_HEADER}.{member}"))
}

/// Every warning that loses something is acknowledged by name.
pub(crate) fn check_acknowledged(
    confirmation: &Confirmation,
    warnings: &[Warning],
) -> Result<(), Failure> {
    let missing: Vec<WarningCode> = warnings
        .iter()
        .filter(|warning| warning.acknowledge && !confirmation.acknowledged.contains(&warning.code))
        .map(|warning| warning.code)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = missing.iter().map(|code| code.as_str().to_owned()).collect();
    Err(Failure::backend(
        ApiErrorCode::AcknowledgementMissing,
        format!("Not acknowledged: {}.", names.join(", ")),
    )
    .with_field(format!("{CONFIRMATION_HEADER}.acknowledged"))
    .with_allowed(names))
}

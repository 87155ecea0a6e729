//! What the person typed and acknowledged, compared here and not in the page.

use backend_api::{CONFIRMATION_HEADER, Confirmation, Warning, WarningCode, code};

use super::Target;
use crate::Failure;

/// Reads the header.
pub(crate) fn read(header: Option<&str>, target: &Target) -> Result<Confirmation, Failure> {
    let Some(header) = header else {
        return Err(Failure::backend(
            code::CONFIRMATION_MISMATCH,
            format!(
                "The confirmation is missing: {CONFIRMATION_HEADER} with the id {}.",
                target.id()
            ),
        )
        .with_field(CONFIRMATION_HEADER));
    };
    Confirmation::from_header(header)
        .map_err(|error| Failure::malformed(CONFIRMATION_HEADER, error.to_string()))
}

/// Whether the typed text is the id: all of it, nothing else, not nearly.
pub(crate) fn matches(confirmation: &Confirmation, target: &Target) -> bool {
    confirmation.typed == target.id()
}

/// The error for a typed text that is not the id.
pub(crate) fn mismatch(target: &Target, tries_left: u8) -> Failure {
    let rest = match tries_left {
        0 => "The permit is used up: plan again.".to_owned(),
        1 => "One more try.".to_owned(),
        many => format!("{many} more tries."),
    };
    Failure::backend(
        code::CONFIRMATION_MISMATCH,
        format!("The typed text is not the id {}. {rest}", target.id()),
    )
    .with_field(format!("{CONFIRMATION_HEADER}.typed"))
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
        code::ACKNOWLEDGEMENT_MISSING,
        format!("Not acknowledged: {}.", names.join(", ")),
    )
    .with_field(format!("{CONFIRMATION_HEADER}.acknowledged"))
    .with_allowed(names))
}

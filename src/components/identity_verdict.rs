//! What the check of an HSM's identity came to, in short.

use attestation::{Mark, Sheet};
use leptos::prelude::*;

use super::{NoticeKind, notice};

/// The verdict and its reason.
pub fn identity_verdict(sheet: &Sheet) -> AnyView {
    let kind = match sheet.mark {
        Mark::Verified => NoticeKind::Good,
        Mark::Supplied | Mark::NotCheckable => NoticeKind::Info,
        Mark::OutsideDates => NoticeKind::Warn,
        Mark::Failed => NoticeKind::Danger,
    };
    let words =
        view! { <p><strong>{sheet.verdict.clone()}</strong></p><p>{sheet.headline.clone()}</p> };
    notice(kind, Some("status"), words.into_any())
}

//! `/regions/{region}/clusters/{id}/migrate`.

use leptos::prelude::*;

use super::change::step_header;
use crate::route::Place;

/// The page.
pub(super) fn migrate_page(place: Place) -> AnyView {
    step_header("Migrate the HSM type", &place)
}

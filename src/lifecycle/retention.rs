//! `/regions/{region}/clusters/{id}/retention`.

use leptos::prelude::*;

use super::change::step_header;
use crate::route::Place;

/// The page.
pub(super) fn retention_page(place: Place) -> AnyView {
    step_header("Change backup retention", &place)
}

//! `/regions/{region}/clusters/{id}/initialize`.

use leptos::prelude::*;

use super::change::step_header;
use crate::route::Place;

/// The page.
pub(super) fn initialize_page(place: Place) -> AnyView {
    step_header("Initialize cluster", &place)
}

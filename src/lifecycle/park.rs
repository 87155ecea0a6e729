//! `/regions/{region}/clusters/{id}/park`.

use leptos::prelude::*;

use super::change::step_header;
use crate::route::Place;

/// The page.
pub(super) fn park_page(place: Place) -> AnyView {
    step_header("Park cluster", &place)
}

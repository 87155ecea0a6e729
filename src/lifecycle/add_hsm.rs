//! `/regions/{region}/clusters/{id}/add-hsm`: one more HSM.

use leptos::prelude::*;

use super::change::step_header;
use crate::route::Place;

/// The page.
pub(super) fn add_hsm_page(place: Place) -> AnyView {
    step_header("Add an HSM", &place)
}

//! `/regions/{region}/clusters/{id}/wake`.

use leptos::prelude::*;

use super::change::step_header;
use crate::route::Place;

/// The page.
pub(super) fn wake_page(place: Place) -> AnyView {
    step_header("Wake cluster", &place)
}

//! What the console tells the palette: where it is, and whom to ask for the rest.

use crate::{
    route::Route,
    state::{Connected, Fleet},
};

/// What the console knows.
#[derive(Debug, Clone)]
pub struct Known {
    /// Where the console is.
    pub route: Route,
    /// The clusters, as far as they are listed.
    pub fleet: Fleet,
    /// What may be done, and how the rest is read.
    pub connected: Connected,
}

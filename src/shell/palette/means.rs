//! What doing something takes.

use super::Known;
use crate::components::{Dialogs, PageAction};

/// What deeds work with.
#[derive(Clone)]
pub(super) struct Means {
    pub(super) known: Known,
    /// What the page that is open offers.
    pub(super) actions: Vec<PageAction>,
    pub(super) dialogs: Dialogs,
}

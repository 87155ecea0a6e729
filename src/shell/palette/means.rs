//! What doing something takes.

use super::Known;
use crate::components::{Dialogs, PageAction, Refresh};

/// What deeds work with.
#[derive(Clone)]
pub(super) struct Means {
    pub(super) known: Known,
    /// What the page that is open offers.
    pub(super) actions: Vec<PageAction>,
    pub(super) dialogs: Dialogs,
    pub(super) refresh: Refresh,
}

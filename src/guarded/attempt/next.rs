//! An attempt in words, and what a reader can do next: as data.

use crate::components::NoticeKind;

/// What a reader can do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Nothing but wait.
    Wait,
    /// It was not sent: check again, or go back to the plan.
    CheckOrPlan,
    /// Go on with a new plan.
    Plan(&'static str),
    /// Read what to check in AWS, or go on with a new plan.
    Investigate,
    /// Go to the list.
    Clusters,
    /// Go to the cluster that was created or changed.
    Cluster,
}

/// An attempt in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Summary {
    /// How it is framed; `None` while it is under way as it should be.
    pub(super) kind: Option<NoticeKind>,
    pub(super) title: String,
    pub(super) words: Vec<String>,
    pub(super) next: Next,
}

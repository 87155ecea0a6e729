//! Earlier creations of which it isn't known what they made.
//!
//! Must not know: how what was created is found.

use backend_api::{AttemptState, Warning, WarningCode};
use cloudhsm_api::Operation;
use serde_json::Value;

use super::{Guard, Target, change::ChangeGoal};

const OPEN: &str = "An earlier request to create one was sent, and its outcome isn’t known. It may \
                    have gone through: check what is there first, or there are two.";
const OPEN_COPY: &str = "An earlier request for this copy was sent, and its outcome isn’t known. It \
                         may have gone through: check what the region has first, or there are two.";
const ACCEPTED_COPY: &str = "AWS accepted an earlier request for this copy, and the copy isn’t \
                             finished. With this one, there are two.";

impl Guard {
    /// An earlier creation in the same place whose outcome isn't known: it may have made what this
    /// one makes once more.
    pub(super) fn open_creation(&self, region: &str, target: &Target) -> Option<Warning> {
        use AttemptState::{Accepted, CameBack, Sent, StillUnknown, Unknown};
        let is_copy = target.operation() == Operation::CopyBackupToRegion;
        let place = ChangeGoal::new(target.change()?, &Value::Null).place(region)?;
        let attempts = self.desk.book.all().into_iter();
        let open: Vec<_> = attempts
            .filter(|it| it.operation == target.operation() && it.region == region)
            .filter(|it| target.cluster_id().is_none_or(|id| it.cluster.as_deref() == Some(id)))
            .filter(|it| target.backup_id().is_none_or(|id| it.resource == id))
            .filter(|it| !self.creations.is_elsewhere(&it.id, &place))
            .filter(|it| match it.state {
                Unknown | StillUnknown | CameBack => true,
                // AWS's answer to a copy names none: which one it is, a later reading says.
                Sent | Accepted => is_copy,
                _ => false,
            })
            .collect();
        // What AWS accepted is no unknown outcome.
        let is_accepted = open.iter().all(|it| it.state == Accepted);
        let words = match (is_copy, is_accepted) {
            (true, true) => ACCEPTED_COPY,
            (true, false) => OPEN_COPY,
            (false, _) => OPEN,
        };
        (!open.is_empty()).then(|| Warning {
            code: WarningCode::CreationOpen,
            message: words.to_owned(),
            subjects: open.into_iter().map(|it| it.id).collect(),
            acknowledge: true,
        })
    }
}

//! One blocker, as a plan has it.

use backend_api::{Blocker, BlockerCode};

pub(super) fn blocker(code: BlockerCode, message: String, subjects: Vec<String>) -> Blocker {
    Blocker { code, message, subjects }
}

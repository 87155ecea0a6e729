//! staging-signing: idle for months, and made to be deleted.
//!
//! Nobody has a session with its HSMs but AWS: a constant two each. It has no token keys, and
//! nothing but its HSMs carries its security group. Its two users were never removed.

use super::story::{Story, Usage};

pub(super) fn story() -> Story {
    Story { usage: Usage { users: 2, ..Usage::default() }, ..Story::default() }
}

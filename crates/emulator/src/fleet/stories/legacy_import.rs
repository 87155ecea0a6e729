//! legacy-import: open to the world.
//!
//! For an import from a data center somebody let every address in, over IPv4 and IPv6, and meant to
//! take it back. The import never began: the cluster isn't active.

use super::story::{Story, Surroundings, Usage};

pub(super) fn story() -> Story {
    Story {
        usage: Usage { users: 1, ..Usage::default() },
        surroundings: Surroundings {
            open_to: &[
                ("0.0.0.0/0", "Import from the old data center, until Friday"),
                ("::/0", "Import from the old data center, until Friday"),
            ],
            ..Surroundings::default()
        },
    }
}

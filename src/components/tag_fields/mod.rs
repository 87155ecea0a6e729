//! Fields for tags: the rows, AWS's rules for them, and what they come to. Knows nothing of what is done
//! with it.

mod draft;
mod row;
mod rules;

pub use self::{
    draft::{Change, Draft, MOST_TAGS},
    row::{TagRow, key_id},
};

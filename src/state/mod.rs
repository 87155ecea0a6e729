//! State that outlives a page: the connection to the backend, the fleet, preferences.

mod clock;
mod connection;
mod deletions;
mod fleet;
mod loaded;
mod polling;
mod preferences;
mod storage;
mod task;

pub use clock::Clock;
pub use connection::{Connected, Connection, ConnectionState, use_connected, use_connection};
pub use deletions::{
    SentDeletion, forget_deletion, note_accepted, remember_deletion, sent_deletion,
};
pub use fleet::{Fleet, RegionFleet, is_in_transition};
pub use loaded::Loaded;
pub use polling::{CALM_MILLIS, SOON_MILLIS, poll};
pub use preferences::{Theme, use_theme};
pub use task::{spawn_detached, spawn_scoped};

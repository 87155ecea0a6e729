//! State that outlives a page: the connection to the backend, the fleet, preferences.

mod account;
mod clock;
mod color;
mod connection;
mod deletions;
mod fleet;
mod hosting;
mod loaded;
mod online;
mod open_deletions;
mod polling;
mod preferences;
mod presence;
mod problems;
mod recent;
mod region_fleet;
mod replaced;
mod saved_csr;
mod set_if_new;
mod storage;
mod stream;
pub mod supplied_roots;
mod tabs;
mod task;
mod uses;
mod views;
mod visits;

pub use account::{AccountMark, account_key};
pub use clock::Clock;
pub use connection::{Connected, Connection, ConnectionState, use_connected, use_connection};
pub use deletions::{NotedAttempt, forget_attempt, note_attempt, noted_attempt, set_attempt_aside};
pub use fleet::Fleet;
pub use hosting::hosting;
pub use loaded::Loaded;
pub use online::use_online;
pub use polling::{CALM_MILLIS, SOON_MILLIS, pause_until_visible, poll};
pub use preferences::{
    Density, Theme, choose_hints, choose_single_keys, choose_times_in_utc, single_keys,
    times_in_utc, wants_hints,
};
pub use presence::Presence;
pub use problems::Problems;
pub use recent::{recent_clusters, remember_cluster};
pub use region_fleet::RegionFleet;
pub use replaced::{Replaced, SeenHsms};
pub use saved_csr::{forget_saved_csr, remember_saved_csr, saved_csr};
pub use task::{spawn_detached, spawn_scoped, under_owner};
pub use uses::{Answer, Uses};
pub use views::{View, forget_view, keep_columns, keep_view, kept_columns, views};
pub use visits::{all_seen, last_visit, remember_visit};

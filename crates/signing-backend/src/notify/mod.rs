//! Notices for a webhook: what appeared, cleared, changed or ended between two looks at the fleet.
//!
//! All of it is pure: [`notices`] and [`attempt_notices`] compare, [`WebhookFormat`] writes a body,
//! [`signature`] signs it, [`next_try`] says when to try again, and [`Waiting`] keeps what isn't
//! delivered yet. Must not know how a request is sent, nor the secret's file. Rows of the fleet have no
//! password and no certificate, so that no notice can have one.

mod attempts;
mod body;
mod diff;
mod notice;
mod retry;
mod signature;
mod waiting;

pub use attempts::attempt_notices;
pub use body::WebhookFormat;
pub use diff::notices;
pub use notice::{Change, Notice};
pub use retry::{Tried, next_try};
pub use signature::{SIGNATURE_HEADER, signature};
pub use waiting::Waiting;

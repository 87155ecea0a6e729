//! Who depends on the cluster, as AWS's other services say: what was asked, how far each answer is known,
//! and the card of the overview. The Network tab shows the rest of it.
//!
//! "Not allowed to look" is never shown as "nothing there".

mod as_of;
mod asked;
mod card;
mod clients;
mod family;
mod key_stores;
mod of_limit;
mod others;
mod quotas;
mod recent_use;
#[cfg(test)]
mod samples;
mod source;
mod unknown_view;

pub(super) use self::{
    as_of::AsOf,
    asked::Asked,
    card::{ROOM, dependents_card},
    clients::client_name,
    of_limit::{grouped, of_limit},
    others::Others,
    recent_use::{last_use, use_words},
    source::{Unknown, known},
    unknown_view::unknown_view,
};

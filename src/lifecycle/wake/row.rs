//! One remembered place on screen.

use super::order::{Found, Returned};
use crate::components::{Tone, Value, hsm_state};

/// The cells of its row.
pub(super) fn row(place: &Returned) -> Vec<Value> {
    let ip = match &place.seat.ip {
        Some(ip) => Value::Code(ip.clone()),
        None => Value::Missing("chosen by AWS"),
    };
    let (hsm, state) = match &place.hsm {
        None => (Value::Missing("–"), Value::Badge(Tone::Calm, "not there yet".to_owned())),
        Some(Found { hsm_id, state, other_ip }) => {
            let mut values = vec![Value::Copyable { text: hsm_id.clone(), what: "HSM ID" }];
            if let Some(ip) = other_ip {
                values.push(Value::Note(["at ", ip, " instead"].concat()));
            }
            (Value::Row(values), hsm_state(state.as_ref()))
        }
    };
    vec![Value::Text(place.seat.zone.clone()), ip, hsm, state]
}

//! How many keys, users and HSMs the cluster has, of what AWS documents for its type. Quotas of the region
//! are in the card of the overview: here no other service is asked.

use backend_api::DocumentedLimits;
use leptos::prelude::*;

use super::{
    super::dependents::{grouped, of_limit},
    chart::Chart,
    limit::used,
    metric::{SESSION_KEYS, TOKEN_KEYS, USERS},
};
use crate::components::{Value, facts};

/// What is known of the limits; nothing for a type without any.
pub(super) fn quotas(charts: &[Chart], limits: Option<&DocumentedLimits>, hsms: usize) -> AnyView {
    let Some(limits) = limits else {
        let words = "AWS documents no limits of keys and users for this HSM type.";
        return view! { <p class="small soft">{words}</p> }.into_any();
    };
    let of = |name: &str| {
        let chart = charts.iter().find(|it| it.metric.name == name)?;
        used(chart, limits)
    };
    let keys = sum(of(TOKEN_KEYS.name), of(SESSION_KEYS.name));
    let mut about_keys = vec![of_limit(keys, Some(limits.keys))];
    about_keys.extend(
        limits
            .asymmetric_keys
            .map(|most| Value::Note([&grouped(most), " of them asymmetric at most"].concat())),
    );
    let lines = vec![
        ("Keys, of both kinds", Value::Row(about_keys)),
        ("Users", of_limit(of(USERS.name), Some(limits.users))),
        ("HSMs in the cluster", of_limit(u32::try_from(hsms).ok(), Some(limits.hsms))),
    ];
    let words = ["Limits that AWS documents for ", &limits.hsm_type, ", by the newest values."];
    view! {
        <section class="card" aria-label="Quotas">
            {facts(lines)}
            <p class="small soft">{words.concat()}</p>
        </section>
    }
    .into_any()
}

/// Of the largest counts of each kind, which may be of two HSMs; `None` without both.
fn sum(token: Option<u32>, session: Option<u32>) -> Option<u32> {
    token?.checked_add(session?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_both_kinds_the_number_of_keys_is_not_known() {
        assert_eq!(sum(Some(1), Some(2)), Some(3));
        assert_eq!(sum(Some(0), Some(0)), Some(0));
        for (token, session) in [(None, Some(2)), (Some(2), None), (Some(u32::MAX), Some(1))] {
            assert_eq!(sum(token, session), None);
        }
    }
}

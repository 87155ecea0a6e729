//! Replacing an HSM: add one, wait until it is ACTIVE, delete the other. The steps are worked out of the
//! cluster, so they survive a closed page.

use cloudhsm_api::{Cluster, Hsm, HsmState, Operation};
use leptos::prelude::*;

use crate::{
    components::{card, hsm_state},
    lifecycle::live::Live,
    route::hsm_deletion,
    state::use_connected,
};

/// How far the replacement of a DEGRADED HSM is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    /// No other HSM was added in its place.
    Add,
    /// AWS creates one.
    Wait,
    /// Others are ACTIVE: the sick one can be deleted.
    Delete,
}

/// The HSMs that are DEGRADED, and how far their replacement is.
fn sick(cluster: &Cluster) -> Vec<(&Hsm, Progress)> {
    let is = |state: HsmState| move |hsm: &&Hsm| hsm.state.as_ref() == Some(&state);
    let sick: Vec<_> = cluster.present_hsms().filter(is(HsmState::Degraded)).collect();
    let active = cluster.present_hsms().filter(is(HsmState::Active)).count();
    let is_coming = cluster.present_hsms().any(|hsm| hsm.state == Some(HsmState::CreateInProgress));
    let progress = if is_coming {
        Progress::Wait
    } else if active > 0 {
        Progress::Delete
    } else {
        Progress::Add
    };
    sick.into_iter().map(|hsm| (hsm, progress)).collect()
}

/// The checklist of each sick HSM; nothing where none is.
pub(super) fn replacing(live: Live) -> impl IntoView {
    let shown = move || {
        let cluster = live.cluster.get();
        let place = live.place.get_value();
        let can_delete = use_connected().session.allows(Operation::DeleteHsm);
        let items: Vec<_> = sick(&cluster)
            .into_iter()
            .map(|(hsm, progress)| {
                let delete = (progress == Progress::Delete && can_delete).then(|| {
                    let href = hsm_deletion(place.clone(), &hsm.hsm_id);
                    let label = ["Delete HSM ", &hsm.hsm_id, "…"].concat();
                    view! { <a class="button" href=href>{label}</a> }.into_any()
                });
                let mark = |step: Progress| (step == progress).then_some("step");
                view! {
                    <p><code>{hsm.hsm_id.clone()}</code>" "{hsm_state(hsm.state.as_ref()).view()}</p>
                    <ol class="notes">
                        <li aria-current=mark(Progress::Add)>"Add another HSM, with the form above."</li>
                        <li aria-current=mark(Progress::Wait)>"Wait until it is ACTIVE. AWS copies the keys to it."</li>
                        <li aria-current=mark(Progress::Delete)>"Delete the degraded one. "{delete}</li>
                    </ol>
                }
                .into_any()
            })
            .collect();
        (!items.is_empty()).then(|| card("Replace a degraded HSM", items.into_any()))
    };
    view! { {move || shown()} }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sick_hsm_is_deleted_last() {
        use HsmState::{Active, CreateInProgress, Degraded};
        let cluster = |states: &[HsmState]| Cluster {
            hsms: states
                .iter()
                .map(|state| Hsm { state: Some(state.clone()), ..Hsm::default() })
                .collect(),
            ..Cluster::default()
        };
        let progress = |states: &[HsmState]| {
            sick(&cluster(states)).into_iter().map(|(_, progress)| progress).collect::<Vec<_>>()
        };
        assert_eq!(progress(&[Degraded]), [Progress::Add]);
        assert_eq!(progress(&[Degraded, CreateInProgress]), [Progress::Wait]);
        assert_eq!(progress(&[Degraded, Active, CreateInProgress]), [Progress::Wait]);
        assert_eq!(progress(&[Degraded, Active]), [Progress::Delete]);
        assert_eq!(progress(&[Active]), []);
    }
}

//! What blocks a change, each with its way out.

use backend_api::{Blocker, BlockerCode, DeletionPlan, ResourceKind};
use leptos::prelude::*;

use crate::{
    components::{NoticeKind, notice, sentence},
    route::{Place, Route, Step, Tab},
};

/// The blockers of a plan; nothing when there are none. `back`: to the form that the request is of.
pub(super) fn blockers(plan: &DeletionPlan, back: Option<Callback<()>>) -> AnyView {
    if plan.blockers.is_empty() {
        return ().into_any();
    }
    let place = Place::new(&plan.region, &plan.resource.id);
    let is_backup = plan.resource.kind == ResourceKind::Backup;
    let way_out = if is_backup { way_out_of_backup } else { way_out };
    let items: Vec<_> =
        plan.blockers.iter().map(|it| item(it, way_out(it.code, &place), back)).collect();
    view! {
        <section aria-label="What blocks the change" class="steps">
            <h2>"This can’t be done yet"</h2>
            {items}
        </section>
    }
    .into_any()
}

fn item(blocker: &Blocker, way_out: WayOut, back: Option<Callback<()>>) -> AnyView {
    let out = match way_out {
        WayOut::Page(words, route) => {
            view! { <p><a class="button" href=route.href()>{words}</a></p> }.into_any()
        }
        WayOut::Form => back.map(|back| {
            view! { <p><button type="button" class="button" on:click=move |_| back.run(())>"Change the input"</button></p> }
                .into_any()
        }).into_any(),
        WayOut::Words(words) => view! { <p class="small">{words}</p> }.into_any(),
        WayOut::None => ().into_any(),
    };
    let content = view! { <p>{sentence(blocker.message.clone())}</p>{out} };
    notice(NoticeKind::Danger, None, content.into_any())
}

/// What can be done about a blocker.
#[derive(Debug, PartialEq)]
enum WayOut {
    /// On another page.
    Page(&'static str, Route),
    /// In the form that the request is of.
    Form,
    /// Elsewhere.
    Words(&'static str),
    /// Nothing but wait, or what the message says.
    None,
}

fn way_out(code: BlockerCode, place: &Place) -> WayOut {
    let step = |words, step| WayOut::Page(words, Route::Change(place.clone(), step));
    let tab = |words, tab| WayOut::Page(words, Route::Cluster(place.clone(), tab));
    match code {
        BlockerCode::FirstHsmOnly => step("Initialize the cluster…", Step::Initialize),
        BlockerCode::NoCsr => step("Add the first HSM…", Step::AddHsm),
        BlockerCode::MigrationInProgress => step("Show the migration", Step::Migrate),
        BlockerCode::TooManyHsms => tab("Show the HSMs", Tab::Hsms),
        BlockerCode::WrongState => tab("Show the cluster", Tab::Overview),
        BlockerCode::DeletionInProgress | BlockerCode::AlreadyDeleted => {
            WayOut::Page("Show the deletion", Route::DeleteCluster(place.clone()))
        }
        BlockerCode::ZoneNotInCluster
        | BlockerCode::AddressTaken
        | BlockerCode::ModeMismatch
        | BlockerCode::BackupNotUsable
        | BlockerCode::CertificateRejected
        | BlockerCode::SameRegion
        | BlockerCode::NothingChanges => WayOut::Form,
        BlockerCode::ReadOnly | BlockerCode::OperationNotAllowed => WayOut::Words(
            "This is set where the backend is started. With operate in --allow, it signs changes like this one.",
        ),
        BlockerCode::RegionNotConfigured => {
            WayOut::Words("Start the backend with this region in --region, or choose another one.")
        }
        BlockerCode::QuotaReached => WayOut::Words(
            "Request an increase in Service Quotas (AWS CloudHSM), or delete what isn’t needed.",
        ),
        _ => WayOut::None,
    }
}

/// The same where a backup is changed, which `place` then is.
fn way_out_of_backup(code: BlockerCode, place: &Place) -> WayOut {
    match code {
        BlockerCode::DeletionInProgress => {
            WayOut::Page("Restore the backup…", Route::Change(place.clone(), Step::RestoreBackup))
        }
        BlockerCode::WrongState | BlockerCode::AlreadyDeleted => WayOut::None,
        code => way_out(code, place),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_blocker_leads_to_where_it_can_be_removed() {
        let place = Place::new("r", "cluster-a");
        let to = |code| way_out(code, &place);
        let step = |words, step| WayOut::Page(words, Route::Change(place.clone(), step));
        assert_eq!(
            to(BlockerCode::FirstHsmOnly),
            step("Initialize the cluster…", Step::Initialize)
        );
        assert_eq!(to(BlockerCode::NoCsr), step("Add the first HSM…", Step::AddHsm));
        assert_eq!(to(BlockerCode::AddressTaken), WayOut::Form);
        assert!(
            matches!(to(BlockerCode::OperationNotAllowed), WayOut::Words(it) if it.contains("operate in --allow"))
        );
        assert_eq!(to(BlockerCode::RollbackOver), WayOut::None);
    }

    #[test]
    fn a_backup_is_not_led_to_the_pages_of_a_cluster() {
        let place = Place::new("r", "backup-a");
        for code in BlockerCode::ALL {
            match way_out_of_backup(*code, &place) {
                WayOut::Page(_, Route::Change(_, step)) => {
                    let is_known = step.is_of_backup() || OF_CLUSTERS.contains(code);
                    assert!(is_known, "{code:?}");
                }
                WayOut::Page(_, route) => assert!(OF_CLUSTERS.contains(code), "{code:?} {route:?}"),
                _ => {}
            }
        }
        assert_eq!(way_out_of_backup(BlockerCode::NothingChanges, &place), WayOut::Form);
    }

    /// What no plan of a backup has.
    const OF_CLUSTERS: &[BlockerCode] = &[
        BlockerCode::FirstHsmOnly,
        BlockerCode::NoCsr,
        BlockerCode::MigrationInProgress,
        BlockerCode::TooManyHsms,
    ];
}

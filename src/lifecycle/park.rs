//! `/regions/{region}/clusters/{id}/park`: deleting all HSMs of a cluster for a while, and the cluster
//! not. Where they were is remembered in tags of the cluster first; the deletion has its own page.

mod obstacle;

use backend_api::ApiError;
use cloudhsm_api::{Cluster, Operation, Tag};
use leptos::prelude::*;
use std::sync::Arc;

use self::obstacle::{Obstacle, obstacles};
use super::{
    live::{Live, live_page, not_signed, source},
    parked::{Seat, are_there, beside, left_over, parked, present, tags_of},
};
use crate::{
    components::{NoticeKind, Value, card, data_table, error_view, hsm_state, notice, text_or},
    keyboard_focus::focus_soon,
    route::{Place, Route, Step, Tab, hsms_deletion},
    state::{spawn_detached, use_connected, use_connection},
};

const BACKUPS: &str = "https://docs.aws.amazon.com/cloudhsm/latest/userguide/manage-backups.html";
const PRICES: &str = "https://aws.amazon.com/cloudhsm/pricing/";
const NEXT: &str = "delete-the-hsms";

/// The page.
pub(super) fn park_page(place: Place) -> AnyView {
    live_page(place, "Park cluster", content)
}

/// How far the tags are.
#[derive(Debug, Clone)]
enum Tagging {
    /// Nothing was sent.
    Idle,
    /// They are being set.
    Setting,
    /// AWS accepted them; the next reading shows them.
    Set,
    /// AWS refused, or nothing shows that it took them.
    Failed(Arc<ApiError>),
}

fn content(live: Live) -> AnyView {
    let tagging = RwSignal::new(Tagging::Idle);
    let found = Memo::new(move |_| live.cluster.with(|it| obstacles(it)));
    Effect::new(move |_| {
        let is_tagged = live.cluster.with(|it| are_there(&it.tag_list, &tags_of(it)));
        if is_tagged && matches!(tagging.get(), Tagging::Set) {
            tagging.set(Tagging::Idle);
            // The button that had the focus is gone.
            focus_soon(NEXT.to_owned());
        }
    });
    view! {
        {not_signed(&[Operation::TagResource, Operation::DeleteHsm])}
        {what_it_is()}
        {move || found.with(|found| found.iter().map(|it| obstacle(live, it)).collect::<Vec<_>>())}
        {move || protection(live)}
        {move || found.with(Vec::is_empty).then(|| places(live))}
        {move || found.with(Vec::is_empty).then(|| earlier(live))}
        {move || found.with(Vec::is_empty).then(|| steps(live, tagging))}
    }
    .into_any()
}

fn what_it_is() -> AnyView {
    let content = view! {
        <p>"AWS bills HSMs by the hour, and a cluster without HSMs costs nothing. Parking deletes all HSMs of the cluster. The cluster, its network and its backups remain. Waking adds the HSMs again, in the same zones and with the same IP addresses, and AWS restores the latest backup onto them."</p>
        <ul class="notes">
            <li>"While it is parked, clients can’t use any keys."</li>
            <li>"AWS backs an ACTIVE cluster up before it deletes an HSM. Wait for that backup after the last one: the deletion’s page shows it."</li>
            <li>"AWS never deletes a cluster’s last backup by retention. Somebody can still delete it by hand, and then the keys are lost."</li>
            <li>"Nobody reserves the IP addresses: something else in the subnets can take one meanwhile."</li>
            <li>"Adding HSMs again takes minutes each, and AWS can be short of HSMs in a zone. That can’t be known before."</li>
            <li>"Each HSM has another ID afterwards."</li>
        </ul>
        <p class="small">{source("AWS: working with backups", BACKUPS)}" · "{source("AWS CloudHSM pricing", PRICES)}</p>
    };
    card("What parking does", content.into_any())
}

fn obstacle(live: Live, obstacle: &Obstacle) -> AnyView {
    let place = live.place.get_value();
    let route = match obstacle {
        Obstacle::Parked => Route::Change(place, Step::Wake),
        Obstacle::NotInitialized => Route::Change(place, Step::Initialize),
        Obstacle::Migrating => Route::Change(place, Step::Migrate),
        Obstacle::NoRoomForTags => Route::EditTags(place),
        Obstacle::NoHsm | Obstacle::WrongState(_) | Obstacle::UnknownZone(_) => {
            Route::Cluster(place, Tab::Hsms)
        }
    };
    let content = view! {
        <p><strong>{obstacle.title()}</strong></p>
        <p>{obstacle.in_words()}</p>
        <p><a class="button" href=route.href()>{obstacle.way_out()}</a></p>
    };
    notice(NoticeKind::Warn, None, content.into_any())
}

/// The tag that forbids the deletion of the HSMs too; tracks.
fn protection(live: Live) -> Option<AnyView> {
    let is_on = use_connected().session.is_protected(&live.cluster.with(|it| it.tag_list.clone()));
    is_on.then(|| {
        let href = Route::Protection(live.place.get_value()).href();
        let content = view! {
            <p><strong>"Deletion protection is on"</strong></p>
            <p>"It protects the HSMs too. Turn it off before you delete them."</p>
            <p><a class="button" href=href>"Deletion protection…"</a></p>
        };
        notice(NoticeKind::Warn, None, content.into_any())
    })
}

/// The HSMs, and where they are; tracks.
fn places(live: Live) -> AnyView {
    let row = |hsm: &cloudhsm_api::Hsm| {
        vec![
            Value::Copyable { text: hsm.hsm_id.clone(), what: "HSM ID" },
            text_or(hsm.availability_zone.as_deref(), "–"),
            text_or(hsm.eni_ip.as_deref(), "–"),
            hsm_state(hsm.state.as_ref()),
        ]
    };
    let rows = live.cluster.with(|it| present(it).map(row).collect());
    let table = data_table("HSMs", &["HSM", "Zone", "IP address", "State"], rows);
    card("HSMs that are deleted", table)
}

/// Places of an earlier parking that have no HSM; tracks.
fn earlier(live: Live) -> Option<AnyView> {
    let beside = live.cluster.with(|it| beside(it));
    (!beside.is_empty()).then(|| {
        let places: Vec<_> = beside.iter().map(Seat::in_words).collect();
        let place = live.place.get_value();
        let (wake, edit) =
            (Route::Change(place.clone(), Step::Wake).href(), Route::EditTags(place).href());
        let content = view! {
            <p><strong>"An earlier parking remembers more places"</strong></p>
            <p class="break">{places.join(", ")}</p>
            <p>"They have no HSM now. The tags continue to remember them. If they aren’t needed, remove the tags first."</p>
            <p class="values"><a class="button" href=wake>"Wake them…"</a><a class="button" href=edit>"Edit tags…"</a></p>
        };
        notice(NoticeKind::Info, None, content.into_any())
    })
}

/// Both steps; tracks the cluster and the tags' state.
fn steps(live: Live, tagging: RwSignal<Tagging>) -> AnyView {
    let wanted = live.cluster.with(|it| tags_of(it));
    let is_tagged = live.cluster.with(|it| are_there(&it.tag_list, &wanted));
    let preview =
        wanted.iter().map(|tag| vec![Value::Text(tag.key.clone()), Value::Code(tag.value.clone())]);
    let preview = data_table("Tags", &["Key", "Value"], preview.collect());
    let state = tagging.get();
    let is_setting = matches!(state, Tagging::Setting | Tagging::Set);
    let failed = match &state {
        Tagging::Failed(error) => {
            Some(error_view(error, "Couldn’t set the tags. No HSM was deleted".to_owned(), None))
        }
        _ => None,
    };
    let remember = move |_| set_tags(live, tagging);
    let first = if is_tagged {
        view! { <p role="status">"The tags are on the cluster."</p> }.into_any()
    } else {
        view! {
            <div class="toolbar">
                <button type="button" class="button primary" disabled=is_setting on:click=remember>
                    {if is_setting { "Setting the tags…" } else { "Set the tags" }}
                </button>
            </div>
        }
        .into_any()
    };
    let second = is_tagged.then(|| {
        let ids: Vec<_> =
            live.cluster.with(|it| present(it).map(|hsm| hsm.hsm_id.clone()).collect());
        let href = hsms_deletion(live.place.get_value(), &ids);
        let words = match ids.len() {
            1 => "Delete the HSM…".to_owned(),
            many => format!("Delete the {many} HSMs…"),
        };
        view! { <div class="toolbar"><a id=NEXT class="button danger" href=href>{words}</a></div> }
            .into_any()
    });
    let content = view! {
        <h3>"1. Remember the places"</h3>
        <p>"Zones and IP addresses are saved as tags of the cluster, so that anybody can wake it, from any browser."</p>
        {preview}
        {failed}
        {first}
        <h3>"2. Delete the HSMs"</h3>
        <p>"On the next page: who uses the cluster, what is lost, and the confirmation. The backend deletes one HSM at a time, and you can stop in between."</p>
        {second}
    };
    card("Park", content.into_any())
}

/// Sets the tags, removes those of an earlier parking, and reads the cluster again: what is there
/// counts, not the answers.
fn set_tags(live: Live, tagging: RwSignal<Tagging>) {
    let cluster = live.cluster.get_untracked();
    let place = live.place.get_value();
    let client = use_connected().client;
    let connection = use_connection();
    let wanted = tags_of(&cluster);
    let old = left_over(&cluster.tag_list, &wanted);
    tagging.set(Tagging::Setting);
    // Not bound to this page: leaving it must not cut it in half.
    spawn_detached(async move {
        let set = async {
            client.tag(&place.region, &place.id, wanted.clone()).await?;
            if !old.is_empty() {
                client.untag(&place.region, &place.id, old).await?;
            }
            Ok::<(), ApiError>(())
        };
        let failed = match set.await {
            Ok(()) => None,
            Err(error) => {
                connection.notice(&error);
                let found = client.cluster(&place.region, &place.id).await.ok().flatten();
                (!found.is_some_and(|it| is_set(&it, &wanted))).then(|| Arc::new(error))
            }
        };
        if tagging.try_set(failed.map_or(Tagging::Set, Tagging::Failed)).is_none() {
            live.reload.run(());
        }
    });
}

/// Whether the tags, and no others of an earlier parking, are there.
fn is_set(cluster: &Cluster, wanted: &[Tag]) -> bool {
    let keys = parked(&cluster.tag_list).map_or(0, |it| it.keys.len());
    are_there(&cluster.tag_list, wanted) && keys == wanted.len()
}

//! `/regions/{region}/clusters/{id}/protection`: the tag that forbids the deletion of a cluster here.
//!
//! Setting it is one click; taking it off passes the guard, because a deletion may follow.

use std::sync::Arc;

use backend_api::{ApiError, BlockerCode, DeletionPlan, code};
use cloudhsm_api::{Cluster, Operation, Tag};
use leptos::prelude::*;

use super::{
    confirm_plan::{ConfirmPlan, Words},
    outcome::Outcome,
    refusal::Refusal,
    request::request,
    warnings::warnings,
};
use crate::{
    api::PlanTarget,
    components::{
        Copyable, Crumb, Icon, NoticeKind, Shape, Skeleton, Value, card, empty, error_view, facts,
        link_to_clusters, live, notice, page_header, refresh_button, set_title, text_or,
    },
    route::{Place, Route, Tab},
    state::{Loaded, spawn_scoped, use_connected, use_connection},
};

/// What came of the newest thing that was asked for.
#[derive(Debug, Clone)]
enum Told {
    Nothing,
    On,
    Off,
    Open(Arc<ApiError>),
    Refused(Arc<ApiError>),
}

#[derive(Debug, Clone, Copy)]
struct Page {
    place: StoredValue<Place>,
    plan: Loaded<DeletionPlan>,
    told: RwSignal<Told>,
    again: Callback<()>,
}

/// The page of one cluster's protection.
#[component]
pub fn ProtectionPage(place: Place) -> impl IntoView {
    set_title("Deletion protection");
    let plan = Loaded::<DeletionPlan>::default();
    let client = StoredValue::new(use_connected().client);
    let cluster = Route::Cluster(place.clone(), Tab::Overview).href();
    let Place { region, id } = place.clone();
    let place = StoredValue::new(place);
    let owner = Owner::current();
    let again = Callback::new(move |()| {
        let (client, Place { region, id }) = (client.get_value(), place.get_value());
        let target = PlanTarget::Protection(id);
        if let Some(owner) = &owner {
            owner.with(|| {
                plan.load(async move { client.deletion_plan(&region, &target).await });
            });
        }
    });
    again.run(());
    let page = Page { place, plan, told: RwSignal::new(Told::Nothing), again };
    let crumbs = vec![
        Crumb { text: "Clusters".into(), href: Route::Clusters.href() },
        Crumb { text: id.clone(), href: cluster },
    ];
    let name =
        move || plan.value.get().and_then(|plan| plan.resource.name.clone()).unwrap_or_default();
    let heading = view! { <h1>"Deletion protection "<bdi>{live(name)}</bdi></h1> };
    let subtitle = view! { <Copyable text=id what="cluster id"/><span>{region}</span> };
    let loading = plan.loading;
    let actions =
        refresh_button(move || loading.get(), move || again.run(()), ("Refresh", "Refreshing…"));
    view! {
        {page_header(crumbs, heading.into_any(), subtitle.into_any(), actions)}
        <div class="deletion page-part">
            {live(move || told(page.told.get()))}
            {live(move || match (plan.error.get(), plan.value.get()) {
                (Some(error), _) if error.code == code::RESOURCE_NOT_FOUND => {
                    empty("There is no such cluster", error.message.clone(), link_to_clusters())
                }
                (Some(error), _) => error_view(&error, "The protection could not be read".to_owned(), Some(again)),
                (None, Some(plan)) => body(&plan, page),
                (None, None) => view! { <Skeleton what="the protection"/> }.into_any(),
            })}
        </div>
    }
}

fn body(plan: &Arc<DeletionPlan>, page: Page) -> AnyView {
    let nothing = Cluster::default();
    let cluster = plan.cluster.as_deref().unwrap_or(&nothing);
    let session = use_connected().session;
    let (key, value) = &session.deletion_protection;
    let found = cluster.tag_list.iter().find(|tag| tag.key == *key).map(|tag| tag.value.as_str());
    let is_on = found.is_some_and(|found| found.eq_ignore_ascii_case(value));
    let words = if is_on {
        "On: this backend plans no deletion of the cluster, of its HSMs or of its backups."
    } else {
        "Off: the cluster can be deleted."
    };
    let pairs = vec![
        ("Tag", Value::Code([key, "=", value].concat())),
        ("On the cluster", text_or(found, "not there")),
    ];
    let kind = if is_on { NoticeKind::Good } else { NoticeKind::Info };
    let state = view! {
        {notice(kind, None, view! { <h3>{words}</h3> }.into_any())}
        {facts(pairs)}
        <p class="soft small">"The protection is a tag on the cluster that this console’s backend obeys. AWS itself, its console and its CLI do not: they delete all the same. An IAM policy on this tag would stop those too."</p>
    };
    view! {
        {card("How it stands", state.into_any())}
        {if is_on { turn_off(plan, page) } else { turn_on(Tag::new(key, value), page) }}
    }
    .into_any()
}

fn turn_on(tag: Tag, page: Page) -> AnyView {
    let connected = use_connected();
    if !connected.session.allows(Operation::TagResource) {
        return view! { <p>"This backend does not sign TagResource, so it can’t be turned on from here."</p> }
            .into_any();
    }
    let going = RwSignal::new(false);
    let stored = StoredValue::new((connected.client, tag));
    let connection = use_connection();
    let owner = Owner::current();
    let click = move |_| {
        if going.get_untracked() {
            return;
        }
        going.set(true);
        let ((client, tag), place) = (stored.get_value(), page.place.get_value());
        let work = async move {
            let result = client.tag(&place.region, &place.id, vec![tag]).await;
            page.told.set(match result {
                Ok(()) => Told::On,
                Err(error) => {
                    connection.notice(&error);
                    Told::Refused(Arc::new(error))
                }
            });
            going.try_set(false);
            page.again.run(());
        };
        if let Some(owner) = &owner {
            owner.with(|| spawn_scoped(work));
        }
    };
    view! {
        <div><button type="button" class="button primary" on:click=click>
            <Icon shape=Shape::Shield/>"Turn the protection on"
        </button></div>
    }
    .into_any()
}

fn turn_off(plan: &Arc<DeletionPlan>, page: Page) -> AnyView {
    let blockers: Vec<_> = plan
        .blockers
        .iter()
        .filter(|blocker| blocker.code != BlockerCode::NotProtected)
        .map(|blocker| {
            let words = view! { <p>{blocker.message.clone()}</p> };
            notice(NoticeKind::Danger, None, words.into_any())
        })
        .collect();
    let words = Words {
        action: "Turn the protection off",
        doing: "Turning it off",
        id: "id of the cluster",
        name: "name of the cluster",
    };
    let settle = Arc::new(move |_: &DeletionPlan, outcome| {
        let told = match outcome {
            Outcome::Accepted => Told::Off,
            Outcome::Unknown(error) => Told::Open(error),
            Outcome::Refused(error) => Told::Refused(error),
        };
        if page.told.try_set(told).is_none() {
            // What is there now, not what the answer promised.
            page.plan.value.set(None);
            page.again.run(());
        }
    });
    let to_know = (!plan.warnings.is_empty())
        .then(|| card("What to know first", warnings(&plan.warnings, &page.place.get_value())));
    view! {
        {(!blockers.is_empty()).then_some(blockers)}
        {to_know}
        {request(plan)}
        <ConfirmPlan plan=Arc::clone(plan) words settle replan=page.again/>
    }
    .into_any()
}

fn told(told: Told) -> AnyView {
    let good = |words: &'static str| {
        notice(NoticeKind::Good, Some("status"), view! { <h2>{words}</h2> }.into_any())
    };
    match told {
        Told::Nothing => ().into_any(),
        Told::On => good("AWS accepted the tag: the protection is on"),
        Told::Off => good("AWS took the tag off: the protection is off"),
        Told::Refused(error) => {
            view! { <Refusal error nothing="The protection was not changed"/> }.into_any()
        }
        Told::Open(error) => error_view(
            &error,
            "It is not known whether the protection was changed".to_owned(),
            None,
        ),
    }
}

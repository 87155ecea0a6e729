//! `/regions/{region}/clusters/{id}/protection`: the tag that forbids the deletion of a cluster here.
//!
//! Setting it is one click; taking it off passes the guard, because a deletion may follow.

use std::sync::Arc;

use backend_api::{ApiError, BlockerCode, DeletionPlan};
use cloudhsm_api::{Cluster, Operation, Tag, tag_value};
use leptos::prelude::*;

use super::frame::{Head, frame};
use crate::{
    api::{Client, PlanTarget},
    components::{
        Crumb, Icon, NoticeKind, Shape, Value, card, clusters_crumb, empty, facts,
        link_to_clusters, notice, set_title_of, text_or,
    },
    guarded::plan::{
        confirmation::{ConfirmPlan, Words},
        page::{Known, PlanPage, RefreshLabel, Texts},
        plain_blockers::plain_blockers,
        request::request,
        warnings::to_know,
    },
    route::{Place, Route, Tab},
    state::use_connected,
};

/// The page of one cluster's protection.
#[component]
pub fn ProtectionPage(place: Place) -> impl IntoView {
    let cluster = Route::Cluster(place.clone(), Tab::Overview).href();
    let id = place.id.clone();
    // An attempt of a change of tags doesn't say which tag: none can be taken for this one.
    let page = PlanPage::open(place, &[], look);
    let crumbs = vec![clusters_crumb(), Crumb { text: id.clone(), href: cluster }];
    let known = page.known;
    let untitled = id;
    let name = move || {
        let name = known.value.get().and_then(|known| known.plan.resource.name.clone());
        set_title_of("Deletion protection", name.as_deref().unwrap_or(&untitled));
        name.map(|name| view! { <Of name/> }.into_any())
    };
    let heading =
        view! { <h1>"Deletion protection"<span class="named">{move || name()}</span></h1> }
            .into_any();
    let refresh = Memo::new(|_| RefreshLabel::Page);
    let head = Head { crumbs, heading, id: "cluster ID", refresh };
    let texts = Texts {
        loading: "the protection",
        unreadable: "Couldn’t read the protection",
        nothing: "The protection was not changed",
        absent,
    };
    frame(page, head, texts, body)
}

#[component]
fn Of(name: String) -> impl IntoView {
    view! { " of "<bdi>{name}</bdi> }
}

async fn look(client: Client, place: Place) -> Result<Known, ApiError> {
    let target = PlanTarget::Protection(place.id);
    let plan = Arc::new(client.deletion_plan(&place.region, &target).await?);
    Ok(Known { plan, backup: None })
}

fn absent(error: &ApiError) -> AnyView {
    empty("Cluster not found", error.message.clone(), link_to_clusters())
}

fn body(known: &Known, page: PlanPage) -> AnyView {
    let plan = &known.plan;
    let nothing = Cluster::default();
    let cluster = plan.cluster.as_deref().unwrap_or(&nothing);
    let session = use_connected().session;
    let (key, value) = &session.deletion_protection;
    let found = tag_value(&cluster.tag_list, key);
    let is_on = session.is_protected(&cluster.tag_list);
    let words = if is_on {
        "On. This console won’t delete the cluster, its HSMs or its backups."
    } else {
        "Off. The cluster can be deleted."
    };
    let pairs = vec![
        ("Tag", Value::Code([key, "=", value].concat())),
        ("On the cluster", text_or(found, "not set")),
    ];
    let kind = if is_on { NoticeKind::Good } else { NoticeKind::Info };
    let state = view! {
        {notice(kind, None, view! { <h3>{words}</h3> }.into_any())}
        {facts(pairs)}
        <p class="soft small">"The AWS console and CLI ignore this tag. Add an IAM policy to enforce it there."</p>
    };
    view! {
        {card("Status", state.into_any())}
        {if is_on { turn_off(plan, page) } else { turn_on(Tag::new(key, value), page) }}
    }
    .into_any()
}

fn turn_on(tag: Tag, page: PlanPage) -> AnyView {
    if !use_connected().session.allows(Operation::TagResource) {
        return view! { <p>"This backend doesn’t allow TagResource, so you can’t turn it on here."</p> }
            .into_any();
    }
    let button = page.button(
        view! { <Icon shape=Shape::Shield/>"Turn the protection on" }.into_any(),
        Operation::TagResource,
        Box::new(move |client, place| {
            let tag = tag.clone();
            Box::pin(async move { client.tag(&place.region, &place.id, vec![tag]).await })
        }),
        "AWS accepted the tag. The protection is on",
    );
    view! { <div>{button}</div> }.into_any()
}

fn turn_off(plan: &Arc<DeletionPlan>, page: PlanPage) -> AnyView {
    let to_tell = plan.blockers.iter().filter(|it| it.code != BlockerCode::NotProtected);
    let words = Words {
        action: "Turn the protection off".to_owned(),
        shape: Shape::Shield,
        doing: "Turning it off",
        id: "ID of the cluster",
        ids: "ID of cluster",
        name: "name of the cluster",
        nothing: "The protection was not changed",
        is_grave: true,
    };
    let on_outcome = page.on_outcome("AWS removed the tag. The protection is off");
    view! {
        {plain_blockers(to_tell, &page.place())}
        {to_know("Before you turn it off", &plan.warnings, &page.place())}
        {request(plan)}
        <ConfirmPlan plan=Arc::clone(plan) words on_outcome replan=page.again/>
    }
    .into_any()
}

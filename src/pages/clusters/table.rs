//! The table of clusters.

use cloudhsm_api::HsmState;
use leptos::prelude::*;

use super::{
    row::Row,
    sort::{Order, SortColumn},
};
use crate::{
    components::{CopyButton, Icon, Shape, Value, cluster_state, live, text_or},
    route::{Place, Route, Tab},
    time::date,
};

/// The rows in their order; `choose` gets the column whose head was clicked.
#[component]
pub fn ClusterTable(
    rows: Memo<Vec<Row>>,
    order: Memo<Order>,
    choose: Callback<SortColumn>,
) -> impl IntoView {
    let head = move |column: SortColumn, title: &'static str| {
        let sorted = move || {
            let order = order.get();
            (order.column == column).then_some(if order.descending {
                "descending"
            } else {
                "ascending"
            })
        };
        view! {
            <th scope="col" aria-sort=sorted>
                <button type="button" class="sort" on:click=move |_| choose.run(column)>
                    {title}<Icon shape=Shape::Up/>
                </button>
            </th>
        }
    };
    view! {
        <div class="table-frame">
            <table class="table stacks">
                <caption class="visually-hidden">"Clusters"</caption>
                <thead><tr>
                    {head(SortColumn::Name, "Cluster")}
                    {head(SortColumn::State, "State")}
                    {head(SortColumn::Hsms, "HSMs")}
                    {head(SortColumn::Type, "Type and mode")}
                    {head(SortColumn::Vpc, "VPC")}
                    {head(SortColumn::Region, "Region")}
                    {head(SortColumn::Created, "Created")}
                </tr></thead>
                <tbody>
                    {live(move || rows.with(|rows| rows.iter().map(cluster_row).collect::<Vec<_>>()))}
                </tbody>
            </table>
        </div>
    }
}

fn cluster_row(row: &Row) -> AnyView {
    let cluster = &row.cluster;
    let id = cluster.cluster_id.clone();
    let href = Route::Cluster(Place::new(&*row.region, &id), Tab::Overview).href();
    // The name leads where there is one; the id is always there, and can be copied.
    let title = if let Some(name) = cluster.name().map(str::to_owned) {
        view! { <a href=href>{name}</a> }.into_any()
    } else {
        let id = id.clone();
        view! { <a href=href><code>{id}</code></a> }.into_any()
    };
    let below = match cluster.name() {
        Some(_) => view! { <code class="small soft">{id.clone()}</code> }.into_any(),
        None => view! { <span class="none small">"no Name tag"</span> }.into_any(),
    };
    let kind = match (&cluster.hsm_type, &cluster.mode) {
        (Some(hsm_type), Some(mode)) => Some(format!("{hsm_type} · {mode}")),
        (Some(hsm_type), None) => Some(hsm_type.clone()),
        (None, mode) => mode.as_ref().map(ToString::to_string),
    };
    view! {
        <tr>
            <th scope="row"><span class="copyable"><span class="two-lines">{title}{below}</span><CopyButton text=id what="cluster id"/></span></th>
            <td data-label="State">{cluster_state(cluster.state.as_ref()).view()}</td>
            <td data-label="HSMs">{hsms(&cluster.hsms)}</td>
            <td data-label="Type and mode">{text_or(kind.as_deref(), "not told").view()}</td>
            <td data-label="VPC">{text_or(cluster.vpc_id.as_deref(), "not told").view()}</td>
            <td data-label="Region" class="nowrap">{row.region.to_string()}</td>
            <td data-label="Created" class="nowrap">
                {match &cluster.create_timestamp {
                    Some(time) => view! { <time datetime=time.to_rfc3339()>{date(time)}</time> }.into_any(),
                    None => Value::Missing("not told").view(),
                }}
            </td>
        </tr>
    }
    .into_any()
}

/// How many HSMs, and how many of them are not ACTIVE.
fn hsms(hsms: &[cloudhsm_api::Hsm]) -> AnyView {
    let other = hsms.iter().filter(|hsm| hsm.state != Some(HsmState::Active)).count();
    match (hsms.len(), other) {
        (0, _) => Value::Missing("none").view(),
        (all, 0) => all.to_string().into_any(),
        (all, other) => view! { {all.to_string()}" "<span class="soft small nowrap">{format!("({other} not ACTIVE)")}</span> }.into_any(),
    }
}

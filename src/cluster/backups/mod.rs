//! The cluster's backups, and how long each is kept. A page of them at a time: a cluster can have
//! thousands.

mod order;
mod row;
mod strip;

use std::sync::Arc;

use backend_api::{last_by_retention, newest_ready};
use cloudhsm_api::{Backup, Cluster, Operation};
use leptos::prelude::*;

use self::{
    order::Order,
    row::{Row, row},
    strip::strip,
};
use crate::{
    components::{Icon, Pager, Shape, Skeleton, empty, error_view},
    state::{Loaded, use_connected},
    time::now_in_millis,
};

const COLUMNS: [&str; 6] = ["Backup", "State", "Created", "Kept until", "Details", "Action"];

/// The tab.
#[component]
pub fn Backups(
    region: String,
    cluster: Memo<Arc<Cluster>>,
    backups: Loaded<Vec<Backup>>,
) -> impl IntoView {
    let shown = Shown::new(region, cluster);
    view! {
        {move || {
            let error = backups.error.get();
            error.map(|error| error_view(&error, "Couldn’t read the backups".to_owned(), None))
        }}
        {move || match backups.value.get() {
            Some(all) if all.is_empty() => {
                let words = "AWS backs up a cluster once it is ACTIVE, and before it deletes the last HSM of an ACTIVE cluster.";
                empty("No backups", words.to_owned(), ().into_any())
            }
            Some(all) => shown.with_value(|shown| shown.view(all)),
            None if backups.loading.get() => view! { <Skeleton what="backups"/> }.into_any(),
            None => ().into_any(),
        }}
    }
}

/// What is shown of the backups; outlives each listing.
#[derive(Debug)]
struct Shown {
    region: Arc<str>,
    cluster: Memo<Arc<Cluster>>,
    can_delete: bool,
    order: RwSignal<Order>,
    /// One for each order: each begins on its first page.
    pagers: [Pager; 3],
    /// The IDs of the backups whose details are unfolded.
    unfolded: RwSignal<Vec<String>>,
}

impl Shown {
    fn new(region: String, cluster: Memo<Arc<Cluster>>) -> StoredValue<Self> {
        StoredValue::new(Self {
            region: region.into(),
            cluster,
            can_delete: use_connected().session.allows(Operation::DeleteBackup),
            order: RwSignal::new(Order::ReadyFirst),
            pagers: [Pager::new(), Pager::new(), Pager::new()],
            unfolded: RwSignal::default(),
        })
    }

    fn view(&self, all: Arc<Vec<Backup>>) -> AnyView {
        let Self { order, pagers, unfolded, can_delete, cluster, .. } = *self;
        let region = Arc::clone(&self.region);
        let last: Option<Arc<str>> = last_by_retention(all.iter()).map(Into::into);
        let newest = newest_ready(all.iter()).map(|backup| backup.backup_id.clone());
        let list = move || {
            let (all, region, cluster) = (Arc::clone(&all), Arc::clone(&region), cluster.get());
            let (last, newest) = (last.clone(), newest.clone());
            let order = (order, order.get());
            let [ready_first, by_newest, by_oldest] = pagers;
            let pager = match order.1 {
                Order::ReadyFirst => ready_first,
                Order::Newest => by_newest,
                Order::Oldest => by_oldest,
            };
            // What a new cluster would be created from stays in sight in every order.
            let positions = order.1.positions(&all, newest.as_deref());
            let days = strip(&cluster, &all, now_in_millis());
            let table = pager.view(all.len(), "backups", move |range| {
                // Not `<For>`, which weighs 4.8 KiB: a page of them is drawn anew only when the backups are others.
                let shown = positions.get(range).unwrap_or_default().iter();
                let rows = shown.filter_map(|position| all.get(*position)).map(|backup| {
                    row(Row {
                        backup,
                        region: &region,
                        cluster: &cluster,
                        last: last.as_deref(),
                        is_newest: newest.as_deref() == Some(backup.backup_id.as_str()),
                        can_delete,
                        unfolded,
                    })
                });
                let rows = rows.collect_view();
                view! { <Table order=order.0>{rows}</Table> }.into_any()
            });
            view! { {days}{table} }.into_any()
        };
        list.into_any()
    }
}

/// The table around the rows.
#[component]
fn Table(order: RwSignal<Order>, children: Children) -> impl IntoView {
    let head = COLUMNS.map(|title| match title {
        "Created" => view! { <DateHead title order/> }.into_any(),
        _ => view! { <th scope="col">{title}</th> }.into_any(),
    });
    view! {
        <div class="table-frame">
            <table class="table stacks">
                <caption class="visually-hidden">"Backups of the cluster"</caption>
                <thead><tr>{head.into_iter().collect_view()}</tr></thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}

/// The head of the date, which sorts.
#[component]
fn DateHead(title: &'static str, order: RwSignal<Order>) -> impl IntoView {
    let sort = move |_| order.update(|order| *order = order.next());
    view! {
        <th scope="col" aria-sort=move || order.get().aria_sort()>
            <button type="button" class="sort" title="Sort by date" on:click=sort>
                {title}<Icon shape=Shape::Up/>
            </button>
        </th>
    }
}

//! The cluster's backups, and how long each is kept. A page of them at a time: a cluster can have
//! thousands.

mod order;
mod row;
mod strip;

use std::sync::Arc;

use backend_api::{Session, last_by_retention, newest_ready};
use cloudhsm_api::{Backup, Cluster};
use leptos::prelude::*;

use self::{
    order::{Key, Order},
    row::{Row, row},
    strip::strip,
};
use crate::{
    components::{Icon, Pager, Shape, Skeleton, empty, error_view},
    route::{Navigation, use_navigation},
    state::{Loaded, use_connected},
    time::server_in_millis,
};

const COLUMNS: [&str; 6] = ["Backup", "State", "Created", "Kept until", "Details", "Action"];
/// The order, in the address.
const SORT: &str = "sort";

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
    session: Arc<Session>,
    sort: Sort,
    pager: Pager,
    /// The IDs of the backups whose details are unfolded.
    unfolded: RwSignal<Vec<String>>,
}

impl Shown {
    fn new(region: String, cluster: Memo<Arc<Cluster>>) -> StoredValue<Self> {
        StoredValue::new(Self {
            region: region.into(),
            cluster,
            session: use_connected().session,
            sort: Sort::new(),
            pager: Pager::new(),
            unfolded: RwSignal::default(),
        })
    }

    fn view(&self, all: Arc<Vec<Backup>>) -> AnyView {
        let Self { sort, pager, unfolded, cluster, .. } = *self;
        let session = Arc::clone(&self.session);
        let region = Arc::clone(&self.region);
        let last: Option<Arc<str>> = last_by_retention(all.iter()).map(Into::into);
        let newest = newest_ready(all.iter()).map(|backup| backup.backup_id.clone());
        let list = move || {
            let (all, region, cluster) = (Arc::clone(&all), Arc::clone(&region), cluster.get());
            let (last, newest, session) = (last.clone(), newest.clone(), Arc::clone(&session));
            // What a new cluster would be created from stays in sight in every order.
            let (last_id, pinned) = (last.as_deref(), newest.as_deref());
            let positions = sort.order().positions(&all, &cluster, last_id, pinned);
            let days = strip(&cluster, &all, server_in_millis());
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
                        session: &session,
                        unfolded,
                    })
                });
                table(sort, pager, rows.collect_view().into_any())
            });
            view! { {days}{table} }.into_any()
        };
        list.into_any()
    }
}

/// The order, which the address keeps.
#[derive(Debug, Clone, Copy)]
struct Sort(Navigation, Memo<String>);

impl Sort {
    fn new() -> Self {
        let navigation = use_navigation();
        Self(navigation, Memo::new(move |_| navigation.query(SORT).unwrap_or_default()))
    }

    /// Tracks.
    fn order(self) -> Order {
        self.1.with(|text| Order::parse(text))
    }

    /// After a click on the head of a column.
    fn toggle(self, key: Key) {
        self.0.set_query(SORT, untrack(|| self.order()).toggled(key).text().as_deref());
    }
}

/// The table around the rows. The first columns sort.
fn table(sort: Sort, pager: Pager, rows: AnyView) -> AnyView {
    let head = COLUMNS.iter().enumerate().map(|(at, title)| match Key::ALL.get(at) {
        Some(key) => head(title, *key, sort, pager),
        None => view! { <th scope="col">{*title}</th> }.into_any(),
    });
    view! {
        <div class="table-frame">
            <table class="table stacks">
                <caption class="visually-hidden">"Backups of the cluster"</caption>
                <thead><tr>{head.collect::<Vec<_>>()}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The head of a column that sorts. A new order begins on its first page.
fn head(title: &'static str, key: Key, sort: Sort, pager: Pager) -> AnyView {
    let press = move |_| {
        pager.rewind();
        sort.toggle(key);
    };
    view! {
        <th scope="col" aria-sort=move || sort.order().aria_sort(key)>
            <button type="button" class="sort" title="Sort" on:click=press>
                {title}<Icon shape=Shape::Up/>
            </button>
        </th>
    }
    .into_any()
}

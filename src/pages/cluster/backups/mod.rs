//! The cluster's backups, and how long each is kept. A page of them at a time: a cluster can have
//! thousands.

mod kept;
mod order;
mod row;

use std::sync::Arc;

use backend_api::{last_by_retention, newest_ready};
use cloudhsm_api::{Backup, Cluster, Operation};
use leptos::prelude::*;

pub use self::kept::kept_until;
use self::{
    order::{Order, PAGE, Pages},
    row::{Row, row},
};
use crate::{
    components::{Element, Shape, Skeleton, element, empty, error_view, icon, live},
    state::{Loaded, use_connected},
};

const COLUMNS: [&str; 6] = ["Backup", "State", "Created", "Kept until", "Details", "Action"];

/// The tab.
#[component]
pub fn Backups(
    region: String,
    cluster: Arc<Cluster>,
    backups: Loaded<Vec<Backup>>,
) -> impl IntoView {
    let shown = Shown::new(region, cluster);
    vec![
        live(move || {
            backups
                .error
                .get()
                .map(|error| error_view(&error, "Couldn’t read the backups".to_owned(), None))
        }),
        live(move || match backups.value.get() {
            Some(all) if all.is_empty() => {
                let words = "AWS backs up a cluster once it is ACTIVE, and before it deletes the last HSM of an ACTIVE cluster.";
                empty("No backups", words.to_owned(), ().into_any())
            }
            Some(all) => shown.with_value(|shown| shown.view(all)),
            None if backups.loading.get() => view! { <Skeleton what="backups"/> }.into_any(),
            None => ().into_any(),
        }),
    ]
}

/// What is shown of the backups; outlives each listing.
#[derive(Debug)]
struct Shown {
    region: Arc<str>,
    cluster: Arc<Cluster>,
    can_delete: bool,
    order: RwSignal<Order>,
    page: RwSignal<usize>,
    /// The IDs of the backups whose details are unfolded.
    unfolded: RwSignal<Vec<String>>,
}

impl Shown {
    fn new(region: String, cluster: Arc<Cluster>) -> StoredValue<Self> {
        StoredValue::new(Self {
            region: region.into(),
            cluster,
            can_delete: use_connected().session.allows(Operation::DeleteBackup),
            order: RwSignal::new(Order::ReadyFirst),
            page: RwSignal::new(0),
            unfolded: RwSignal::default(),
        })
    }

    fn view(&self, all: Arc<Vec<Backup>>) -> AnyView {
        let Self { order, page, unfolded, can_delete, .. } = *self;
        let (region, cluster) = (Arc::clone(&self.region), Arc::clone(&self.cluster));
        let count = all.len();
        let positions = {
            let all = Arc::clone(&all);
            Memo::new(move |_| order.get().positions(&all))
        };
        let last = last_by_retention(all.iter()).map(str::to_owned);
        let newest = newest_ready(all.iter()).map(|backup| backup.backup_id.clone());
        let rows = live(move || {
            let pages = Pages::of(count, page.get());
            positions.with(|positions| {
                let on_page = positions.get(pages.range()).unwrap_or_default().iter();
                let backups = on_page.filter_map(|position| all.get(*position));
                let rows = backups.map(|backup| {
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
                element("tbody").children(rows.collect::<Vec<_>>()).any()
            })
        });
        let head = COLUMNS.map(|title| match title {
            "Created" => sortable(title, order, page),
            _ => element("th").attr("scope", "col").text(title).any(),
        });
        let table = element("table")
            .class("table stacks")
            .element(element("caption").class("visually-hidden").text("Backups of the cluster"))
            .element(element("thead").element(element("tr").children(head)))
            .child(rows);
        let parts = [element("div").class("table-frame").element(table).any()];
        let pager = (count > PAGE).then(|| pager(count, page).any());
        parts.into_iter().chain(pager).collect::<Vec<_>>().into_any()
    }
}

fn sortable(title: &'static str, order: RwSignal<Order>, page: RwSignal<usize>) -> AnyView {
    let button = element("button")
        .attr("type", "button")
        .class("sort")
        .attr("title", "Sort by date")
        .on("click", move |_| {
            order.update(|order| *order = order.next());
            page.set(0);
        })
        .text(title)
        .child(icon(Shape::Up));
    element("th")
        .attr("scope", "col")
        .live_attr("aria-sort", move || order.get().aria_sort())
        .element(button)
        .any()
}

/// The buttons to the pages before and after.
fn pager(count: usize, page: RwSignal<usize>) -> Element {
    let pages = move || Pages::of(count, page.get());
    let turn = move |words: &'static str, to: fn(Pages) -> Option<usize>| {
        element("button")
            .attr("type", "button")
            .class("button")
            .live_attr("disabled", move || to(pages()).is_none())
            .on("click", move |_| {
                if let Some(to) = to(untrack(pages)) {
                    page.set(to);
                }
            })
            .text(words)
    };
    element("nav")
        .class("toolbar")
        .attr("aria-label", "Pages of backups")
        .element(turn("Previous", Pages::before))
        .element(turn("Next", Pages::after))
        .element(
            element("span")
                .class("small soft")
                .attr("role", "status")
                .child(live(move || pages().words())),
        )
}

//! What leads a new cluster to its first use, as a checklist on its own page.

mod order;

use std::sync::Arc;

use backend_api::Session;
use cloudhsm_api::Cluster;
use leptos::prelude::*;

use self::order::{Item, Mark, steps};
use crate::{
    components::{Icon, Shape, card},
    route::{Place, Route, Step, Tab},
    state::use_connected,
};

/// The checklist; follows the cluster.
pub(super) fn checklist(place: Place, cluster: Memo<Arc<Cluster>>) -> AnyView {
    let session = use_connected().session;
    let found = Memo::new(move |_| cluster.with(|cluster| steps(cluster)));
    let items = move || {
        let items = found.get().into_iter().map(|(item, mark)| row(item, mark, &place, &session));
        items.collect::<Vec<_>>()
    };
    card("Next steps", view! { <ol class="findings">{move || items()}</ol> }.into_any())
}

fn row(item: Item, mark: Mark, place: &Place, session: &Session) -> AnyView {
    let (class, shape, word) = match mark {
        Mark::Done => ("good", Shape::Check, "Done: "),
        Mark::Now => ("todo", Shape::Ring, "Next: "),
        Mark::Waiting => ("busy", Shape::Arc, "In progress: "),
        Mark::Later => ("none", Shape::Dash, "Later: "),
    };
    let way = (mark == Mark::Now).then(|| way(item, place, session));
    view! {
        <li aria-current=(mark == Mark::Now).then_some("step")>
            <span class=class><Icon shape/></span>
            <div>
                <p><span class="visually-hidden">{word}</span>{item.words()}</p>
                {way}
            </div>
        </li>
    }
    .into_any()
}

/// The link to where it is done; or why it can't be done from here.
fn way(item: Item, place: &Place, session: &Session) -> AnyView {
    if let Some(operation) = item.operation().filter(|it| !session.allows(*it)) {
        let words = if session.read_only {
            "The backend runs in read-only mode, so this can’t be done here.".to_owned()
        } else {
            let name = operation.name();
            ["This backend doesn’t allow ", name, ". Start it with operate in --allow."].concat()
        };
        return view! { <p class="small soft">{words}</p> }.into_any();
    }
    let step = |step| Route::Change(place.clone(), step);
    let (words, route) = match item {
        Item::Create => return ().into_any(),
        Item::FirstHsm | Item::SecondHsm => ("Add an HSM…", step(Step::AddHsm)),
        Item::Verify => ("Verify the identity", Route::Cluster(place.clone(), Tab::Certificates)),
        Item::SignCsr => ("CSR and commands", step(Step::Initialize)),
        Item::Initialize => ("Initialize…", step(Step::Initialize)),
        Item::Activate => ("How to activate", step(Step::Initialize)),
    };
    view! { <p class="remedy"><a class="button" href=route.href()>{words}</a></p> }.into_any()
}

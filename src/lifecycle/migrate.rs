//! `/regions/{region}/clusters/{id}/migrate`: from `hsm1.medium` to `hsm2m.medium`, HSM by HSM, and the
//! rollback while AWS allows it.
//!
//! How far it is, is read from the cluster; the page remembers only what it saw.

mod checklist;
mod deadline;
mod phase;
mod places;
mod prerequisites;
mod progress;
mod support;

use backend_api::ChangeRequest;
use cloudhsm_api::{Backup, Operation};
use leptos::prelude::*;
use serde_json::json;

use self::{
    phase::{NEW, OLD, Phase, Seen, phase, rollback_words},
    support::support,
};
use super::{
    change::{ChangeWords, change_view},
    followed::{ATTEMPT, Followed},
    live::{Live, live_page, not_signed},
};
use crate::{
    components::{NoticeKind, Shape, card, notice},
    keyboard_focus::focus_soon,
    route::{Navigation, Place, use_navigation},
    state::{Loaded, under_owner, use_connected},
};

/// AWS's guide to the migration.
const GUIDE: &str =
    "https://docs.aws.amazon.com/cloudhsm/latest/userguide/hsm1-to-hsm2-migration.html";
/// The part of the address that names the type that was planned last here: a reload must not take
/// this page's own rollback for AWS's.
const TO: &str = "to";

/// The ids of the buttons that lead to a plan.
const PLAN_MIGRATION: &str = "plan-the-migration";
const PLAN_ROLLBACK: &str = "plan-the-rollback";

/// The page.
pub(super) fn migrate_page(place: Place) -> AnyView {
    live_page(place, "Migrate cluster", content)
}

/// What all parts work on.
#[derive(Debug, Clone, Copy)]
struct Page {
    live: Live,
    navigation: Navigation,
    phase: Memo<Phase>,
    seen: RwSignal<Seen>,
    places: RwSignal<Vec<places::Place>>,
    backups: Loaded<Vec<Backup>>,
    load_backups: Callback<()>,
    followed: Followed,
    /// The type whose plan is asked for.
    planned: RwSignal<Option<&'static str>>,
}

fn content(live: Live) -> AnyView {
    let backups = Loaded::<Vec<Backup>>::default();
    let client = StoredValue::new(use_connected().client);
    let load_backups = under_owner(move |()| {
        let (client, place) = (client.get_value(), live.place.get_value());
        backups.load(async move { client.backups(&place.region, Some(&place.id)).await });
    });
    load_backups.run(());
    let navigation = use_navigation();
    let asked_back = untrack(|| has_sent_rollback(navigation));
    let page = Page {
        live,
        navigation,
        phase: Memo::new(move |_| live.cluster.with(|it| phase(it))),
        seen: RwSignal::new(Seen { asked_back, ..Seen::default() }),
        places: RwSignal::new(Vec::new()),
        backups,
        load_backups,
        followed: Followed::of_address(),
        planned: RwSignal::new(None),
    };
    Effect::new(move |_| {
        let old = page.seen.get_untracked();
        let asked_back = old.asked_back || has_sent_rollback(navigation);
        let seen = page.phase.with(|phase| Seen { asked_back, ..old.and(phase) });
        if seen != old {
            page.seen.set(seen);
        }
    });
    Effect::new(move |_| {
        let known = page.places.get_untracked();
        page.places.set(live.cluster.with(|cluster| places::follow(&known, cluster)));
    });
    // Not drawn anew with each HSM: its button may have the focus.
    let is_offered = Memo::new(move |_| {
        page.planned.get() != Some(OLD)
            && page.phase.with(|phase| matches!(phase, Phase::Forth(_) | Phase::New))
    });
    view! {
        {move || page.rollback_notice()}
        {page.followed.or(move || match page.planned.get() {
            Some(wanted) => page.plan(wanted),
            None => page.start(),
        })}
        {move || page.progress()}
        {move || page.rollback(is_offered)}
        {move || page.support()}
    }
    .into_any()
}

/// Whether a rollback was confirmed on this page: the address names its attempt from then on; tracks.
fn has_sent_rollback(navigation: Navigation) -> bool {
    navigation.query(TO).as_deref() == Some(OLD) && navigation.query(ATTEMPT).is_some()
}

impl Page {
    /// A rollback, whoever began it; tracks.
    fn rollback_notice(self) -> AnyView {
        let words = self.phase.with(|phase| rollback_words(self.seen.get(), phase));
        let Some((title, words)) = words else { return ().into_any() };
        let message = self.live.cluster.with(|it| it.state_message.clone());
        let message = message
            .filter(|text| !text.is_empty())
            .map(|text| view! { <p class="small break">"AWS’s message: "{text}</p> }.into_any());
        let content = view! { <p><strong>{title}</strong></p><p>{words}</p>{message} };
        notice(NoticeKind::Warn, Some("status"), content.into_any())
    }

    /// What can be begun in the present phase; tracks it.
    fn start(self) -> AnyView {
        match self.phase.get() {
            Phase::Old { .. } => {
                view! { {not_signed(&[Operation::ModifyCluster])}{self.checklist()} }.into_any()
            }
            // Of what was migrated just now, the rollback is what can be begun.
            Phase::New
                if self.live.cluster.with(|it| it.hsm_type_rollback_expiration.is_none()) =>
            {
                let words = view! {
                    <p>"The cluster has the HSM type "<code>{NEW}</code>", the only one that AWS documents a change to."</p>
                };
                card("Nothing to migrate", words.into_any())
            }
            Phase::Forth(_) | Phase::New | Phase::Back(_) => ().into_any(),
            Phase::Other => {
                let own = self.live.cluster.with(|it| it.hsm_type.clone()).unwrap_or_default();
                let words = view! {
                    <p>"AWS documents a change from "<code>{OLD}</code>" to "<code>{NEW}</code>" only. This cluster’s HSM type is "<code>{own}</code>"."</p>
                };
                card("Nothing to migrate", words.into_any())
            }
        }
    }

    /// The rollback, where there is one and its plan isn't shown; tracks.
    fn rollback(self, is_offered: Memo<bool>) -> Option<AnyView> {
        is_offered.get().then(|| {
            view! { {not_signed(&[Operation::ModifyCluster])}{self.deadline()} }.into_any()
        })
    }

    /// The end of the old type’s support, as long as the cluster has it; tracks.
    fn support(self) -> Option<AnyView> {
        let is_old = self.phase.with(|phase| matches!(phase, Phase::Old { .. } | Phase::Back(_)));
        is_old.then(support)
    }

    /// Asks for the plan of a change to this type.
    fn ask(self, wanted: &'static str) {
        self.followed.leave();
        self.navigation.set_query(TO, Some(wanted));
        // What comes of a new migration is not this page's earlier rollback.
        self.seen.set(Seen::default());
        self.planned.set(Some(wanted));
    }

    fn plan(self, wanted: &'static str) -> AnyView {
        let place = self.live.place.get_value();
        let input = json!({ "ClusterId": place.id, "HsmType": wanted });
        let request = ChangeRequest { operation: Operation::ModifyCluster, input };
        let words = if wanted == OLD {
            ChangeWords {
                action: "Roll the migration back",
                shape: Shape::Alert,
                doing: "Rolling back",
                nothing: "The migration was not rolled back",
                is_grave: true,
            }
        } else {
            ChangeWords {
                action: "Migrate to hsm2m.medium",
                shape: Shape::Refresh,
                doing: "Starting the migration",
                nothing: "The migration was not started",
                is_grave: true,
            }
        };
        let back = Callback::new(move |()| {
            self.navigation.set_query(TO, None);
            self.planned.set(None);
            focus_soon(if wanted == OLD { PLAN_ROLLBACK } else { PLAN_MIGRATION }.to_owned());
        });
        change_view(&place.region, request, words, Some(back))
    }
}

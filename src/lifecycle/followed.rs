//! The attempt that the address of a page names: it is followed, before anything else can be begun.

use leptos::prelude::*;

use crate::{
    guarded::attempt::{Actions, Follow, Lookup},
    route::{Navigation, use_navigation},
};

/// The part of an address that names the attempt that its page follows.
pub(super) const ATTEMPT: &str = "attempt";

/// A page's part below its head: the attempt that the address names, or else what `begin` draws.
pub(super) fn resumable(begin: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    Followed::of_address().or(begin)
}

/// The attempt that a page's address named when it was opened, as long as it is followed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Followed {
    id: RwSignal<Option<String>>,
    navigation: Navigation,
}

impl Followed {
    pub(super) fn of_address() -> Self {
        let navigation = use_navigation();
        Self { id: RwSignal::new(untrack(|| navigation.query(ATTEMPT))), navigation }
    }

    /// Whether there is one; tracks.
    pub(super) fn is_some(self) -> bool {
        self.id.with(Option::is_some)
    }

    /// Past it, to what can be begun.
    pub(super) fn leave(self) {
        self.navigation.set_query(ATTEMPT, None);
        self.id.set(None);
    }

    /// How it goes on, or else what `begin` draws.
    pub(super) fn or(self, begin: impl Fn() -> AnyView + Send + 'static) -> AnyView {
        let plan = Callback::new(move |_| self.leave());
        view! {
            <div class="guarded page-part">
                {move || match self.id.get() {
                    Some(id) => {
                        view! { <Follow lookup=Lookup::Id(id) error=None actions=Actions { plan }/> }.into_any()
                    }
                    None => begin(),
                }}
            </div>
        }
        .into_any()
    }
}

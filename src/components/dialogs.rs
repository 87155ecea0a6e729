//! The dialog above the page: one at a time. It belongs to the console and not to the page that opened
//! it, and loads when it is first opened.

use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, reactive::computed::ScopedFuture};

use super::{
    Button,
    lazy::{ChunkError, Loading, Why, failed, why},
    modal::{Closed, Modal},
};
use crate::state::spawn_detached;

/// Begins to load a dialog; gets what is to be called when it was closed.
type Load = Arc<dyn Fn(Closed) -> Loading + Send + Sync>;

/// Opens dialogs; a context.
#[derive(Debug, Clone, Copy)]
pub struct Dialogs {
    /// Which dialog is open, counted; 0 for none.
    open: RwSignal<u32>,
    /// The dialog until it is drawn.
    view: StoredValue<Option<AnyView>, LocalStorage>,
    /// What the open dialog's signals belong to.
    owner: StoredValue<Option<Owner>>,
    /// How many were opened.
    count: StoredValue<u32>,
    /// One is on its way.
    loading: StoredValue<bool>,
    /// What all dialogs belong to, with the console's contexts.
    console: StoredValue<Option<Owner>>,
}

/// The way to open dialogs.
pub fn use_dialogs() -> Dialogs {
    expect_context()
}

impl Dialogs {
    /// No dialog yet; under the current owner.
    pub fn start() -> Self {
        Self {
            open: RwSignal::new(0),
            view: StoredValue::new_local(None),
            owner: StoredValue::new(None),
            count: StoredValue::new(0),
            loading: StoredValue::new(false),
            console: StoredValue::new(Owner::current()),
        }
    }

    /// Where the open dialog is in the page.
    pub fn place(self) -> AnyView {
        view! {
            {move || {
                self.open.track();
                self.view.try_update_value(Option::take).flatten().into_any()
            }}
        }
        .into_any()
    }

    /// Opens a dialog; `load` gets what is to be called when it was closed.
    ///
    /// While one is on its way no other opens: the first time its chunk comes over the network.
    pub fn open<L>(self, load: impl Fn(Closed) -> L + Send + Sync + 'static)
    where
        L: Future<Output = Result<AnyView, ChunkError>> + 'static,
    {
        self.load(Arc::new(move |closed| -> Loading { Box::pin(load(closed)) }));
    }

    fn load(self, load: Load) {
        let Some(owner) =
            self.console.with_value(|console| console.as_ref().map(|it| it.with(Owner::new)))
        else {
            return;
        };
        if self.loading.try_update_value(|it| std::mem::replace(it, true)) == Some(true) {
            return;
        }
        let number = self.count.get_value() + 1;
        self.count.set_value(number);
        let loading = owner.with(|| ScopedFuture::new_untracked(load(self.closed(number))));
        spawn_detached(async move {
            let view = if let Ok(view) = loading.await {
                view
            } else {
                let why = why().await;
                owner.with(|| self.failure(&why, number, load))
            };
            self.loading.set_value(false);
            if self.open.get_untracked() != 0 {
                // Out of the page first: in the other's place, this one would be drawn into the same
                // element, which is closed.
                self.show(0, None, None);
                TimeoutFuture::new(0).await;
            }
            self.show(number, Some(view), Some(owner));
        });
    }

    /// Says in a dialog why another did not load.
    fn failure(self, why: &Why, number: u32, load: Load) -> AnyView {
        let modal = Modal::new();
        let again = Callback::new(move |()| {
            modal.close();
            self.load(Arc::clone(&load));
        });
        let close = Callback::new(move |()| modal.close());
        let content = view! {
            {failed(why, |title| view! { <h2 id="dialog-title">{title}</h2> }.into_any(), again)}
            <div class="actions"><Button label="Close" press=close/></div>
        };
        modal.view("dialog", content.into_any(), self.closed(number))
    }

    /// Takes the dialog of this number out of the page, unless another is open by then.
    fn closed(self, number: u32) -> Closed {
        Box::new(move || {
            // Not in the middle of the event that closed it.
            request_animation_frame(move || {
                if self.open.get_untracked() == number {
                    self.show(0, None, None);
                }
            });
        })
    }

    fn show(self, number: u32, view: Option<AnyView>, owner: Option<Owner>) {
        self.view.set_value(view);
        self.open.set(number);
        let old = self.owner.try_update_value(|current| std::mem::replace(current, owner));
        if let Some(old) = old.flatten() {
            // When it is out of the page.
            request_animation_frame(move || old.cleanup());
        }
    }
}

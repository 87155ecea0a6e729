//! The frame of a dialog: nothing else can be reached while it is open, Escape and a click beside it
//! close it, and the focus goes back to where it was. The browser does all of that.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

/// What happens when a dialog was closed, however that came.
pub(crate) type Closed = Box<dyn Fn()>;

/// A dialog and how to close it.
#[derive(Clone, Copy)]
pub(crate) struct Modal(NodeRef<html::Dialog>);

impl Modal {
    pub(crate) fn new() -> Self {
        let place = NodeRef::<html::Dialog>::new();
        place.on_load(|dialog| {
            // Only a dialog that is open already or is nowhere in the page can't be shown.
            let _ = dialog.show_modal();
        });
        Self(place)
    }

    /// Closes it; the focus is back when this returns.
    pub(crate) fn close(self) {
        if let Some(dialog) = self.0.get_untracked() {
            dialog.close();
        }
    }

    /// The dialog, named by its heading, which has the id `dialog-title`.
    pub(crate) fn view(self, class: &'static str, content: AnyView, closed: Closed) -> AnyView {
        let beside = move |event: web_sys::MouseEvent| {
            // The dialog is its backdrop too; its scrollbar is within its box.
            let dialog =
                event.target().and_then(|target| target.dyn_into::<HtmlDialogElement>().ok());
            let Some(dialog) = dialog else { return };
            let frame = dialog.get_bounding_client_rect();
            let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
            let across = frame.left()..frame.right();
            let down = frame.top()..frame.bottom();
            if !across.contains(&x) || !down.contains(&y) {
                self.close();
            }
        };
        view! {
            <dialog class=class aria-labelledby="dialog-title" node_ref=self.0
                on:close=move |_| closed() on:mousedown=beside>
                <div class="dialog-content">{content}</div>
            </dialog>
        }
        .into_any()
    }
}

//! The console's side: loads the pages and gives them a place.

use js_sys::{Function, Promise, Reflect};
use leptos::{html, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{LOAD, MOUNT, SESSION_ENDED};
use crate::{
    components::{NoticeKind, Skeleton, live, notice},
    route::Route,
    state::{spawn_scoped, use_connection},
};

/// A page that is loaded on demand, where it stands in the document.
#[component]
pub fn OnDemand(
    route: Route,
    /// What the page is about, where the console has it already.
    #[prop(optional)]
    data: String,
) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    let loaded = RwSignal::new(None::<Result<(), String>>);
    let connection = use_connection();
    let ended = window_event_listener_untyped(SESSION_ENDED, move |_| connection.reconnect());
    let unmount = StoredValue::new_local(None::<Function>);
    on_cleanup(move || {
        ended.remove();
        if let Some(unmount) = unmount.try_update_value(Option::take).flatten() {
            // A page that can't be taken down goes with its place.
            let _ = unmount.call0(&JsValue::NULL);
        }
    });
    spawn_scoped(async move {
        let result = load(MOUNT).await;
        let mounted = result.and_then(|mount| {
            // The place is drawn before any answer can come.
            let place = place.get_untracked().ok_or(JsValue::NULL)?;
            mount.call3(&JsValue::NULL, &place, &route.path().into(), &data.into())
        });
        match mounted {
            Ok(function) => {
                unmount.set_value(function.dyn_into().ok());
                loaded.set(Some(Ok(())));
            }
            Err(error) => {
                // boot.js says it in words.
                let words = error.as_string().unwrap_or_else(|| format!("{error:?}"));
                loaded.set(Some(Err(words)));
            }
        }
    });
    view! {
        // First, and what loads after it: once there is something in it, the style sheet hides what
        // loads at once, and not a frame later, when the page would jump up.
        <div class="on-demand" node_ref=place></div>
        {live(move || match loaded.get() {
            None => view! { <Skeleton what="the page"/> }.into_any(),
            Some(Ok(())) => ().into_any(),
            Some(Err(detail)) => {
                let words = view! {
                    <h2>"This page did not load"</h2>
                    <p>"There may be a new version of the console: reload it."</p>
                    <p class="small">{detail}</p>
                };
                notice(NoticeKind::Danger, Some("alert"), words.into_any())
            }
        })}
    }
}

/// A function of the pages, such as `mount`: `(element, path, data) → function that takes the page
/// down`.
pub(super) async fn load(name: &str) -> Result<Function, JsValue> {
    let global = js_sys::global();
    if let Ok(function) = Reflect::get(&global, &name.into())?.dyn_into() {
        return Ok(function);
    }
    let load: Function = Reflect::get(&global, &LOAD.into())?.dyn_into()?;
    let promise: Promise = load.call0(&JsValue::NULL)?.dyn_into()?;
    JsFuture::from(promise).await?;
    Reflect::get(&global, &name.into())?.dyn_into()
}

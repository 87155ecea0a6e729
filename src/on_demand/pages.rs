//! The pages' side: what the other program runs.

use leptos::{mount::mount_to, prelude::*};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{Event, HtmlElement};

use super::{MOUNT, OPEN, SESSION_ENDED};
use crate::{
    activity::ActivityPage,
    cluster::{later_tab, tag_editor::TagEditorPage},
    components::Skeleton,
    deletion::{BackupPage, DeletionPage, ProtectionPage},
    route::Route,
    shell::dialogs::{self, Dialog},
    shell::not_found::NotFoundPage,
    state::{Clock, Connection, ConnectionState},
};

/// Makes the pages and the dialogs known to the console.
pub fn register() {
    let mount = Closure::<dyn FnMut(HtmlElement, String, String) -> JsValue>::new(
        |place: HtmlElement, path: String, data: String| {
            let handle = mount_to(place, move || view! { <Page route=Route::parse(&path) data/> });
            Closure::once_into_js(move || drop(handle))
        },
    );
    // The global object of a page takes any property.
    let _ = js_sys::Reflect::set(&js_sys::global(), &MOUNT.into(), &mount.into_js_value());
    let open = Closure::<dyn FnMut(String, String)>::new(|name: String, data: String| {
        if let Some(dialog) = Dialog::named(&name) {
            dialogs::open(dialog, data);
        }
    });
    let _ = js_sys::Reflect::set(&js_sys::global(), &OPEN.into(), &open.into_js_value());
}

#[component]
fn Page(route: Route, data: String) -> impl IntoView {
    provide_context(Clock::start());
    let connection = Connection::open();
    provide_context(connection);
    let route = StoredValue::new(route);
    let data = StoredValue::new(data);
    move || match connection.state() {
        ConnectionState::Connecting => view! { <Skeleton what="the session"/> }.into_any(),
        ConnectionState::Connected(connected) => {
            provide_context(connected);
            match route.get_value() {
                Route::DeleteCluster(place) => view! { <DeletionPage place/> }.into_any(),
                Route::Protection(place) => view! { <ProtectionPage place/> }.into_any(),
                Route::DeleteBackup(place) => view! { <BackupPage place/> }.into_any(),
                Route::EditTags(place) => view! { <TagEditorPage place/> }.into_any(),
                Route::Cluster(place, tab) => {
                    data.with_value(|data| later_tab(tab, place.region, data))
                }
                #[cfg(debug_assertions)]
                Route::Gallery => crate::gallery::gallery_page(),
                Route::Activity => view! { <ActivityPage/> }.into_any(),
                _ => view! { <NotFoundPage/> }.into_any(),
            }
        }
        ConnectionState::NotConnected(_) => {
            // The console asks the backend itself, and says what it finds.
            if let Ok(event) = Event::new(SESSION_ENDED) {
                let _ = window().unchecked_ref::<web_sys::EventTarget>().dispatch_event(&event);
            }
            view! { <Skeleton what="the session"/> }.into_any()
        }
    }
}

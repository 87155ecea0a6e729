//! Saving a text as a file.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use super::{Icon, Shape, live};

/// A button that saves a text under a name.
#[component]
pub fn DownloadButton(
    #[prop(into)] text: String,
    #[prop(into)] name: String,
    #[prop(into)] what: String,
) -> impl IntoView {
    let failed = RwSignal::new(false);
    let label = format!("Download {what}");
    let save = move |_| failed.set(save_file(&name, &text).is_err());
    view! {
        <button type="button" class="button" aria-label=label on:click=save>
            <Icon shape=Shape::Download/>{live(move || if failed.get() { "The browser refused" } else { "Download" })}
        </button>
    }
}

fn save_file(name: &str, text: &str) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(&text.into());
    let options = web_sys::BlobPropertyBag::new();
    options.set_type("application/octet-stream");
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    let link: web_sys::HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    web_sys::Url::revoke_object_url(&url)
}

//! Saving something as a file.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use super::{Icon, Shape, toast, toast_problem};

/// A button that saves a file, and says so to whoever keeps account of it.
#[component]
pub fn DownloadButton(
    /// What the button says.
    label: &'static str,
    /// What it saves, for assistive technology.
    #[prop(into)]
    what: String,
    /// The file's name.
    name: String,
    /// A text, or an array of bytes.
    content: JsValue,
    #[prop(optional)] saved: Option<Callback<()>>,
) -> impl IntoView {
    let content = StoredValue::new_local(content);
    let save = move |_| {
        let done = content.with_value(|content| save_file(&name, content)).is_ok();
        if !done {
            toast_problem(&["The browser refused to save ", &name].concat());
            return;
        }
        toast(&["Saved: ", &name].concat());
        if let Some(saved) = saved {
            saved.run(());
        }
    };
    view! {
        <button type="button" class="button" aria-label=format!("Download {what}") on:click=save>
            <Icon shape=Shape::Download/>{label}
        </button>
    }
}

/// Saves a text or an array of bytes under a name.
pub fn save_file(name: &str, content: &JsValue) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(content);
    let options = web_sys::BlobPropertyBag::new();
    options.set_type("application/octet-stream");
    let blob = web_sys::Blob::new_with_blob_sequence_and_options(&parts, &options)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    let link: web_sys::HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    web_sys::Url::revoke_object_url(&url)
}

//! What a person sees when the program has a defect and stops.
//!
//! A panic ends everything: nothing of the program can be relied on afterwards. So the page is made
//! with the browser's own elements, and its buttons call functions of the browser.

use std::{
    panic::PanicHookInfo,
    sync::atomic::{AtomicBool, Ordering},
};

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement};

static CRASHED: AtomicBool = AtomicBool::new(false);

/// Whether the program has stopped. What runs all the same must not send anything.
pub fn has_crashed() -> bool {
    CRASHED.load(Ordering::Relaxed)
}

/// From now on a panic shows the page, beside its words on the browser's console.
pub fn show_page_on_panic() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        // What happens in the ruins of the first one tells nothing.
        if !CRASHED.swap(true, Ordering::Relaxed) {
            // Without a page there is nobody to be told.
            let _ = show(&details(info));
        }
    }));
}

fn details(info: &PanicHookInfo<'_>) -> String {
    let page = web_sys::window().map(|window| window.location());
    let page = page.and_then(|location| location.pathname().ok()).unwrap_or_default();
    let browser = web_sys::window().and_then(|window| window.navigator().user_agent().ok());
    let browser = browser.unwrap_or_default();
    let version = env!("CARGO_PKG_VERSION");
    format!("{info}\nCloudHSM Console {version}\nPage: {page}\nBrowser: {browser}")
}

fn show(details: &str) -> Result<(), JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let document = window.document().ok_or(JsValue::NULL)?;
    let page = made(&document, "main", "page", "")?;
    let alert = made(&document, "div", "", "")?;
    alert.set_attribute("role", "alert")?;
    alert.append_child(&*made(&document, "h1", "", "The console stopped")?)?;
    for words in [
        "The console has a defect, and can’t go on. Reload the page to start it again.",
        "Clusters and keys aren’t affected. If you were about to change or delete something, check Activity after reloading: the request may have been sent.",
        "If it happens again, report it with these details. They contain no token and no secret, but the address of this page can contain the ID of a cluster.",
    ] {
        alert.append_child(&*made(&document, "p", "", words)?)?;
    }
    page.append_child(&alert)?;
    page.append_child(&*made(&document, "pre", "break", details)?)?;
    let buttons = made(&document, "div", "toolbar", "")?;
    let location: JsValue = window.location().into();
    let reload = function(&location, "reload")?.bind0(&location);
    let reload = button(&document, "button primary", "Reload", reload.unchecked_ref())?;
    buttons.append_child(&reload)?;
    let clipboard: JsValue = window.navigator().clipboard().into();
    // Only a page from a secure origin can copy.
    if let Ok(copy) = function(&clipboard, "writeText") {
        let copy = copy.bind1(&clipboard, &details.into());
        buttons.append_child(&*button(
            &document,
            "button",
            "Copy details",
            copy.unchecked_ref(),
        )?)?;
    }
    page.append_child(&buttons)?;
    let body = document.body().ok_or(JsValue::NULL)?;
    body.set_inner_html("");
    body.append_child(&page)?;
    document.set_title("The console stopped");
    reload.focus()
}

fn function(of: &JsValue, name: &str) -> Result<Function, JsValue> {
    Reflect::get(of, &name.into())?.dyn_into()
}

fn made(document: &Document, tag: &str, class: &str, text: &str) -> Result<Element, JsValue> {
    let element = document.create_element(tag)?;
    element.set_class_name(class);
    element.set_text_content(Some(text));
    Ok(element)
}

fn button(
    document: &Document,
    class: &str,
    text: &str,
    press: &Function,
) -> Result<HtmlElement, JsValue> {
    let button: HtmlElement = made(document, "button", class, text)?.unchecked_into();
    button.set_attribute("type", "button")?;
    button.set_onclick(Some(press));
    Ok(button)
}

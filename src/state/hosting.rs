//! What whoever hosts the console says about the place, in `config.json`. `boot.js` reads the file,
//! and puts what it says into attributes of `<html>` before the console starts.

use leptos::prelude::document;

/// An attribute's text, such as `data-backend`.
pub fn hosting(attribute: &str) -> Option<String> {
    document().document_element()?.get_attribute(attribute)
}

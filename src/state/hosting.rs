//! The settings of the console's host, from `config.json`. `boot.js` reads the file, and sets
//! attributes of `<html>` before the console starts.

use leptos::prelude::document;

/// An attribute's text, such as `data-backend`.
pub fn hosting(attribute: &str) -> Option<String> {
    document().document_element()?.get_attribute(attribute)
}

//! Ids of what a cluster is attached to, with the way to it in the AWS console.

use backend_api::Mode;
use leptos::prelude::*;

use crate::{
    aws_console::{Resource, address},
    components::{Icon, Shape, Value},
    state::use_connected,
};

/// An id that can be copied, with a link to the AWS console; or why there is none. What the emulator
/// has is in nobody's AWS console: there it has no link.
pub fn located(region: &str, resource: Resource, id: Option<&str>, why: &'static str) -> Value {
    let Some(id) = id.filter(|id| !id.is_empty()) else { return Value::Missing(why) };
    let copyable = Value::Copyable { text: id.to_owned(), what: resource.name() };
    let is_real = use_connected().session.mode == Mode::Aws;
    match address(region, resource, id).filter(|_| is_real) {
        Some(href) => {
            let label = ["Open ", resource.name(), " ", id, " in the AWS console"].concat();
            let link = view! {
                <a class="copy" href=href target="_blank" rel="noopener noreferrer" title="Open in the AWS console" aria-label=label>
                    <Icon shape=Shape::Elsewhere/>
                </a>
            };
            Value::Row(vec![copyable, Value::View(link.into_any())])
        }
        None => copyable,
    }
}

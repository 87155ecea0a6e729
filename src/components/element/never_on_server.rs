//! What Leptos asks of a view so that a server could draw it. This console is never drawn on a server:
//! there is no HTML to be written, and none to start from.

use leptos::tachys::{
    html::attribute::{Attribute, any_attribute::AnyAttribute},
    hydration::Cursor,
    view::{Position, PositionState, Render, RenderHtml, add_attr::AddAnyAttr},
};

use super::{Element, InPage};

impl AddAnyAttr for Element {
    type Output<A: Attribute> = Self;

    /// Attributes are given by name; nothing in this console spreads others over a view.
    fn add_any_attr<A: Attribute>(self, _: A) -> Self {
        self
    }
}

impl RenderHtml for Element {
    type AsyncOutput = Self;
    type Owned = Self;
    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> InPage {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}

//! A framed message: something to know, to mind, or to fear.

use leptos::prelude::*;

use super::{Icon, Shape};

/// How grave a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// Good to know.
    Info,
    /// All went well.
    Good,
    /// Mind this.
    Warn,
    /// Something is lost or broken.
    Danger,
}

impl NoticeKind {
    fn class(self) -> &'static str {
        match self {
            Self::Info => "notice info",
            Self::Good => "notice good",
            Self::Warn => "notice warn",
            Self::Danger => "notice danger",
        }
    }

    fn shape(self) -> Shape {
        match self {
            Self::Info => Shape::Info,
            Self::Good => Shape::Check,
            Self::Warn => Shape::Alert,
            Self::Danger => Shape::Stop,
        }
    }
}

/// A framed message. `role` makes it speak up: `alert` at once, `status` when it is quiet.
pub fn notice(kind: NoticeKind, role: Option<&'static str>, content: AnyView) -> AnyView {
    view! { <div class=kind.class() role=role><Icon shape=kind.shape()/><div>{content}</div></div> }
        .into_any()
}

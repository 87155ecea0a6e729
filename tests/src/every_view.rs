//! A page as everybody may have it: in light and in dark colors, wide and narrow.
//!
//! Must not know which page it is.

use serde_json::json;

use crate::{
    browser::Browser,
    view::{Scheme, View},
};

/// Colors follow the person's preference with the next frame, and buttons a moment later.
const DRAWN: &str = "const done = arguments[0];
    requestAnimationFrame(() => requestAnimationFrame(() => Promise.allSettled(
        document.getAnimations().map(animation => animation.finished)).then(() => done())));";

/// What is wider than the window, if the page scrolls sideways.
const TOO_WIDE: &str = r"
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    return [...document.querySelectorAll('main *')]
        .filter(element => element.getBoundingClientRect().right > innerWidth)
        .map(element => element.outerHTML.slice(0, 200));
";

impl Browser {
    /// Panics unless axe-core finds nothing on a laptop, in dark and in light colors, which stay.
    pub async fn assert_accessible_in_both_themes(&self) {
        for scheme in [Scheme::Dark, Scheme::Light] {
            self.set_view(View::DESKTOP.scheme(scheme)).await;
            self.assert_accessible().await;
        }
    }

    /// Panics unless axe-core finds nothing, in light and dark, on a laptop and on a phone, and the
    /// page nowhere scrolls sideways. Leaves a laptop in light colors.
    pub async fn assert_accessible_in_every_view(&self) {
        for view in [View::PHONE, View::DESKTOP] {
            for scheme in [Scheme::Dark, Scheme::Light] {
                self.set_view(view.scheme(scheme)).await;
                self.run_async(DRAWN, vec![]).await;
                self.assert_accessible().await;
                assert_eq!(self.run(TOO_WIDE).await, json!([]), "{view:?}");
            }
        }
    }
}

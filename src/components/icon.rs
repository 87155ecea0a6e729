//! Icons. All are drawn for this console, on a grid of 16, and are under its licence (MIT OR
//! Apache-2.0); none comes from a library. They stand in the document as SVG, in the color of the
//! text around them.

use leptos::{prelude::*, tachys::html::InertElement};

/// What an icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A tick: all is well.
    Check,
    /// A triangle: look here.
    Alert,
    /// A stop sign: this does not go on.
    Stop,
    /// An i in a circle.
    Info,
    /// A question mark: a value that we don't know.
    Question,
    /// An open ring: waiting for a person.
    Ring,
    /// A part of a ring: AWS is working.
    Arc,
    /// A dash: over.
    Dash,
    /// Two sheets.
    Copy,
    /// An arrow into a tray.
    Download,
    /// A round arrow.
    Refresh,
    /// A lens.
    Search,
    /// An arrow upwards.
    Up,
    /// An arrow onwards: to where something is done.
    Onward,
    /// An angle downwards: a menu.
    Down,
    /// Two sliders: preferences.
    Sliders,
    /// A bin.
    Bin,
    /// A shield with a keyhole: the console's mark.
    Shield,
    /// An eye.
    Eye,
    /// An arrow out of a frame: another site.
    Elsewhere,
    /// A cross: away with it.
    Cross,
    /// Upright bars: columns.
    Columns,
    /// A bookmark: a view that is kept.
    Bookmark,
}

/// A whole drawing, as a constant: nothing of it is put together at run time.
macro_rules! drawing {
    ($path:literal) => {
        concat!(
            "<svg width=\"16\" height=\"16\" viewBox=\"0 0 16 16\" fill=\"none\" stroke=\"currentColor\" ",
            "stroke-width=\"1.6\" stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\">",
            "<path d=\"",
            $path,
            "\"/></svg>"
        )
    };
}

impl Shape {
    /// All of them, for the gallery.
    #[cfg(debug_assertions)]
    pub const ALL: [Self; 20] = [
        Self::Check,
        Self::Alert,
        Self::Stop,
        Self::Info,
        Self::Question,
        Self::Ring,
        Self::Arc,
        Self::Dash,
        Self::Copy,
        Self::Download,
        Self::Refresh,
        Self::Search,
        Self::Up,
        Self::Onward,
        Self::Down,
        Self::Sliders,
        Self::Bin,
        Self::Shield,
        Self::Elsewhere,
        Self::Eye,
    ];

    fn drawing(self) -> &'static str {
        match self {
            Self::Check => drawing!("M3 8.5l3.2 3.2L13 4.8"),
            Self::Alert => drawing!("M8 2.2L14.5 13.5H1.5zM8 6.5v3.2M8 11.6v.2"),
            Self::Stop => drawing!(
                "M5.3 2h5.4L14 5.3v5.4L10.7 14H5.3L2 10.7V5.3zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4"
            ),
            Self::Info => drawing!("M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 7.3v3.7M8 4.9v.2"),
            Self::Question => {
                drawing!("M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.6M8 12.3v.2")
            }
            Self::Ring => drawing!("M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3z"),
            Self::Arc => drawing!("M8 2.5A5.5 5.5 0 1 1 2.5 8"),
            Self::Dash => drawing!("M3.5 8h9"),
            Self::Copy => drawing!("M5.5 5.5h8v8h-8zM3 10.5H2.5v-8h8V3"),
            Self::Download => drawing!("M8 2v7.5M4.8 6.5L8 9.7l3.2-3.2M2.5 12v1.5h11V12"),
            Self::Refresh => drawing!("M13.5 8a5.5 5.5 0 1 1-1.7-4M13.5 1.8v2.7h-2.7"),
            Self::Search => {
                drawing!("M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3l3.4 3.4")
            }
            Self::Up => drawing!("M8 13V3.5M4 7.3l4-4 4 4"),
            Self::Onward => drawing!("M3 8h9.5M8.7 4l4 4-4 4"),
            Self::Down => drawing!("M4 6.2l4 4 4-4"),
            Self::Sliders => drawing!(
                "M2 5h5.6M11.4 5H14M2 11h2.6M8.4 11H14M9.5 3.1a1.9 1.9 0 1 0 0 3.8 1.9 1.9 0 0 0 0-3.8zM6.5 9.1a1.9 1.9 0 1 0 0 3.8 1.9 1.9 0 0 0 0-3.8z"
            ),
            Self::Bin => drawing!("M2.5 4.5h11M6 4.5V2.5h4v2M4 4.5l.7 9h6.6l.7-9M6.7 7v4M9.3 7v4"),
            Self::Shield => drawing!(
                "M8 1.8l5.2 1.9v4.2c0 3.2-2.2 5.3-5.2 6.3-3-1-5.2-3.1-5.2-6.3V3.7zM8 6.3v.1M8 8v2.3"
            ),
            Self::Elsewhere => drawing!("M7 3.5H3v9.5h9.5V9M9.5 2.5h4v4M13 3L7.5 8.5"),
            Self::Cross => drawing!("M4 4l8 8M12 4l-8 8"),
            Self::Columns => drawing!("M2.5 2.5h11v11h-11zM6.2 2.5v11M9.8 2.5v11"),
            Self::Bookmark => drawing!("M4 2.5h8v11L8 10.4l-4 3.1z"),
            Self::Eye => drawing!(
                "M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z"
            ),
        }
    }
}

/// An icon beside a text that says the same; assistive technology skips it.
#[component]
pub fn Icon(shape: Shape) -> impl IntoView {
    InertElement::new(shape.drawing())
}

/// The same as a view.
pub fn icon(shape: Shape) -> AnyView {
    InertElement::new(shape.drawing()).into_any()
}

/// A closed lock: nobody here may look. A function of its own, and no [`Shape`]: it is in the chunk that
/// shows it, and not in the first load.
pub fn lock() -> AnyView {
    const LOCK: &str = drawing!("M3.5 7.2h9v6.3h-9zM5.5 7.2V5a2.5 2.5 0 0 1 5 0v2.2M8 9.7v1.4");
    InertElement::new(LOCK).into_any()
}

//! Dialogs that any page can open. They belong to the on-demand program: [`crate::on_demand::dialog`]
//! opens them, with what the console knows and they would have to ask for.

use std::{cell::RefCell, rc::Rc};

use leptos::{mount::mount_to, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{palette, preferences, shortcut_sheet};
use crate::clusters::dialogs::{columns, export, views};
pub use crate::{
    clusters::dialogs::{
        columns::ColumnChoice,
        exported::{Export, Exported},
    },
    shell::palette::{Known, KnownCluster},
};

/// A dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialog {
    /// Goes to a cluster, a page or an action.
    Palette,
    /// Explains the keys.
    Shortcuts,
    /// Theme, density, keys.
    Preferences,
    /// The columns of the list.
    Columns,
    /// Views of the list.
    Views,
    /// The list as a file.
    Export,
}

impl Dialog {
    const ALL: [Self; 6] = [
        Self::Palette,
        Self::Shortcuts,
        Self::Preferences,
        Self::Columns,
        Self::Views,
        Self::Export,
    ];

    /// Its name between the two programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Palette => "palette",
            Self::Shortcuts => "shortcuts",
            Self::Preferences => "preferences",
            Self::Columns => "columns",
            Self::Views => "views",
            Self::Export => "export",
        }
    }

    /// The dialog of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialog| dialog.name() == name)
    }
}

/// Opens a dialog at the end of the page; it goes when it is closed.
pub fn open(dialog: Dialog, data: String) {
    let document = document();
    let (Ok(place), Some(body)) = (document.create_element("div"), document.body()) else { return };
    // The body of a page takes any element.
    let _ = body.append_child(&place);
    let place: HtmlElement = place.unchecked_into();
    let mounted = Rc::new(RefCell::new(None));
    let (goes, place_) = (Rc::clone(&mounted), place.clone());
    let closed = move || {
        let (goes, place) = (Rc::clone(&goes), place_.clone());
        // Not in the middle of the event that closed it.
        request_animation_frame(move || {
            drop(goes.take());
            place.remove();
        });
    };
    let handle = mount_to(place, move || match dialog {
        Dialog::Palette => palette::palette(&data, Box::new(closed)),
        Dialog::Shortcuts => shortcut_sheet::sheet(Box::new(closed)),
        Dialog::Preferences => preferences::preferences(Box::new(closed)),
        Dialog::Columns => columns::columns(&data, Box::new(closed)),
        Dialog::Views => views::kept_views(Box::new(closed)),
        Dialog::Export => export::export(&data, Box::new(closed)),
    });
    *mounted.borrow_mut() = Some(handle);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for dialog in Dialog::ALL {
            assert_eq!(Dialog::named(dialog.name()), Some(dialog));
        }
        assert_eq!(Dialog::named("login"), None);
    }
}

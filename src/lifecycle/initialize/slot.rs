//! One of the two files as a person gives it: chosen, dropped or pasted. It is in memory only, for as
//! long as the page is open.

use std::sync::Arc;

use attestation::InitializationFile;
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, File, FileList, HtmlInputElement};

use super::input::{LARGEST_FILE, Refusal, refusal};
use crate::state::spawn_detached;

/// A chosen or dropped file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picked {
    pub(super) name: String,
    bytes: Arc<[u8]>,
}

/// The place of one file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    /// Which of the two it is.
    pub(super) file: InitializationFile,
    text: RwSignal<String>,
    /// It counts before the text.
    pub(super) picked: RwSignal<Option<Picked>>,
    refused: RwSignal<Option<Refusal>>,
    picker: NodeRef<html::Input>,
    area: NodeRef<html::Textarea>,
}

impl Slot {
    pub(super) fn new(file: InitializationFile) -> Self {
        Self {
            file,
            text: RwSignal::new(String::new()),
            picked: RwSignal::new(None),
            refused: RwSignal::new(None),
            picker: NodeRef::new(),
            area: NodeRef::new(),
        }
    }

    /// What was given; tracks.
    pub(super) fn bytes(self) -> Vec<u8> {
        match self.picked.get() {
            Some(picked) => picked.bytes.to_vec(),
            None => self.text.get().into_bytes(),
        }
    }

    /// Whether anything was given; tracks.
    pub(super) fn is_given(self) -> bool {
        self.picked.with(Option::is_some) || self.text.with(|text| !text.is_empty())
    }

    /// Puts each of two files in the other's place.
    pub(super) fn swap(self, other: Self) {
        let files = |slot: Self| slot.picker.get_untracked().and_then(|it| it.files());
        let name = |slot: Self, files: Option<FileList>| {
            if let (Some(picker), Some(files)) = (slot.picker.get_untracked(), files) {
                picker.set_files(Some(&files));
            }
        };
        let (text, picked) = (self.text.get_untracked(), self.picked.get_untracked());
        let (own, others) = (files(self), files(other));
        self.accept(other.text.get_untracked(), other.picked.get_untracked());
        other.accept(text, picked);
        // Each field names the file that it has now.
        name(self, others);
        name(other, own);
    }

    fn set(self, text: String, picked: Option<Picked>) {
        self.clear_picker();
        self.accept(text, picked);
    }

    /// The field for the file names what it has, so it is left alone.
    fn accept(self, text: String, picked: Option<Picked>) {
        self.refused.set(None);
        self.picked.set(picked);
        // What was typed is in the field itself, where the signal may have it already.
        if let Some(area) = self.area.get_untracked() {
            area.set_value(&text);
        }
        self.text.set(text);
    }

    fn clear_picker(self) {
        if let Some(picker) = self.picker.get_untracked() {
            picker.set_value("");
        }
    }

    fn refuse(self, why: Refusal) {
        self.set(String::new(), None);
        self.refused.set(Some(why));
    }

    /// Reads a file in; nothing of one that is refused stays.
    fn take(self, chosen: File) {
        spawn_detached(async move {
            let content = read(&chosen).await;
            // The page may be gone by now.
            if self.refused.try_set(None).is_some() {
                return;
            }
            match content {
                Ok(bytes) => {
                    let picked = Picked { name: chosen.name(), bytes: bytes.into() };
                    self.accept(String::new(), Some(picked));
                }
                Err(why) => self.refuse(why),
            }
        });
    }

    fn typed(self, text: String) {
        if let Some(why) = refusal(text.as_bytes()) {
            return self.refuse(why);
        }
        self.refused.set(None);
        self.picked.set(None);
        self.clear_picker();
        self.text.set(text);
    }

    /// Takes what was dropped: one file here, and a second one in the other place.
    fn dropped(self, files: &FileList, other: Self) {
        if let Some(first) = files.get(0) {
            // The field names a single file, as if it had been chosen there; of two, each has another.
            match self.picker.get_untracked() {
                Some(picker) if files.length() == 1 => picker.set_files(Some(files)),
                _ => self.clear_picker(),
            }
            self.take(first);
        }
        if let Some(second) = files.get(1) {
            other.clear_picker();
            other.take(second);
        }
    }

    /// The fields. `ids` are those of the file's field and of the text's; `below` is what was found.
    pub(super) fn view(
        self,
        title: &'static str,
        ids: (&'static str, &'static str),
        other: Self,
        below: AnyView,
    ) -> AnyView {
        let picked = move |event: ev::Event| {
            let input = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
            if let Some(chosen) = input.and_then(|input| input.files()?.get(0)) {
                self.take(chosen);
            }
        };
        let dropped = move |event: DragEvent| {
            event.prevent_default();
            if let Some(files) = event.data_transfer().and_then(|it| it.files()) {
                self.dropped(&files, other);
            }
        };
        let name = move || {
            self.picked.get().map(|it| {
                view! { <p class="small break">"File: "<strong>{it.name}</strong></p> }.into_any()
            })
        };
        view! {
            <fieldset class="plain supply inset" on:dragover=|event| event.prevent_default() on:drop=dropped>
                <legend>{title}</legend>
                <div class="field">
                    <label for=ids.0>"Choose a file, or drop it here"</label>
                    <input id=ids.0 class="input" type="file" accept=".pem,.crt,.cer,.der,.txt"
                        node_ref=self.picker on:change=picked/>
                </div>
                {move || name()}
                <div class="field">
                    <label for=ids.1>"Or paste its content"</label>
                    <textarea id=ids.1 class="input mono" rows="4" spellcheck="false" autocomplete="off"
                        node_ref=self.area
                        on:input=move |event| self.typed(event_target_value(&event))></textarea>
                </div>
                <span class="problem" role="alert">{move || self.refused.get().map(Refusal::in_words)}</span>
                {below}
            </fieldset>
        }
        .into_any()
    }
}

async fn read(file: &File) -> Result<Vec<u8>, Refusal> {
    // Sizes are whole numbers of bytes, far below where they would lose precision.
    if file.size() > LARGEST_FILE {
        return Err(Refusal::TooLarge);
    }
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| Refusal::Unreadable)?;
    let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
    match refusal(&bytes) {
        Some(why) => Err(why),
        None => Ok(bytes),
    }
}

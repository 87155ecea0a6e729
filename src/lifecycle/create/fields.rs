//! Fields of the form: a text, a choice of words, tags.

use leptos::prelude::*;

use crate::{
    components::tag_fields::{Draft as TagDraft, MOST_TAGS, TagRow, key_id},
    keyboard_focus::focus_soon,
};

/// A text that is typed, with what is expected of it.
pub(super) fn text_field(
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    value: RwSignal<String>,
) -> AnyView {
    let hint_id = [id, "-hint"].concat();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input class="input" id=id type="text" autocomplete="off" spellcheck="false"
                aria-describedby=hint_id.clone() prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value().trim().to_owned())/>
            <p class="hint" id=hint_id>{hint}</p>
        </div>
    }
    .into_any()
}

/// One of some values, each with its words.
pub(in crate::lifecycle) fn choice_field(
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    choices: Vec<(String, String)>,
    value: RwSignal<String>,
) -> AnyView {
    let hint_id = [id, "-hint"].concat();
    let options: Vec<_> = choices
        .into_iter()
        .map(|(own, words)| {
            let own_ = own.clone();
            let selected = move || value.with(|value| *value == own_);
            view! { <option value=own.clone() prop:selected=selected>{words}</option> }.into_any()
        })
        .collect();
    let hint = (!hint.is_empty())
        .then(|| view! { <p class="hint" id=hint_id.clone()>{hint}</p> }.into_any());
    let described_by = hint.is_some().then(|| hint_id.clone());
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select class="input" id=id aria-describedby=described_by
                on:change:target=move |event| value.set(event.target().value())>
                {options}
            </select>
            {hint}
        </div>
    }
    .into_any()
}

/// The fields of tags, with a button for one more.
pub(in crate::lifecycle) fn tag_rows(draft: RwSignal<TagDraft>) -> AnyView {
    let count = Memo::new(move |_| draft.with(|draft| draft.rows.len()));
    let add = move |_| {
        draft.update(TagDraft::add);
        focus_soon(key_id(draft.with_untracked(|draft| draft.rows.len())));
    };
    view! {
        {move || (0..count.get()).map(|index| view! { <TagRow draft index/> }.into_any()).collect_view()}
        <div class="toolbar">
            <button type="button" class="button" on:click=add>"Add a tag"</button>
            <span class="small soft">
                {move || draft.with(|draft| format!("{} of {MOST_TAGS} tags", draft.count()))}
            </span>
        </div>
    }
    .into_any()
}

//! `/regions/{region}/backups/{id}/copy`: the backup once more, in another region.

mod draft;

use std::sync::Arc;

use cloudhsm_api::{Backup, Operation};
use leptos::prelude::*;

use self::draft::{destinations, needed, request, tags_of};
use super::live::{Asked, FORM, LiveBackup, backup_page};
use crate::{
    components::{
        Shape, Value, backup_state, card, data_table, error_view, radio, radio_group,
        tag_fields::Draft as TagDraft, when_or,
    },
    lifecycle::{
        change::ChangeWords,
        create::{choice_field, tag_rows},
        live::not_signed,
    },
    route::{Place, Route},
    state::{Loaded, under_owner, use_connected},
};

/// The page.
pub(super) fn copy_page(place: Place) -> AnyView {
    backup_page(place, "Copy backup to another region", |live| {
        let form = Form::new(live);
        live.form_or_plan(move |asked| form.view(asked))
    })
}

/// What was chosen and typed.
#[derive(Debug, Clone, Copy)]
struct Form {
    live: LiveBackup,
    regions: StoredValue<Vec<String>>,
    destination: RwSignal<String>,
    /// The copies that the chosen region has.
    copies: Loaded<Vec<Backup>>,
    reload: Callback<()>,
    /// Tags of its own, and not the source's.
    has_own_tags: RwSignal<bool>,
    tags: RwSignal<TagDraft>,
}

impl Form {
    fn new(live: LiveBackup) -> Self {
        let connected = use_connected();
        let regions = destinations(&connected.session.regions, &live.region());
        let destination = RwSignal::new(match regions.as_slice() {
            [only] => only.clone(),
            _ => String::new(),
        });
        let copies = Loaded::<Vec<Backup>>::default();
        let client = StoredValue::new(connected.client);
        let reload = under_owner(move |()| {
            let (client, region) = (client.get_value(), destination.get_untracked());
            if !region.is_empty() {
                copies.load(async move { client.copies(&region, &live.id()).await });
            }
        });
        Effect::new(move |_| {
            destination.track();
            copies.value.set(None);
            untrack(|| reload.run(()));
        });
        let tags = untrack(|| live.with(|it| tags_of(&it.backup.tag_list)));
        Self {
            live,
            regions: StoredValue::new(regions),
            destination,
            copies,
            reload,
            has_own_tags: RwSignal::new(false),
            tags: RwSignal::new(tags),
        }
    }

    /// The tags of its own, if it gets any; tracks.
    fn own_tags(self) -> Option<TagDraft> {
        self.has_own_tags.get().then(|| self.tags.get())
    }

    fn view(self, asked: RwSignal<Option<Arc<Asked>>>) -> AnyView {
        // After a copy there is one more.
        self.reload.run(());
        let missing = Memo::new(move |_| {
            let tags = self.own_tags();
            self.destination.with(|region| needed(region, tags.as_ref()))
        });
        let review = move |_| {
            if missing.get_untracked().is_none() {
                asked.set(Some(Arc::new(untrack(|| self.asked()))));
            }
        };
        view! {
            <div class="steps" id=FORM tabindex="-1">
                {not_signed(&[Operation::CopyBackupToRegion])}
                {self.live.facts()}
                {self.live.if_unready("Only a READY backup can be copied.")}
                {card("Where", view! { {self.place()}{move || self.copies()} }.into_any())}
                {card("Tags", self.tag_choice())}
                <div class="toolbar">
                    <button type="button" class="button primary" aria-describedby="needed-to-copy"
                        disabled=move || missing.get().is_some() on:click=review>"Review the plan"</button>
                    <p class="small soft" id="needed-to-copy" role="status">{move || missing.get().unwrap_or_default()}</p>
                </div>
            </div>
        }
        .into_any()
    }

    fn asked(self) -> Asked {
        let words = ChangeWords {
            action: "Copy this backup",
            shape: Shape::Copy,
            doing: "Copying",
            nothing: "The backup was not copied",
            is_grave: false,
        };
        let tags = self.own_tags();
        let request = request(&self.live.id(), &self.destination.get(), tags.as_ref());
        Asked { request, words }
    }

    fn place(self) -> AnyView {
        let regions = self.regions.get_value();
        if regions.is_empty() {
            let words = "The backend has no other region. Start it with another one in --region to copy a backup there.";
            return view! { <p>{words}</p> }.into_any();
        }
        let nothing = (String::new(), "Choose a region".to_owned());
        let choices = regions.into_iter().map(|it| (it.clone(), it));
        let choices = std::iter::once(nothing).chain(choices).collect();
        let hint = "A copy has no retention: it never expires by itself, and somebody deletes it by hand. A cluster can be created from it in its region.";
        choice_field("copy-to", "Destination region", hint, choices, self.destination)
    }

    /// What the chosen region has of it already; tracks.
    fn copies(self) -> AnyView {
        let region = self.destination.get();
        if region.is_empty() {
            return ().into_any();
        }
        if let Some(error) = self.copies.error.get() {
            let title = "Couldn’t read the copies that the region has".to_owned();
            return error_view(&error, title, Some(self.reload));
        }
        let Some(all) = self.copies.value.get() else {
            return view! { <p role="status">"Loading the copies in the region…"</p> }.into_any();
        };
        if all.is_empty() {
            return view! { <p role="status">"The region has no copy of this backup."</p> }
                .into_any();
        }
        let row = |it: &Backup| {
            let href = Route::DeleteBackup(Place::new(&region, &it.backup_id)).href();
            let id = view! { <a href=href><code>{it.backup_id.clone()}</code></a> };
            let made = it.copy_timestamp.as_ref().or(it.create_timestamp.as_ref());
            vec![
                Value::View(id.into_any()),
                backup_state(it.backup_state.as_ref()),
                when_or(made, "–"),
            ]
        };
        let rows = all.iter().map(row).collect();
        view! {
            <p role="status">"The region already has a copy of this backup:"</p>
            {data_table("Copies in the region", &["Copy", "State", "Copied"], rows)}
        }
        .into_any()
    }

    fn tag_choice(self) -> AnyView {
        let choice = |own: bool, words: &'static str| {
            let is_chosen = Signal::derive(move || self.has_own_tags.get() == own);
            let choose = Callback::new(move |()| self.has_own_tags.set(own));
            radio("copy-tags", view! { <span>{words}</span> }.into_any(), is_chosen, choose)
        };
        let choices = vec![
            choice(false, "The tags of this backup"),
            choice(true, "Other tags, in place of these"),
        ];
        view! {
            {radio_group("The copy gets", choices)}
            {move || self.has_own_tags.get().then(|| tag_rows(self.tags))}
        }
        .into_any()
    }
}

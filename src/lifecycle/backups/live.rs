//! The frame of a page about one backup: its head, the newest reading of it, and what there is instead.
//!
//! Must not know what the page is about.

use std::sync::Arc;

use backend_api::{ApiError, BackupExpiry, ChangeRequest, last_by_retention};
use cloudhsm_api::{Backup, BackupState, Cluster};
use leptos::prelude::*;

use crate::{
    api::Client,
    components::{
        NoticeKind, Skeleton, Value, backup_state, clusters_crumb, copyable_or, empty, facts_card,
        kept_until, link_to_clusters, notice, set_title_of, text_or, when_or,
    },
    keyboard_focus::focus_soon,
    lifecycle::{
        change::{ChangeWords, change_view, resumable},
        frame::{Head, Readings},
    },
    route::{Place, Route, Tab},
    state::{CALM_MILLIS, Loaded, under_owner, use_connected},
};

/// The id of the form in the page.
pub(super) const FORM: &str = "form-of-the-backup";

/// A backup, and what decides how long it is kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Reading {
    pub(super) backup: Backup,
    /// The backups of its cluster; `None` where they couldn't be read.
    siblings: Option<Vec<Backup>>,
    /// Its cluster; `None` where it is gone, is of another region or couldn't be read.
    cluster: Option<Cluster>,
}

impl Reading {
    async fn of(client: Client, place: Place) -> Result<Option<Arc<Self>>, ApiError> {
        let Some(backup) = client.backup(&place.region, &place.id).await? else {
            return Ok(None);
        };
        let id = backup.cluster_id.clone().filter(|id| !id.is_empty());
        let (mut siblings, mut cluster) = (None, None);
        // What only the expiry needs is no reason to show nothing.
        if let Some(id) = id {
            siblings = client.backups(&place.region, Some(&id)).await.ok();
            cluster = client.cluster(&place.region, &id).await.ok().flatten();
        }
        Ok(Some(Arc::new(Self { backup, siblings, cluster })))
    }

    /// How long it is kept, as it is now.
    pub(super) fn expiry(&self) -> BackupExpiry {
        self.expiry_of(self.backup.clone())
    }

    /// Whether it is in this state.
    pub(super) fn is(&self, state: &BackupState) -> bool {
        self.backup.backup_state.as_ref() == Some(state)
    }

    /// How long it would be kept with another `NeverExpires`.
    pub(super) fn expiry_if(&self, never_expires: bool) -> BackupExpiry {
        self.expiry_of(Backup { never_expires: Some(never_expires), ..self.backup.clone() })
    }

    fn expiry_of(&self, backup: Backup) -> BackupExpiry {
        let Some(siblings) = &self.siblings else {
            // Whether it is the last one is not known, so its date isn't either.
            return BackupExpiry::of(&backup, None, None);
        };
        let others = siblings.iter().filter(|it| it.backup_id != backup.backup_id);
        let all: Vec<&Backup> = others.chain(std::iter::once(&backup)).collect();
        let last = last_by_retention(all.iter().copied());
        BackupExpiry::of(&backup, self.cluster.as_ref(), last)
    }
}

/// A backup that is read again and again while the page is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct LiveBackup {
    /// As it was last read.
    pub(super) reading: Memo<Arc<Reading>>,
    /// Region and ID.
    pub(super) place: StoredValue<Place>,
}

impl LiveBackup {
    /// Reads something of the backup as it is now; tracks.
    pub(super) fn with<T>(self, read: impl FnOnce(&Reading) -> T) -> T {
        self.reading.with(|it| read(it))
    }

    pub(super) fn region(self) -> String {
        self.place.with_value(|place| place.region.clone())
    }

    pub(super) fn id(self) -> String {
        self.place.with_value(|place| place.id.clone())
    }

    /// What can be filled in, and the plan of what it came to. `form` gets where the request goes.
    pub(super) fn form_or_plan(
        self,
        form: impl Fn(RwSignal<Option<Arc<Asked>>>) -> AnyView + Send + 'static,
    ) -> AnyView {
        let asked = RwSignal::new(None::<Arc<Asked>>);
        resumable(move || {
            let Some(request) = asked.get() else { return form(asked) };
            let back = Callback::new(move |()| {
                asked.set(None);
                focus_soon(FORM.to_owned());
            });
            let Asked { request, words } = (*request).clone();
            change_view(&self.region(), request, words, Some(back))
        })
    }

    /// What is said while the backup isn't READY.
    pub(super) fn if_unready(self, words: &'static str) -> AnyView {
        let shown = move || {
            let is_ready = self.with(|it| it.is(&BackupState::Ready));
            let content = || view! { <p>{words}</p> }.into_any();
            (!is_ready).then(|| notice(NoticeKind::Info, None, content()))
        };
        view! { {move || shown()} }.into_any()
    }

    /// What it is.
    pub(super) fn facts(self) -> AnyView {
        let shown = move || self.with(|it| facts_card("The backup", facts_of(it, &self.region())));
        view! { {move || shown()} }.into_any()
    }
}

/// What a form came to.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) request: ChangeRequest,
    pub(super) words: ChangeWords,
}

fn facts_of(reading: &Reading, region: &str) -> Vec<(&'static str, Value)> {
    let backup = &reading.backup;
    let cluster = match backup.cluster_id.as_deref() {
        Some(id) if reading.cluster.is_some() => {
            let href = Route::Cluster(Place::new(region, id), Tab::Backups).href();
            Value::View(view! { <a href=href><code>{id.to_owned()}</code></a> }.into_any())
        }
        id => copyable_or(id, "cluster ID", "–"),
    };
    let mut pairs = vec![
        ("State", backup_state(backup.backup_state.as_ref())),
        ("Created", when_or(backup.create_timestamp.as_ref(), "–")),
        ("Cluster", cluster),
        ("Kept until", kept_until(reading.expiry())),
        ("HSM type", text_or(backup.hsm_type.as_deref(), "–")),
    ];
    if let Some(source) = backup.source_backup.clone().filter(|it| !it.is_empty()) {
        pairs.push(("Copy of", Value::Copyable { text: source, what: "backup ID" }));
        pairs.push(("Source region", text_or(backup.source_region.as_deref(), "–")));
    }
    pairs
}

/// The page: `title` names what it does, `content` is drawn once, when the backup was read first.
pub(super) fn backup_page(
    place: Place,
    title: &'static str,
    content: fn(LiveBackup) -> AnyView,
) -> AnyView {
    let data = Loaded::<Option<Arc<Reading>>>::default();
    let client = StoredValue::new(use_connected().client);
    let stored = StoredValue::new(place.clone());
    let reload = under_owner(move |()| {
        data.load_if_changed(Reading::of(client.get_value(), stored.get_value()));
    });
    let readings = Readings::begin(data, reload, || CALM_MILLIS);
    set_title_of(title, &place.id);
    // As it was last listed: what is purged while its page is open leaves the page as it is.
    let reading = Memo::new(move |old: Option<&Arc<Reading>>| {
        let value = data.value.get();
        value.as_deref().and_then(Clone::clone).or_else(|| old.cloned()).unwrap_or_default()
    });
    // Once it was there, the page keeps what somebody is filling in.
    let presence = Memo::new(move |old: Option<&Option<bool>>| match old.copied().flatten() {
        Some(true) => Some(true),
        _ => data.value.with(|it| it.as_deref().map(Option::is_some)),
    });
    let live = LiveBackup { reading, place: stored };
    let head = Head {
        crumbs: vec![clusters_crumb()],
        heading: view! { <h1>{title}</h1> }.into_any(),
        place,
        id: "backup ID",
        unreadable: "Couldn’t read the backup",
    };
    let body = move || match presence.get() {
        None if data.error.with(Option::is_some) => ().into_any(),
        None => view! { <Skeleton what="the backup"/> }.into_any(),
        Some(false) => absent(),
        Some(true) => content(live),
    };
    readings.frame(head, view! { {move || body()} }.into_any())
}

fn absent() -> AnyView {
    let words = "AWS doesn’t list it in this region. It may have been purged.";
    empty("Backup not found", words.to_owned(), link_to_clusters())
}

//! Parts of the console that are loaded when they are first shown.
//!
//! `cargo xtask dist` cuts the program into the first load and named chunks. A function that is
//! declared with `in_chunk!` is in the chunk that it names, with everything that
//! only chunks use. [`lazy`] shows what it returns. Without the feature `split`, as in debug builds,
//! the same functions are part of the one program.
//!
//! Keep the number of chunk names small: what several chunks use becomes a file for each set of them.

use std::{
    pin::Pin,
    task::{Context, Poll, Waker},
};

use js_sys::Promise;
use leptos::{prelude::*, wasm_split::SplitLoaderError};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::{Button, NoticeKind, Skeleton, notice};
use crate::{
    boot,
    state::{spawn_scoped, under_owner},
};

/// Declares a function that returns a view and is in a chunk: `in_chunk! { cluster, pub fn
/// cluster_page(place: Place) -> AnyView { … } }`. It becomes an `async fn` that first loads the chunk.
/// With `preload = name`, `name().await` only loads it.
///
/// The arguments have plain types: no generics, no `impl Trait`.
macro_rules! in_chunk {
    ($chunk:ident, $(#[$meta:meta])* $vis:vis fn $name:ident($($argument:ident: $type:ty),* $(,)?)
        -> AnyView $body:block) => {
        $crate::components::lazy::in_chunk! { @ ($chunk), $(#[$meta])* $vis fn $name($($argument: $type),*) $body }
    };
    ($chunk:ident, preload = $preload:ident, $(#[$meta:meta])* $vis:vis fn
        $name:ident($($argument:ident: $type:ty),* $(,)?) -> AnyView $body:block) => {
        $crate::components::lazy::in_chunk! {
            @ ($chunk, preload(#[doc = "Loads the chunk."] $preload)),
            $(#[$meta])* $vis fn $name($($argument: $type),*) $body
        }
        #[cfg(not(feature = "split"))]
        #[doc = "Does nothing: everything is one program."]
        $vis async fn $preload() -> Result<(), $crate::components::ChunkError> {
            Ok(())
        }
    };
    (@ ($chunk:ident $($options:tt)*), $(#[$meta:meta])* $vis:vis fn
        $name:ident($($argument:ident: $type:ty),*) $body:block) => {
        $(#[$meta])*
        #[cfg(feature = "split")]
        #[::leptos::wasm_split::wasm_split(
            $chunk, wasm_split_path = ::leptos::wasm_split, fallible $($options)*
        )]
        $vis fn $name(
            $($argument: $type),*
        ) -> Result<::leptos::prelude::AnyView, $crate::components::ChunkError> {
            Ok($body)
        }
        $(#[$meta])*
        #[cfg(not(feature = "split"))]
        $vis async fn $name(
            $($argument: $type),*
        ) -> Result<::leptos::prelude::AnyView, $crate::components::ChunkError> {
            Ok($body)
        }
    };
}

pub(crate) use in_chunk;

/// A chunk did not load. The browser's console and [`why`] say more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChunkError;

impl From<SplitLoaderError> for ChunkError {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// A view that is on its way.
pub(super) type Loading = Pin<Box<dyn Future<Output = Result<AnyView, ChunkError>>>>;

/// Why a chunk did not load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Why {
    /// The server has a new version of the console, and not the files of this one any more.
    NewVersion,
    /// Anything else, in words.
    Problem(String),
}

/// What is in the place of a lazy part.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Phase {
    Loading,
    Loaded,
    Failed(Why),
}

/// A part of a page that is in a chunk: a skeleton until the chunk is there, and a notice with a way
/// to try again if it does not come. `what` is said of it while it loads.
pub fn lazy<L>(what: &'static str, load: impl Fn() -> L + Send + Sync + 'static) -> AnyView
where
    L: Future<Output = Result<AnyView, ChunkError>> + 'static,
{
    // A page has a heading of the first level, this one too.
    let around = Around {
        waiting: Box::new(move || view! { <Skeleton what/> }.into_any()),
        heading: Some(|title| view! { <h1 id="dialog-title">{title}</h1> }.into_any()),
    };
    place(around, Box::new(move || Box::pin(load())))
}

/// As [`lazy`], for a small part of a page: an element of this class has its room until it is there.
pub fn lazy_part<L>(class: &'static str, load: impl Fn() -> L + Send + Sync + 'static) -> AnyView
where
    L: Future<Output = Result<AnyView, ChunkError>> + 'static,
{
    let around = Around {
        waiting: Box::new(move || view! { <div class=class></div> }.into_any()),
        heading: Some(|title| view! { <h2>{title}</h2> }.into_any()),
    };
    place(around, Box::new(move || Box::pin(load())))
}

/// As [`lazy_part`], where a notice has no room: `plain` is there while the chunk is not.
pub fn lazy_part_or<L>(
    plain: fn() -> AnyView,
    load: impl Fn() -> L + Send + Sync + 'static,
) -> AnyView
where
    L: Future<Output = Result<AnyView, ChunkError>> + 'static,
{
    let around = Around { waiting: Box::new(plain), heading: None };
    place(around, Box::new(move || Box::pin(load())))
}

/// What stands in the place of a part that is not there.
struct Around {
    waiting: Box<dyn Fn() -> AnyView + Send>,
    /// Of the notice that it didn't load; without one, what is there while it loads stays.
    heading: Option<fn(&'static str) -> AnyView>,
}

fn place(around: Around, load: Box<dyn Fn() -> Loading + Send + Sync>) -> AnyView {
    let mut loading = load();
    // A chunk that is there shows at once, without a skeleton.
    if let Poll::Ready(Ok(view)) = loading.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        return view;
    }
    let phase = RwSignal::new(Phase::Loading);
    let loaded = StoredValue::new_local(None::<AnyView>);
    let wait = move |loading: Loading| {
        phase.set(Phase::Loading);
        // Under the owner of this place: what the part keeps goes with it.
        spawn_scoped(async move {
            match loading.await {
                Ok(view) => {
                    loaded.set_value(Some(view));
                    phase.set(Phase::Loaded);
                }
                Err(ChunkError) => phase.set(Phase::Failed(why().await)),
            }
        });
    };
    wait(loading);
    let again = under_owner(move |()| wait(load()));
    view! {
        {move || match phase.get() {
            Phase::Loading => (around.waiting)(),
            Phase::Loaded => loaded.try_update_value(Option::take).flatten().into_any(),
            Phase::Failed(why) => match around.heading {
                Some(heading) => failed(&why, heading, again),
                None => (around.waiting)(),
            },
        }}
    }
    .into_any()
}

/// The notice in the place of what did not load, below the heading that `heading` makes of a title.
pub(super) fn failed(
    why: &Why,
    heading: fn(&'static str) -> AnyView,
    again: Callback<()>,
) -> AnyView {
    let (title, words, label, press) = match why {
        Why::NewVersion => (
            "A new version is available",
            "The server has a newer version of the console. Reload the page to use it.",
            "Reload",
            Callback::new(|()| {
                // A browser that refuses leaves the page as it is.
                let _ = window().location().reload();
            }),
        ),
        Why::Problem(words) => {
            ("This part of the console didn’t load", words.as_str(), "Try again", again)
        }
    };
    let content = view! {
        {heading(title)}
        <p class="break">{words.to_owned()}</p>
        <div class="actions"><Button label press/></div>
    };
    notice(NoticeKind::Danger, Some("alert"), content.into_any())
}

/// The function of boot.js that knows why a chunk did not load. It answers words, or nothing when the
/// server has a new version.
const ASK: &str = "cloudhsmConsoleChunkProblem";

/// Finds out why a chunk did not load.
pub(super) async fn why() -> Why {
    let ask = || -> Option<Promise> {
        boot::function(ASK)?.call0(&wasm_bindgen::JsValue::NULL).ok()?.dyn_into().ok()
    };
    let Some(promise) = ask() else { return Why::Problem("Reload the page.".to_owned()) };
    match JsFuture::from(promise).await {
        Ok(answer) => answer.as_string().map_or(Why::NewVersion, Why::Problem),
        Err(error) => Why::Problem(format!("{error:?}")),
    }
}

//! The menus of regions, states and tags. Each of their choices filters the list.

use cloudhsm_api::ClusterState;
use leptos::prelude::*;

use super::menu::Menu;
use crate::{
    clusters::{
        filter::{Property, Wanted},
        model::Model,
        status::failed,
    },
    components::{Icon, Shape, cluster_state},
    sorting::in_order,
    state::Fleet,
};

/// More tags would be a list to search; the filter does that.
const MOST_TAGS: usize = 20;

/// The menus.
#[component]
pub fn Menus() -> impl IntoView {
    let model = expect_context::<Model>();
    let chosen = move |property| Signal::derive(move || model.asked(property));
    let fine = Signal::derive(|| None::<String>);
    view! {
        <div class="menus">
            <Menu id="region-menu" label="Regions" chosen=chosen(Property::Region) problem=failed_regions() content=regions/>
            <Menu id="state-menu" label="States" chosen=chosen(Property::State) problem=fine content=states/>
            <Menu id="tag-menu" label="Tags" chosen=chosen(Property::Tag) problem=fine content=tags/>
        </div>
    }
}

/// A choice of a menu: a value that clusters have, and how many have it.
#[component]
fn Choice(
    property: Property,
    wanted: Wanted,
    label: AnyView,
    #[prop(into)] count: String,
) -> impl IntoView {
    let model = expect_context::<Model>();
    let wanted = StoredValue::new(wanted);
    view! {
        <li>
            <label>
                <input type="checkbox"
                    prop:checked=move || wanted.with_value(|wanted| model.asks(property, wanted))
                    on:change=move |_| wanted.with_value(|wanted| model.toggle(property, wanted))/>
                <span>{label}</span>
                <b class="soft">{count}</b>
            </label>
        </li>
    }
}

fn list(choices: Vec<AnyView>, none: &'static str) -> AnyView {
    if choices.is_empty() {
        return view! { <p class="soft small">{none}</p> }.into_any();
    }
    view! { <ul>{choices}</ul> }.into_any()
}

/// Which regions can't be listed or refreshed; nothing when all can. Tracks.
fn failed_regions() -> Signal<Option<String>> {
    let fleet = expect_context::<Fleet>();
    Signal::derive(move || {
        let failed: Vec<_> =
            failed(fleet).into_iter().map(|region| region.region.to_string()).collect();
        (!failed.is_empty()).then(|| ["Errors in ", &failed.join(", ")].concat())
    })
}

fn regions() -> AnyView {
    let model = expect_context::<Model>();
    let choices = expect_context::<Fleet>().regions().into_iter().map(|region| {
        let name = region.region.to_string();
        let count = model
            .all
            .with_untracked(|rows| rows.iter().filter(|row| row.region == region.region).count());
        let error = region.error;
        let label = view! {
            {name.clone()}
            {move || error.with(Option::is_some).then(|| view! {
                " "<span class="mark"><Icon shape=Shape::Alert/>"error"</span>
            }.into_any())}
        };
        let wanted = Wanted::exactly(&name);
        let label = label.into_any();
        view! { <Choice property=Property::Region wanted label count=count.to_string()/> }
            .into_any()
    });
    list(choices.collect(), "No regions.")
}

fn states() -> AnyView {
    let states = expect_context::<Model>().all.with_untracked(|rows| {
        rows.iter().filter_map(|row| row.cluster.state.clone()).collect::<Vec<_>>()
    });
    let by_name = |a: &ClusterState, b: &ClusterState| a.as_str().cmp(b.as_str());
    let states = in_order(&states, by_name);
    let choices = states.chunk_by(|a, b| a == b).filter_map(|same| {
        let state = same.first()?;
        let wanted = Wanted::exactly(state.as_str());
        let label = cluster_state(Some(state)).view();
        let count = same.len().to_string();
        Some(view! { <Choice property=Property::State wanted label count/> }.into_any())
    });
    list(choices.collect(), "No clusters.")
}

fn tags() -> AnyView {
    let tags = expect_context::<Model>().all.with_untracked(|rows| {
        let tags = rows.iter().flat_map(|row| row.cluster.tag_list.iter());
        tags.filter(|tag| tag.key != "Name").cloned().collect::<Vec<_>>()
    });
    let tags = in_order(&tags, Ord::cmp);
    let counted: Vec<_> =
        tags.chunk_by(|a, b| a == b).filter_map(|same| Some((same.first()?, same.len()))).collect();
    let most_first = in_order(&counted, |(a, a_count), (b, b_count)| {
        b_count.cmp(a_count).then_with(|| a.cmp(b))
    });
    let more = most_first.len() > MOST_TAGS;
    let choices = most_first.into_iter().take(MOST_TAGS).map(|(tag, count)| {
        let wanted = Wanted::tag(&tag.key, &tag.value);
        let text = if tag.value.is_empty() {
            tag.key.clone()
        } else {
            [tag.key.as_str(), "=", &tag.value].concat()
        };
        let label = view! { <bdi>{text}</bdi> }.into_any();
        view! { <Choice property=Property::Tag wanted label count=count.to_string()/> }.into_any()
    });
    let choices = list(choices.collect(), "No tags.");
    let note = more.then(|| {
        view! { <p class="soft small">"The most frequent tags. To find others, type "<code>"tag:"</code>" in the filter."</p> }
    });
    view! { {choices}{note} }.into_any()
}

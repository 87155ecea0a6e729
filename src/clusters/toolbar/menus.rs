//! The menus of regions, states and tags. Each of their choices filters the list.

use cloudhsm_api::ClusterState;
use leptos::prelude::*;

use super::menu::Menu;
use crate::{
    clusters::{
        filter::{Property, Wanted},
        model::Model,
        row::Row,
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

/// How many clusters have each value, in the order of the values. Follows the list while the menu is open.
type Counted = Memo<Vec<(String, usize)>>;

fn counted(values: fn(&Row) -> Vec<String>) -> Counted {
    let model = expect_context::<Model>();
    Memo::new(move |_| {
        let all =
            model.all.with(|rows| rows.iter().flat_map(|row| values(row)).collect::<Vec<_>>());
        let all = in_order(&all, String::cmp);
        let same = all.chunk_by(|a, b| a == b);
        same.filter_map(|same| Some((same.first()?.clone(), same.len()))).collect()
    })
}

/// A choice of a menu: a value that clusters have, and how many have it.
#[component]
fn Choice(
    property: Property,
    wanted: Wanted,
    label: AnyView,
    #[prop(into)] value: String,
    counted: Counted,
) -> impl IntoView {
    let model = expect_context::<Model>();
    let wanted = StoredValue::new(wanted);
    let count = move || {
        let count = |all: &Vec<(String, usize)>| {
            let at = all.binary_search_by(|(known, _)| known.as_str().cmp(&value));
            at.ok().and_then(|at| all.get(at)).map_or(0, |(_, count)| *count)
        };
        counted.with(count).to_string()
    };
    view! {
        <li>
            <label>
                <input type="checkbox"
                    prop:checked=move || wanted.with_value(|wanted| model.asks(property, wanted))
                    on:change=move |_| wanted.with_value(|wanted| model.toggle(property, wanted))/>
                <span>{label}</span>
                <b class="soft">{move || count()}</b>
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
    let counted = counted(|row| vec![row.region.to_string()]);
    let choices = expect_context::<Fleet>().regions().into_iter().map(|region| {
        let name = region.region.to_string();
        let error = region.error;
        let label = view! {
            {name.clone()}
            {move || error.with(Option::is_some).then(|| view! {
                " "<span class="mark"><Icon shape=Shape::Alert/>"error"</span>
            }.into_any())}
        };
        let wanted = Wanted::exactly(&name);
        let label = label.into_any();
        view! { <Choice property=Property::Region wanted label value=name counted/> }.into_any()
    });
    list(choices.collect(), "No regions.")
}

fn states() -> AnyView {
    let counted =
        counted(|row| row.cluster.state.iter().map(|state| state.as_str().to_owned()).collect());
    // Drawn anew only when clusters come to other states: a choice keeps the focus.
    let states = Memo::new(move |_| {
        counted.with(|all| all.iter().map(|(state, _)| state.clone()).collect::<Vec<_>>())
    });
    let choices = move || {
        let choices = states.get().into_iter().map(|name| {
            let wanted = Wanted::exactly(&name);
            let label = cluster_state(Some(&ClusterState::from(name.as_str()))).view();
            view! { <Choice property=Property::State wanted label value=name counted/> }.into_any()
        });
        list(choices.collect(), "No clusters.")
    };
    view! { {move || choices()} }.into_any()
}

/// Between the key and the value of a tag: no other sign comes before it, so the keys stay together.
const BETWEEN: &str = "\0";

fn tags() -> AnyView {
    let counted = counted(|row| {
        let tags = row.cluster.tag_list.iter().filter(|tag| tag.key != "Name");
        tags.map(|tag| [tag.key.as_str(), BETWEEN, &tag.value].concat()).collect()
    });
    // In the order of their counts when the menu was opened: nothing moves below the pointer.
    let most_first = counted.with_untracked(|counted| {
        in_order(counted, |(a, a_count), (b, b_count)| b_count.cmp(a_count).then_with(|| a.cmp(b)))
    });
    let more = most_first.len() > MOST_TAGS;
    let choices = most_first.into_iter().take(MOST_TAGS).map(|(tag, _)| {
        let (key, value) = tag.split_once(BETWEEN).unwrap_or((tag.as_str(), ""));
        let wanted = Wanted::tag(key, value);
        let text = if value.is_empty() { key.to_owned() } else { [key, "=", value].concat() };
        let label = view! { <bdi>{text}</bdi> }.into_any();
        view! { <Choice property=Property::Tag wanted label value=tag counted/> }.into_any()
    });
    let choices = list(choices.collect(), "No tags.");
    let note = more.then(|| {
        view! { <p class="soft small">"The most frequent tags. To find others, type "<code>"tag:"</code>" in the filter."</p> }
    });
    view! { {choices}{note} }.into_any()
}

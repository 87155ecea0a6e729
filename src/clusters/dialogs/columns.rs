//! Which columns the list shows, and in which order. Each choice holds at once: it is in the address,
//! which the list follows, and is kept for later visits.

use leptos::prelude::*;

use crate::{
    clusters::{Column, Columns},
    components::modal::{Closed, Modal},
    components::{Icon, Shape},
    keyboard_focus::focus_soon,
    lower_case::lower_case,
    route::use_navigation,
    state::keep_columns,
};

/// What there is to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnChoice {
    /// The columns that show.
    pub shown: Columns,
    /// The keys of tags that clusters have.
    pub tags: Vec<String>,
}

impl ColumnChoice {
    /// All columns, each with whether it shows: those that do in their order, then the others.
    fn all(&self) -> Vec<(Column, bool)> {
        let mut all: Vec<_> = self.shown.0.iter().map(|column| (column.clone(), true)).collect();
        let tags = self.tags.iter().map(|key| Column::Tag(key.as_str().into()));
        for column in Column::CHOICE.into_iter().chain(tags) {
            if !all.iter().any(|(known, _)| *known == column) {
                all.push((column, false));
            }
        }
        all
    }
}

/// Those that show, in their order.
fn shown(all: &[(Column, bool)]) -> Columns {
    Columns(all.iter().filter(|(_, shows)| *shows).map(|(column, _)| column.clone()).collect())
}

/// The dialog. Its list keeps its order while it is open, whatever comes and goes.
pub(super) fn columns(choice: &ColumnChoice, closed: Closed) -> AnyView {
    let modal = Modal::new();
    let navigation = use_navigation();
    let usual = ColumnChoice { shown: Columns::default(), tags: choice.tags.clone() };
    let all = RwSignal::new(choice.all());
    let choose = move |chosen: Vec<(Column, bool)>| {
        let shown = shown(&chosen);
        let text = (shown != Columns::default()).then(|| shown.to_string());
        keep_columns(text.as_deref());
        // The usual ones are written, too: the link may have had others.
        navigation.set_query("columns", Some(&shown.to_string()));
        all.set(chosen);
    };
    let wanted = RwSignal::new(String::new());
    let lines = move || {
        let all = all.get();
        found(&all, &wanted.read()).map(|at| line(&all, at, choose)).collect::<Vec<_>>()
    };
    let content = view! {
        <h2 id="dialog-title">"Columns"</h2>
        <p class="small soft">"The Cluster column is always first."</p>
        <input type="search" class="input" aria-label="Search columns" placeholder="Search columns"
            autocomplete="off" on:input:target=move |event| wanted.set(event.target().value())/>
        <ul class="choices">{move || lines()}</ul>
        <div class="actions">
            <button type="button" class="button" on:click=move |_| choose(usual.all())>"Reset to default"</button>
            <button type="button" class="button" on:click=move |_| modal.close()>"Close"</button>
        </div>
    };
    modal.view("dialog", content.into_any(), closed)
}

/// The places of those with this text in their title, in any case.
fn found(all: &[(Column, bool)], text: &str) -> impl Iterator<Item = usize> {
    let text = lower_case(text.trim());
    let has = move |(column, _): &(Column, bool)| lower_case(&column.title()).contains(&text);
    all.iter().enumerate().filter(move |(_, one)| has(one)).map(|(at, _)| at)
}

fn line(
    all: &[(Column, bool)],
    at: usize,
    choose: impl Fn(Vec<(Column, bool)>) + Copy + 'static,
) -> AnyView {
    let Some((column, shows)) = all.get(at).cloned() else { return ().into_any() };
    let title = column.title();
    let label = ["Move ", &title, " up"].concat();
    let (mut toggled, mut moved) = (all.to_vec(), all.to_vec());
    if let Some(own) = toggled.get_mut(at) {
        own.1 = !shows;
    }
    // In front of the one that shows before it: those that don't are in nobody's way.
    let before = |at: usize| all.get(..at)?.iter().rposition(|(_, shows)| *shows);
    let earlier = before(at).filter(|_| shows).map(|there| {
        let own = moved.remove(at);
        moved.insert(there, own);
        let stays = before(there).is_some();
        let earlier = move |_| {
            choose(moved.clone());
            // With its column; the first has no such button.
            focus_soon(if stays { button_id(there) } else { box_id(there) });
        };
        view! {
            <button type="button" class="copy" id=button_id(at) aria-label=label title="Move up"
                on:click=earlier><Icon shape=Shape::Up/></button>
        }
    });
    view! {
        <li>
            <label><input type="checkbox" id=box_id(at) prop:checked=shows on:change=move |_| choose(toggled.clone())/>{title}</label>
            {earlier.map(IntoAny::into_any)}
        </li>
    }
    .into_any()
}

fn box_id(at: usize) -> String {
    format!("column-{at}")
}

fn button_id(at: usize) -> String {
    format!("column-{at}-earlier")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_show_come_first_and_none_twice() {
        let choice =
            ColumnChoice { shown: Columns::parse("tag:env,vpc"), tags: vec!["env".into()] };
        let all = choice.all();
        assert_eq!(all[..2], [(Column::Tag("env".into()), true), (Column::Vpc, true)]);
        assert_eq!(all.len(), Column::CHOICE.len() + 1);
        assert_eq!(shown(&all), choice.shown);
    }

    #[test]
    fn a_column_is_found_by_a_part_of_its_title() {
        let tags = vec!["Cost-Center".into(), "env".into()];
        let all = ColumnChoice { shown: Columns::default(), tags }.all();
        let titles = |text: &str| -> Vec<String> {
            found(&all, text).filter_map(|at| Some(all.get(at)?.0.title())).collect()
        };
        assert_eq!(titles(" cost"), ["Tag Cost-Center"]);
        assert_eq!(titles("tag "), ["Tag Cost-Center", "Tag env"]);
        assert_eq!(titles("").len(), all.len());
        assert!(titles("nothing of the kind").is_empty());
    }
}

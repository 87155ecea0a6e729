//! Which columns the list shows, and in which order. Each choice holds at once: it is in the address,
//! which the list follows, and is kept for later visits.

use leptos::prelude::*;

use super::modal::{Closed, Modal};
use crate::{
    components::{Icon, Shape, live},
    pages::clusters::{Column, Columns},
    route::set_query_of_page,
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
    /// As a text: the columns, and a key a line.
    pub fn write(&self) -> String {
        [self.shown.to_string()].into_iter().chain(self.tags.clone()).collect::<Vec<_>>().join("\n")
    }

    /// Reads the text.
    pub fn read(text: &str) -> Self {
        let mut lines = text.split('\n');
        let shown = Columns::parse(lines.next().unwrap_or_default());
        Self { shown, tags: lines.map(str::to_owned).collect() }
    }

    /// All columns: those that show in their order, then the others.
    fn all(&self) -> Vec<Column> {
        let mut all = self.shown.0.clone();
        let tags = self.tags.iter().map(|key| Column::Tag(key.as_str().into()));
        for column in Column::CHOICE.into_iter().chain(tags) {
            if !all.contains(&column) {
                all.push(column);
            }
        }
        all
    }
}

/// The dialog.
pub(super) fn columns(data: &str, closed: Closed) -> AnyView {
    let modal = Modal::new();
    let choice = RwSignal::new(ColumnChoice::read(data));
    let choose = move |shown: Columns| {
        let text = (shown != Columns::default()).then(|| shown.to_string());
        keep_columns(text.as_deref());
        // The usual ones are written, too: the link may have had others.
        set_query_of_page("columns", Some(&shown.to_string()));
        choice.update(|choice| choice.shown = shown);
    };
    let lines = live(move || {
        let choice = choice.get();
        let count = choice.shown.0.len();
        let lines = choice.all().into_iter().enumerate();
        lines
            .map(|(at, column)| line(&choice.shown, at, count, &column, choose))
            .collect::<Vec<_>>()
    });
    let content = view! {
        <h2 id="dialog-title">"Columns"</h2>
        <p class="small soft">"The cluster with its name and id always comes first."</p>
        <ul class="choices">{lines}</ul>
        <div class="actions">
            <button type="button" class="button" on:click=move |_| choose(Columns::default())>"The usual columns"</button>
            <button type="button" class="button" on:click=move |_| modal.close()>"Close"</button>
        </div>
    };
    modal.view("dialog", content.into_any(), closed)
}

fn line(
    shown: &Columns,
    at: usize,
    count: usize,
    column: &Column,
    choose: impl Fn(Columns) + Copy + 'static,
) -> AnyView {
    let (toggled, moved) = (shown.toggled(column), shown.earlier(column));
    let label = ["Show earlier: ", &column.title()].concat();
    let earlier = (at > 0 && at < count).then(|| {
        view! {
            <button type="button" class="copy" aria-label=label title="Show earlier"
                on:click=move |_| choose(moved.clone())><Icon shape=Shape::Up/></button>
        }
    });
    view! {
        <li>
            <label><input type="checkbox" prop:checked=at < count on:change=move |_| choose(toggled.clone())/>{column.title()}</label>
            {earlier}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_between_the_programs_reads_back() {
        for tags in [vec![], vec!["env".to_owned(), "cost center".to_owned()]] {
            let choice = ColumnChoice { shown: Columns::parse("vpc,tag:env"), tags };
            assert_eq!(ColumnChoice::read(&choice.write()), choice);
        }
    }

    #[test]
    fn those_that_show_come_first_and_none_twice() {
        let choice =
            ColumnChoice { shown: Columns::parse("tag:env,vpc"), tags: vec!["env".into()] };
        let all = choice.all();
        assert_eq!(all[..2], [Column::Tag("env".into()), Column::Vpc]);
        assert_eq!(all.len(), Column::CHOICE.len() + 1);
    }
}

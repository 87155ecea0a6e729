//! How a person likes the list: its columns, and views of it under names. Kept in the browser.

use super::storage;

const COLUMNS: &str = "cloudhsm-console.columns";
const VIEWS: &str = "cloudhsm-console.views";

/// A view: what the address says of the list, under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Its name.
    pub name: String,
    /// The address's query.
    pub query: String,
}

/// The columns that were chosen last.
pub fn kept_columns() -> Option<String> {
    storage::get(storage::of_browser(), COLUMNS)
}

/// Keeps the choice of columns; `None` for the usual ones.
pub fn keep_columns(columns: Option<&str>) {
    match columns {
        Some(columns) => storage::set(storage::of_browser(), COLUMNS, columns),
        None => storage::remove(storage::of_browser(), COLUMNS),
    }
}

/// The views, in the order they were kept.
pub fn views() -> Vec<View> {
    parse(&storage::get(storage::of_browser(), VIEWS).unwrap_or_default())
}

/// Keeps a view; one of the same name is replaced. A name of blanks is none.
pub fn keep_view(name: &str, query: &str) {
    let name = clean(name);
    if !name.is_empty() {
        store(&with(views(), View { name, query: query.to_owned() }));
    }
}

/// Keeps a view no longer.
pub fn forget_view(name: &str) {
    let mut all = views();
    all.retain(|view| view.name != name);
    store(&all);
}

fn with(mut all: Vec<View>, view: View) -> Vec<View> {
    match all.iter_mut().find(|old| old.name == view.name) {
        Some(old) => *old = view,
        None => all.push(view),
    }
    all
}

fn store(all: &[View]) {
    let mut text = String::new();
    for view in all {
        text.extend([view.name.as_str(), "\t", &view.query, "\n"]);
    }
    storage::set(storage::of_browser(), VIEWS, &text);
}

/// A line a view: name, tab, query.
fn parse(text: &str) -> Vec<View> {
    let views = text.lines().filter_map(|line| {
        let (name, query) = line.split_once('\t')?;
        Some(View { name: name.to_owned(), query: query.to_owned() })
    });
    views.collect()
}

/// A name on one line, without blanks around.
fn clean(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_of_the_same_name_is_replaced() {
        let view = |name: &str, query: &str| View { name: name.into(), query: query.into() };
        let all = with(parse("a\tq=1\nnonsense\nb\t\n"), view("a", "q=2"));
        assert_eq!(all, [view("a", "q=2"), view("b", "")]);
        assert_eq!(with(all, view("c", "")).len(), 3);
    }

    #[test]
    fn a_name_can_not_break_the_line() {
        assert_eq!(clean(" on\tcall\n tonight "), "on call tonight");
    }
}

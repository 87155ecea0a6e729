//! What can be chosen of what the records have, kept in the address.

use std::sync::Arc;

use backend_api::AuditRecord;
use leptos::prelude::*;

use crate::route::use_navigation;

/// The values that records have of something, each once.
pub(super) fn values(
    records: &[AuditRecord],
    value: fn(&AuditRecord) -> &str,
) -> Vec<(String, String)> {
    let mut values: Vec<&str> = Vec::new();
    for value in records.iter().map(value) {
        if !value.is_empty() && !values.contains(&value) {
            values.push(value);
        }
    }
    values.into_iter().map(|it| (it.to_owned(), it.to_owned())).collect()
}

/// What a value in the address does that is none of the options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unlisted {
    /// It filters as the others do, and becomes an option: an old link may have it.
    Filters,
    /// Nothing.
    Ignored,
}

/// A choice that is kept in the address under this name; each option has its value there and its words.
pub(super) fn choice(
    name: &'static str,
    any: &'static str,
    options: Vec<(String, String)>,
    unlisted: Unlisted,
) -> AnyView {
    let navigation = use_navigation();
    let values: Vec<String> = options.iter().map(|it| it.0.clone()).collect();
    // What it shows, and whether that is none of the options. No memo: its type would weigh a kilobyte.
    let chosen: Arc<dyn Fn() -> (String, bool) + Send + Sync> =
        Arc::new(move || chosen(&values, navigation.query(name).unwrap_or_default(), unlisted));
    let set = move |value: String| {
        navigation.set_query(name, Some(&*value).filter(|it| !it.is_empty()));
    };
    // Each says itself whether it is selected: a select without options takes no value.
    let option = {
        let chosen = Arc::clone(&chosen);
        move |(value, words): (String, String)| {
            let (own, chosen) = (value.clone(), Arc::clone(&chosen));
            let is_selected = move || chosen().0 == own;
            view! { <option value=value prop:selected=is_selected>{words}</option> }.into_any()
        }
    };
    let any_option = option((String::new(), any.to_owned()));
    let options: Vec<_> = options.into_iter().map(&option).collect();
    let other = move || {
        let (value, is_other) = chosen();
        is_other.then(|| option((value.clone(), value)))
    };
    view! {
        <select id=name class="input choice" aria-label=any
            on:change:target=move |event| set(event.target().value())>
            {any_option}
            {options}
            {move || other()}
        </select>
    }
    .into_any()
}

fn chosen(values: &[String], value: String, unlisted: Unlisted) -> (String, bool) {
    match (value.is_empty() || values.contains(&value), unlisted) {
        (true, _) => (value, false),
        (false, Unlisted::Filters) => (value, true),
        (false, Unlisted::Ignored) => (String::new(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn each_value_is_offered_once_and_nothing_is_no_value() {
        let of = |who: &str| AuditRecord { who: who.into(), ..samples::record() };
        let records = [of("bob"), of(""), of("alice"), of("bob")];
        let found: Vec<_> = values(&records, |it| &it.who).into_iter().map(|it| it.0).collect();
        assert_eq!(found, ["bob", "alice"]);
    }

    #[test]
    fn what_filters_is_shown_although_it_is_no_option() {
        let shown = |value: &str, unlisted| chosen(&["bob".to_owned()], value.to_owned(), unlisted);
        for unlisted in [Unlisted::Filters, Unlisted::Ignored] {
            assert_eq!(shown("bob", unlisted), ("bob".to_owned(), false));
            assert_eq!(shown("", unlisted), (String::new(), false));
        }
        assert_eq!(shown("eve", Unlisted::Filters), ("eve".to_owned(), true));
        assert_eq!(shown("eve", Unlisted::Ignored), (String::new(), false));
    }
}

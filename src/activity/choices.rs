//! What can be chosen of what the records have, kept in the address.

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

/// A choice that is kept in the address under this name; each option has its value there and its words.
/// Whether any other value there filters too.
pub(super) fn choice(
    name: &'static str,
    any: &'static str,
    options: Vec<(String, String)>,
    takes_any: bool,
) -> AnyView {
    let navigation = use_navigation();
    let chosen = move || navigation.query(name).unwrap_or_default();
    let set = move |value: String| {
        navigation.set_query(name, Some(&*value).filter(|it| !it.is_empty()));
    };
    // Each says itself whether it is selected: a select without options takes no value.
    let option = |(value, words): (String, String)| {
        let own = value.clone();
        let is_selected = move || chosen() == own;
        view! { <option value=value prop:selected=is_selected>{words}</option> }.into_any()
    };
    let other = if takes_any { untrack(chosen) } else { String::new() };
    let options = with_chosen(options, other);
    let any_value = (String::new(), any.to_owned());
    let options: Vec<_> = std::iter::once(any_value).chain(options).map(option).collect();
    view! {
        <select id=name class="input choice" aria-label=any
            on:change:target=move |event| set(event.target().value())>
            {options}
        </select>
    }
    .into_any()
}

/// The options, and what the address has if it is none of them: an old link may have it.
fn with_chosen(mut options: Vec<(String, String)>, chosen: String) -> Vec<(String, String)> {
    if !chosen.is_empty() && !options.iter().any(|it| it.0 == chosen) {
        options.push((chosen.clone(), chosen));
    }
    options
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
    fn what_the_address_has_is_an_option() {
        let option = |it: &str| (it.to_owned(), it.to_owned());
        let with = |chosen: &str| with_chosen(vec![option("bob")], chosen.to_owned());
        assert_eq!(with("bob"), [option("bob")]);
        assert_eq!(with(""), [option("bob")]);
        assert_eq!(with("eve"), [option("bob"), option("eve")]);
    }
}

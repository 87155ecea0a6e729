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
pub(super) fn choice(
    name: &'static str,
    any: &'static str,
    options: Vec<(String, String)>,
) -> AnyView {
    let navigation = use_navigation();
    let value = move || navigation.query(name).unwrap_or_default();
    let set = move |value: String| {
        navigation.set_query(name, Some(&*value).filter(|it| !it.is_empty()));
    };
    let options: Vec<_> = options
        .into_iter()
        .map(|(value, words)| view! { <option value=value>{words}</option> }.into_any())
        .collect();
    view! {
        <select id=name class="input choice" aria-label=any prop:value=value
            on:change:target=move |event| set(event.target().value())>
            <option value="">{any}</option>
            {options}
        </select>
    }
    .into_any()
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
}

//! How a filter that is being typed could go on.

use std::sync::Arc;

use cluster_health::{Kind, OWN_SESSIONS};

use super::{Property, Wanted, matching, quote};
use crate::{
    clusters::{
        row::Row,
        used::{UNKNOWN, key_stores},
    },
    lower_case::lower_case,
    sorting::in_order,
};

/// More would hide the list.
const MOST: usize = 8;

/// More sessions than AWS's own.
const MORE_SESSIONS: &str = ">2";

/// One way to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The whole filter with it.
    pub filter: String,
    /// What is shown.
    pub label: String,
    /// How many clusters have the value; `None` for the name of a property.
    pub count: Option<usize>,
}

/// Ways to finish the last word of the text: properties, or the values that clusters have.
pub fn suggestions(text: &str, rows: &[Arc<Row>], known: &mut Known) -> Vec<Suggestion> {
    let (before, word) = text.split_at(after_last_blank(text));
    let (sign, bare) = word.strip_prefix('-').map_or(("", word), |bare| ("-", bare));
    let Some((name, values)) = bare.split_once(':') else {
        let fits = |property: &Property| starts(property.name(), bare) && !bare.is_empty();
        let all = Property::ALL.into_iter().filter(|property| bare.is_empty() || fits(property));
        return all
            .map(|property| {
                let label = [property.name(), ":"].concat();
                Suggestion { filter: [before, sign, &label].concat(), label, count: None }
            })
            .collect();
    };
    let property = Property::ALL.into_iter().find(|own| own.name().eq_ignore_ascii_case(name));
    let Some(property) = property else { return Vec::new() };
    let (earlier, typed) = values.split_at(after_last(values, |letter| letter == ','));
    // A quote may be open.
    let typed = typed.trim_start_matches('"');
    let all = known.values(property, rows).iter();
    let found: Vec<_> = all.filter(|(value, _)| contains(value, typed)).collect();
    let best_first = in_order(&found, |(a, a_count), (b, b_count)| {
        starts(b, typed).cmp(&starts(a, typed)).then(b_count.cmp(a_count)).then(a.cmp(b))
    });
    best_first
        .into_iter()
        .take(MOST)
        .map(|(value, count)| {
            let filter = [before, sign, name, ":", earlier, value].concat();
            Suggestion { filter, label: value.clone(), count: Some(*count) }
        })
        .collect()
}

/// Where the last word begins, in bytes; blanks within quotes are a part of it.
pub(super) fn after_last_blank(text: &str) -> usize {
    after_last(text, char::is_whitespace)
}

/// Where what follows the last of these signs begins, in bytes; within quotes they are no signs.
fn after_last(text: &str, is_sign: fn(char) -> bool) -> usize {
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            letter if is_sign(letter) && !quoted => start = at + letter.len_utf8(),
            _ => {}
        }
    }
    start
}

/// The values of the property that was typed last, of rows that are still the same: they change seldom,
/// and a key must not wait for all clusters to be looked through.
#[derive(Debug, Default)]
pub struct Known {
    of: Option<(Property, Vec<Arc<Row>>)>,
    values: Vec<(String, usize)>,
}

impl Known {
    fn values(&mut self, property: Property, rows: &[Arc<Row>]) -> &[(String, usize)] {
        let same = |of: &(Property, Vec<Arc<Row>>)| of.0 == property && of.1 == rows;
        if !self.of.as_ref().is_some_and(same) {
            self.values = values_of(property, rows);
            self.of = Some((property, rows.to_vec()));
        }
        &self.values
    }
}

/// The values of a property, as they stand in a filter, and how many clusters have each.
fn values_of(property: Property, rows: &[Arc<Row>]) -> Vec<(String, usize)> {
    // Of a tag its key and its value. As the clusters have them: only what is left when equals are
    // counted is worth a text of its own.
    let mut all: Vec<(&str, &str)> = Vec::new();
    for row in rows {
        match property {
            Property::Az => {
                let start = all.len();
                for zone in matching::zones(&row.cluster) {
                    if !all.iter().skip(start).any(|(known, _)| *known == zone) {
                        all.push((zone, ""));
                    }
                }
            }
            Property::Health => {
                all.push((row.health.word(), ""));
                let kinds = Kind::ALL.iter().filter(|kind| row.health.has(**kind));
                all.extend(kinds.map(|kind| (kind.as_str(), "")));
            }
            Property::KeyStore => {
                let start = all.len();
                for state in key_stores(row.used()) {
                    if !all.iter().skip(start).any(|(known, _)| *known == state) {
                        all.push((state, ""));
                    }
                }
            }
            Property::Sessions => match row.used().and_then(|it| it.most_sessions) {
                None => all.push((UNKNOWN, "")),
                Some(most) if most > OWN_SESSIONS => all.push((MORE_SESSIONS, "")),
                Some(_) => {}
            },
            Property::Tag => {
                // Everything has another name: that is what `name:` is for.
                let tags = row.cluster.tag_list.iter().filter(|tag| tag.key != "Name");
                all.extend(tags.map(|tag| (tag.key.as_str(), tag.value.as_str())));
            }
            property => all.extend(matching::single(property, row).map(|value| (value, ""))),
        }
    }
    let mut counted: Vec<((&str, &str), usize)> = Vec::new();
    for value in in_order(&all, Ord::cmp) {
        match counted.last_mut() {
            Some((last, count)) if *last == value => *count += 1,
            _ => counted.push((value, 1)),
        }
    }
    let text = |(key, value): (&str, &str)| match property {
        Property::Az | Property::Health | Property::Sessions => key.to_owned(),
        Property::KeyStore => lower_case(key),
        Property::Tag => {
            let wanted = Wanted::tag(key, value);
            let value = wanted.tag_value.map(|value| format!("={value}"));
            format!("{}{}", wanted.value, value.unwrap_or_default())
        }
        _ => quote::quoted_value(key),
    };
    counted.into_iter().map(|(value, count)| (text(value), count)).collect()
}

/// Whether the text begins with what was typed, in any case.
pub(super) fn starts(text: &str, typed: &str) -> bool {
    text.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed))
}

fn contains(text: &str, typed: &str) -> bool {
    text.char_indices().any(|(at, _)| starts(text.get(at..).unwrap_or_default(), typed))
}

//! What each HSM measured in one period, in words: for the plot's cursor.

use super::{
    super::{dependents::grouped, period::period_from},
    chart::Chart,
};

/// More HSMs than this are summed up.
const FEW: usize = 4;

/// `In the 5 minutes from …: hsm-a 3, hsm-b no data.`
pub(super) fn reading(chart: &Chart, period: usize, begins: &str, period_seconds: u32) -> String {
    let values = chart
        .strips
        .iter()
        .map(|strip| (strip.hsm_id.as_str(), strip.values.get(period).copied().flatten()));
    let values: Vec<_> = values.collect();
    let words = if values.len() > FEW { summed_up(&values) } else { one_by_one(&values) };
    ["In the ", &period_from(period_seconds, begins), ": ", &words, "."].concat()
}

fn one_by_one(values: &[(&str, Option<u32>)]) -> String {
    let word = |value: Option<u32>| value.map_or("no data".to_owned(), grouped);
    let words = values.iter().map(|(id, value)| [id, " ", &word(*value)].concat());
    words.collect::<Vec<_>>().join(", ")
}

fn summed_up(values: &[(&str, Option<u32>)]) -> String {
    let known = || values.iter().filter_map(|(id, value)| value.map(|value| (value, *id)));
    let missing = values.len() - known().count();
    let none = match missing {
        0 => String::new(),
        1 => "no data from 1 HSM".to_owned(),
        _ => ["no data from ", &missing.to_string(), " HSMs"].concat(),
    };
    let Some((most, id)) = known().max_by_key(|(value, _)| *value) else { return none };
    let least = known().map(|(value, _)| value).min().unwrap_or(most);
    let range = if least == most {
        ["all ", &grouped(most)].concat()
    } else {
        [&*grouped(least), " to ", &grouped(most), ", most on ", id].concat()
    };
    if none.is_empty() { range } else { [&range, ", ", &none].concat() }
}

#[cfg(test)]
mod tests {
    use super::super::{metric::SESSIONS, samples};
    use super::*;

    #[test]
    fn no_data_is_called_so() {
        let usage = samples::usage(&[
            (SESSIONS.name, "hsm-a", &[Some(0), Some(3)]),
            (SESSIONS.name, "hsm-b", &[Some(2)]),
        ]);
        let chart = Chart::new(&SESSIONS, &usage, &[]);
        let of = |period| reading(&chart, period, "noon", 300);
        assert_eq!(of(0), "In the 5 minutes from noon: hsm-a 0, hsm-b 2.");
        assert_eq!(of(1), "In the 5 minutes from noon: hsm-a 3, hsm-b no data.");
        let hour = reading(&chart, 0, "noon", 3_600);
        assert_eq!(hour, "In the hour from noon: hsm-a 0, hsm-b 2.");
        assert_eq!(of(9_999), "In the 5 minutes from noon: hsm-a no data, hsm-b no data.");
    }

    #[test]
    fn many_hsms_are_summed_up() {
        let ids: Vec<String> = (0..9).map(|at| format!("hsm-{at}")).collect();
        let all: Vec<Vec<Option<u32>>> = (0..9).map(|at| vec![Some(at), Some(2), None]).collect();
        let mut series: Vec<_> =
            ids.iter().zip(&all).map(|(id, it)| (SESSIONS.name, id.as_str(), &**it)).collect();
        series[3].2 = &[None];
        // The cluster still has the one without data.
        let chart = Chart::new(&SESSIONS, &samples::usage(&series), &ids);
        let of = |period| reading(&chart, period, "noon", 21_600);
        assert_eq!(of(0), "In the 6 hours from noon: 0 to 8, most on hsm-8, no data from 1 HSM.");
        assert_eq!(of(1), "In the 6 hours from noon: all 2, no data from 1 HSM.");
        assert_eq!(of(2), "In the 6 hours from noon: no data from 9 HSMs.");
    }
}

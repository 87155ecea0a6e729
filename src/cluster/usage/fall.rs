//! Whether a count of keys fell, in words: keys that are gone may be missed, and a plot that ends low
//! doesn't look like much.

use super::{
    super::dependents::grouped,
    chart::{Chart, Strip},
};

/// Fewer keys on an HSM than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fall {
    hsm_id: String,
    most: u32,
    newest: u32,
    /// The last period with fewer than the one before.
    pub(super) period: usize,
}

impl Fall {
    /// The deepest of the HSMs that are in the cluster. An HSM without data says nothing.
    pub(super) fn of(chart: &Chart) -> Option<Self> {
        let falls = chart.strips.iter().filter(|it| it.is_present).filter_map(of_strip);
        falls.max_by_key(|fall| fall.most - fall.newest)
    }

    /// `when` is the period in words.
    pub(super) fn words(&self, when: &str) -> String {
        let (newest, most) = (grouped(self.newest), grouped(self.most));
        let id = &self.hsm_id;
        [
            "Fewer token keys: ",
            &newest,
            " on ",
            id,
            ", ",
            &most,
            " before; last fall in the ",
            when,
            ".",
        ]
        .concat()
    }
}

fn of_strip(strip: &Strip) -> Option<Fall> {
    let known = || strip.values.iter().enumerate().filter_map(|(at, it)| Some((at, (*it)?)));
    let most = strip.most()?;
    let (_, newest) = known().next_back()?;
    let fell = known().zip(known().skip(1)).filter(|((_, one), (_, next))| next < one);
    let ((_, _), (period, _)) = fell.last()?;
    (newest < most).then(|| Fall { hsm_id: strip.hsm_id.clone(), most, newest, period })
}

#[cfg(test)]
mod tests {
    use super::super::{metric::TOKEN_KEYS, samples};
    use super::*;

    fn fall(series: &[(&str, &[Option<u32>])]) -> Option<Fall> {
        let series: Vec<_> = series.iter().map(|(id, it)| (TOKEN_KEYS.name, *id, *it)).collect();
        let present = ["hsm-a".to_owned(), "hsm-b".to_owned()];
        Fall::of(&Chart::new(&TOKEN_KEYS, &samples::usage(&series), &present))
    }

    #[test]
    fn fewer_keys_are_said_and_gaps_are_no_fall() {
        for same in [
            &[Some(3), Some(3), None, Some(5)][..],
            &[Some(3), None, None],
            &[None],
            &[Some(5), Some(2), Some(5)],
        ] {
            assert_eq!(fall(&[("hsm-a", same)]), None, "{same:?}");
        }
        let found = fall(&[
            ("hsm-a", &[Some(1_200), Some(1_250), None, Some(40), Some(40)]),
            ("hsm-b", &[Some(9), Some(8)]),
            ("hsm-gone", &[Some(9_000), Some(0)]),
        ]);
        let found = found.unwrap();
        assert_eq!(found.period, 3);
        assert_eq!(
            found.words("hour from noon"),
            "Fewer token keys: 40 on hsm-a, 1,250 before; last fall in the hour from noon."
        );
        let to_none = fall(&[("hsm-b", &[Some(1), Some(0)])]).unwrap();
        assert_eq!((to_none.newest, to_none.period), (0, 1));
    }
}

//! The groups of the list's own order: what needs attention, and all others.

use cluster_health::Triage;

/// The place in the list's own order: problems, then warnings, then all others.
pub fn rank(triage: Triage) -> u8 {
    match triage {
        Triage::Problem => 0,
        Triage::Warning => 1,
        Triage::ToDo | Triage::InProgress | Triage::Healthy | Triage::Gone => 2,
    }
}

/// It belongs to the group on top of the list.
pub fn needs_attention(triage: Triage) -> bool {
    rank(triage) < 2
}

/// A group of rows below one heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Problems, then warnings.
    NeedsAttention,
    /// All others.
    Others,
}

impl Group {
    /// What its heading says.
    pub fn title(self) -> &'static str {
        match self {
            Self::NeedsAttention => "Needs attention",
            Self::Others => "Others",
        }
    }
}

/// The headings of a list: each with the number of the row that it stands above.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Headings {
    first: Option<(usize, Group)>,
    second: Option<(usize, Group)>,
}

impl Headings {
    /// Of a list of `total` rows of which the first `attention` need attention; `None` is a list without
    /// groups.
    pub fn new(attention: Option<usize>, total: usize) -> Self {
        match attention {
            Some(attention) if attention > 0 => Self {
                first: Some((0, Group::NeedsAttention)),
                second: (attention < total).then_some((attention, Group::Others)),
            },
            // Nothing is to be set apart.
            _ => Self::default(),
        }
    }

    fn all(self) -> impl Iterator<Item = (usize, Group)> {
        [self.first, self.second].into_iter().flatten()
    }

    /// The group whose heading stands above this row.
    pub fn above(self, row: usize) -> Option<Group> {
        self.all().find(|(at, _)| *at == row).map(|(_, group)| group)
    }

    /// How many headings are above rows of this range.
    pub fn within(self, rows: std::ops::Range<usize>) -> usize {
        self.all().filter(|(at, _)| rows.contains(at)).count()
    }

    /// How many headings are above a row of the table, its own included.
    pub fn until(self, row: usize) -> usize {
        self.within(0..row + 1)
    }

    /// How many there are.
    pub fn count(self) -> usize {
        self.all().count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_come_before_warnings_and_those_before_the_rest() {
        assert_eq!(Triage::ALL.map(rank), [0, 1, 2, 2, 2, 2]);
        assert!(needs_attention(Triage::Warning) && !needs_attention(Triage::ToDo));
    }

    #[test]
    fn each_group_has_a_heading_above_its_first_row() {
        let headings = Headings::new(Some(3), 10);
        assert_eq!(headings.above(0), Some(Group::NeedsAttention));
        assert_eq!(headings.above(3), Some(Group::Others));
        assert_eq!(headings.above(2), None);
        assert_eq!((headings.until(2), headings.until(3), headings.count()), (1, 2, 2));
        assert_eq!((headings.within(1..3), headings.within(1..4)), (0, 1));
    }

    #[test]
    fn a_list_of_one_kind_needs_one_heading_at_most() {
        assert_eq!(Headings::new(Some(4), 4).count(), 1);
        assert_eq!(Headings::new(Some(0), 4).count(), 0, "nothing is wrong");
        assert_eq!(Headings::new(None, 4).count(), 0, "another order");
        assert_eq!(Headings::new(Some(0), 0).count(), 0);
    }
}

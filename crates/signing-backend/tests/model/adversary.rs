//! Everything that can go wrong between a backend and AWS, decided call by call.

use std::{collections::HashMap, time::Duration};

use proptest::{prelude::*, strategy::Union, test_runner::TestRng};

use crate::cloud::Deletion;

/// How the network and AWS are for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    /// Quick and right.
    Calm,
    /// Right, but often slower than a reading may be old.
    Slow,
    /// Everything at once.
    Stormy,
    /// Listings lag, and leave things out.
    Lying,
    /// Nothing can be read.
    Blind,
    /// No connection.
    Down,
}

impl Mood {
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        let all = [
            (3, Self::Calm),
            (2, Self::Slow),
            (3, Self::Stormy),
            (2, Self::Lying),
            (1, Self::Blind),
            (1, Self::Down),
        ];
        Union::new_weighted(all.map(|(weight, mood)| (weight, Just(mood))).to_vec())
    }
}

/// How one call ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trick {
    /// As AWS answers.
    Honest,
    /// No connection: it never arrives.
    Unreachable,
    /// It never arrives, but nobody can know.
    LostBefore,
    /// It is carried out, and the answer never comes.
    LostAfter,
    /// The connection breaks: before or after.
    Cut(bool),
    /// A named error of AWS with this status, and it was not carried out.
    Refused(u16),
    /// A named error of AWS with a status of 5xx or 408: before or after.
    Failed(bool, u16),
    /// A page of some proxy, with any status: before or after.
    Page(bool, u16),
    /// A success without what the API promises: before or after.
    Hollow(bool, u8),
    /// The answer is right and takes longer than any client waits.
    Late,
}

impl Trick {
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        prop_oneof![
            1 => Just(Self::Unreachable),
            2 => Just(Self::LostBefore),
            3 => Just(Self::LostAfter),
            1 => any::<bool>().prop_map(Self::Cut),
            2 => prop::sample::select(vec![400_u16, 403, 429]).prop_map(Self::Refused),
            2 => (any::<bool>(), prop::sample::select(vec![408_u16, 500, 503]))
                .prop_map(|(after, status)| Self::Failed(after, status)),
            1 => (any::<bool>(), prop::sample::select(vec![400_u16, 403, 404, 502]))
                .prop_map(|(after, status)| Self::Page(after, status)),
            1 => (any::<bool>(), 0_u8..4).prop_map(|(after, kind)| Self::Hollow(after, kind)),
            2 => Just(Self::Late),
        ]
    }

    /// Whether AWS carries it out.
    pub(crate) fn arrives(self) -> bool {
        match self {
            Self::Honest | Self::LostAfter | Self::Late => true,
            Self::Unreachable | Self::LostBefore | Self::Refused(_) => false,
            Self::Cut(after)
            | Self::Failed(after, _)
            | Self::Page(after, _)
            | Self::Hollow(after, _) => after,
        }
    }
}

/// How a listing is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listing {
    /// It shows what was there so long ago.
    pub(crate) lag: Duration,
    /// It leaves out what was asked for.
    pub(crate) leaves_out: bool,
    /// It begins with a page that has nothing on it but a token.
    pub(crate) empty_page: bool,
}

/// What happens to one call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fate {
    /// Until it arrives.
    pub(crate) before: Duration,
    /// Until the answer has come back.
    pub(crate) after: Duration,
    pub(crate) trick: Trick,
    pub(crate) listing: Listing,
}

/// So often a resource is left out of listings in one schedule, in all: fewer than the readings that
/// a backend still makes after it called something gone because it was not listed.
const LIES: u32 = 5;

#[derive(Debug)]
pub(crate) struct Adversary {
    pub(crate) mood: Mood,
    pub(crate) next: Vec<Trick>,
    rng: TestRng,
    lies: HashMap<String, u32>,
}

impl Adversary {
    pub(crate) fn new(seed: u64) -> Self {
        let mut bytes = [7; 16];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let rng = TestRng::from_seed(proptest::test_runner::RngAlgorithm::XorShift, &bytes);
        Self { mood: Mood::Calm, next: Vec::new(), rng, lies: HashMap::new() }
    }

    fn below(&mut self, bound: u32) -> u32 {
        self.rng.next_u32() % bound.max(1)
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    fn millis(&mut self, most: u32) -> Duration {
        Duration::from_millis(self.below(most).into())
    }

    fn delay(&mut self) -> Duration {
        let mood = self.mood;
        let most = match mood {
            Mood::Calm | Mood::Blind | Mood::Down => 150,
            Mood::Lying => 400,
            Mood::Slow if self.chance(10) => 40_000,
            Mood::Slow => 1_300,
            Mood::Stormy if self.chance(3) => 120_000,
            Mood::Stormy if self.chance(20) => 1_500,
            Mood::Stormy => 200,
        };
        if self.chance(20) { Duration::ZERO } else { self.millis(most) }
    }

    /// Of a reading call about this resource.
    pub(crate) fn reading(&mut self, id: &str) -> Fate {
        let mood = self.mood;
        let trick = match mood {
            Mood::Down => Trick::Unreachable,
            Mood::Blind => self.misfortune(),
            Mood::Stormy if self.chance(25) => self.misfortune(),
            _ => Trick::Honest,
        };
        let odd = matches!(mood, Mood::Stormy | Mood::Lying);
        let lag = match odd {
            true if self.chance(50) => self.millis(60_000),
            false if mood != Mood::Calm && self.chance(30) => self.millis(5_000),
            _ => Duration::ZERO,
        };
        let wants_to_lie = mood == Mood::Lying && self.chance(35);
        let told = self.lies.entry(id.to_owned()).or_default();
        let leaves_out = wants_to_lie && !id.is_empty() && *told < LIES;
        *told += u32::from(leaves_out);
        let empty_page = odd && self.chance(10);
        let listing = Listing { lag, leaves_out, empty_page };
        Fate { before: self.delay(), after: self.delay(), trick, listing }
    }

    /// Of a changing call.
    pub(crate) fn changing(&mut self) -> Fate {
        let trick = match self.next.pop() {
            Some(trick) => trick,
            None if self.mood == Mood::Down => Trick::Unreachable,
            None if self.mood == Mood::Stormy && self.chance(50) => self.misfortune(),
            None => Trick::Honest,
        };
        let (mut before, mut after) = (self.delay(), self.delay());
        match trick {
            Trick::Late if self.chance(50) => before += self.millis(200_000),
            Trick::Late => after += self.millis(200_000),
            Trick::LostBefore | Trick::LostAfter => after += self.millis(60_000),
            _ => {}
        }
        let listing = Listing { lag: Duration::ZERO, leaves_out: false, empty_page: false };
        Fate { before, after, trick, listing }
    }

    fn misfortune(&mut self) -> Trick {
        let after = self.chance(50);
        match self.below(8) {
            0 => Trick::Unreachable,
            1 => {
                if after {
                    Trick::LostAfter
                } else {
                    Trick::LostBefore
                }
            }
            2 => Trick::Cut(after),
            3 => Trick::Refused(if after { 400 } else { 429 }),
            4 | 5 => Trick::Failed(after, if self.chance(30) { 408 } else { 503 }),
            6 => Trick::Page(after, if self.chance(50) { 403 } else { 502 }),
            _ => Trick::Hollow(after, u8::try_from(self.below(4)).unwrap_or(0)),
        }
    }

    /// What becomes of a deletion.
    pub(crate) fn deletion(&mut self) -> Deletion {
        let takes = if self.chance(10) { 1_800_000 } else { 240_000 };
        let takes = Duration::from_secs(1) + self.millis(takes);
        let shown = if self.chance(50) { Duration::ZERO } else { self.millis(600_000) };
        Deletion { takes, fails: self.chance(12), shown }
    }

    pub(crate) fn lied_about(&self, id: &str) -> bool {
        self.lies.get(id).is_some_and(|told| *told > 0)
    }
}

//! Which clusters meet a filter.

use cloudhsm_api::{Cluster, ClusterMode, ClusterState, NetworkType};
use cluster_health::Kind;

use super::{Condition, Filter, Property, Term, Wanted, compare::compare};
use crate::{
    clusters::{
        row::Row,
        used::{NONE, UNKNOWN, is_used, key_stores},
    },
    lower_case::lower_case,
};

impl Filter {
    /// The same filter with its words in lower case, as [`Filter::met_by`] wants them.
    #[must_use]
    pub fn prepared(&self) -> Self {
        let terms = self.terms.iter().map(|term| {
            let mut term = term.clone();
            if let Condition::Text(text) = &mut term.condition {
                *text = lower_case(text);
            }
            term
        });
        Self { terms: terms.collect() }
    }

    /// Whether no cluster meets this prepared filter that does not meet another: most keys make a word
    /// longer, and then there is no need to look at what was left out before.
    pub fn is_within(&self, other: &Self) -> bool {
        let within = |term: &Term, other: &Term| match (&term.condition, &other.condition) {
            (Condition::Text(longer), Condition::Text(text)) if !term.negated && !other.negated => {
                longer.contains(text.as_str())
            }
            _ => term == other,
        };
        other.terms.iter().all(|other| self.terms.iter().any(|term| within(term, other)))
    }

    /// Whether a cluster meets all terms of a prepared filter.
    pub fn met_by(&self, row: &Row) -> bool {
        self.terms.iter().all(|term| term.met_by(row))
    }
}

impl Term {
    fn met_by(&self, row: &Row) -> bool {
        let met = match &self.condition {
            Condition::Text(text) => row.haystack().contains(text.as_str()),
            Condition::Property(property, values) => {
                values.iter().any(|wanted| wanted.fits(*property, row))
            }
        };
        met != self.negated
    }
}

impl Wanted {
    fn fits(&self, property: Property, row: &Row) -> bool {
        let cluster = &row.cluster;
        let fits = |text: Option<&str>| text.is_some_and(|text| self.value.fits(text));
        match property {
            Property::Az => zones(cluster).any(|zone| self.value.fits(zone)),
            Property::Health => {
                let health = &row.health;
                fits(Some(health.word()))
                    || Kind::ALL.iter().any(|&kind| health.has(kind) && fits(Some(kind.as_str())))
            }
            // A star is any state, and not what isn't known.
            Property::KeyStore => key_stores(row.used()).into_iter().any(|word| match word {
                NONE | UNKNOWN => self.says(word),
                state => fits(Some(state)),
            }),
            Property::Used => self.says(is_used(row.used())),
            Property::Sessions => match row.used().and_then(|it| it.most_sessions) {
                None => self.says(UNKNOWN),
                Some(most) => {
                    self.value.text().and_then(|text| compare(text, most)).unwrap_or_default()
                }
            },
            Property::Tag => {
                let value_fits =
                    |value: &str| self.tag_value.as_ref().is_none_or(|wanted| wanted.fits(value));
                cluster
                    .tag_list
                    .iter()
                    .any(|tag| self.value.fits(&tag.key) && value_fits(&tag.value))
            }
            property => fits(single(property, row)),
        }
    }

    /// Whether it is exactly this word.
    fn says(&self, word: &str) -> bool {
        self.value.text().is_some_and(|text| text.eq_ignore_ascii_case(word))
    }
}

/// The value of a property that a cluster has once.
pub(super) fn single(property: Property, row: &Row) -> Option<&str> {
    let cluster = &row.cluster;
    match property {
        Property::Triage => Some(row.triage().as_str()),
        Property::State => cluster.state.as_ref().map(ClusterState::as_str),
        Property::Region => Some(&row.region),
        Property::Type => cluster.hsm_type.as_deref(),
        Property::Mode => cluster.mode.as_ref().map(ClusterMode::as_str),
        Property::Vpc => cluster.vpc_id.as_deref(),
        Property::Network => cluster.network_type.as_ref().map(NetworkType::as_str),
        Property::Name => cluster.name(),
        Property::Id => Some(&cluster.cluster_id),
        Property::Used => Some(is_used(row.used())),
        Property::Az
        | Property::Health
        | Property::KeyStore
        | Property::Sessions
        | Property::Tag => None,
    }
}

/// The zones that a cluster is in, or can be in.
pub(super) fn zones(cluster: &Cluster) -> impl Iterator<Item = &str> {
    let of_hsms = cluster.present_hsms().filter_map(|hsm| hsm.availability_zone.as_deref());
    cluster.subnet_mapping.keys().map(String::as_str).chain(of_hsms)
}

//! The filter language of the list: what a filter is, and its text.
//!
//! A filter is a row of terms that a cluster must all meet: words that are found anywhere
//! (`payments`), and properties (`state:ACTIVE,DEGRADED`, `region:us-*`, `tag:env=prod`). Values
//! after a comma are alternatives, `*` stands for anything, `-` in front turns a term round, and
//! quotes keep blanks and signs together (`tag:"cost center"="a,b"`).
//!
//! Must not know how a filter is shown or where it is kept.

mod compare;
mod field;
mod glob;
mod matching;
mod needs_use;
mod parse;
mod quote;
mod suggest;
mod unfinished;

use std::fmt;

use cluster_health::Triage;

pub use self::{
    field::Field,
    glob::Glob,
    needs_use::needs_use,
    parse::FilterError,
    suggest::{Known, Suggestion, suggestions},
};

/// What clusters must meet to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// All of them must be met.
    pub terms: Vec<Term>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Met by the clusters that don't meet it.
    pub negated: bool,
    /// The condition.
    pub condition: Condition,
}

/// What is asked of a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Found anywhere, in any case.
    Text(String),
    /// One of the values fits the property.
    Property(Property, Vec<Wanted>),
}

/// A value that fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The value; of a tag the key.
    pub value: Glob,
    /// The value of a tag; `None` for any.
    pub tag_value: Option<Glob>,
}

/// What a cluster can be asked for by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Property {
    /// The state.
    State,
    /// What it asks of the person on call.
    Triage,
    /// What there is to know about it: a word of `health`, or how grave it is.
    Health,
    /// The region.
    Region,
    /// The Availability Zones of its HSMs and of its subnet mapping.
    Az,
    /// The HSM type.
    Type,
    /// FIPS or not.
    Mode,
    /// The VPC.
    Vpc,
    /// IPv4 or dual-stack.
    Network,
    /// The `Name` tag.
    Name,
    /// The cluster id.
    Id,
    /// The connection state of its key stores.
    KeyStore,
    /// Whether anybody but AWS used it lately.
    Used,
    /// The most sessions at one time on one HSM lately.
    Sessions,
    /// A tag.
    Tag,
}

impl Property {
    /// All of them, as they are suggested.
    pub const ALL: [Self; 15] = [
        Self::State,
        Self::Triage,
        Self::Health,
        Self::Region,
        Self::Az,
        Self::Type,
        Self::Mode,
        Self::Vpc,
        Self::Network,
        Self::Name,
        Self::Id,
        Self::KeyStore,
        Self::Used,
        Self::Sessions,
        Self::Tag,
    ];

    /// The word before the colon.
    pub fn name(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Triage => "triage",
            Self::Health => "health",
            Self::Region => "region",
            Self::Az => "az",
            Self::Type => "type",
            Self::Mode => "mode",
            Self::Vpc => "vpc",
            Self::Network => "network",
            Self::Name => "name",
            Self::Id => "id",
            Self::KeyStore => "keystore",
            Self::Used => "used",
            Self::Sessions => "sessions",
            Self::Tag => "tag",
        }
    }

    /// Only KMS and CloudWatch know it, which are asked when somebody needs it.
    pub fn is_of_use(self) -> bool {
        matches!(self, Self::KeyStore | Self::Used | Self::Sessions)
    }
}

impl Wanted {
    /// Exactly this value.
    pub fn exactly(value: &str) -> Self {
        Self { value: Glob::exactly(value), tag_value: None }
    }

    /// Whether it is exactly this value of the property, or the beginning of a group that no other has: what
    /// is typed last may still be going to be longer.
    fn is_alone(&self, property: Property, other: &Self) -> bool {
        let of_group = |name: &str| {
            let mut groups = Triage::ALL.iter().filter(|it| self.value.fits(it.as_str()));
            groups.next().is_some_and(|it| it.as_str() == name) && groups.next().is_none()
        };
        let is_group = property == Property::Triage && other.value.text().is_some_and(of_group);
        self.is(other) || is_group
    }

    /// Whether it is exactly this value, which has no case; the value of a tag has.
    fn is(&self, other: &Self) -> bool {
        let same = match (self.value.text(), other.value.text()) {
            (Some(own), Some(other)) => own.eq_ignore_ascii_case(other),
            _ => self.value == other.value,
        };
        same && self.tag_value == other.tag_value
    }

    /// Exactly this tag; with any value, if it has none.
    pub fn tag(key: &str, value: &str) -> Self {
        let tag_value = (!value.is_empty()).then(|| Glob::exactly(value));
        Self { value: Glob::exactly(key), tag_value }
    }
}

impl Filter {
    /// Reads a filter's text.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        parse::parse(text)
    }

    /// Whether a term asks for exactly this value of the property.
    pub fn asks(&self, property: Property, value: &Wanted) -> bool {
        let asks = |term: &Term| {
            let mut all = term.values(property).into_iter().flatten();
            all.any(|wanted| wanted.is_alone(property, value))
        };
        self.terms.iter().any(asks)
    }

    /// How many values it asks for of the property.
    pub fn asked(&self, property: Property) -> usize {
        self.terms.iter().filter_map(|term| term.values(property)).map(Vec::len).sum()
    }

    /// The filter that asks for this value too, as an alternative to those it asks of the property
    /// already; or no longer, if it did.
    #[must_use]
    pub fn toggled(&self, property: Property, value: &Wanted) -> Self {
        let asked = self.asks(property, value);
        let mut added = asked;
        let mut terms = self.terms.clone();
        for term in terms.iter_mut().filter(|term| term.values(property).is_some()) {
            if let Condition::Property(_, values) = &mut term.condition {
                if asked {
                    values.retain(|wanted| !wanted.is_alone(property, value));
                } else if !added {
                    values.push(value.clone());
                    added = true;
                }
            }
        }
        if !added {
            let condition = Condition::Property(property, vec![value.clone()]);
            terms.push(Term { negated: false, condition });
        }
        terms.retain(|term| term.values(property).is_none_or(|values| !values.is_empty()));
        Self { terms }
    }
}

impl Term {
    /// The values of the property that this term asks for.
    fn values(&self, property: Property) -> Option<&Vec<Wanted>> {
        match &self.condition {
            Condition::Property(own, values) if *own == property && !self.negated => Some(values),
            _ => None,
        }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, term) in self.terms.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { " " })?;
            term.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.negated { "-" } else { "" })?;
        match &self.condition {
            Condition::Text(text) => f.write_str(&quote::quoted(text)),
            Condition::Property(property, values) => {
                f.write_str(property.name())?;
                for (index, value) in values.iter().enumerate() {
                    f.write_str(if index == 0 { ":" } else { "," })?;
                    value.value.fmt(f)?;
                    if let Some(tag_value) = &value.tag_value {
                        f.write_str("=")?;
                        tag_value.fmt(f)?;
                    }
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests;

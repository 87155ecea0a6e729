//! What a filter asks while its last term is still being typed.
//!
//! Halfway through `state:ACTIVE`, `state` is a word that no cluster has and `state:ACT` a value that none
//! has. The list must not go blank for that.

use super::{Condition, Filter, Property, Term, suggest::starts};

impl Filter {
    /// The filter to use in place of this one, if no cluster meets this one and its last term is still being
    /// typed: a word that begins the name of a property is left out, and a value counts as the beginning of
    /// one. `None` if the last term is neither.
    #[must_use]
    pub fn unfinished(&self) -> Option<Self> {
        let (last, before) = self.terms.split_last()?;
        if last.negated {
            // What is turned round leaves out little before it is whole.
            return None;
        }
        let mut terms = before.to_vec();
        match &last.condition {
            Condition::Text(word) => {
                Property::ALL.into_iter().find(|property| starts(property.name(), word))?;
            }
            Condition::Property(property, values) => {
                let mut values = values.clone();
                let last = values.last_mut()?;
                match &mut last.tag_value {
                    Some(value) => *value = value.beginning()?,
                    None => last.value = last.value.beginning()?,
                }
                let condition = Condition::Property(*property, values);
                terms.push(Term { negated: false, condition });
            }
        }
        Some(Self { terms })
    }
}

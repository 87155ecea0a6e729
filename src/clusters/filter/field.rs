//! The filter as its field has it: complete terms, and the text that is being typed behind them.

use super::{Condition, Filter, Term, suggest::after_last_blank};

/// Terms that are complete, and what is being typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Field {
    /// Complete; the field shows each as a token.
    pub terms: Vec<Term>,
    /// The text behind them.
    pub typed: String,
}

impl Field {
    /// Of a filter's text: all of it is complete, unless it is no filter.
    pub fn of(text: &str) -> Self {
        match Filter::parse(text) {
            Ok(Filter { terms }) => Self { terms, typed: String::new() },
            Err(_) => Self { terms: Vec::new(), typed: text.to_owned() },
        }
    }

    /// The text of the whole filter.
    pub fn text(&self) -> String {
        let terms = Filter { terms: self.terms.clone() }.to_string();
        let blank = if terms.is_empty() || self.typed.is_empty() { "" } else { " " };
        [&terms, blank, &self.typed].concat()
    }

    /// Replaces the text that is being typed. A space after a word completes it. A comma adds a value to the
    /// last term.
    #[must_use]
    pub fn typing(&self, typed: &str) -> Self {
        let mut terms = self.terms.clone();
        let mut typed = typed.to_owned();
        if typed.starts_with(',')
            && terms.last().is_some_and(|term| matches!(term.condition, Condition::Property(..)))
            && let Some(last) = terms.pop()
        {
            typed = [&last.to_string(), typed.as_str()].concat();
        }
        let (before, word) = typed.split_at(after_last_blank(&typed));
        if let Ok(complete) = Filter::parse(before) {
            terms.extend(complete.terms);
            typed = word.to_owned();
        }
        Self { terms, typed }
    }

    /// With what was being typed as complete terms, if it is a filter.
    #[must_use]
    pub fn complete(&self) -> Self {
        match Filter::parse(&self.typed) {
            Ok(complete) => {
                let terms = [self.terms.as_slice(), &complete.terms].concat();
                Self { terms, typed: String::new() }
            }
            Err(_) => self.clone(),
        }
    }

    /// Without a term.
    #[must_use]
    pub fn without(&self, index: usize) -> Self {
        let mut field = self.clone();
        if index < field.terms.len() {
            field.terms.remove(index);
        }
        field
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(field: &Field) -> (Vec<String>, &str) {
        (field.terms.iter().map(ToString::to_string).collect(), &field.typed)
    }

    fn typed(keys: &str) -> Field {
        let mut field = Field::default();
        for key in keys.chars() {
            let text = [field.typed.clone(), key.to_string()].concat();
            field = field.typing(&text);
        }
        field
    }

    #[test]
    fn a_blank_completes_a_term_unless_it_is_quoted() {
        let field = typed("name:*-prod state:act");
        assert_eq!(parts(&field), (vec!["name:*-prod".to_owned()], "state:act"));
        assert_eq!(field.text(), "name:*-prod state:act");
        let field = typed(r#""two words" x"#);
        assert_eq!(parts(&field), (vec![r#""two words""#.to_owned()], "x"));
        // What is no term stays where it can be mended.
        assert_eq!(parts(&typed("colour:red x")), (Vec::new(), "colour:red x"));
        assert_eq!(parts(&typed("a ").complete()), (vec!["a".to_owned()], ""));
    }

    #[test]
    fn a_comma_goes_on_with_the_last_values() {
        let field = Field::of("payments state:ACTIVE").typing(",");
        assert_eq!(parts(&field), (vec!["payments".to_owned()], "state:ACTIVE,"));
        assert_eq!(parts(&Field::of("payments").typing(",")), (vec!["payments".to_owned()], ","));
    }

    #[test]
    fn terms_are_taken_out_one_by_one() {
        let field = Field::of("a b c").typing("d");
        assert_eq!(field.without(1).text(), "a c d");
        assert_eq!(field.without(9), field);
    }

    proptest! {
        /// However it is typed: the text is the same filter.
        #[test]
        fn typing_changes_nothing(text in r#"(-?[a-z]{1,5}|state:[A-Z]{1,5}|"a b"| ){0,6}"#) {
            let field = typed(&text);
            // Where an error is may differ: spaces before the first word go.
            let read = |text: &str| Filter::parse(text).map_err(|error| error.problem);
            prop_assert_eq!(read(&field.text()), read(&text));
            prop_assert_eq!(read(&field.complete().text()), read(&text));
        }
    }
}

//! A question to EC2, as a form.

use std::collections::BTreeMap;

use super::EC2_VERSION;
use crate::Lookup;

/// What EC2 is asked, whatever is described: what to list, and where the last page ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ec2Question {
    /// What is listed must pass all of them.
    pub filters: Vec<Ec2Filter>,
    /// 5 to 1000.
    pub max_results: Option<u32>,
    /// Where the last page ended.
    pub next_token: Option<String>,
}

/// One filter of a question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ec2Filter {
    /// `group-id`, `subnet-id`, …
    pub name: String,
    /// Any of them.
    pub values: Vec<String>,
}

/// A form that somebody sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ec2Form {
    /// The operation's name.
    pub action: String,
    /// The version of the API.
    pub version: String,
    /// What is asked.
    pub question: Ec2Question,
    /// Parameters that this crate does not know, such as `SubnetId.1`.
    pub others: BTreeMap<String, String>,
}

/// A form that is no question.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Ec2FormError {
    /// A parameter comes twice.
    #[error("The parameter {0} is there twice.")]
    Twice(String),
    /// A parameter that isn't the number that it should be.
    #[error("The parameter {0} is no number.")]
    NotANumber(&'static str),
    /// A filter has values but no name.
    #[error("Filter {0} has no name.")]
    Nameless(u32),
}

impl Ec2Question {
    /// What passes one filter.
    pub fn by(name: &str, values: Vec<String>) -> Self {
        let filter = Ec2Filter { name: name.to_owned(), values };
        Self { filters: vec![filter], ..Self::default() }
    }

    /// The body of the request: `Action`, `Version`, `Filter.1.Name`, `Filter.1.Value.1`, ….
    pub fn form(&self, lookup: Lookup) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("Action", lookup.name()).append_pair("Version", EC2_VERSION);
        for (index, filter) in (1..).zip(&self.filters) {
            let index: u32 = index;
            form.append_pair(&format!("Filter.{index}.Name"), &filter.name);
            for (number, value) in (1..).zip(&filter.values) {
                let number: u32 = number;
                form.append_pair(&format!("Filter.{index}.Value.{number}"), value);
            }
        }
        if let Some(most) = self.max_results {
            form.append_pair("MaxResults", &most.to_string());
        }
        if let Some(token) = &self.next_token {
            form.append_pair("NextToken", token);
        }
        form.finish()
    }
}

impl Ec2Form {
    /// Reads the body of a request.
    pub fn read(body: &[u8]) -> Result<Self, Ec2FormError> {
        let mut parameters = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(body) {
            if parameters.insert(name.to_string(), value.into_owned()).is_some() {
                return Err(Ec2FormError::Twice(name.into_owned()));
            }
        }
        let mut take = |name: &str| parameters.remove(name);
        let action = take("Action").unwrap_or_default();
        let version = take("Version").unwrap_or_default();
        let max_results = take("MaxResults").map(|text| text.parse()).transpose();
        let max_results = max_results.map_err(|_| Ec2FormError::NotANumber("MaxResults"))?;
        let next_token = take("NextToken");
        let (filters, others) = filters(parameters)?;
        let question = Ec2Question { filters, max_results, next_token };
        Ok(Self { action, version, question, others })
    }
}

type Parameters = BTreeMap<String, String>;

fn filters(parameters: Parameters) -> Result<(Vec<Ec2Filter>, Parameters), Ec2FormError> {
    let mut filters: BTreeMap<u32, (Option<String>, BTreeMap<u32, String>)> = BTreeMap::new();
    let mut others = Parameters::new();
    for (name, value) in parameters {
        let parts: Vec<_> = name.split('.').collect();
        let number = |text: &str| text.parse::<u32>().ok();
        match parts.as_slice() {
            ["Filter", index, "Name"] if number(index).is_some() => {
                filters.entry(number(index).unwrap_or_default()).or_default().0 = Some(value);
            }
            ["Filter", index, "Value", at] if number(index).is_some() && number(at).is_some() => {
                let values = &mut filters.entry(number(index).unwrap_or_default()).or_default().1;
                values.insert(number(at).unwrap_or_default(), value);
            }
            _ => {
                others.insert(name, value);
            }
        }
    }
    let filters = filters.into_iter().map(|(index, (name, values))| {
        let name = name.ok_or(Ec2FormError::Nameless(index))?;
        Ok(Ec2Filter { name, values: values.into_values().collect() })
    });
    Ok((filters.collect::<Result<_, _>>()?, others))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_a_form_and_read_again() {
        let values = (1..=11).map(|number| format!("sg-{number} & ü")).collect();
        let question = Ec2Question {
            max_results: Some(1000),
            next_token: Some("a+b=".to_owned()),
            ..Ec2Question::by("group-id", values)
        };
        let form = question.form(Lookup::DescribeNetworkInterfaces);
        assert!(form.starts_with(
            "Action=DescribeNetworkInterfaces&Version=2016-11-15&Filter.1.Name=group-id\
             &Filter.1.Value.1=sg-1+%26+%C3%BC&"
        ));
        assert!(form.ends_with("&MaxResults=1000&NextToken=a%2Bb%3D"), "{form}");
        let read = Ec2Form::read(form.as_bytes()).unwrap();
        assert_eq!(read.question, question);
        assert_eq!(
            (read.action.as_str(), read.version.as_str()),
            ("DescribeNetworkInterfaces", EC2_VERSION)
        );
        assert!(read.others.is_empty());
    }

    #[test]
    fn what_is_no_question_is_kept_or_refused() {
        let read = Ec2Form::read(b"Action=X&SubnetId.1=s&Filter.x.Name=n&DryRun=true").unwrap();
        assert_eq!(read.others.len(), 3);
        for (form, error) in [
            ("Action=X&Action=Y", Ec2FormError::Twice("Action".to_owned())),
            ("MaxResults=many", Ec2FormError::NotANumber("MaxResults")),
            ("Filter.2.Value.1=v", Ec2FormError::Nameless(2)),
        ] {
            assert_eq!(Ec2Form::read(form.as_bytes()), Err(error), "{form}");
        }
    }
}

//! How far the answer of a service of AWS is known, and why it isn't.

use backend_api::{Dependents, Source, SourceName, SourceStatus};

/// Why something isn't known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cluster) struct Unknown {
    pub(in crate::cluster) reason: Reason,
    /// In a sentence.
    pub(in crate::cluster) words: String,
}

/// The kind of reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cluster) enum Reason {
    /// The AWS identity lacks the permission.
    NotAllowed,
    /// The service didn't answer, or not as it should.
    Failed,
    /// The backend was started without it.
    NotAsked,
}

/// What a source says, or why that isn't known.
pub(in crate::cluster) fn known<'a, T>(
    dependents: &'a Dependents,
    name: SourceName,
    value: Option<&'a T>,
) -> Result<&'a T, Unknown> {
    let source = dependents.sources.iter().find(|it| it.name == name);
    let Some(source) = source else {
        let words = ["Not known: this backend reports nothing from ", service(name), "."].concat();
        return Err(Unknown { reason: Reason::NotAsked, words });
    };
    match Unknown::of(source) {
        Some(unknown) => Err(unknown),
        None => value.ok_or_else(|| Unknown::failed(name)),
    }
}

impl Unknown {
    /// Why a source isn't known; `None` if it is.
    pub(in crate::cluster) fn of(source: &Source) -> Option<Self> {
        let (reason, why) = match source.status {
            // Only plans say that something is being asked.
            SourceStatus::Known | SourceStatus::Asking => return None,
            SourceStatus::NotAllowed => {
                let why = ["the AWS identity lacks the permission ", &source.permission, "."];
                (Reason::NotAllowed, why.concat())
            }
            SourceStatus::NotAsked => {
                let why = ["this backend doesn’t ask ", service(source.name), " (--look)."];
                (Reason::NotAsked, why.concat())
            }
            SourceStatus::Failed => match source.message.as_ref().or(source.code.as_ref()) {
                Some(message) => (Reason::Failed, message.clone()),
                None => return Some(Self::failed(source.name)),
            },
        };
        Some(Self { reason, words: ["Not known: ", &why].concat() })
    }

    /// Nothing that can be used came from a source.
    pub(in crate::cluster) fn failed(name: SourceName) -> Self {
        let words = ["Not known: ", service(name), " didn’t answer as expected."].concat();
        Self { reason: Reason::Failed, words }
    }

    /// What the state is called.
    pub(in crate::cluster) fn title(&self) -> &'static str {
        match self.reason {
            Reason::NotAllowed => "Not allowed",
            Reason::Failed => "Couldn’t be read",
            Reason::NotAsked => "Not asked",
        }
    }
}

/// The service that is asked.
fn service(name: SourceName) -> &'static str {
    match name {
        SourceName::Kms => "KMS",
        SourceName::CloudWatch => "CloudWatch",
        SourceName::Ec2Interfaces
        | SourceName::Ec2SecurityGroup
        | SourceName::Ec2Subnets
        | SourceName::Ec2Zones => "EC2",
        SourceName::Quotas => "Service Quotas",
        SourceName::CloudTrail => "CloudTrail",
        SourceName::Regions => "CloudHSM",
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn only_what_is_known_and_there_is_known() {
        let nothing: Vec<String> = Vec::new();
        for (status, value, expected) in [
            (SourceStatus::Known, Some(&nothing), None),
            (SourceStatus::Known, None, Some(Reason::Failed)),
            (SourceStatus::NotAllowed, None, Some(Reason::NotAllowed)),
            (SourceStatus::NotAllowed, Some(&nothing), Some(Reason::NotAllowed)),
            (SourceStatus::Failed, None, Some(Reason::Failed)),
            (SourceStatus::Failed, Some(&nothing), Some(Reason::Failed)),
            (SourceStatus::NotAsked, None, Some(Reason::NotAsked)),
        ] {
            let dependents = samples::dependents(SourceName::Kms, status);
            let found = known(&dependents, SourceName::Kms, value);
            assert_eq!(found.err().map(|it| it.reason), expected, "{status:?} {value:?}");
        }
        let other = samples::dependents(SourceName::Kms, SourceStatus::Known);
        let found = known(&other, SourceName::CloudWatch, Some(&nothing));
        assert!(found.is_err(), "a backend that doesn't name a source didn't ask it");
    }

    #[test]
    fn why_is_said_in_words() {
        let words = |status| {
            let mut source = samples::source(SourceName::Ec2Subnets, status);
            source.permission = "ec2:DescribeSubnets".to_owned();
            let plain = Unknown::of(&source).map(|it| it.words);
            source.message = Some("Rate exceeded.".to_owned());
            (plain, Unknown::of(&source).map(|it| it.words))
        };
        let same = |words: &str| (Some(words.to_owned()), Some(words.to_owned()));
        assert_eq!(words(SourceStatus::Known), (None, None));
        assert_eq!(
            words(SourceStatus::NotAllowed),
            same("Not known: the AWS identity lacks the permission ec2:DescribeSubnets.")
        );
        assert_eq!(
            words(SourceStatus::NotAsked),
            same("Not known: this backend doesn’t ask EC2 (--look).")
        );
        let (plain, message) = words(SourceStatus::Failed);
        assert_eq!(plain.as_deref(), Some("Not known: EC2 didn’t answer as expected."));
        assert_eq!(message.as_deref(), Some("Not known: Rate exceeded."));
    }
}

//! Which attempt a page shows.

use backend_api::Attempt;
use cloudhsm_api::Operation;

/// Where an attempt is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lookup {
    /// By its ID.
    Id(String),
    /// The newest of an operation on a resource, other than `before`: of a call without a plan the ID
    /// comes with the answer, and is lost with it.
    Newest { operation: Operation, region: String, resource: String, before: Option<String> },
}

impl Lookup {
    /// The same, after another attempt of it.
    pub(crate) fn after(self, earlier: Option<String>) -> Self {
        match self {
            Self::Newest { operation, region, resource, .. } => {
                Self::Newest { operation, region, resource, before: earlier }
            }
            Self::Id(id) => Self::Id(id),
        }
    }

    /// The attempt among those of the backend, which are newest first.
    pub(crate) fn find<'a>(&self, attempts: &'a [Attempt]) -> Option<&'a Attempt> {
        match self {
            Self::Id(id) => attempts.iter().find(|it| it.id == *id),
            Self::Newest { operation, region, resource, before } => {
                let same = |it: &&Attempt| {
                    it.operation == *operation && it.region == *region && it.resource == *resource
                };
                let newest = attempts.iter().find(same);
                newest.filter(|it| before.as_ref() != Some(&it.id))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use backend_api::AttemptState;

    use super::*;
    use crate::samples;

    #[test]
    fn without_an_id_the_newest_other_than_before_is_meant() {
        let sent = Attempt {
            id: "b".into(),
            state: AttemptState::Sent,
            resource: "c".into(),
            ..samples::attempt()
        };
        let attempts = [sent];
        let lookup = |before: Option<&str>| Lookup::Newest {
            operation: Operation::DeleteCluster,
            region: "r".into(),
            resource: "c".into(),
            before: before.map(str::to_owned),
        };
        assert!(lookup(None).find(&attempts).is_some());
        assert!(lookup(Some("a")).find(&attempts).is_some());
        assert!(lookup(Some("b")).find(&attempts).is_none());
    }
}

//! How far AWS's record is known, in words: what it doesn't have is never "nothing".

use backend_api::{AskedOperation, AskedStatus, History, SourceStatus};
use cloudhsm_api::Timestamp;

/// How far AWS's record is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Extent {
    /// Something is missing that may matter.
    pub(super) is_warning: bool,
    pub(super) title: String,
    /// Sentences.
    pub(super) words: Vec<String>,
}

impl Extent {
    /// Of an answer; `exact` says a time.
    pub(super) fn of(history: &History, exact: fn(&Timestamp) -> String) -> Self {
        let source = &history.source;
        let why = source.message.clone().or(source.code.clone());
        let unknown = |title: &str, words: String| Self {
            is_warning: true,
            title: ["AWS’s record (CloudTrail): ", title].concat(),
            words: vec![words],
        };
        match source.status {
            SourceStatus::NotAllowed => {
                let missing = &source.permission;
                let words = format!("The AWS identity lacks the permission {missing}.");
                return unknown("not allowed", [&words, ONLY_OURS].concat());
            }
            SourceStatus::NotAsked => {
                let words = "This backend doesn’t ask CloudTrail (--look).";
                return unknown("not asked", [words, ONLY_OURS].concat());
            }
            SourceStatus::Failed if history.events.is_none() && !history.asking => {
                let words = why.unwrap_or_else(|| "CloudTrail didn’t answer as expected.".into());
                return unknown("couldn’t be read", [&words, ONLY_OURS].concat());
            }
            SourceStatus::Known | SourceStatus::Failed | SourceStatus::Asking => {}
        }
        let all = &history.operations;
        let with = |status| all.iter().filter(move |it| it.status == status);
        let days = history.days;
        let mut words = Vec::new();
        let pending = with(AskedStatus::Pending).count();
        if history.asking && pending > 0 {
            let total = all.len();
            words.push(format!(
                "Still reading: {} of {total} operations are there. AWS limits how fast this goes.",
                total - pending
            ));
        }
        words.extend(with(AskedStatus::CutOff).map(|it| cut_off(it, exact)));
        let failed: Vec<_> = with(AskedStatus::Failed).map(|it| it.name.name()).collect();
        if !failed.is_empty() {
            let why = why.unwrap_or_default();
            words.push(format!("Not known for {}. {why}", failed.join(", ")).trim_end().to_owned());
        }
        match history.unmatched {
            0 => {}
            1 => words.push(
                "One more change in this region doesn’t say what it was about; it may have been this cluster."
                    .into(),
            ),
            many => words.push(format!(
                "{many} more changes in this region don’t say what they were about; some may have been this cluster."
            )),
        }
        words.push(format!(
            "CloudTrail has the last {days} days, and new changes with a delay of some minutes."
        ));
        let title = match (history.complete, pending > 0 && history.asking) {
            (true, _) => format!("AWS’s record (CloudTrail): complete for {days} days"),
            (false, true) => "AWS’s record (CloudTrail): still reading".into(),
            (false, false) => "AWS’s record (CloudTrail): incomplete".into(),
        };
        let is_warning = !history.complete && !history.asking;
        Self { is_warning, title, words }
    }

    /// Whether there is a complete answer that says that nothing was done.
    pub(super) fn nothing(history: &History) -> bool {
        history.complete && history.events.as_ref().is_some_and(Vec::is_empty)
    }
}

const ONLY_OURS: &str = " Only changes made through this console are shown.";

fn cut_off(operation: &AskedOperation, exact: fn(&Timestamp) -> String) -> String {
    let name = operation.name.name();
    match operation.back_to.as_ref().filter(|it| it.epoch_millis().is_some()) {
        Some(time) => format!("{name}: only back to {}; there are more.", exact(time)),
        None => format!("{name}: only the newest; there are more."),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use backend_api::{Source, SourceName};
    use cloudhsm_api::Operation;

    use super::*;

    pub(crate) fn history(status: SourceStatus, operations: &[AskedStatus]) -> History {
        let asked = |(name, status): (&Operation, &AskedStatus)| AskedOperation {
            name: *name,
            status: *status,
            back_to: Some(Timestamp::from_epoch_seconds(1_493_220_000)),
            message: None,
        };
        let operations: Vec<_> = Operation::ALL.iter().zip(operations).map(asked).collect();
        History {
            region: "us-east-1".into(),
            cluster_id: "cluster-a".into(),
            source: Source {
                name: SourceName::CloudTrail,
                status,
                permission: "cloudtrail:LookupEvents".into(),
                age_seconds: Some(3),
                request_ids: Vec::new(),
                code: None,
                message: None,
            },
            days: 90,
            asking: operations.iter().any(|it| it.status == AskedStatus::Pending),
            complete: operations.iter().all(|it| it.status == AskedStatus::Answered),
            operations,
            unmatched: 0,
            events: Some(Vec::new()),
        }
    }

    #[test]
    fn only_a_complete_answer_can_say_nothing() {
        use AskedStatus::{Answered, CutOff, Failed, Pending};
        for (status, operations, title, is_warning) in [
            (SourceStatus::Known, vec![Answered], "complete for 90 days", false),
            (SourceStatus::Known, vec![Answered, Pending], "still reading", false),
            (SourceStatus::Known, vec![Answered, CutOff], "incomplete", true),
            (SourceStatus::Failed, vec![Answered, Failed], "incomplete", true),
        ] {
            let history = history(status, &operations);
            let extent = Extent::of(&history, Timestamp::utc);
            assert!(extent.title.ends_with(title), "{extent:?}");
            assert_eq!(extent.is_warning, is_warning, "{extent:?}");
            assert_eq!(Extent::nothing(&history), title.starts_with("complete"), "{extent:?}");
        }
        for (status, title) in [
            (SourceStatus::NotAllowed, "not allowed"),
            (SourceStatus::NotAsked, "not asked"),
            (SourceStatus::Failed, "couldn’t be read"),
        ] {
            let mut history = history(status, &[]);
            (history.complete, history.events) = (false, None);
            let extent = Extent::of(&history, Timestamp::utc);
            assert!(extent.is_warning && extent.title.ends_with(title), "{extent:?}");
            assert!(extent.words[0].ends_with(ONLY_OURS), "{extent:?}");
            assert!(!Extent::nothing(&history));
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        use AskedStatus::{Answered, CutOff, Failed, Pending};
        let mut history = history(SourceStatus::Known, &[Answered, CutOff, Failed, Pending]);
        history.unmatched = 2;
        history.source.message = Some("Rate exceeded.".into());
        let words = Extent::of(&history, Timestamp::utc).words.join("\n");
        for part in [
            "3 of 4 operations are there",
            "CreateCluster: only back to 2017-04-26",
            "Not known for CreateHsm. Rate exceeded.",
            "2 more changes in this region",
            "last 90 days",
        ] {
            assert!(words.contains(part), "{part} in {words}");
        }
    }
}

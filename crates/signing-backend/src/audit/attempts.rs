//! Which attempts are open: announced, and their outcome not recorded.

use backend_api::{AuditEvent, AuditRecord};

/// Of so many attempts of several steps that are finished, the steps are kept: one that was found gone
/// can be listed again, and then the attempt is open again.
const MOST_FINISHED: usize = 20;

/// Follows one record: keeps the newest one of each attempt that is not finished. Of an attempt of
/// several steps, it keeps the newest one of the whole and of each step, finished or not: an open
/// step alone doesn't say what became of the others.
pub fn note(last_words: &mut Vec<AuditRecord>, record: AuditRecord) {
    if matches!(record.event, AuditEvent::Refusal | AuditEvent::DryRun) {
        return;
    }
    last_words.retain(|it| (&it.attempt, &it.resource) != (&record.attempt, &record.resource));
    let is_of_several = is_about_several(&record)
        || last_words.iter().any(|it| it.attempt == record.attempt && is_about_several(it));
    if record.state().is_open() || is_of_several {
        last_words.push(record);
    }
    if is_of_several {
        forget_finished(last_words);
    }
}

/// Whether a record is about several resources together.
pub(crate) fn is_about_several(record: &AuditRecord) -> bool {
    record.resource.contains(' ')
}

/// Drops what was finished the longest ago.
fn forget_finished(last_words: &mut Vec<AuditRecord>) {
    let open = |id: &str| last_words.iter().any(|it| it.attempt == id && it.state().is_open());
    let mut finished: Vec<&str> = Vec::new();
    for record in last_words.iter().rev() {
        if !finished.contains(&record.attempt.as_str()) && !open(&record.attempt) {
            finished.push(&record.attempt);
        }
    }
    let forgotten: Vec<_> =
        finished.iter().skip(MOST_FINISHED).map(|it| (*it).to_owned()).collect();
    last_words.retain(|it| !forgotten.contains(&it.attempt));
}

/// Whether a record says what came of a call that was sent, so that it must not be lost.
pub(crate) fn is_outcome(event: AuditEvent) -> bool {
    event == AuditEvent::Outcome
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Entry;
    use backend_api::AttemptState::{self, Accepted, Gone, Stopped};
    use cloudhsm_api::Operation;

    fn noted(records: &[(&str, &str, Option<AttemptState>)]) -> Vec<(String, AttemptState)> {
        let mut kept = Vec::new();
        for (attempt, resource, outcome) in records {
            let event = if outcome.is_some() { AuditEvent::Outcome } else { AuditEvent::Intent };
            let entry = Entry::new(event, *attempt, Operation::DeleteHsm, *resource);
            let entry = Entry { outcome: outcome.map(Into::into), ..entry };
            note(&mut kept, entry.into_record(1, String::new(), String::new()));
        }
        kept.into_iter().map(|it| (it.resource.clone(), it.state())).collect()
    }

    #[test]
    fn of_a_single_one_the_last_word_is_kept_until_it_is_finished() {
        let accepted = ("1", "hsm-a", Some(Accepted));
        assert_eq!(noted(&[("1", "hsm-a", None), accepted]), [("hsm-a".into(), Accepted)]);
        assert_eq!(noted(&[accepted, ("1", "hsm-a", Some(Gone))]), []);
    }

    #[test]
    fn of_several_the_last_word_of_each_is_kept_while_one_of_them_may_be_open_again() {
        let mut records = vec![
            ("1", "hsm-a hsm-b", None),
            ("1", "hsm-a", Some(Gone)),
            ("1", "hsm-b", Some(Gone)),
            ("1", "hsm-a hsm-b", Some(Stopped)),
        ];
        let all = [("hsm-a", Gone), ("hsm-b", Gone), ("hsm-a hsm-b", Stopped)];
        assert_eq!(noted(&records), all.map(|(id, state)| (id.to_owned(), state)));
        records.push(("1", "hsm-a", Some(Accepted)));
        let numbers: Vec<_> = (2..40).map(|it| it.to_string()).collect();
        records.extend(numbers.iter().map(|it| (it.as_str(), "hsm-c hsm-d", Some(Gone))));
        let kept = noted(&records);
        assert_eq!(kept.len(), 3 + MOST_FINISHED, "what is open is never forgotten");
        assert!(
            kept.contains(&("hsm-b".into(), Gone)) && kept.contains(&("hsm-a".into(), Accepted))
        );
    }
}

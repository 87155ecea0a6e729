//! Every way in which a saving can end, against tags in memory.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    pin::pin,
    task::{Context, Poll, Waker},
};

use backend_api::{ApiErrorCode, ErrorSource};

use super::*;

/// What a call does to the tags, and what it answers.
#[derive(Debug, Clone)]
enum Answer {
    Done,
    /// Answered as done, though only the tag with this key is set.
    Only(&'static str),
    /// Carried out, or not; the answer is this error.
    Fails(Box<ApiError>, bool),
}

struct InMemory {
    listed: RefCell<Option<Vec<Tag>>>,
    answers: RefCell<VecDeque<Answer>>,
    /// What was set is listed only after so many looks.
    lag: Cell<usize>,
    pending: RefCell<Option<Vec<Tag>>>,
    sent: RefCell<Vec<Part>>,
    unreadable: Cell<bool>,
    /// From the first call on, nothing can be read.
    blind_after_sending: Cell<bool>,
    paused: Cell<u32>,
}

impl InMemory {
    fn with(tags: &[Tag], answers: &[Answer]) -> Self {
        Self {
            listed: RefCell::new(Some(tags.to_vec())),
            answers: RefCell::new(answers.iter().cloned().collect()),
            lag: Cell::new(0),
            pending: RefCell::new(None),
            sent: RefCell::default(),
            unreadable: Cell::new(false),
            blind_after_sending: Cell::new(false),
            paused: Cell::new(0),
        }
    }

    fn carry_out(&self, part: &Part) {
        let pending = self.pending.borrow_mut().take();
        let mut tags = pending.or_else(|| self.listed.borrow().clone()).unwrap_or_default();
        match part {
            Part::Set(set) => {
                tags.retain(|tag| set.iter().all(|new| new.key != tag.key));
                tags.extend(set.clone());
            }
            Part::Remove(keys) => tags.retain(|tag| !keys.contains(&tag.key)),
        }
        *self.pending.borrow_mut() = Some(tags);
    }
}

impl Tags for InMemory {
    async fn read(&self) -> Result<Option<Vec<Tag>>, ApiError> {
        if self.unreadable.get() {
            return Err(lost());
        }
        match self.lag.get() {
            0 => {
                if let Some(tags) = self.pending.borrow_mut().take() {
                    *self.listed.borrow_mut() = Some(tags);
                }
            }
            lag => self.lag.set(lag - 1),
        }
        Ok(self.listed.borrow().clone())
    }

    async fn send(&self, part: &Part) -> Result<(), ApiError> {
        self.sent.borrow_mut().push(part.clone());
        self.unreadable.set(self.blind_after_sending.get());
        let answer = self.answers.borrow_mut().pop_front().unwrap_or(Answer::Done);
        match answer {
            Answer::Done => self.carry_out(part),
            Answer::Only(key) => {
                if let Part::Set(tags) = part {
                    let only = tags.iter().filter(|tag| tag.key == key).cloned().collect();
                    self.carry_out(&Part::Set(only));
                }
            }
            Answer::Fails(error, carried_out) => {
                if carried_out {
                    self.carry_out(part);
                }
                return Err(*error);
            }
        }
        Ok(())
    }

    async fn pause(&self, millis: u32) {
        self.paused.set(self.paused.get() + millis);
    }
}

fn saved(tags: &InMemory, draft: &Draft) -> Saved {
    let future = pin!(save_to(tags, draft));
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(saved) => saved,
        Poll::Pending => panic!("nothing here waits"),
    }
}

fn lost() -> ApiError {
    ApiError::network(ApiErrorCode::OutcomeUnknown, "no answer")
}

fn refusal() -> ApiError {
    ApiError {
        source: ErrorSource::Aws,
        upstream_status: Some(400),
        ..ApiError::backend("AccessDeniedException", "no")
    }
}

/// Sets `new`, and removes `old`.
fn draft() -> (Vec<Tag>, Draft) {
    let before = vec![Tag::new("Name", "a"), Tag::new("old", "1")];
    let mut draft = Draft::of(&before);
    draft.toggle_removal(1);
    draft.add();
    draft.rows[2].key = "new".into();
    (before, draft)
}

fn stopped(saved: Saved) -> Stopped {
    match saved {
        Saved::Stopped(stopped) => stopped,
        other => panic!("{other:?}"),
    }
}

fn found(stopped: &Stopped) -> (String, Vec<String>) {
    let found = stopped.found.clone().unwrap();
    (found.arrived(), found.missing)
}

#[test]
fn all_is_saved_when_aws_shows_all() {
    let (before, draft) = draft();
    let tags = InMemory::with(&before, &[]);
    assert_eq!(saved(&tags, &draft), Saved::All(None));
    assert_eq!(tags.sent.borrow().len(), 2);
    assert_eq!(tags.paused.get(), 0);
}

#[test]
fn a_listing_that_lags_is_read_again_for_some_seconds() {
    let (before, draft) = draft();
    let tags = InMemory::with(&before, &[]);
    // The first read is the one before anything is sent.
    tags.lag.set(4);
    assert_eq!(saved(&tags, &draft), Saved::All(None));
    assert!(tags.paused.get() > 0);
    let tags = InMemory::with(&before, &[]);
    tags.lag.set(100);
    let stopped = stopped(saved(&tags, &draft));
    assert_eq!(stopped.reason, Reason::NotShown);
    assert_eq!(found(&stopped), (String::new(), vec!["new".to_owned(), "old".to_owned()]));
    assert_eq!(tags.paused.get(), 5_000);
}

#[test]
fn one_of_four_that_arrives_is_named() {
    let mut draft = Draft::default();
    for (index, key) in ["a", "b", "c", "d"].into_iter().enumerate() {
        draft.add();
        draft.rows[index].key = key.into();
    }
    let tags = InMemory::with(&[], &[Answer::Only("b")]);
    let stopped = stopped(saved(&tags, &draft));
    assert_eq!(stopped.reason, Reason::NotShown);
    let missing = ["a", "c", "d"].map(str::to_owned).to_vec();
    assert_eq!(found(&stopped), ("Set: b.".to_owned(), missing));
}

#[test]
fn a_lost_answer_is_compared_and_the_rest_is_sent() {
    let (before, draft) = draft();
    let tags = InMemory::with(&before, &[Answer::Fails(Box::new(lost()), true)]);
    assert_eq!(saved(&tags, &draft), Saved::All(Some(Arc::new(lost()))));
    assert_eq!(tags.sent.borrow().len(), 2);
}

#[test]
fn a_lost_answer_of_what_did_not_arrive_is_unknown_and_nothing_more_is_sent() {
    let (before, draft) = draft();
    let tags = InMemory::with(&before, &[Answer::Fails(Box::new(lost()), false)]);
    let stopped = stopped(saved(&tags, &draft));
    assert_eq!(stopped.reason, Reason::Unknown(Arc::new(lost())));
    assert_eq!(found(&stopped), (String::new(), vec!["new".to_owned()]));
    assert_eq!(tags.sent.borrow().len(), 1);
    // It arrives later, and is neither a conflict nor sent again.
    tags.carry_out(&Part::Set(vec![Tag::new("new", "")]));
    assert_eq!(saved(&tags, &draft), Saved::All(None));
    assert_eq!(tags.sent.borrow().last(), Some(&Part::Remove(vec!["old".into()])));
}

#[test]
fn a_lost_answer_without_a_look_is_unknown_too() {
    let (before, draft) = draft();
    let tags = InMemory::with(&before, &[Answer::Fails(Box::new(lost()), true)]);
    tags.blind_after_sending.set(true);
    let stopped = stopped(saved(&tags, &draft));
    assert_eq!(stopped.reason, Reason::Unknown(Arc::new(lost())));
    assert_eq!((stopped.found, stopped.tags), (None, None));
}

#[test]
fn a_refusal_is_certain_and_names_what_came_before_it() {
    let (before, draft) = draft();
    let tags = InMemory::with(&before, &[Answer::Fails(Box::new(refusal()), false)]);
    let first = stopped(saved(&tags, &draft));
    assert_eq!(first.reason, Reason::Refused(Arc::new(refusal())));
    assert!(first.sent.is_empty());
    let tags = InMemory::with(&before, &[Answer::Done, Answer::Fails(Box::new(refusal()), false)]);
    let second = stopped(saved(&tags, &draft));
    assert_eq!(second.reason, Reason::Refused(Arc::new(refusal())));
    assert_eq!(found(&second), ("Set: new.".to_owned(), vec![]));
    assert!(!second.sent.is_empty());
}

#[test]
fn nothing_is_sent_over_a_conflict_or_to_a_cluster_that_is_gone() {
    let (_, draft) = draft();
    let theirs = vec![Tag::new("Name", "theirs"), Tag::new("old", "1")];
    let tags = InMemory::with(&theirs, &[]);
    assert_eq!(saved(&tags, &draft), Saved::Conflict(vec!["Name".into()], theirs));
    *tags.listed.borrow_mut() = None;
    assert_eq!(saved(&tags, &draft), Saved::Gone);
    tags.unreadable.set(true);
    assert_eq!(stopped(saved(&tags, &draft)).reason, Reason::Refused(Arc::new(lost())));
    assert!(tags.sent.borrow().is_empty());
}

#[test]
fn setting_comes_first_unless_the_tags_would_be_too_many() {
    let change = || Change { set: vec![Tag::new("new", "")], remove: vec!["old".to_owned()] };
    let set = || Part::Set(vec![Tag::new("new", "")]);
    let remove = || Part::Remove(vec!["old".to_owned()]);
    assert_eq!(parts(change(), 49), [set(), remove()]);
    assert_eq!(parts(change(), 50), [remove(), set()]);
    let nothing = Change { set: Vec::new(), remove: Vec::new() };
    assert_eq!(parts(nothing, 3), []);
}

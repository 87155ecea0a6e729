//! What the checks know that no backend knows: every call with what became of it, and every reading
//! with what it showed.

mod before_a_send;

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use cloudhsm_api::{Operation, OperationClass};
use serde_json::Value;
use tokio::{task::Id, time::Instant};

use crate::{
    adversary::Adversary,
    cloud::{Cloud, PROTECTION},
    disk::Disk,
    figures::Figures,
    kms::Kms,
};

/// A run of a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Who {
    pub(crate) process: usize,
    pub(crate) run: u32,
}

/// What a backend can know of a call that it handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// Nothing yet, or for ever: it may have been carried out.
    Open,
    /// It was not sent.
    NotSent,
    /// AWS certainly refused it.
    Refused,
    /// AWS answered that it does it.
    Accepted,
}

/// A call that changes or destroys, handed over by a backend.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) who: Who,
    pub(crate) at: Duration,
    pub(crate) ended: Option<Duration>,
    pub(crate) account: &'static str,
    pub(crate) region: String,
    pub(crate) operation: Operation,
    pub(crate) input: Value,
    pub(crate) resource: String,
    /// What its intent in the log says.
    pub(crate) attempt: String,
    pub(crate) known: Known,
    pub(crate) carried_out: Option<Duration>,
    /// Cluster and backup that nobody else of this process may touch meanwhile.
    pub(crate) places: Vec<String>,
    /// Since when: the reading that it rests on, or the send itself.
    pub(crate) since: Duration,
    pub(crate) is_guarded: bool,
}

/// What a reading showed of one resource.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shown {
    pub(crate) state: String,
    pub(crate) tags: Vec<(String, String)>,
    /// Of a cluster: ID and state.
    pub(crate) hsms: Vec<(String, String)>,
    /// Of a backup.
    pub(crate) cluster: Option<String>,
}

/// A well-formed reading that a backend got.
#[derive(Debug, Clone)]
pub(crate) struct Observation {
    pub(crate) who: Who,
    pub(crate) task: Option<Id>,
    pub(crate) began: Duration,
    pub(crate) at: Duration,
    pub(crate) key: &'static str,
    pub(crate) account: &'static str,
    pub(crate) region: String,
    pub(crate) id: String,
    pub(crate) shown: Option<Shown>,
}

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) start: Instant,
    pub(crate) cloud: Cloud,
    pub(crate) adversary: Adversary,
    pub(crate) kms: Kms,
    pub(crate) sent: Vec<Sent>,
    pub(crate) observations: Vec<Observation>,
    /// When a reading of this process failed.
    pub(crate) blind: Vec<(usize, Duration)>,
    /// When the credentials of this process became others.
    pub(crate) new_credentials: Vec<(usize, Duration)>,
    /// When a run of a process ended.
    pub(crate) ends: Vec<(Who, Duration)>,
    pub(crate) disks: Vec<Disk>,
    /// Attempts whose stop was answered.
    pub(crate) stopped: HashSet<(usize, String)>,
    /// When the plan's answer came, by process and attempt.
    pub(crate) planned: HashMap<(usize, String), Duration>,
    /// How many requests with the permit of an attempt were made, and denied that they sent anything.
    pub(crate) claims: HashMap<(usize, String), Claims>,
    pub(crate) violations: Vec<String>,
    pub(crate) figures: Figures,
}

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Claims {
    pub(crate) asked: u32,
    pub(crate) denied: u32,
}

impl World {
    pub(crate) fn new(seed: u64, disks: Vec<Disk>) -> Self {
        Self {
            start: Instant::now(),
            cloud: Cloud::new(),
            adversary: Adversary::new(seed),
            kms: Kms::default(),
            sent: Vec::new(),
            observations: Vec::new(),
            blind: Vec::new(),
            new_credentials: Vec::new(),
            ends: Vec::new(),
            disks,
            stopped: HashSet::new(),
            planned: HashMap::new(),
            claims: HashMap::new(),
            violations: Vec::new(),
            figures: Figures::default(),
        }
    }

    pub(crate) fn now(&self) -> Duration {
        self.start.elapsed()
    }

    pub(crate) fn violation(&mut self, text: String) {
        let at = self.now();
        self.violations.push(format!("{at:?}: {text}"));
    }

    /// A changing call is handed over: everything that must be true by then.
    pub(crate) fn hand_over(
        &mut self,
        who: Who,
        key: (&'static str, &'static str),
        operation: Operation,
        region: &str,
        input: Value,
    ) -> usize {
        let now = self.now();
        let member = match operation {
            Operation::DeleteCluster => "ClusterId",
            Operation::DeleteHsm => "HsmId",
            Operation::TagResource | Operation::UntagResource => "ResourceId",
            _ => "BackupId",
        };
        let resource = input[member].as_str().unwrap_or_default().to_owned();
        let untags =
            input["TagKeyList"].as_array().is_some_and(|it| it.contains(&PROTECTION.0.into()));
        let is_guarded = operation.class() == OperationClass::Destroying || untags;
        let intent = self.intent(who, operation, region, &resource);
        let attempt = intent.as_ref().map(|it| it.attempt.clone()).unwrap_or_default();
        let about = format!("{operation} {resource} of {attempt}");
        match intent {
            None => self.violation(format!("{about} was sent without an intent in the log")),
            Some(intent) => {
                let is_key = intent.access_key_id.as_deref() == Some(key.0);
                if !is_key && (is_guarded || intent.access_key_id.is_some()) {
                    self.violation(format!("{about} was signed with {} {intent:?}", key.0));
                }
                if intent.account.is_some_and(|it| it != key.1) {
                    self.violation(format!("{about} was sent to another account"));
                }
            }
        }
        let before = |it: &Sent| {
            (it.who.process, &it.attempt, &it.resource) == (who.process, &attempt, &resource)
        };
        if self.sent.iter().any(before) {
            self.violation(format!("{about} was sent twice"));
        }
        if self.stopped.contains(&(who.process, attempt.clone())) {
            self.violation(format!("{about} was sent after its stop was answered"));
        }
        let made = self.planned.get(&(who.process, attempt.clone()));
        if is_guarded && made.is_some_and(|made| now >= *made + Duration::from_mins(5)) {
            let is_step = self.sent.iter().any(|it| it.who == who && it.attempt == attempt);
            if !is_step {
                self.violation(format!("{about} was sent with a permit that had expired"));
            }
        }
        let cluster = input["ClusterId"].as_str().map(str::to_owned);
        let mut places: Vec<_> = cluster.into_iter().chain([resource.clone()]).collect();
        let since = if is_guarded {
            self.reading_before(who, key.0, operation, &resource, &attempt, &mut places, &about)
        } else {
            now
        };
        let sent = Sent {
            who,
            at: now,
            ended: None,
            account: key.1,
            region: region.to_owned(),
            operation,
            input,
            resource,
            attempt,
            known: Known::Open,
            carried_out: None,
            places,
            since,
            is_guarded,
        };
        self.alone(&sent, &about);
        self.sent.push(sent);
        self.sent.len() - 1
    }

    /// The sends of an attempt, or of one resource of it.
    pub(crate) fn sends<'a>(
        &'a self,
        process: usize,
        attempt: &'a str,
        resource: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Sent> + Clone {
        self.sent.iter().filter(move |it| {
            it.who.process == process
                && it.attempt == attempt
                && resource.is_none_or(|resource| it.resource == resource)
        })
    }
}

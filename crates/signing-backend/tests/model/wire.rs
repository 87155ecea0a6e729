//! What a backend has for AWS: its credentials, and the adversary in between.

mod answers;
mod upstream;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use answers::{refusal, success, twist};
use cloudhsm_api::Operation;
use serde_json::{Value, json};
use signing_backend::forward::{Answer, Call, CallError};

use crate::{
    adversary::{Fate, Trick},
    cloud::{ACCOUNT, Holdings, STRANGE, backup_json},
    life::{Life, Place},
    schedule::Key,
    world::{Known, Observation, Shown, Who, World},
};

/// Access key ID and account.
pub(crate) type Pair = (&'static str, &'static str);

impl Key {
    pub(crate) fn pair(self) -> Pair {
        match self {
            Self::Alice => ("AKIAALICE", ACCOUNT),
            Self::Bob => ("AKIABOB", ACCOUNT),
            Self::Stranger => ("AKIASTRANGER", STRANGE),
        }
    }
}

/// The credentials as they are, and as the backend believes them to be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Credentials {
    pub(crate) key: Key,
    pub(crate) told: Key,
    pub(crate) told_since: Duration,
    pub(crate) knows_account: bool,
}

/// One run's way to AWS.
#[derive(Debug)]
pub(crate) struct Wire {
    pub(crate) world: Arc<Mutex<World>>,
    pub(crate) who: Who,
    pub(crate) life: Arc<Life>,
    pub(crate) credentials: Mutex<Credentials>,
}

async fn pause(time: Duration) {
    if time.is_zero() {
        // limit: time is not real
        tokio::task::yield_now().await;
    } else {
        // limit: time is not real
        tokio::time::sleep(time).await;
    }
}

impl Wire {
    async fn read(&self, call: Call, input: Value, pair: Pair) -> Result<Answer, CallError> {
        let (began, id) = (self.world.lock().unwrap().now(), asked_for(&input));
        let fate = self.world.lock().unwrap().adversary.reading(&id);
        pause(fate.before).await;
        let (answer, shown) = self.listing(&call, &input, pair, &fate, began);
        pause(fate.after).await;
        self.life.passes(Place::AfterAnswer).await;
        let answer = twist(fate.trick, Ok(answer), call.operation);
        let mut world = self.world.lock().unwrap();
        let now = world.now();
        world.figures.readings += 1;
        if fate.trick != Trick::Honest {
            world.blind.push((self.who.process, now));
        } else if let Some((began, shown)) = shown {
            world.figures.lies += u64::from(fate.listing.leaves_out);
            let (who, (key, account)) = (self.who, pair);
            let task = tokio::task::try_id();
            let region = call.region;
            world.observations.push(Observation {
                who,
                task,
                began,
                at: now,
                key,
                account,
                region,
                id,
                shown,
            });
        }
        answer
    }

    /// The answer, and on the last page what it shows and when the first page was asked for.
    fn listing(
        &self,
        call: &Call,
        input: &Value,
        pair: Pair,
        fate: &Fate,
        began: Duration,
    ) -> (Answer, Option<(Duration, Option<Shown>)>) {
        let mut world = self.world.lock().unwrap();
        let now = world.now();
        world.cloud.advance(now);
        let region = region(&call.region);
        let holdings = world.cloud.then((pair.1, region), now.saturating_sub(fate.listing.lag));
        let filter = |name: &str| input["Filters"][name][0].as_str();
        let (member, mut found, id) = match call.operation {
            Operation::DescribeClusters => {
                let id = filter("clusterIds");
                let all = holdings.clusters.iter().filter(|it| id.is_none_or(|id| it.id == id));
                ("Clusters", all.map(|it| holdings.cluster_json(it)).collect::<Vec<_>>(), id)
            }
            Operation::DescribeBackups => {
                let (id, of) = (filter("backupIds"), filter("clusterIds"));
                let all = holdings.backups.iter().filter(|it| {
                    id.is_none_or(|id| it.id == id) && of.is_none_or(|of| it.cluster == of)
                });
                ("Backups", all.map(backup_json).collect(), id)
            }
            _ => return (refusal(400, "CloudHsmResourceNotFoundException"), None),
        };
        let shown = id.map(|id| shown(holdings, id).filter(|_| !fate.listing.leaves_out));
        if fate.listing.leaves_out {
            found.pop();
        }
        // The token has when the first page was asked for.
        let token = input["NextToken"].as_str().and_then(|it| it.split_once('-'));
        let (start, first) = match token {
            Some((start, first)) => {
                let first = first.parse().map_or(began, Duration::from_nanos);
                (start.parse().unwrap_or(0), first)
            }
            None => (0, began),
        };
        let is_empty_page = fate.listing.empty_page && token.is_none();
        let end = if is_empty_page { 0 } else { found.len().min(start + 2) };
        let is_last = !is_empty_page && end == found.len();
        let next = (!is_last).then(|| format!("{end}-{}", first.as_nanos()));
        let page = found.get(start.min(end)..end).unwrap_or_default();
        let answer = success(&json!({ member: page, "NextToken": next }));
        (answer, shown.filter(|_| is_last).map(|shown| (first, shown)))
    }

    async fn send(&self, call: Call, input: Value, pair: Pair) -> Result<Answer, CallError> {
        let region = region(&call.region);
        let (index, fate) = {
            let mut world = self.world.lock().unwrap();
            let index = world.hand_over(self.who, pair, call.operation, region, input.clone());
            (index, world.adversary.changing())
        };
        self.life.passes(Place::BeforeCall).await;
        pause(fate.before).await;
        let honest = fate.trick.arrives().then(|| {
            let mut world = self.world.lock().unwrap();
            let now = world.now();
            world.cloud.advance(now);
            let deletion = world.adversary.deletion();
            let place = (pair.1, region);
            let made = world.cloud.carry_out(now, place, call.operation, &input, deletion);
            if made.is_ok() {
                world.sent[index].carried_out = Some(now);
            }
            made
        });
        self.life.passes(Place::AfterCall).await;
        pause(fate.after).await;
        self.life.passes(Place::AfterAnswer).await;
        let honest = match honest {
            Some(Ok(body)) => Ok(success(&body)),
            Some(Err(code)) => Ok(refusal(400, code)),
            None => Err(CallError::Broken("never arrived".to_owned())),
        };
        let is_success = honest.as_ref().is_ok_and(Answer::is_success);
        let answer = twist(fate.trick, honest, call.operation);
        let mut world = self.world.lock().unwrap();
        let now = world.now();
        world.sent[index].ended = Some(now);
        let known = match fate.trick {
            Trick::Honest | Trick::Late if is_success => Known::Accepted,
            Trick::Honest | Trick::Late | Trick::Refused(_) => Known::Refused,
            Trick::Unreachable => Known::NotSent,
            _ => Known::Open,
        };
        world.sent[index].known = known;
        world.figures.sent(call.operation, known);
        answer
    }
}

fn region(name: &str) -> &'static str {
    let all = [crate::cloud::FIRST, crate::cloud::SECOND];
    all.into_iter().find(|it| *it == name).unwrap()
}

fn asked_for(input: &Value) -> String {
    let filters = &input["Filters"];
    let id = filters["clusterIds"][0].as_str().or_else(|| filters["backupIds"][0].as_str());
    id.unwrap_or_default().to_owned()
}

fn shown(holdings: &Holdings, id: &str) -> Option<Shown> {
    let thing = holdings.find(id)?;
    let hsms = holdings.hsms.iter().filter(|it| it.cluster == id);
    Some(Shown {
        state: thing.state.to_owned(),
        tags: thing.tags.clone(),
        hsms: hsms.map(|it| (it.id.clone(), it.state.to_owned())).collect(),
        cluster: Some(thing.cluster.to_owned()).filter(|it| !it.is_empty()),
    })
}

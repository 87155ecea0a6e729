//! What a backend has for AWS: its credentials, and the adversary in between.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use aws_services::Lookup;
use bytes::Bytes;
use cloudhsm_api::{Operation, OperationClass};
use serde_json::{Value, json};
use signing_backend::forward::{Answer, BoxFuture, Call, CallError, Caller, Look, Upstream};

use crate::{
    adversary::{Fate, Trick},
    cloud::{ACCOUNT, Holdings, STRANGE, backup_json},
    kms::{Answers, LATE},
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

/// An object is all that a success of a tag call promises.
fn is_hollow(operation: Operation, kind: u8) -> bool {
    kind > 1 || !matches!(operation, Operation::TagResource | Operation::UntagResource)
}

/// The answer as it arrives.
fn twist(
    trick: Trick,
    honest: Result<Answer, CallError>,
    operation: Operation,
) -> Result<Answer, CallError> {
    match trick {
        Trick::Honest | Trick::Late => honest,
        Trick::Unreachable => Err(CallError::Unreachable("no route".to_owned())),
        Trick::LostBefore | Trick::LostAfter => Err(CallError::TimedOut(Duration::from_secs(25))),
        Trick::Cut(true) => Err(CallError::Garbled("half an answer".to_owned())),
        Trick::Cut(false) => Err(CallError::Broken("reset".to_owned())),
        Trick::Refused(429) => Ok(refusal(429, "ThrottlingException")),
        Trick::Refused(status) => Ok(refusal(status, "CloudHsmAccessDeniedException")),
        Trick::Failed(_, status) => Ok(refusal(status, "CloudHsmInternalFailureException")),
        Trick::Page(_, status) => Ok(Answer {
            status,
            content_type: Some("text/html".to_owned()),
            body: Bytes::from_static(b"<html>Denied by the proxy</html>"),
            ..Answer::default()
        }),
        Trick::Hollow(_, kind) => {
            let kind = if is_hollow(operation, kind) { kind } else { 4 };
            let body = match kind {
                0 => "{}",
                1 => r#"{"Cluster":null,"HsmId":null,"Backup":null,"Clusters":null,"Backups":{}}"#,
                2 => r#"{"__type":"CloudHsmServiceException","Message":"no"}"#,
                3 => "[]",
                _ => "{\"Clus",
            };
            Ok(Answer {
                status: 200,
                body: Bytes::from_static(body.as_bytes()),
                ..Answer::default()
            })
        }
    }
}

impl Upstream for Wire {
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Answer, CallError>> {
        Box::pin(async move {
            if self.life.is_over() {
                return std::future::pending().await;
            }
            let pair = self.credentials.lock().unwrap().key.pair();
            if call.only_with.as_deref().is_some_and(|key| key != pair.0) {
                return Err(CallError::CallerChanged);
            }
            let input: Value = serde_json::from_slice(&call.body).unwrap();
            match call.operation.class() {
                OperationClass::Reading => self.read(call, input, pair).await,
                _ => self.send(call, input, pair).await,
            }
        })
    }

    /// Each cluster was used lately, KMS lists its key stores, and EC2 can't be reached.
    fn look(&self, look: Look) -> BoxFuture<'_, Result<Answer, CallError>> {
        Box::pin(async move {
            if self.life.is_over() {
                return std::future::pending().await;
            }
            let input: Value = serde_json::from_slice(&look.body).unwrap_or_default();
            let pair = self.credentials.lock().unwrap().key.pair();
            if look.only_with.as_deref().is_some_and(|key| key != pair.0) {
                return Err(CallError::CallerChanged);
            }
            let is_kms = look.lookup == Lookup::DescribeCustomKeyStores;
            let (answers, stores) = {
                let mut world = self.world.lock().unwrap();
                let region = region(&look.region);
                if is_kms {
                    world.kms.note(self.who, pair.1, region);
                }
                let kms = &world.kms;
                let answers = if is_kms { kms.answers } else { kms.metrics_answer };
                (answers, kms.answer(pair.1, region))
            };
            match answers {
                Answers::Right => {}
                Answers::Denies => return Ok(refusal(400, "AccessDeniedException")),
                Answers::Unreachable => {
                    return Err(CallError::Unreachable("connection refused".to_owned()));
                }
                Answers::Hollow => return Ok(success(&json!({}))),
                Answers::Late => pause(LATE).await,
            }
            match look.lookup {
                Lookup::DescribeCustomKeyStores => Ok(success(&stores)),
                Lookup::ListMetrics => Ok(success(&listed(&input))),
                Lookup::GetMetricData => Ok(success(&measured(&input))),
                _ => Err(CallError::Unreachable("connection refused".to_owned())),
            }
        })
    }

    fn caller(&self) -> BoxFuture<'_, Caller> {
        let now = self.world.lock().unwrap().now();
        let mut credentials = self.credentials.lock().unwrap();
        // What STS said is kept for some minutes.
        if now > credentials.told_since + Duration::from_mins(5) {
            (credentials.told, credentials.told_since) = (credentials.key, now);
        }
        let (key, account) = credentials.told.pair();
        let knows = credentials.knows_account;
        let caller = Caller {
            account: knows.then(|| account.to_owned()),
            arn: knows.then(|| format!("arn:aws:iam::{account}:user/{key}")),
            partition: knows.then(|| "aws".to_owned()),
            access_key_id: Some(key.to_owned()),
            credentials: None,
        };
        Box::pin(async { caller })
    }

    fn ready(&self) -> BoxFuture<'_, Result<(), CallError>> {
        Box::pin(async { Ok(()) })
    }

    fn endpoint(&self, region: &str) -> String {
        format!("https://cloudhsmv2.{region}.amazonaws.com/")
    }

    fn cli_options(&self) -> Vec<String> {
        Vec::new()
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

fn success(body: &Value) -> Answer {
    Answer {
        status: 200,
        content_type: Some("application/x-amz-json-1.1".into()),
        request_id: Some("request-1".into()),
        body: Bytes::from(body.to_string()),
        ..Answer::default()
    }
}

fn refusal(status: u16, code: &str) -> Answer {
    Answer {
        status,
        request_id: Some("request-2".into()),
        body: Bytes::from(json!({ "__type": code, "Message": "no" }).to_string()),
        ..Answer::default()
    }
}

/// The sessions of one HSM of the cluster that is asked for.
fn listed(input: &Value) -> Value {
    let hsm = json!({ "Name": "HsmId", "Value": "hsm-1" });
    let dimensions = [input["Dimensions"][0].clone(), hsm];
    json!({ "Metrics": [{ "MetricName": "HsmSessionCount", "Dimensions": dimensions }] })
}

/// Nine sessions in the first hour.
fn measured(input: &Value) -> Value {
    let id = &input["MetricDataQueries"][0]["Id"];
    let times = [&input["StartTime"]];
    let result =
        json!({ "Id": id, "Timestamps": times, "Values": [9.0], "StatusCode": "Complete" });
    json!({ "MetricDataResults": [result] })
}

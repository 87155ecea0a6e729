//! The clients: each asks, waits or goes away, and checks what it is told against what AWS did.

mod judging;
mod waiting;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode},
};
use backend_api::{
    ApiError, Attempts, CONFIRMATION_HEADER, Confirmation, DRY_RUN_HEADER, DeletionPlan, ErrorBody,
    PERMIT_HEADER, routes,
};
use cloudhsm_api::Operation;
use judging::denies;
use serde_json::{Value, json};

use crate::{
    cloud::{BACKUPS, CLUSTERS, HSMS, home},
    process::Process,
    schedule::{Aim, Index, Patience},
    world::World,
};

pub(crate) use judging::is_certain;

/// A plan that somebody has, with its permit.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) plan: DeletionPlan,
    /// Where several HSMs are deleted: not the operation's own path.
    path: String,
    body: Value,
    attempt: String,
}

/// What the clients of one process share.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plans(Arc<Mutex<Vec<Made>>>);

impl Plans {
    pub(crate) fn pick(&self, index: Index) -> Option<Made> {
        let plans = self.0.lock().unwrap();
        (!plans.is_empty()).then(|| plans[index.index(plans.len())].clone())
    }
}

/// One client's request.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub(crate) world: Arc<Mutex<World>>,
    pub(crate) process: Process,
    pub(crate) patience: Patience,
}

#[derive(Debug)]
struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Reply {
    fn error(&self) -> Option<ApiError> {
        serde_json::from_slice::<ErrorBody>(&self.body).ok().map(|it| it.error)
    }
}

impl Client {
    fn violation(&self, text: String) {
        self.world.lock().unwrap().violation(text);
    }

    fn post(&self, path: &str, body: &Value) -> Request<Body> {
        self.request("POST", path, body.to_string())
    }

    fn request(&self, method: &str, path: &str, body: String) -> Request<Body> {
        Request::builder()
            .method(method)
            .uri(path)
            .header("host", "127.0.0.1:8787")
            .header("authorization", format!("Bearer {}", self.process.token))
            .body(Body::from(body))
            .unwrap()
    }

    /// A plan, and its deletion some time later.
    pub(crate) async fn delete(self, aim: Aim, think: u32, typo: bool, plans: Plans) {
        let Some(made) = self.plan(&aim).await else { return };
        plans.0.lock().unwrap().push(made.clone());
        // limit: time is not real
        tokio::time::sleep(Duration::from_millis(think.into())).await;
        self.confirm(&made, typo, false).await;
    }

    async fn plan(&self, aim: &Aim) -> Option<Made> {
        let pick = |all: &[(&'static str, &str, &str)], at: &Index| all[at.index(all.len())].0;
        let region = |id: &str| home(id).1;
        let first = CLUSTERS[0].0;
        let mut body = json!({});
        let path = match aim {
            Aim::Cluster(at) => {
                let id = pick(&CLUSTERS, at);
                routes::cluster_deletion_plan(region(id), id)
            }
            Aim::Hsm(at) => {
                let id = pick(&HSMS, at);
                routes::hsm_deletion_plan(region(id), first, id)
            }
            Aim::Hsms(bits) => {
                let all = HSMS.iter().enumerate().filter(|it| bits & (1 << it.0) != 0);
                let ids: Vec<_> = all.map(|it| it.1.0).collect();
                body = json!({ "hsmIds": ids });
                routes::hsms_deletion_plan(region(first), first)
            }
            Aim::Backup(at) => {
                let id = pick(&BACKUPS, at);
                routes::backup_deletion_plan(region(id), id)
            }
            Aim::ClusterProtection(at) => {
                let id = pick(&CLUSTERS, at);
                routes::cluster_unprotection_plan(region(id), id)
            }
            Aim::BackupProtection(at) => {
                let id = pick(&BACKUPS, at);
                routes::backup_unprotection_plan(region(id), id)
            }
        };
        let reply = self.ask(self.post(&path, &body)).await?;
        if reply.status != StatusCode::OK {
            return None;
        }
        let plan: DeletionPlan = serde_json::from_slice(&reply.body).unwrap();
        plan.permit.as_ref()?;
        let attempt = plan.attempt.clone().unwrap();
        let mut world = self.world.lock().unwrap();
        let now = world.now();
        world.planned.insert((self.process.who.process, attempt.clone()), now);
        world.kms.planned(self.process.who, &attempt);
        let (path, body) = if let Aim::Hsms(_) = aim {
            (routes::hsms_deletion(&plan.region, first), body)
        } else {
            let path = routes::operation(&plan.region, plan.operation);
            (path, serde_json::from_str(&plan.request.body.to_string()).unwrap())
        };
        Some(Made { plan, path, body, attempt })
    }

    /// Confirms a plan.
    pub(crate) async fn confirm(&self, made: &Made, typo: bool, dry: bool) {
        let plan = &made.plan;
        let losses = plan.warnings.iter().filter(|it| it.acknowledge).map(|it| it.code);
        let typed = if typo { "cluster-" } else { plan.type_to_confirm.as_str() };
        let confirmation = Confirmation {
            typed: typed.to_owned(),
            acknowledged: losses.collect(),
            typed_name: plan.name_to_confirm.clone(),
        };
        let mut request = self.post(&made.path, &made.body);
        let permit = &plan.permit.as_ref().unwrap().token;
        let headers = request.headers_mut();
        headers.insert(PERMIT_HEADER, permit.parse().unwrap());
        headers.insert(CONFIRMATION_HEADER, confirmation.to_header().parse().unwrap());
        let is_single = made.path == routes::operation(&plan.region, plan.operation);
        if dry && is_single {
            headers.insert(DRY_RUN_HEADER, "true".parse().unwrap());
        }
        let key = (self.process.who.process, made.attempt.clone());
        self.world.lock().unwrap().claims.entry(key.clone()).or_default().asked += 1;
        let began = self.world.lock().unwrap().now();
        let reply = self.ask(request).await;
        let is_of_key_stores = |error: ApiError| {
            let mut changes = error.differences.iter();
            changes.any(|it| it.path.starts_with("keyStores"))
        };
        if reply.as_ref().and_then(Reply::error).is_some_and(is_of_key_stores) {
            self.world.lock().unwrap().figures.key_stores_prevented += 1;
        }
        if let Some(reply) = &reply {
            self.in_time(began, reply);
        }
        if dry && is_single {
            // What it does not send it does not claim about.
            self.world.lock().unwrap().claims.entry(key).or_default().denied += 1;
            return;
        }
        let Some(reply) = reply else { return };
        self.judge(&reply, Some(&made.attempt));
    }

    /// A change that needs no permit.
    pub(crate) async fn change(&self, operation: Operation, id: &str, body: Value) {
        let path = routes::operation(home(id).1, operation);
        let began = self.world.lock().unwrap().now();
        let Some(reply) = self.ask(self.post(&path, &body)).await else { return };
        self.in_time(began, &reply);
        self.judge(&reply, None);
        let denies = reply.error().is_some_and(|it| denies(&it));
        let world = self.world.lock().unwrap();
        let mut own = world.sent.iter().filter(|it| it.who == self.process.who && it.input == body);
        // The tags of a request are its own; two restore requests look the same.
        if denies && operation == Operation::TagResource && own.any(|it| !is_certain(it.known)) {
            drop(world);
            self.violation(format!("{body} was sent, and is denied by {:?}", reply.error()));
        }
    }

    /// Asks that a deletion of several HSMs stops.
    pub(crate) async fn stop_newest(self) {
        let list = self.ask(self.request("GET", routes::ATTEMPTS, String::new())).await;
        let Some(list) = list else { return };
        let list: Attempts = serde_json::from_slice(&list.body).unwrap();
        let on_its_way = |it: &&backend_api::Attempt| !it.steps.is_empty() && it.state.is_open();
        let Some(attempt) = list.attempts.iter().find(on_its_way) else { return };
        let path = routes::stop_attempt(&attempt.id);
        let reply = self.ask(self.post(&path, &json!({}))).await;
        if reply.is_some_and(|it| it.status == StatusCode::OK) {
            let key = (self.process.who.process, attempt.id.clone());
            self.world.lock().unwrap().stopped.insert(key);
        }
    }
}

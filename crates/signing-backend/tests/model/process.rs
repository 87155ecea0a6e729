//! A process of the backend: the real router over the real guard and log, on a simulated disk and a
//! simulated way to AWS.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::Router;
use backend_api::Mode;
use signing_backend::{
    Backend, OperationPolicy, SessionToken, Settings, app,
    audit::{AuditLog, LastWords, Verifier},
    dependents::Looks,
    guard::ProductionTags,
    http::{Hosts, Limits, Origins},
};

use crate::{
    cloud::{FIRST, PROTECTION, SECOND},
    disk::Disk,
    life::Life,
    schedule::{Key, Start},
    time::ModelClock,
    wire::{Credentials, Wire},
    world::{Who, World},
};

/// One run of a process.
#[derive(Debug, Clone)]
pub(crate) struct Process {
    pub(crate) who: Who,
    pub(crate) life: Arc<Life>,
    pub(crate) wire: Arc<Wire>,
    pub(crate) backend: Arc<Backend>,
    pub(crate) router: Router,
    pub(crate) token: Arc<str>,
}

fn settings(has_second_region: bool) -> Settings {
    let regions = [Some(FIRST), has_second_region.then_some(SECOND)];
    Settings {
        mode: Mode::Aws,
        regions: regions.into_iter().flatten().map(str::to_owned).collect(),
        operations: OperationPolicy::new(false, &[]),
        account_label: None,
        account_color: None,
        deletion_protection: (PROTECTION.0.into(), PROTECTION.1.into()),
        production_tags: ProductionTags::default(),
        permit_lifetime: Duration::from_mins(5),
        looks: "kms,cloudwatch,ec2".parse::<Looks>().unwrap(),
        hosts: Hosts::new("127.0.0.1:8787".parse().unwrap(), &[]).unwrap(),
        origins: Origins::new(&[]).unwrap(),
        limits: Limits::default(),
        trusted_user: None,
        console: None,
        trust_anchors: Vec::new(),
    }
}

impl Process {
    /// Starts as the program does: reads the log, takes over what is open in it.
    pub(crate) fn start(
        who: Who,
        start: Start,
        world: &Arc<Mutex<World>>,
        disk: &Disk,
        clock: &Arc<ModelClock>,
    ) -> Self {
        let life = Arc::new(Life::default());
        let (now, zero) = {
            let world = world.lock().unwrap();
            (world.now(), world.start)
        };
        let mut verifier = Verifier::default();
        let (mut open, mut records) = (LastWords::default(), Vec::new());
        for line in &disk.content().lines {
            verifier.take(&line.text);
            records.push(line.record.clone());
            open.note(line.record.clone());
        }
        records.reverse();
        records.truncate(start.newest);
        let store = disk.opened_by(life.clone(), who.run, zero);
        let audit = AuditLog::new(store, &verifier, clock.clone());
        let Start { key, knows_account, .. } = start;
        let credentials = Credentials { key, told: key, told_since: now, knows_account };
        let wire = Arc::new(Wire {
            world: world.clone(),
            who,
            life: life.clone(),
            credentials: Mutex::new(credentials),
        });
        let token = SessionToken::generate().unwrap();
        let text = Arc::from(token.expose());
        let settings = settings(start.has_second_region);
        let backend = Backend::new(settings, token, wire.clone(), audit, clock.clone()).unwrap();
        let backend = Arc::new(backend);
        backend.take_over(&records, open.records().cloned().collect());
        let router = app(backend.clone());
        Self { who, life, wire, backend, router, token: text }
    }

    /// Other credentials are there; the backend believes what STS said for some minutes more.
    pub(crate) fn set_credentials(&self, key: Key, told_late: bool) {
        let now = {
            let mut world = self.wire.world.lock().unwrap();
            let now = world.now();
            world.new_credentials.push((self.who.process, now));
            now
        };
        let mut credentials = self.wire.credentials.lock().unwrap();
        credentials.key = key;
        if !told_late {
            credentials.told = key;
        }
        credentials.told_since = now;
    }
}

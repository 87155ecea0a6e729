//! One schedule, from its first step to three simulated hours after its last one.

mod acting;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use backend_api::{Attempt, Attempts, routes};
use cloudhsm_api::Operation;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::{
    adversary::Mood,
    disk::Disk,
    figures::Figures,
    kms::Answers,
    life::End,
    people::Plans,
    process::Process,
    schedule::{Event, Key, Schedule, Start, anything},
    time::ModelClock,
    world::{Who, World},
};

/// How a process starts when no step says otherwise.
const START: Start =
    Start { key: Key::Alice, has_second_region: true, knows_account: true, newest: 500 };

/// Two processes with a log each, their clients, and the one world.
struct Model {
    world: Arc<Mutex<World>>,
    disks: [Disk; 2],
    clocks: [Arc<ModelClock>; 2],
    processes: [Process; 2],
    plans: [Plans; 2],
    /// Lines that were checked.
    checked: [usize; 2],
    tags: u32,
}

impl Model {
    fn new(seed: u64) -> Self {
        let disks = [Disk::default(), Disk::default()];
        let world = World::new(seed, disks.to_vec());
        let clock = || Arc::new(ModelClock::new(world.start));
        let clocks = [clock(), clock()];
        let world = Arc::new(Mutex::new(world));
        let process = |process: usize| {
            let who = Who { process, run: 0 };
            started(who, START, &world, &disks[process], &clocks[process])
        };
        let processes = [process(0), process(1)];
        Self {
            processes,
            world,
            disks,
            clocks,
            plans: [Plans::default(), Plans::default()],
            checked: [0; 2],
            tags: 0,
        }
    }

    fn start(&mut self, at: usize, start: Start) {
        let before = &self.processes[at];
        before.life.end();
        let who = Who { process: at, run: before.who.run + 1 };
        self.processes[at] = started(who, start, &self.world, &self.disks[at], &self.clocks[at]);
        self.world.lock().unwrap().figures.restarts += 1;
    }

    async fn take(&mut self, event: Event) {
        match event {
            Event::At { second, act } => self.act(usize::from(second), act).await,
            Event::Outsider { target, deed } => {
                let mut world = self.world.lock().unwrap();
                let (now, deletion) = (world.now(), world.adversary.deletion());
                world.cloud.advance(now);
                world.cloud.outsider(now, anything(target), deed, deletion);
            }
            Event::KeyStore { cluster, store } => {
                let cluster = crate::cloud::CLUSTERS[cluster.index(4)].0;
                self.world.lock().unwrap().kms.stores.insert(cluster, store);
            }
            Event::Sources { kms, metrics } => {
                let mut world = self.world.lock().unwrap();
                (world.kms.answers, world.kms.metrics_answer) = (kms, metrics);
            }
            Event::Mood(mood) => self.world.lock().unwrap().adversary.mood = mood,
            Event::Next(trick) => self.world.lock().unwrap().adversary.next.push(trick),
        }
    }

    /// As the program does on SIGTERM.
    async fn restart(&mut self, at: usize, start: Start) {
        let process = self.processes[at].clone();
        let since = self.world.lock().unwrap().now();
        let end = process.life.end_in_order(process.backend.finish()).await;
        {
            let mut world = self.world.lock().unwrap();
            match end {
                End::InOrder => world.check_finished(process.who, since),
                End::Died => {}
                End::TooSlow => world.violation("the orderly end does not come".to_owned()),
            }
        }
        self.start(at, start);
    }

    async fn attempts(&self, at: usize) -> Option<Vec<Attempt>> {
        let process = &self.processes[at];
        if process.life.is_over() {
            return None;
        }
        let request = axum::http::Request::builder()
            .uri(routes::ATTEMPTS)
            .header("host", "127.0.0.1:8787")
            .header("authorization", format!("Bearer {}", process.token))
            .body(axum::body::Body::empty())
            .unwrap();
        let response = process.router.clone().oneshot(request).await.unwrap();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        Some(serde_json::from_slice::<Attempts>(&body).unwrap().attempts)
    }

    /// Everything that holds at every time. Whether some attempt is still open.
    async fn check(&mut self, is_end: bool) -> Result<bool, String> {
        let mut is_open = false;
        for at in 0..2 {
            let attempts = self.attempts(at).await;
            let mut world = self.world.lock().unwrap();
            self.checked[at] = world.check_lines(at, self.checked[at]);
            if let Some(attempts) = attempts {
                is_open = is_open || attempts.iter().any(Attempt::is_open);
                world.check_attempts(self.processes[at].who, &attempts);
                if is_end {
                    world.check_end(self.processes[at].who, &attempts);
                }
            }
            world.check_claims();
        }
        let world = self.world.lock().unwrap();
        if world.violations.is_empty() { Ok(is_open) } else { Err(world.violations.join("\n\n")) }
    }

    async fn until_the_end(&mut self) -> Result<Figures, String> {
        let honest_since = {
            let mut world = self.world.lock().unwrap();
            world.adversary.mood = Mood::Calm;
            world.kms.answers = Answers::Right;
            world.kms.metrics_answer = Answers::Right;
            world.adversary.next.clear();
            world.now()
        };
        for at in 0..2 {
            self.disks[at].content().is_full = false;
            self.processes[at].life.spare();
            if self.processes[at].life.is_over() {
                self.start(at, START);
            }
        }
        // Deletions end, and so does the backend's patience.
        for minutes in [16, 4, 20, 40, 60, 60] {
            // limit: time is not real
            tokio::time::sleep(Duration::from_mins(minutes)).await;
            if !self.check(false).await? {
                break;
            }
        }
        self.check(true).await?;
        let mut world = self.world.lock().unwrap();
        for process in 0..2 {
            world.check_log(process, honest_since);
        }
        if !world.violations.is_empty() {
            return Err(world.violations.join("\n\n"));
        }
        let mut figures = world.figures;
        let is_deletion = |it: &Operation| it.class() == cloudhsm_api::OperationClass::Destroying;
        let deleting =
            world.sent.iter().any(|it| it.carried_out.is_some() && is_deletion(&it.operation));
        figures.schedules = 1;
        figures.returns = world.cloud.returns;
        figures.deleting = u64::from(deleting);
        figures.simulated_hours = world.now().as_secs_f64() / 3600.0;
        Ok(figures)
    }
}

fn started(
    who: Who,
    start: Start,
    world: &Arc<Mutex<World>>,
    disk: &Disk,
    clock: &Arc<ModelClock>,
) -> Process {
    let process = Process::start(who, start, world, disk, clock);
    let (life, world) = (process.life.clone(), world.clone());
    tokio::spawn(async move {
        life.over().await;
        let mut world = world.lock().unwrap();
        let now = world.now();
        world.ends.push((who, now));
    });
    process
}

/// Runs a schedule; what was wrong, or what was in it.
pub(crate) fn run(schedule: Schedule) -> Result<Figures, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .max_blocking_threads(1)
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut model = Model::new(schedule.seed);
        for step in schedule.steps {
            model.take(step.event).await;
            if step.then > 0 {
                // limit: time is not real
                tokio::time::sleep(Duration::from_millis(step.then.into())).await;
            }
            model.check(false).await?;
        }
        model.until_the_end().await
    })
}

//! The backend's parts.

use std::sync::Arc;

use backend_api::{AuditRecord, Mode};
use tokio::sync::Semaphore;

use crate::{
    SessionToken, Settings,
    audit::AuditLog,
    clock::Clock,
    dependents::{Dependents, History},
    fleet::Fleet,
    forward::{Counted, LookLimit, Upstream},
    guard::{Guard, GuardRules},
    http::bearer::TokenCheck,
    metrics::Metrics,
    notify::{Follower, Notifier, Outlet},
    random::NoRandomness,
};

/// A running backend.
#[derive(Debug)]
pub struct Backend {
    pub(crate) settings: Settings,
    pub(crate) token_check: Arc<TokenCheck>,
    pub(crate) upstream: Arc<dyn Upstream>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) guard: Arc<Guard>,
    pub(crate) audit: AuditLog,
    pub(crate) fleet: Arc<Fleet>,
    pub(crate) dependents: Dependents,
    pub(crate) history: Arc<History>,
    pub(crate) metrics: Arc<Metrics>,
    /// Places for streams of the fleet, and for plans that fill in.
    pub(crate) streams: Arc<Semaphore>,
    pub(crate) slots: Arc<Semaphore>,
}

impl Backend {
    /// From its parts.
    pub fn new(
        settings: Settings,
        token: SessionToken,
        upstream: Arc<dyn Upstream>,
        audit: AuditLog,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, NoRandomness> {
        let metrics = Arc::<Metrics>::default();
        let upstream: Arc<dyn Upstream> = Arc::new(Counted {
            inner: upstream,
            metrics: metrics.clone(),
            limit: LookLimit::default(),
        });
        let fleet = Arc::new(Fleet::new(&settings, upstream.clone(), clock.clone()));
        let rules = GuardRules {
            operations: settings.operations.clone(),
            deletion_protection: settings.deletion_protection.clone(),
            production_tags: settings.production_tags.clone(),
            permit_lifetime: settings.permit_lifetime,
            looks: settings.looks.clone(),
            regions: settings.regions.clone(),
        };
        let history = Arc::new(History::new(&settings, upstream.clone(), clock.clone()));
        let dependents = Dependents::new(&settings, upstream.clone(), clock.clone());
        let guard =
            Guard::new(upstream.clone(), audit.clone(), clock.clone(), rules, token.name())?;
        Ok(Self {
            guard: Arc::new(guard),
            fleet,
            dependents,
            history,
            streams: Arc::new(Semaphore::new(settings.limits.streams)),
            audit,
            metrics,
            slots: Arc::new(Semaphore::new(settings.limits.requests)),
            token_check: Arc::new(TokenCheck::new(token)),
            settings,
            upstream,
            clock,
        })
    }

    /// Takes over from the processes before this one: shows the newest attempts of the log, and
    /// follows those that are not finished, of which these are the last words.
    pub fn take_over(&self, newest: &[AuditRecord], last_words: Vec<AuditRecord>) {
        // An emulator that was started again is another world.
        let same_world = self.settings.mode == Mode::Aws;
        self.guard.remember(newest, &last_words);
        self.guard.doubt(newest, same_world, &self.settings.regions);
        self.guard.take_up(last_words, same_world, &self.settings.regions);
    }

    /// Tells of what happens from now on, whether or not a console is open.
    pub fn notify(&self, outlet: Outlet) -> Notifier {
        let (fleet, guard) = (Arc::clone(&self.fleet), Arc::clone(&self.guard));
        let follower = Follower::new(fleet, guard, self.clock.clone(), &self.settings.regions);
        Notifier::start(follower, outlet, self.clock.clone(), self.metrics.clone())
    }

    /// Ends the streams of the fleet, so that their connections can end.
    pub fn end_streams(&self) {
        self.fleet.end();
    }

    /// Waits until every deletion that is under way has its outcome recorded.
    pub async fn finish(&self) {
        self.guard.finish().await;
    }
}

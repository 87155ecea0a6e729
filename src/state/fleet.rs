//! The clusters of all regions, as the backend's stream tells them. Kept over pages, so that the list is
//! there at once when a person comes back to it.

use std::sync::Arc;

use backend_api::{ApiError, ApiErrorCode, FleetChange, FleetEvent, FleetReader, FleetRow};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use web_sys::AbortController;

use super::{
    Clock, Connected, Connection,
    open_deletions::is_deletion,
    region_fleet::RegionFleet,
    set_if_new::set_if_new,
    stream::{EndReason, Stream},
    task::{spawn_detached, spawn_scoped},
};
use crate::{api::Client, time::now_millis};

/// How often it is looked at whether the stream is wanted, and still alive.
const LOOK_MILLIS: u32 = 5_000;
/// Rows that come one after the other are drawn no more often than this.
const PAUSE_MILLIS: f64 = 300.0;

/// The clusters of all regions of the session.
#[derive(Debug, Clone, Copy)]
pub struct Fleet {
    regions: StoredValue<Vec<RegionFleet>>,
    /// Why nothing arrives, if nothing does.
    pub fault: RwSignal<Option<Arc<ApiError>>>,
    /// Why the last refresh that somebody asked for failed. The stream goes on, so it doesn't take this back: a
    /// refresh that succeeds does, a stream that comes back after a fault, or whoever has read it.
    pub refresh_error: RwSignal<Option<Arc<ApiError>>>,
    /// Deletions are on their way.
    pub running: RwSignal<bool>,
    /// Counts what came of them.
    running_news: RwSignal<f64>,
    /// Somebody wants the list to stay as it is.
    pub paused: RwSignal<bool>,
    reader: StoredValue<FleetReader, LocalStorage>,
    stream: StoredValue<Stream, LocalStorage>,
    /// When rows were last shown, by the browser's clock.
    drawn_millis: StoredValue<f64>,
}

impl Fleet {
    /// An empty fleet of the session's regions.
    pub fn new(connected: &Connected) -> Self {
        let regions = connected.session.regions.iter().map(|region| RegionFleet {
            region: region.as_str().into(),
            clusters: RwSignal::default(),
            loading: RwSignal::new(true),
            error: RwSignal::new(None),
            arrived: RwSignal::new(None),
        });
        Self {
            regions: StoredValue::new(regions.collect()),
            fault: RwSignal::new(None),
            refresh_error: RwSignal::new(None),
            running: RwSignal::new(false),
            running_news: RwSignal::new(0.0),
            paused: RwSignal::new(false),
            reader: StoredValue::new_local(FleetReader::default()),
            stream: StoredValue::new_local(Stream::default()),
            drawn_millis: StoredValue::new(0.0),
        }
    }

    /// The regions, in the session's order.
    pub fn regions(self) -> Vec<RegionFleet> {
        self.regions.get_value()
    }

    /// A region, if it is one of the session's.
    pub fn region(self, name: &str) -> Option<RegionFleet> {
        self.regions.with_value(|all| all.iter().find(|it| *it.region == *name).cloned())
    }

    /// A cluster as it is listed; tracks its region.
    pub fn row(self, region: &str, cluster_id: &str) -> Option<Arc<FleetRow>> {
        self.region(region)?.clusters.with(|rows| {
            // They come in the order of their IDs.
            let id = |row: &Arc<FleetRow>| row.cluster.0.cluster_id.as_str().cmp(cluster_id);
            rows.binary_search_by(id).ok().and_then(|at| rows.get(at)).cloned()
        })
    }

    /// Whether a cluster is listed now; false of a fleet that is gone.
    pub fn has_row(self, region: &str, cluster_id: &str) -> bool {
        let is_there = self.regions.try_with_value(|_| ()).is_some();
        is_there && untrack(|| self.row(region, cluster_id)).is_some()
    }

    /// Each region has been listed; tracks.
    pub fn is_listed(self) -> bool {
        self.regions.with_value(|all| all.iter().all(|region| region.arrived.get().is_some()))
    }

    /// Something is known of a region: rows, or why there are none. Does not track; true of a fleet that is
    /// gone.
    pub fn has_news(self) -> bool {
        let any = |regions: &Vec<RegionFleet>| {
            regions.iter().any(|region| {
                region.clusters.with_untracked(|rows| !rows.is_empty())
                    || region.arrived.with_untracked(Option::is_some)
                    || region.error.with_untracked(Option::is_some)
            })
        };
        self.regions.try_with_value(any).unwrap_or(true)
    }

    /// Follows the stream under the current owner.
    pub fn follow(self, client: &Client, connection: Connection, clock: Clock) {
        let client = client.clone();
        let look = move || self.look(&client, connection, clock);
        for name in ["online", "visibilitychange"] {
            let look = look.clone();
            let back = window_event_listener_untyped(name, move |_| {
                // Whoever comes back does not wait out a pause.
                self.stream.update_value(Stream::hurry);
                look();
            });
            on_cleanup(move || back.remove());
        }
        Effect::new({
            let look = look.clone();
            move |_| {
                self.paused.track();
                untrack(&look);
            }
        });
        on_cleanup(move || {
            self.stream.try_update_value(|stream| stream.end(EndReason::Unwanted));
        });
        spawn_scoped(async move {
            loop {
                TimeoutFuture::new(LOOK_MILLIS).await;
                look();
            }
        });
    }

    /// Opens the stream, or ends it, as things are.
    fn look(self, client: &Client, connection: Connection, clock: Clock) {
        let now = now_millis();
        let visible = document().visibility_state() == web_sys::VisibilityState::Visible;
        let paused = self.paused.get_untracked();
        let opens = self.stream.try_update_value(|stream| stream.next(now, visible, paused));
        if opens == Some(true) {
            self.open(client, connection, clock);
        }
    }

    fn open(self, client: &Client, connection: Connection, clock: Clock) {
        let abort = AbortController::new().ok();
        let signal = abort.as_ref().map(AbortController::signal);
        self.stream.update_value(|stream| {
            stream.opened(abort, now_millis());
        });
        let (this, again) = (client.clone(), client.clone());
        let client = this;
        spawn_detached(async move {
            let Some(after) = self.reader.try_with_value(|it| it.position().map(str::to_owned))
            else {
                return;
            };
            let result = client
                .fleet(after.as_deref(), signal.as_ref(), |event| self.take(event, clock))
                .await;
            // Another session may have begun by now: this fleet is gone then.
            let ended = self.stream.try_update_value(|stream| {
                let now = now_millis();
                let error = match stream.end_reason(now) {
                    Some(EndReason::Silence) => Some(held_back()),
                    Some(EndReason::Unwanted) => None,
                    None => result.err(),
                };
                (stream.ended(now, error.is_none()), error)
            });
            let Some((pause, error)) = ended else { return };
            if let Some(error) = error {
                self.fail(error, connection);
            }
            TimeoutFuture::new(pause).await;
            if self.stream.try_with_value(|_| ()).is_some() {
                self.look(&again, connection, clock);
            }
        });
    }

    /// Nothing arrives. What has arrived stays.
    fn fail(self, error: ApiError, connection: Connection) {
        connection.notice(&error);
        let error = Arc::new(error);
        self.fault.set(Some(Arc::clone(&error)));
        for region in self.regions() {
            set_if_new(region.loading, false);
            region.error.set(Some(Arc::clone(&error)));
        }
    }

    /// It arrives again: regions have their own errors, if any.
    fn recover(self) {
        self.fault.set(None);
        // All of it is sent anew.
        set_if_new(self.refresh_error, None);
        for region in self.regions() {
            region.error.set(None);
            self.show_status(&region);
        }
    }

    fn show_status(self, region: &RegionFleet) {
        self.reader.with_value(|reader| {
            if let Some(status) = reader.status(&region.region) {
                region.show(status);
            }
        });
    }

    fn take(self, event: FleetEvent, clock: Clock) {
        let now = now_millis();
        if self.stream.try_update_value(|stream| stream.heard(now)).is_none() {
            return;
        }
        if self.fault.with_untracked(Option::is_some) {
            self.recover();
        }
        let change = self.reader.try_update_value(|reader| reader.read(event));
        match change {
            Some(FleetChange::Status(region)) => {
                if let Some(region) = self.region(&region) {
                    self.show_status(&region);
                }
            }
            Some(FleetChange::Rows(region)) => {
                if let Some(region) = self.region(&region) {
                    // Rows show as they come, the first time: the first at once, and then not so
                    // often that drawing them holds up reading the others.
                    let shown = region.clusters.with_untracked(Vec::len);
                    let count = self.reader.with_value(|reader| reader.count(&region.region));
                    let drawn = self.drawn_millis.get_value();
                    if shown == 0 || count > shown + shown / 4 && now - drawn > PAUSE_MILLIS {
                        self.show_rows(&region);
                    }
                }
            }
            Some(FleetChange::Complete(regions)) => {
                for region in regions.iter().filter_map(|region| self.region(region)) {
                    self.show_rows(&region);
                }
                self.show_running();
                clock.catch_up();
            }
            Some(FleetChange::Attempts) => self.show_running(),
            Some(FleetChange::Nothing | FleetChange::End) | None => {}
        }
    }

    fn show_running(self) {
        let any = self.reader.with_value(|it| it.open_attempts().iter().any(is_deletion));
        set_if_new(self.running, any);
        self.running_news.set(self.running_news.get_untracked() + 1.0);
    }

    /// The attempts that are on their way, as they came; tracks.
    pub fn open_attempts(self) -> Vec<serde_json::Value> {
        self.running_news.track();
        self.reader.with_value(|it| it.open_attempts().to_vec())
    }

    fn show_rows(self, region: &RegionFleet) {
        self.drawn_millis.set_value(now_millis());
        region.clusters.set(self.reader.with_value(|reader| reader.rows(&region.region)));
    }

    /// Asks the backend to list all regions again.
    pub fn refresh(self, client: &Client, connection: Connection) {
        let client = client.clone();
        for region in self.regions() {
            set_if_new(region.loading, true);
        }
        spawn_detached(async move {
            let error = client.refresh_fleet().await.err();
            // Another session may have begun by now: this fleet is gone then.
            if self.refresh_error.try_get_untracked().is_none() {
                return;
            }
            if let Some(error) = &error {
                connection.notice(error);
                for region in self.regions() {
                    set_if_new(region.loading, false);
                    if self.fault.with_untracked(Option::is_none) {
                        self.show_status(&region);
                    }
                }
            }
            set_if_new(self.refresh_error, error.map(Arc::new));
        });
    }
}

/// What is said of a stream that nothing comes through.
fn held_back() -> ApiError {
    let words = "The signing backend opened the stream of changes, but nothing arrives. A proxy may be holding it back, or the network is down.";
    ApiError::network(ApiErrorCode::BackendUnreachable, words)
}

//! What readers get: lines that are written once for all of them.

use std::sync::Arc;

use backend_api::FleetEvent;

/// So many rows are in one line, so that the first ones can be drawn while the others come.
pub(super) const ROWS_A_LINE: usize = 100;

/// A line for a reader.
#[derive(Debug, Clone)]
pub(crate) enum Line {
    /// Rows of a region; each is the JSON of a `FleetRow`.
    Rows(Arc<str>, Vec<Arc<str>>),
    /// Anything else.
    Event(FleetEvent),
}

impl Line {
    /// The event that it is on the wire; `None` for one that can't be read, which no row is.
    pub(crate) fn into_event(self) -> Option<FleetEvent> {
        match self {
            Self::Event(event) => Some(event),
            Self::Rows(region, rows) => {
                let rows = rows.iter().map(|row| serde_json::from_str(row)).collect();
                Some(FleetEvent::Rows { region: region.to_string(), rows: Result::ok(rows)? })
            }
        }
    }
}

pub(super) fn flush(rows: &mut Vec<Arc<str>>, region: Option<&Arc<str>>, lines: &mut Vec<Line>) {
    if let Some(region) = region
        && !rows.is_empty()
    {
        lines.push(Line::Rows(Arc::clone(region), std::mem::take(rows)));
    }
}

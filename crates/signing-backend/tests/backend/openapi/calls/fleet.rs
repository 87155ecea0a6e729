//! Calls that read the fleet and what a cluster measured.

use backend_api::{FleetEvent, PostureReport, Usage, UsageRange};
use cloudhsm_api::shape::{JsonSchema, Schemas};
use serde_json::{Value, json};
use signing_backend::{Route, posture::PostureFormat};

use super::finish;
use crate::openapi::failures::Kind;

/// What the HSMs of a cluster measured.
pub(super) fn usage(route: &Route, named: &mut Schemas) -> Value {
    let schema = Usage::schema(named);
    let summary = "What the HSMs of a cluster measured over a time";
    let json = "application/json";
    let mut described = finish(route, "usage", "fleet", summary, json, &schema, Kind::Plan);
    let ranges: Vec<_> = UsageRange::ALL.iter().map(|it| it.as_str()).collect();
    described["parameters"].as_array_mut().unwrap().push(json!({
        "name": "range", "in": "query", "required": true,
        "description": "How far back.",
        "schema": { "type": "string", "enum": ranges },
    }));
    described
}

/// The stream of the fleet.
pub(super) fn fleet(route: &Route, named: &mut Schemas) -> Value {
    let schema = FleetEvent::schema(named);
    let summary = "The clusters of all regions, and then what changes, as a stream of lines";
    let media = "application/x-ndjson";
    let mut described = finish(route, "fleet", "fleet", summary, media, &schema, Kind::Own);
    described["description"] =
        "Each line is one JSON object of this schema. The stream has no end \
        of its own: `at` says that the reader has everything so far, and is repeated when nothing \
        happens. A reader that comes back with the last `at` gets only what changed since."
            .into();
    let parameters = described["parameters"].as_array_mut().unwrap();
    parameters.push(json!({
        "name": "rows", "in": "query", "required": false,
        "description": "If a region has more rows, only its first ones come, nothing else is said of \
            it, and the stream ends without `at`: for a page that shows something while it loads.",
        "schema": { "type": "integer", "minimum": 0 },
    }));
    parameters.push(json!({
        "name": "after", "in": "query", "required": false,
        "description": "Where the reader is: `STREAM.SEQUENCE`, from the last `snapshot` or \
            `resumed` and the last `at`.",
        "schema": { "type": "string", "pattern": "^.*\\.[0-9]+$" },
    }));
    described
}

/// The wish for a new listing.
pub(super) fn refresh(route: &Route) -> Value {
    let summary = "List the clusters of all regions again as soon as AWS may be asked";
    let json = "application/json";
    let mut described =
        finish(route, "refresh-fleet", "fleet", summary, json, &json!({}), Kind::Own);
    let responses = described["responses"].as_object_mut().unwrap();
    let mut accepted = responses.remove("200").unwrap();
    accepted.as_object_mut().unwrap().remove("content");
    responses.insert("202".to_owned(), accepted);
    described
}

/// The posture report, in several formats.
pub(super) fn posture(route: &Route, named: &mut Schemas) -> Value {
    let schema = PostureReport::schema(named);
    let summary = "The findings of all regions, read now, each with what it rests on";
    let mut described =
        finish(route, "posture", "session", summary, "application/json", &schema, Kind::Own);
    let names: Vec<_> = PostureFormat::ALL.iter().map(|format| format.name()).collect();
    let parameters = described["parameters"].as_array_mut().unwrap();
    parameters.push(json!({
        "name": "format", "in": "query", "required": false,
        "description": "The format of the report.",
        "schema": { "enum": names, "default": "json" },
    }));
    let content = described["responses"]["200"]["content"].as_object_mut().unwrap();
    for format in PostureFormat::ALL.iter().filter(|it| **it != PostureFormat::Json) {
        let media = format.media_type().split(';').next().unwrap_or_default();
        let kind = if *format == PostureFormat::Sarif { "object" } else { "string" };
        content.insert(media.to_owned(), json!({ "schema": { "type": kind } }));
    }
    described
}

//! The plot of one metric: a strip for each HSM, and a cursor that reads the values.
//!
//! Strips need no legend and no color of their own. The whole is one drawing with a path for each HSM.
//! Above it lies a slider that nobody sees: it has the keys, the touch and the voice that browsers give
//! one, and says what each HSM measured.

use backend_api::{DocumentedLimits, Usage};
use cloudhsm_api::Timestamp;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, MouseEvent};

use super::{
    super::dependents::grouped,
    chart::Chart,
    limit,
    reading::reading,
    shape::Shape,
    ticks::{percent, ticks},
    trace::{cursor, gaps, levels, line},
    verdict::{begin, span},
};
use crate::time::{clock_time, day, exact, minutes_east};

/// In thousandths of the width: half of a time’s words are as wide on a phone.
const EDGE: i64 = 160;

/// The period that is read, in all plots alike: the last one, until somebody chooses.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor(RwSignal<usize>);

impl Cursor {
    pub(super) fn new() -> Self {
        Self(RwSignal::new(usize::MAX))
    }

    /// Tracks.
    fn period(self, shape: Shape) -> usize {
        self.0.get().min(shape.periods.saturating_sub(1))
    }

    fn choose(self, period: usize) {
        if self.0.get_untracked() != period {
            self.0.set(period);
        }
    }
}

/// How much room a plot of so many HSMs takes, with what is around it, in pixels.
pub(super) fn room(hsms: usize) -> usize {
    const AROUND: usize = 170;
    Shape { strips: hsms.max(1), periods: 1, top: 1 }.plot_height() + AROUND
}

/// The plot. Tracks the chosen zone.
pub(super) fn plot(
    chart: Chart,
    usage: &Usage,
    limits: Option<&DocumentedLimits>,
    at: Cursor,
) -> AnyView {
    let metric = chart.metric;
    let shape = Shape { strips: chart.strips.len(), periods: chart.periods, top: chart.top };
    let range = span(usage.range);
    let most = chart.most().map_or("no data".to_owned(), |it| ["at most ", &grouped(it)].concat());
    let hsms = shape.strips.to_string();
    let plural = if shape.strips == 1 { " HSM over " } else { " HSMs over " };
    let name = [metric.title, " of ", &hsms, plural, range, ": ", &most].concat();
    let of_limit = limit::words(&chart, limits);
    let of_limit = of_limit.map(|words| view! { <p class="small">{words}</p> }.into_any());
    let drawing = drawing(&chart, shape, usage, limit::level(&chart, limits), name, at);
    let (from, period_seconds) = (usage.from.clone(), usage.period_seconds);
    let said = Memo::new(move |_| {
        let period = at.period(shape);
        let begins = begin(&from, period_seconds, period).as_ref().map(exact).unwrap_or_default();
        reading(&chart, period, &begins, period_seconds)
    });
    let slide = move |event| {
        if let Ok(period) = event_target_value(&event).parse() {
            at.choose(period);
        }
    };
    let point = move |event: MouseEvent| {
        let target = event.target().and_then(|it| it.dyn_into::<HtmlElement>().ok());
        if let Some(target) = target {
            at.choose(shape.period_at(event.offset_x(), target.client_width()));
        }
    };
    view! {
        <figure class="card plot">
            <figcaption>
                <h3>{metric.title}</h3>
                <p class="small soft">{metric.words}" · "<code>{metric.name}</code></p>
                {of_limit}
            </figcaption>
            <div class="plot-frame">
                {scale(shape)}
                {drawing}
                <input type="range" min="0" max=shape.periods.saturating_sub(1).to_string() step="1"
                    aria-label=[metric.title, ": time"].concat()
                    aria-valuetext=move || said.get()
                    prop:value=move || at.period(shape).to_string()
                    on:input=slide on:mousemove=point/>
            </div>
            <p class="small break reading" aria-hidden="true">{move || said.get()}</p>
        </figure>
    }
    .into_any()
}

/// The values beside the strips: zero and the top of each.
fn scale(shape: Shape) -> AnyView {
    let labels = (0..shape.strips).flat_map(|strip| {
        [(shape.top, 9), (0, 0)].map(|(value, lower)| {
            let y = shape.y_pixels(strip, value) + lower;
            words("currentColor", "", "100%", y, Anchor::End, grouped(value))
        })
    });
    view! {
        <svg class="small soft" aria-hidden="true" width="100%" height=shape.plot_height().to_string()>
            {labels.collect::<Vec<_>>()}
        </svg>
    }
    .into_any()
}

/// The strips with their labels, and the times below them.
fn drawing(
    chart: &Chart,
    shape: Shape,
    usage: &Usage,
    limit: Option<u32>,
    name: String,
    at: Cursor,
) -> AnyView {
    let grid = ["0 0 ", &shape.width().to_string(), " ", &shape.height().to_string()].concat();
    let strips = || chart.strips.iter().enumerate();
    let missing: Vec<_> = strips().map(|(at, strip)| gaps(&shape, at, &strip.values)).collect();
    let lines = strips().map(|(at, strip)| {
        let color = if chart.is_bad(strip) { "var(--bad)" } else { "var(--accent)" };
        stroke("line", line(&shape, at, &strip.values), color, "2", "none")
    });
    let labels = strips().map(|(at, strip)| {
        let label = strip.label();
        let (color, label) = if chart.is_bad(strip) {
            ("var(--bad)", [&label, ", unhealthy"].concat())
        } else {
            ("currentColor", label)
        };
        words(color, "", "0", shape.label_y(at), Anchor::Start, label)
    });
    let limit_line = limit.map(|it| stroke("limit", levels(&shape, it), "var(--warn)", "1", "5 4"));
    // Once: it is the same in each strip.
    let limit_label = limit.map(|it| {
        let y = shape.y_pixels(0, it).saturating_sub(4);
        words("var(--warn)", "", "100%", y, Anchor::End, ["limit ", &grouped(it)].concat())
    });
    let own = chart.metric.own.filter(|own| *own < shape.top && shape.strips > 0);
    let own_line = own.map(|own| stroke("", levels(&shape, own), "currentColor", "1", "5 4"));
    view! {
        <svg role="img" class="small soft" aria-label=name width="100%" height=shape.plot_height().to_string()>
            <svg width="100%" height=shape.strips_height().to_string() viewBox=grid preserveAspectRatio="none">
                <path class="gap" d=missing.concat() fill="var(--line)"/>
                {stroke("", levels(&shape, 0), "var(--line-strong)", "1", "none")}
                {own_line}
                {limit_line}
                {lines.collect::<Vec<_>>()}
                <path d=move || cursor(&shape, at.period(shape)) stroke="var(--text)" vector-effect="non-scaling-stroke"/>
            </svg>
            {labels.collect::<Vec<_>>()}
            {limit_label}
            <g>{times(shape, usage)}</g>
        </svg>
    }
    .into_any()
}

/// A line, as wide on every screen, however the grid is stretched.
fn stroke(
    class: &'static str,
    d: String,
    color: &'static str,
    width: &'static str,
    dashes: &'static str,
) -> AnyView {
    view! {
        <path class=class d=d fill="none" stroke=color stroke-width=width stroke-dasharray=dashes
            vector-effect="non-scaling-stroke"/>
    }
    .into_any()
}

/// Which end of a text is at its place.
#[derive(Debug, Clone, Copy)]
enum Anchor {
    Start,
    Middle,
    End,
}

/// A text in the drawing, which can be read on a line too.
fn words(
    color: &'static str,
    class: &'static str,
    x: &str,
    y: usize,
    anchor: Anchor,
    text: String,
) -> AnyView {
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    view! {
        <text class=class x=x.to_owned() y=y.to_string() text-anchor=anchor fill=color
            stroke="var(--surface-raised)" stroke-width="4" paint-order="stroke">{text}</text>
    }
    .into_any()
}

/// The times below the strips: days, or of one day the time of day.
fn times(shape: Shape, usage: &Usage) -> AnyView {
    let Some(from) = usage.from.epoch_millis() else { return ().into_any() };
    let seconds =
        i64::try_from(shape.periods).unwrap_or_default() * i64::from(usage.period_seconds);
    let is_a_day = seconds <= 86_400;
    let text = |millis: i64| {
        if !is_a_day {
            return day(&Timestamp::EpochMillis(millis));
        }
        #[expect(clippy::cast_precision_loss, reason = "times of this millennium are exact in f64")]
        let time = clock_time(millis as f64);
        time.get(..5).unwrap_or_default().to_owned()
    };
    let ticks = ticks(from, seconds.saturating_mul(1_000), minutes_east).into_iter();
    let ticks = ticks.map(|tick| {
        let x = percent(tick.permille);
        // Near an end, its middle isn’t below its time: the words would be cut off.
        let anchor = match tick.permille {
            ..EDGE => Anchor::Start,
            it if it > 1_000 - EDGE => Anchor::End,
            _ => Anchor::Middle,
        };
        words("currentColor", "tick", &x, shape.times_y(), anchor, text(tick.millis))
    });
    ticks.collect::<Vec<_>>().into_any()
}

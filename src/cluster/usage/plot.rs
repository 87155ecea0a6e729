//! The plot of one metric: a strip for each HSM, and a cursor that reads the values.
//!
//! Strips need no legend and no color of their own. The whole is one drawing with a path for each HSM.
//! Above it lies a slider that nobody sees: it has the keys, the touch and the voice that browsers give
//! one, and says what each HSM measured.

use backend_api::Usage;
use cloudhsm_api::Timestamp;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, MouseEvent};

use super::{
    chart::Chart,
    reading::reading,
    shape::Shape,
    ticks::{percent, ticks},
    trace::{cursor, gaps, levels, line},
    verdict::{begin, span},
};
use crate::time::{clock_time, day, exact, minutes_east};

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
    const AROUND: usize = 150;
    Shape { strips: hsms.max(1), periods: 1, top: 1 }.plot_height() + AROUND
}

/// The plot. Tracks the chosen zone.
pub(super) fn plot(chart: Chart, usage: &Usage, at: Cursor) -> AnyView {
    let metric = chart.metric;
    let shape = Shape { strips: chart.strips.len(), periods: chart.periods, top: chart.top };
    let range = span(usage.range);
    let most =
        chart.most().map_or("no data".to_owned(), |it| ["at most ", &it.to_string()].concat());
    let hsms = shape.strips.to_string();
    let plural = if shape.strips == 1 { " HSM over " } else { " HSMs over " };
    let name = [metric.title, " of ", &hsms, plural, range, ": ", &most].concat();
    let drawing = drawing(&chart, shape, usage, name, at);
    let (from, period_seconds) = (usage.clone(), usage.period_seconds);
    let words = Memo::new(move |_| {
        let period = at.period(shape);
        let begins = begin(&from, period).as_ref().map(exact).unwrap_or_default();
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
            </figcaption>
            <div class="plot-frame">
                {scale(shape)}
                <div class="plot-area">
                    {drawing}
                    <input type="range" min="0" max=shape.periods.saturating_sub(1).to_string() step="1"
                        aria-label=[metric.title, ": time"].concat()
                        aria-valuetext=move || words.get()
                        prop:value=move || at.period(shape).to_string()
                        on:input=slide on:mousemove=point/>
                </div>
            </div>
            <p class="small reading" aria-hidden="true">{move || words.get()}</p>
        </figure>
    }
    .into_any()
}

/// The values beside the strips: zero and the top of each.
fn scale(shape: Shape) -> AnyView {
    let labels = (0..shape.strips).flat_map(|strip| {
        [(shape.top, 9), (0, 0)].map(|(value, lower)| {
            let y = (shape.y_pixels(strip, value) + lower).to_string();
            view! { <text x="100%" y=y>{value.to_string()}</text> }.into_any()
        })
    });
    view! {
        <svg class="scale" aria-hidden="true" width="100%" height=shape.plot_height().to_string()>
            {labels.collect::<Vec<_>>()}
        </svg>
    }
    .into_any()
}

/// The strips with their labels, and the times below them.
fn drawing(chart: &Chart, shape: Shape, usage: &Usage, name: String, at: Cursor) -> AnyView {
    let grid = ["0 0 ", &shape.width().to_string(), " ", &shape.height().to_string()].concat();
    let strips = || chart.strips.iter().enumerate();
    let missing: Vec<_> = strips().map(|(at, strip)| gaps(&shape, at, &strip.values)).collect();
    let lines = strips().map(|(at, strip)| {
        view! { <path class="line" d=line(&shape, at, &strip.values)/> }.into_any()
    });
    let labels = strips().map(|(at, strip)| {
        view! { <text x="0" y=shape.label_y(at).to_string()>{strip.label()}</text> }.into_any()
    });
    let own = chart.metric.own.filter(|own| *own < shape.top);
    let own_line = own.map(|own| view! { <path class="own" d=levels(&shape, own)/> }.into_any());
    let own_label = own.filter(|_| shape.strips > 0).map(|own| {
        let y = (shape.y_pixels(0, own).saturating_sub(4)).to_string();
        view! { <text class="own" x="100%" y=y>"AWS’s own sessions"</text> }.into_any()
    });
    view! {
        <svg role="img" aria-label=name width="100%" height=shape.plot_height().to_string()>
            <svg width="100%" height=shape.strips_height().to_string() viewBox=grid preserveAspectRatio="none">
                <path class="gap" d=missing.concat()/>
                <path class="base" d=levels(&shape, 0)/>
                {own_line}
                {lines.collect::<Vec<_>>()}
                <path class="cursor" d=move || cursor(&shape, at.period(shape))/>
            </svg>
            {labels.collect::<Vec<_>>()}
            {own_label}
            {times(shape, usage)}
        </svg>
    }
    .into_any()
}

/// The times below the strips: days, or of one day the time of day.
fn times(shape: Shape, usage: &Usage) -> AnyView {
    let Some(from) = usage.from.epoch_millis() else { return ().into_any() };
    let seconds =
        i64::try_from(shape.periods).unwrap_or_default() * i64::from(usage.period_seconds);
    let is_a_day = seconds <= 86_400;
    let y = shape.times_y().to_string();
    let words = |millis: i64| {
        if !is_a_day {
            return day(&Timestamp::EpochMillis(millis));
        }
        #[expect(clippy::cast_precision_loss, reason = "times of this millennium are exact in f64")]
        let time = clock_time(millis as f64);
        time.get(..5).unwrap_or_default().to_owned()
    };
    let shown = ticks(from, seconds.saturating_mul(1_000), minutes_east).into_iter().enumerate();
    let shown = shown.map(|(at, tick)| {
        // On a phone there is room for every other one.
        let class = if at % 2 == 1 { "tick" } else { "tick often" };
        let title = exact(&Timestamp::EpochMillis(tick.millis));
        view! {
            <text class=class x=percent(tick.permille) y=y.clone()><title>{title}</title>{words(tick.millis)}</text>
        }
        .into_any()
    });
    view! { {shown.collect::<Vec<_>>()} }.into_any()
}

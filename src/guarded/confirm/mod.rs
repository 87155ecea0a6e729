//! The confirmation: the losses acknowledged by name, ids and names typed where the plan asks for them,
//! and a grace in which nothing is sent.
//!
//! What is typed travels with the request and is compared by the backend. Nothing here is a form:
//! Enter in a field does nothing. Knows nothing of what is sent; that is for whoever asks.

mod field;
mod grace;
mod hidden_difference;
mod losses;
mod needed;

use backend_api::{Warning, WarningCode};
use leptos::prelude::*;

pub use self::field::Field;
pub(crate) use self::losses::ticks;
use self::{
    field::FieldView,
    grace::{Countdown, Grace},
    losses::Losses,
    needed::still_needed,
};
use super::plan::refusal::PlanAgain;
use crate::{
    components::{Icon, Shape},
    state::Clock,
    time::minutes,
};

/// What a person is asked to confirm.
#[derive(Debug, Clone)]
pub struct Question {
    /// What the button says: "Delete this cluster".
    pub action: String,
    /// Beside it.
    pub shape: Shape,
    /// What happens then, in one word: "Deleting".
    pub doing: &'static str,
    /// Something is lost by it: the button alarms.
    pub is_grave: bool,
    /// What must be typed.
    pub fields: Vec<Field>,
    /// What must be acknowledged, tick by tick.
    pub losses: Vec<Vec<Warning>>,
    /// How long the permit is good for, from now.
    pub valid_for_seconds: u32,
}

/// How a person answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What was typed, field by field.
    pub typed: Vec<String>,
    /// What was acknowledged.
    pub acknowledged: Vec<WarningCode>,
}

/// Where the confirmation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Waits for the person.
    Asking,
    /// Counts down: Cancel keeps everything as it is.
    Grace,
    /// On its way.
    Sending,
    /// A dry run is on its way.
    Rehearsing,
}

/// From so much before its end on, a confirmation is said to expire.
const ENDS_SOON_MILLIS: f64 = 120_000.0;

/// The id of the button.
const BUTTON: &str = "confirm-request";

/// The id of what says why the button is off.
const NEEDED: &str = "still-needed";

/// The confirmation. `go` is called once, after the grace.
#[component]
pub fn Confirm(
    question: Question,
    step: RwSignal<Step>,
    go: Callback<Answer>,
    /// Everything but the last call.
    rehearse: Option<Callback<Answer>>,
    replan: Callback<()>,
) -> impl IntoView {
    let clock = expect_context::<Clock>();
    // By the server's clock, as the permit's own end.
    let ends = clock.catch_up() + f64::from(question.valid_for_seconds) * 1000.0;
    let left = move || ends - clock.now();
    let expired = move || left() < 0.0;
    let ends_soon = move || left() < ENDS_SOON_MILLIS;
    // Only for who can't see it: what shows stays where it is.
    let announced = move || {
        if !ends_soon() {
            return String::new();
        }
        let time = if expired() { String::new() } else { minutes(left()) };
        let what = if expired() { "has expired" } else { "expires in " };
        ["This confirmation ", what, &time, ". Refresh the plan for a new one."].concat()
    };
    let acknowledged = RwSignal::new(Vec::<WarningCode>::new());
    let typed = RwSignal::new(vec![String::new(); question.fields.len()]);
    let asked = question.fields.clone();
    let codes = |tick: &Vec<Warning>| tick.iter().map(|loss| loss.code).collect();
    let required: Vec<Vec<WarningCode>> = question.losses.iter().map(codes).collect();
    let needed = Memo::new(move |_| {
        let to_type: Vec<_> = typed.with(|typed| {
            let wrong = asked.iter().zip(typed).filter(|(field, is)| field.expected != **is);
            wrong.map(|(field, _)| field.what.as_str()).collect()
        });
        let open = |given: &Vec<WarningCode>| {
            let is_open = |tick: &&Vec<WarningCode>| tick.iter().any(|it| !given.contains(it));
            required.iter().filter(is_open).count()
        };
        still_needed(&to_type, acknowledged.with(open))
    });
    let answer =
        move || Answer { typed: typed.get_untracked(), acknowledged: acknowledged.get_untracked() };
    let send = Callback::new(move |()| {
        step.set(Step::Sending);
        go.run(answer());
    });
    let first_field = question.fields.first().map_or_else(|| BUTTON.to_owned(), Field::id);
    let grace = Grace::new(step, send, first_field);
    let can = Signal::derive(move || {
        needed.with(Option::is_none) && !expired() && step.get() == Step::Asking
    });
    let begin = move |_| {
        if can.get_untracked() {
            grace.begin();
        }
    };
    let dry_run = move |rehearse: Callback<Answer>| {
        if can.get_untracked() {
            step.set(Step::Rehearsing);
            rehearse.run(answer());
        }
    };
    let Question { action, shape, doing, is_grave, fields, losses: to_accept, .. } = question;
    let class = if is_grave { "button danger solid" } else { "button primary" };
    let fields: Vec<_> = fields
        .into_iter()
        .enumerate()
        .map(|(index, field)| view! { <FieldView field index typed step/> }.into_any())
        .collect();
    let before = move || match step.get() {
        Step::Asking => rehearse
            .map(|rehearse| {
                view! {
                    <button type="button" class="button" disabled=move || !can.get()
                        on:click=move |_| dry_run(rehearse)>"Dry run"</button>
                }
            })
            .into_any(),
        Step::Grace => view! { <Countdown grace doing/> }.into_any(),
        Step::Sending => waiting(" Checking everything again, then sending…").into_any(),
        Step::Rehearsing => waiting(" Checking everything. Nothing is sent…").into_any(),
    };
    view! {
        <section class="card confirm" aria-label="Confirm">
            <h2>"Confirm"</h2>
            <Losses losses=to_accept acknowledged step/>
            {fields}
            <div class="go">
                <p class="needed small soft" id=NEEDED>
                    {move || needed.get().filter(|_| !expired()).unwrap_or_default()}
                </p>
                <div class="before">{move || before()}</div>
                // In its place all the time: what comes instead of it must not be under the pointer,
                // and it must not come under the pointer itself.
                <button type="button" id=BUTTON class=class aria-describedby=NEEDED
                    disabled=move || !can.get() on:click=begin>
                    <Icon shape/>{action}
                </button>
            </div>
            <p class="small soft ends" class:soon=ends_soon>
                {move || if expired() {
                    view! { "This confirmation has expired. "<PlanAgain replan/> }.into_any()
                } else {
                    let left = minutes(left());
                    view! {
                        "The backend checks everything again before it sends the request, and refuses if anything changed. This confirmation expires in "
                        {left}" and works once. Refresh the plan for a new one."
                    }
                    .into_any()
                }}
            </p>
            <p class="visually-hidden" role="status">{move || announced()}</p>
        </section>
    }
}

fn waiting(words: &'static str) -> impl IntoView {
    view! { <p role="status"><Icon shape=Shape::Arc/>{words}</p> }
}

//! All steps of the way, each with its mark.

use leptos::prelude::*;

use super::{
    Page,
    stage::{StepMark, marks},
};
use crate::components::{Tone, Value, card};

impl Page {
    /// All steps, and which is next; tracks.
    pub(super) fn steps(self) -> AnyView {
        let is_saved = self.is_saved();
        let items = marks(self.stage.get(), is_saved).into_iter().map(|(words, mark)| {
            let tone = match mark {
                StepMark::Done => Tone::Good,
                StepMark::Now => Tone::Warn,
                StepMark::Later => Tone::Calm,
            };
            let current = (mark == StepMark::Now).then_some("step");
            let badge = Value::Badge(tone, mark.in_words().to_owned()).view();
            view! { <li aria-current=current>{badge}<span>{words}</span></li> }.into_any()
        });
        let items: Vec<_> = items.collect();
        card("Steps", view! { <ol class="steps">{items}</ol> }.into_any())
    }
}

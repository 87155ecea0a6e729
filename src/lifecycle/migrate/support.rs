//! The end of `hsm1.medium`'s support: both dates that AWS announced, each with its source.
//!
//! The first is in AWS's deprecation notifications and its security blog; the later one replaced it.
//! Which one binds is documented nowhere, so both are shown, as the finding does.

use leptos::prelude::*;

use super::GUIDE;
use crate::{
    components::{Value, card, facts},
    lifecycle::live::source,
};

const NOTIFICATIONS: &str =
    "https://docs.aws.amazon.com/cloudhsm/latest/userguide/compliance-dep-notif.html";
const BLOG: &str = "https://aws.amazon.com/blogs/security/how-to-manage-migration-of-hsm1-medium-cloudhsm-clusters-to-hsm2m-medium/";
const FIPS: &str = "https://docs.aws.amazon.com/cloudhsm/latest/userguide/fips-validation.html";

pub(super) fn support() -> AnyView {
    let note = |words: &'static str| Value::Text(words.to_owned());
    let link = |words, href| Value::View(source(words, href));
    let row = |date: &'static str, link: Value| Value::Row(vec![note(date), link]);
    let content = view! {
        {facts(vec![
            ("First announced end", row("1 December 2025", link("AWS Security Blog", BLOG))),
            ("Later announced end", row("31 March 2026", link("AWS deprecation notifications", NOTIFICATIONS))),
            ("FIPS 140-2 certificate #4218", row("historical since 4 January 2026", link("AWS compliance validation", FIPS))),
            ("hsm2m.medium", note("FIPS 140-3 certificate #4703")),
        ])}
        <p>"AWS doesn’t document which date is binding, nor whether it still replaces an HSM of this type that fails. It creates no new hsm1.medium clusters since April 2025."</p>
        <p class="small">{source("AWS: migrating from hsm1.medium to hsm2m.medium", GUIDE)}</p>
    };
    card("AWS ends the support for hsm1.medium", content.into_any())
}

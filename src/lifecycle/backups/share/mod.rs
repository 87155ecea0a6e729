//! `/regions/{region}/backups/{id}/share`: which other accounts can create clusters from a backup.

mod policy;
mod requests;

use std::sync::Arc;

use cloudhsm_api::Operation;
use leptos::prelude::*;

use self::{
    policy::{Problem, accounts_of, check, policy, principals, typed_accounts},
    requests::{end, share},
};
use super::live::{Asked, FORM, LiveBackup, backup_page};
use crate::{
    components::{
        CodeBlock, NoticeKind, Skeleton, card, error_view, folded_card, notice, radio, radio_group,
    },
    lifecycle::live::{not_signed, source},
    route::Place,
    state::{Loaded, under_owner, use_connected},
};

const GUIDE: &str = "https://docs.aws.amazon.com/cloudhsm/latest/userguide/sharing.html";

/// The page.
pub(super) fn share_page(place: Place) -> AnyView {
    backup_page(place, "Share backup", |live| {
        let form = Form::new(live);
        live.form_or_plan(move |asked| form.view(asked))
    })
}

/// What was chosen and typed.
#[derive(Debug, Clone, Copy)]
struct Form {
    live: LiveBackup,
    arn: Memo<String>,
    /// The text of the present policy.
    present: Loaded<Option<String>>,
    reload: Callback<()>,
    /// The policy itself is edited, and not the list of accounts.
    is_raw: RwSignal<bool>,
    accounts: RwSignal<String>,
    raw: RwSignal<String>,
    own_account: StoredValue<Option<String>>,
}

impl Form {
    fn new(live: LiveBackup) -> Self {
        let connected = use_connected();
        let arn =
            Memo::new(move |_| live.with(|it| it.backup.backup_arn.clone().unwrap_or_default()));
        let present = Loaded::<Option<String>>::default();
        let client = StoredValue::new(connected.client);
        let reload = under_owner(move |()| {
            let (client, arn) = (client.get_value(), arn.get_untracked());
            if !arn.is_empty() {
                present.load_if_changed(async move {
                    client.resource_policy(&live.region(), &arn).await
                });
            }
        });
        let text = || RwSignal::new(String::new());
        let own_account = StoredValue::new(connected.session.account.clone());
        let is_raw = RwSignal::new(false);
        let form =
            Self { live, arn, present, reload, is_raw, accounts: text(), raw: text(), own_account };
        // What is there is where somebody begins; read again and the same, it leaves what was typed.
        Effect::new(move |_| {
            if let Some(now) = present.value.get() {
                form.begin(now.as_deref());
            }
        });
        form
    }

    fn begin(self, now: Option<&str>) {
        let Some(now) = now else { return };
        let accounts = accounts_of(now, &self.arn.get_untracked());
        self.is_raw.set(accounts.is_none());
        self.accounts.set(accounts.unwrap_or_default().join("\n"));
        self.raw.set(now.to_owned());
    }

    /// The policy that the form comes to; tracks.
    fn policy(self) -> Result<String, Problem> {
        if self.is_raw.get() {
            return self.raw.with(|text| check(text).map(|()| text.trim().to_owned()));
        }
        let accounts = self
            .own_account
            .with_value(|own| self.accounts.with(|text| typed_accounts(text, own.as_deref())))?;
        Ok(self.arn.with(|arn| policy(arn, &accounts)))
    }

    fn view(self, asked: RwSignal<Option<Arc<Asked>>>) -> AnyView {
        // After a change, what is there is another.
        self.reload.run(());
        let arn = self.arn;
        let content = move || {
            if arn.with(String::is_empty) {
                let words = "AWS reports no ARN of this backup, so it can’t be shared from here.";
                return notice(NoticeKind::Warn, None, view! { <p>{words}</p> }.into_any());
            }
            if let Some(error) = self.present.error.get() {
                let title = "Couldn’t read with whom it is shared".to_owned();
                return error_view(&error, title, Some(self.reload));
            }
            match self.present.value.get() {
                None => view! { <Skeleton what="the resource policy"/> }.into_any(),
                Some(now) => {
                    view! { {self.present_view(now.as_deref(), asked)}{self.fields(asked)} }
                        .into_any()
                }
            }
        };
        view! {
            <div class="steps" id=FORM tabindex="-1">
                {not_signed(&[Operation::PutResourcePolicy, Operation::DeleteResourcePolicy])}
                {self.live.facts()}
                {self.live.if_unready("Only a READY backup can be shared.")}
                {move || content()}
                {about_ram()}
            </div>
        }
        .into_any()
    }

    fn present_view(self, now: Option<&str>, asked: RwSignal<Option<Arc<Asked>>>) -> AnyView {
        let Some(now) = now else {
            let words = "The backup has no resource policy. It can still be shared by AWS RAM.";
            return card("Shared with", view! { <p>{words}</p> }.into_any());
        };
        let names = principals(now)
            .into_iter()
            .map(|it| view! { <li><code class="break">{it}</code></li> }.into_any());
        let names: Vec<_> = names.collect();
        let text = now.to_owned();
        let stop = move |_| asked.set(Some(Arc::new(end(&self.arn.get_untracked()))));
        let content = view! {
            <ul class="notes">{names}</ul>
            <CodeBlock text what="present policy" wrap=true/>
            <div class="toolbar">
                <button type="button" class="button danger" on:click=stop>"Stop sharing…"</button>
            </div>
        };
        card("Shared with", content.into_any())
    }

    fn fields(self, asked: RwSignal<Option<Arc<Asked>>>) -> AnyView {
        let choice = |raw: bool, words: &'static str| {
            let choose = move |()| {
                // The policy goes on from what the accounts came to.
                if raw && let Ok(text) = untrack(|| self.policy()) {
                    self.raw.set(text);
                }
                self.is_raw.set(raw);
            };
            let is_chosen = Signal::derive(move || self.is_raw.get() == raw);
            let label = view! { <span>{words}</span> }.into_any();
            radio("share-as", label, is_chosen, Callback::new(choose))
        };
        let problem = Memo::new(move |_| self.policy().err());
        let review = move |_| {
            if let Ok(text) = untrack(|| self.policy()) {
                asked.set(Some(Arc::new(share(&self.arn.get_untracked(), &text))));
            }
        };
        let choices =
            vec![choice(false, "Accounts, by their IDs"), choice(true, "What a policy says")];
        let content = view! {
            {radio_group("Share with", choices)}
            {move || if self.is_raw.get() { self.raw_field() } else { self.account_field() }}
            <span class="problem" role="alert">{move || problem.get().map(Problem::in_words)}</span>
            <div class="toolbar">
                <button type="button" class="button primary"
                    disabled=move || problem.get().is_some() on:click=review>"Review the plan"</button>
            </div>
        };
        card("Share it", content.into_any())
    }

    fn account_field(self) -> AnyView {
        let made = move || {
            let text = self.policy().ok()?;
            let what = "policy";
            Some(view! { <p class="soft small">"The policy that is sent:"</p><CodeBlock text what wrap=true/> }.into_any())
        };
        view! {
            {text_area("share-accounts", "Account IDs", "12 digits each, with spaces or new lines between. Each can create clusters with the backup’s keys and users.", 3, self.accounts)}
            {move || made()}
        }
        .into_any()
    }

    fn raw_field(self) -> AnyView {
        let hint = "JSON, at most 20,000 characters. It replaces the present policy as a whole.";
        text_area("share-policy", "Resource policy", hint, 14, self.raw)
    }
}

fn text_area(
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    rows: u32,
    value: RwSignal<String>,
) -> AnyView {
    let hint_id = [id, "-hint"].concat();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <textarea class="input mono" id=id rows=rows.to_string() autocomplete="off" spellcheck="false"
                aria-describedby=hint_id.clone() prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())></textarea>
            <p class="hint" id=hint_id>{hint}</p>
        </div>
    }
    .into_any()
}

/// What a resource policy alone doesn't do.
fn about_ram() -> AnyView {
    let content = view! {
        <ul class="notes">
            <li>"AWS recommends sharing by AWS Resource Access Manager (RAM), which writes the policy itself."</li>
            <li>"A policy that is set here lets the other account list the backup only after it is promoted in RAM, with PromoteResourceShareCreatedFromPolicy. Until then it needs the backup’s ARN."</li>
            <li>"Whoever can create a cluster from the backup gets its keys and users. The end of the sharing takes back no cluster that was created before."</li>
        </ul>
        <p class="small">{source("AWS: working with shared backups", GUIDE)}</p>
    };
    folded_card("What sharing does", content.into_any())
}

//! Where the flags want notices to go.

use signing_backend::{
    forward::Transport,
    notify::{Outlet, Webhook, WebhookFormat, WebhookSecret},
};

use crate::{
    ca_bundle,
    error::StartError,
    flags::{NotifyFlags, NotifyFormat},
};

/// Where notices go; `None` if nobody asked for any.
pub(crate) fn outlet(flags: &NotifyFlags) -> Result<Option<Outlet>, StartError> {
    let webhook = webhook(flags)?;
    if flags.notify_dry_run {
        return Ok(Some(Outlet::Stdout));
    }
    let Some(webhook) = webhook else { return Ok(None) };
    let roots = ca_bundle::read()?;
    let transport = Transport::new(webhook.is_on_this_machine(), roots.as_deref())?;
    Ok(Some(Outlet::Webhook(webhook, transport)))
}

/// A webhook is checked in a dry run too.
fn webhook(flags: &NotifyFlags) -> Result<Option<Webhook>, StartError> {
    let Some(url) = &flags.notify else { return Ok(None) };
    let file = flags.notify_secret_file.as_ref().ok_or(StartError::NoNotifySecret)?;
    let secret = WebhookSecret::from_file(file)
        .map_err(|error| StartError::NotifySecret(file.clone(), error))?;
    let format = match flags.notify_format {
        NotifyFormat::Json => WebhookFormat::Json,
        NotifyFormat::Slack => WebhookFormat::Slack,
        NotifyFormat::Sns => WebhookFormat::Sns,
    };
    Ok(Some(Webhook::new(url, secret, format)?))
}

/// The same in words, for `check`.
pub(crate) fn words(outlet: Option<&Outlet>) -> String {
    match outlet {
        None => "no notices".to_owned(),
        Some(Outlet::Stdout) => "to stdout".to_owned(),
        Some(Outlet::Webhook(webhook, _)) => format!("to {}, signed", webhook.host()),
    }
}

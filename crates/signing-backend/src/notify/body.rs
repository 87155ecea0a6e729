//! The body of a request to a webhook.

use serde_json::{Value, json};

use super::notice::Notice;

/// How a webhook wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WebhookFormat {
    /// All members of the notices.
    #[default]
    Json,
    /// Slack's incoming webhooks: <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks>.
    Slack,
    /// A message for `aws sns publish --message-structure json`.
    Sns,
}

/// So many letters of text: Slack cuts a message at 40,000, and SNS takes 256 KB.
const MOST_LETTERS: usize = 30_000;

/// What is delivered as one.
#[derive(Debug)]
pub(super) struct Delivery {
    /// Names it, however often it is tried.
    pub(super) id: String,
    /// So many notices before these could not be delivered.
    pub(super) dropped: u64,
    /// The notices, the oldest first.
    pub(super) notices: Vec<Notice>,
}

impl WebhookFormat {
    /// The body that tells these.
    pub(super) fn body(self, delivery: &Delivery) -> String {
        let Delivery { id, dropped, notices } = delivery;
        let whole = || json!({ "delivery": id, "dropped": dropped, "notices": notices });
        let body = match self {
            Self::Json => whole(),
            Self::Slack => json!({ "text": slack(&text(delivery)) }),
            // SNS wants a text a protocol; what is JSON goes as text too.
            Self::Sns => {
                let text = text(delivery);
                json!({ "default": text, "email": text, "https": whole().to_string() })
            }
        };
        Value::to_string(&body)
    }
}

fn text(delivery: &Delivery) -> String {
    let dropped = match delivery.dropped {
        0 => None,
        1 => Some("1 earlier notice could not be delivered.".to_owned()),
        many => Some(format!("{many} earlier notices could not be delivered.")),
    };
    let lines: Vec<_> =
        dropped.into_iter().chain(delivery.notices.iter().map(Notice::words)).collect();
    let all = lines.join("\n");
    match all.char_indices().nth(MOST_LETTERS) {
        Some((at, _)) => [all.get(..at).unwrap_or_default(), "…"].concat(),
        None => all,
    }
}

/// Slack's three control characters, so that a name can't mention people or make a link.
fn slack(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::{super::notice::sample, *};

    fn delivery(notices: &[Notice]) -> Delivery {
        let id = "5f1d7a84ba2e4c6f9d0e8b7c3a2f1e0d".to_owned();
        Delivery { id, dropped: 0, notices: notices.to_vec() }
    }

    fn read(format: WebhookFormat, notices: &[Notice]) -> Value {
        serde_json::from_str(&format.body(&delivery(notices))).unwrap()
    }

    #[test]
    fn each_format_tells_the_same() {
        let line = "payments (cluster-a) in us-east-1, production: ACTIVE → DEGRADED";
        let all = [sample("payments")];
        let json = read(WebhookFormat::Json, &all);
        assert_eq!(json["notices"][0]["event"], "state-changed");
        assert_eq!(json["notices"][0]["clusterId"], "cluster-a");
        assert_eq!(read(WebhookFormat::Slack, &all), json!({ "text": line }));
        let sns = read(WebhookFormat::Sns, &all);
        assert_eq!(sns["default"], line);
        assert!(sns.as_object().unwrap().values().all(Value::is_string), "SNS requires texts");
        assert_eq!(serde_json::from_str::<Value>(sns["https"].as_str().unwrap()).unwrap(), json);
    }

    /// `UPDATE=1` writes the examples in deploy/notify.
    #[test]
    fn the_examples_are_what_is_sent() {
        let all = [sample("payments")];
        for (format, file) in [
            (WebhookFormat::Json, "notices.json"),
            (WebhookFormat::Slack, "slack.json"),
            (WebhookFormat::Sns, "sns.json"),
        ] {
            let made = format!("{:#}\n", read(format, &all));
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/notify");
            let path = std::path::Path::new(folder).join(file);
            if std::env::var_os("UPDATE").is_some() {
                std::fs::create_dir_all(folder).unwrap();
                std::fs::write(&path, &made).unwrap();
            }
            assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), made, "{file}");
        }
    }

    #[test]
    fn what_was_dropped_is_told_in_each_format() {
        let of = |dropped| Delivery { dropped, ..delivery(&[sample("payments")]) };
        let read = |format: WebhookFormat, dropped| -> Value {
            serde_json::from_str(&format.body(&of(dropped))).unwrap()
        };
        assert_eq!(read(WebhookFormat::Json, 7)["dropped"], 7);
        for (format, member) in [(WebhookFormat::Slack, "text"), (WebhookFormat::Sns, "default")] {
            for (dropped, words) in [(1, "1 earlier notice could"), (7, "7 earlier notices could")]
            {
                let text = read(format, dropped)[member].as_str().unwrap().to_owned();
                assert!(text.starts_with(words), "{text}");
            }
        }
    }

    #[test]
    fn a_name_can_not_call_people() {
        let text = read(WebhookFormat::Slack, &[sample("<!channel> & co")]);
        assert!(text["text"].as_str().unwrap().starts_with("&lt;!channel&gt; &amp; co"));
    }

    #[test]
    fn a_text_has_an_end() {
        let many: Vec<_> = (0..2000).map(|_| sample("ö")).collect();
        let text = read(WebhookFormat::Slack, &many);
        let text = text["text"].as_str().unwrap().replace("&gt;", ">");
        assert_eq!(text.chars().count(), MOST_LETTERS + 1);
    }
}

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

impl WebhookFormat {
    /// The body that tells these.
    pub fn body(self, notices: &[Notice]) -> String {
        let body = match self {
            Self::Json => json!({ "notices": notices }),
            Self::Slack => json!({ "text": slack(&text(notices)) }),
            // SNS wants a text a protocol; what is JSON goes as text too.
            Self::Sns => json!({
                "default": text(notices),
                "email": text(notices),
                "https": json!({ "notices": notices }).to_string(),
            }),
        };
        Value::to_string(&body)
    }
}

fn text(notices: &[Notice]) -> String {
    let lines: Vec<_> = notices.iter().map(Notice::words).collect();
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
    use super::*;
    use crate::notify::Change;

    fn notice(name: &str) -> Notice {
        Notice {
            region: "us-east-1".into(),
            cluster_id: Some("cluster-a".into()),
            name: Some(name.into()),
            production: true,
            change: Change::StateChanged { from: "ACTIVE".into(), to: "DEGRADED".into() },
        }
    }

    fn read(format: WebhookFormat, notices: &[Notice]) -> Value {
        serde_json::from_str(&format.body(notices)).unwrap()
    }

    #[test]
    fn each_format_tells_the_same() {
        let line = "payments (cluster-a) in us-east-1, production: ACTIVE → DEGRADED";
        let all = [notice("payments")];
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
        let all = [notice("payments")];
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
    fn a_name_can_not_call_people() {
        let text = read(WebhookFormat::Slack, &[notice("<!channel> & co")]);
        assert!(text["text"].as_str().unwrap().starts_with("&lt;!channel&gt; &amp; co"));
    }

    #[test]
    fn a_text_has_an_end() {
        let many: Vec<_> = (0..2000).map(|_| notice("ö")).collect();
        let text = read(WebhookFormat::Slack, &many);
        let text = text["text"].as_str().unwrap().replace("&gt;", ">");
        assert_eq!(text.chars().count(), MOST_LETTERS + 1);
    }
}

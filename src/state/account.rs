//! The name and color of the account, so that nobody takes production for anything else: from
//! `config.json` of the console's host, or from the backend's flags.

use backend_api::Session;
use serde_json::Value;

use super::color::Color;

/// What the account is called, and its color with the text that can be read on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountMark {
    /// Its name. The words tell the account, the color only helps.
    pub name: Option<String>,
    /// The color.
    pub ground: Option<String>,
    /// Black or white.
    pub text: Option<&'static str>,
}

/// The name under which the browser keeps what belongs to an account: another account is another fleet.
pub fn account_key(session: &Session) -> String {
    session.account.clone().or_else(|| session.arn.clone()).unwrap_or_else(|| "unknown".to_owned())
}

impl AccountMark {
    /// The mark of a session. What the host says of an account (`data-accounts` of `<html>`, see
    /// `boot.js`) comes before what the backend says.
    pub fn of(session: &Session, hosted: Option<&str>) -> Self {
        let accounts: Value =
            hosted.and_then(|it| serde_json::from_str(it).ok()).unwrap_or_default();
        let entry = session.account.as_ref().and_then(|account| accounts.get(account));
        let said = |name: &str| entry.and_then(|it| it.get(name)?.as_str()).map(str::to_owned);
        let ground = match entry {
            Some(_) => said("color"),
            None => session.account_color.clone(),
        };
        let color = ground.as_deref().and_then(Color::parse);
        Self {
            name: said("name").or_else(|| session.account_label.clone()),
            ground: color.and(ground),
            text: color.map(Color::text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn session() -> Session {
        Session {
            account: Some("123456789012".into()),
            account_label: Some("Prod".into()),
            account_color: Some("#ffd000".into()),
            ..samples::session()
        }
    }

    #[test]
    fn the_host_comes_before_the_backend() {
        let hosted = r##"{"123456789012":{"name":"Production","color":"#b00020"}}"##;
        let mark = AccountMark::of(&session(), Some(hosted));
        assert_eq!(mark.name.as_deref(), Some("Production"));
        assert_eq!((mark.ground.as_deref(), mark.text), (Some("#b00020"), Some("#fff")));
        // Another account's color is not this one's.
        let other = r##"{"999999999999":{"name":"Production","color":"#b00020"}}"##;
        let mark = AccountMark::of(&session(), Some(other));
        assert_eq!(mark.name.as_deref(), Some("Prod"));
        assert_eq!((mark.ground.as_deref(), mark.text), (Some("#ffd000"), Some("#000")));
        // Nor is a color of the backend one that the host gave.
        let plain = r#"{"123456789012":{"name":"Test"}}"#;
        assert_eq!(AccountMark::of(&session(), Some(plain)).ground, None);
    }

    #[test]
    fn an_account_that_nobody_marked_has_no_mark() {
        let none = AccountMark { name: None, ground: None, text: None };
        assert_eq!(AccountMark::of(&samples::session(), None), none);
        assert_eq!(AccountMark::of(&samples::session(), Some("nonsense")), none);
    }
}

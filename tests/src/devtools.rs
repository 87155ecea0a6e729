//! What chromedriver offers beyond the WebDriver standard, and what fantoccini leaves out of it.

use fantoccini::{Client, elements::Element, error::CmdError, wd::WebDriverCompatibleCommand};
use hyper::Method;
use serde::Deserialize;
use serde_json::{Value, json};

/// A command below the session's path.
#[derive(Debug)]
struct SessionCommand {
    path: String,
    body: Option<Value>,
}

impl WebDriverCompatibleCommand for SessionCommand {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _url: &url::Url) -> (Method, Option<String>) {
        match &self.body {
            Some(body) => (Method::POST, Some(body.to_string())),
            None => (Method::GET, None),
        }
    }
}

/// A command of the Chrome DevTools Protocol.
pub(crate) async fn cdp(client: &Client, command: &str, params: Value) -> Value {
    let body = Some(json!({ "cmd": command, "params": params }));
    let sent = client.issue_cmd(SessionCommand { path: "goog/cdp/execute".to_owned(), body }).await;
    sent.unwrap_or_else(|error| panic!("{command}: {error}"))
}

/// A line of the browser's console: also what the browser itself complains about.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ConsoleEntry {
    pub(crate) level: String,
    pub(crate) message: String,
}

/// What the console got since the last call.
pub(crate) async fn console(client: &Client) -> Result<Vec<ConsoleEntry>, CmdError> {
    log(client, "browser").await
}

/// The events of the network since the last call, where the browser was started to keep them.
pub(crate) async fn network(client: &Client) -> Vec<Value> {
    let entries = log(client, "performance").await.expect("the driver has a log of the network");
    let event = |entry: ConsoleEntry| {
        let mut entry: Value = serde_json::from_str(&entry.message).expect("entries are JSON");
        entry["message"].take()
    };
    entries.into_iter().map(event).collect()
}

async fn log(client: &Client, name: &str) -> Result<Vec<ConsoleEntry>, CmdError> {
    let body = Some(json!({ "type": name }));
    let entries = client.issue_cmd(SessionCommand { path: "se/log".to_owned(), body }).await?;
    Ok(serde_json::from_value(entries).expect("log entries have a level and a message"))
}

/// The name that assistive technology reads, as the browser computes it.
pub(crate) async fn accessible_name(
    client: &Client,
    element: &Element,
) -> Result<String, CmdError> {
    computed(client, element, "computedlabel").await
}

/// The role that assistive technology is told, as the browser computes it.
pub(crate) async fn accessible_role(
    client: &Client,
    element: &Element,
) -> Result<String, CmdError> {
    computed(client, element, "computedrole").await
}

async fn computed(client: &Client, element: &Element, what: &str) -> Result<String, CmdError> {
    let path = format!("element/{}/{what}", element.element_id());
    let answer = client.issue_cmd(SessionCommand { path, body: None }).await?;
    Ok(answer.as_str().unwrap_or_default().to_owned())
}

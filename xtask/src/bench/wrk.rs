//! Load by wrk, which costs the least CPU of what generates load: it shares the machine with what is
//! measured.

use std::{fmt::Write as _, fs, net::SocketAddr, time::Duration};

use super::wire::Request;
use crate::{
    error::{Error, Result},
    interrupt, process, tools, workspace,
};

/// Connections at once: a handful of people with several pages each.
pub(crate) const CONNECTIONS: u32 = 32;

/// What came of a load.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Load {
    pub(crate) requests: u32,
    pub(crate) failures: u32,
    pub(crate) per_second: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
}

/// Sends a request again and again.
pub(crate) fn load(address: SocketAddr, request: &Request, time: Duration) -> Result<Load> {
    let script = workspace::folder(workspace::target().join("bench"))?.join("request.lua");
    fs::write(&script, lua(request)).map_err(Error::file(&script))?;
    let mut command = tools::command("wrk");
    command.args(["--threads", "1", "--connections", &CONNECTIONS.to_string()]);
    command.args(["--duration", &format!("{}s", time.as_secs()), "--timeout", "10s"]);
    command.arg("--script").arg(&script).arg(format!("http://{address}{}", request.path));
    let printed = process::output(&mut command);
    interrupt::check()?;
    printed
        .as_deref()
        .and_then(parse)
        .ok_or_else(|| Error::Advice(format!("wrk failed: {}", process::by_hand(&command))))
}

fn lua(request: &Request) -> String {
    let mut script = "wrk.method = \"POST\"\n".to_owned();
    for (name, value) in &request.headers {
        let _ = writeln!(script, "wrk.headers[{}] = {}", quoted(name), quoted(value));
    }
    let _ = writeln!(script, "wrk.body = {}", quoted(&request.body));
    script.push_str(
        "done = function(summary, latency, requests)\n\
           local e = summary.errors\n\
           io.write(string.format(\"measured %d %d %d %d %d\\n\", summary.requests,\n\
             e.connect + e.read + e.write + e.status + e.timeout, summary.duration,\n\
             latency:percentile(50), latency:percentile(99)))\n\
         end\n",
    );
    script
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

fn parse(printed: &str) -> Option<Load> {
    let line = printed.lines().find_map(|line| line.strip_prefix("measured "))?;
    let numbers: Vec<u64> = line.split(' ').filter_map(|it| it.parse().ok()).collect();
    let &[requests, failures, micros, p50, p99] = numbers.as_slice() else { return None };
    let requests = u32::try_from(requests).ok()?;
    Some(Load {
        requests,
        failures: u32::try_from(failures).ok()?,
        per_second: f64::from(requests) / Duration::from_micros(micros).as_secs_f64(),
        p50: Duration::from_micros(p50),
        p99: Duration::from_micros(p99),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_script_prints() {
        let load = parse("Running 1s test\nmeasured 2000 3 1000000 1500 9000\n").unwrap();
        assert_eq!((load.requests, load.failures), (2000, 3));
        assert!((load.per_second - 2000.0).abs() < 0.1);
        assert_eq!(load.p99, Duration::from_millis(9));
        assert_eq!(parse("measured 1 2\n"), None);
    }

    #[test]
    fn a_body_survives_the_script() {
        let request = Request {
            path: "/".to_owned(),
            headers: vec![("A".to_owned(), "b".to_owned())],
            body: "{\"a\":\"\\n\"}".to_owned(),
        };
        let script = lua(&request);
        assert!(script.contains(r#"wrk.body = "{\"a\":\"\\n\"}""#), "{script}");
        assert!(script.contains("wrk.headers[\"A\"] = \"b\""), "{script}");
    }
}

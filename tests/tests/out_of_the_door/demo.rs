//! The running demo, started by the documents' command, and what its emulator says.

use std::time::Duration;

use cloudhsm_api::{Cluster, DescribeClustersOutput};
use end_to_end::{Http, Program, artifacts};
use hyper::Method;
use serde_json::json;

use crate::checkout::Checkout;

/// A whole build may come first, on a slow machine.
const BUILD: Duration = Duration::from_mins(15);

/// The demo.
pub(crate) struct Demo {
    program: Program,
    ports: [u16; 2],
    /// The link that it printed.
    pub(crate) link: String,
}

impl Demo {
    /// Starts it with the command, and waits for the line that begins as told. `flags` choose the
    /// console's port and the backend's: other tests and people use the usual ones.
    pub(crate) fn start(checkout: &Checkout, command: &str, flags: [&str; 2], line: &str) -> Self {
        let ports = [artifacts::free_port(), artifacts::free_port()];
        let mut command = checkout.command(command);
        for (flag, port) in flags.into_iter().zip(ports) {
            command.args([flag, &port.to_string()]);
        }
        let mut program = Program::start(&mut command).gently();
        let begins = line.replace("8080", &ports[0].to_string());
        let link = program.wait_for_line_within(BUILD, &begins, |line| {
            line.starts_with(&begins).then(|| line.strip_prefix("Open ").map(str::to_owned))?
        });
        Self { program, ports, link }
    }

    /// Everything that it printed.
    pub(crate) fn printed(&self) -> String {
        self.program.printed()
    }

    /// What the emulator lists under this id.
    pub(crate) async fn cluster(&self, region: &str, id: &str) -> Option<Cluster> {
        let (_, token) = self.link.split_once("#token=").unwrap();
        let http = Http::new(format!("http://127.0.0.1:{}", self.ports[1]));
        let path = format!("/api/regions/{region}/DescribeClusters");
        let bearer = format!("Bearer {token}");
        let input = json!({ "Filters": { "clusterIds": [id] } });
        let answer = http.post(&path, &[("authorization", &bearer)], &input).await;
        let listed: DescribeClustersOutput = answer.expect(200).json();
        listed.clusters.into_iter().next()
    }

    /// Ctrl-C ends it, and nothing of it is left.
    pub(crate) async fn interrupt(mut self) {
        self.program.interrupt();
        assert!(self.program.wait().success(), "{}", self.program.printed());
        for port in self.ports {
            let http = Http::new(format!("http://127.0.0.1:{port}"));
            let answer = http.try_send(Method::GET, "/", &[], "").await;
            assert!(answer.is_none(), "something still listens on port {port}");
        }
    }
}

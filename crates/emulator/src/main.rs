//! `cloudhsm-emulator`: AWS CloudHSM v2 as a local service.
// The program's own output is its interface: people and scripts read the endpoint from it.
#![allow(clippy::print_stdout)]

use std::{
    io::{self, IsTerminal},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Parser;
use emulator::{AnchorKind, Config, Emulator, StartError};
use tracing_subscriber::EnvFilter;

/// AWS CloudHSM v2 on this machine, for development and tests: nothing in it is real.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Address to listen on, loopback only. Port 0 picks a free port.
    #[arg(long, default_value = "127.0.0.1:4567")]
    listen: SocketAddr,
    /// Seed of the clusters and the credentials.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Number of generated clusters, in addition to the named ones.
    #[arg(long, value_name = "N", default_value_t = 0)]
    clusters: usize,
    /// Start without any cluster.
    #[arg(long, conflicts_with = "clusters")]
    empty: bool,
    /// Region to serve. Repeatable.
    #[arg(long = "region", value_name = "REGION")]
    regions: Vec<String>,
    /// Time scale: at 1 a deletion takes seconds, at 0 it is immediate.
    #[arg(long, default_value_t = 1.0)]
    time_scale: f64,
    /// Activate an initialized cluster by itself after so many seconds, before the time scale.
    #[arg(long, value_name = "SECONDS")]
    activate_after: Option<u64>,
    /// Let clusters of type hsm1.medium be created, as AWS did until April 2025.
    #[arg(long)]
    new_hsm1_clusters: bool,
    /// Serve /_emulator/…: call counts, faults, forced states. For tests.
    #[arg(long)]
    control: bool,
    /// Write the roots of the certificates into this directory, as PEM.
    #[arg(long, value_name = "DIR")]
    write_anchors: Option<PathBuf>,
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("cannot write the anchors: {0}")]
    Anchors(io::Error),
    #[error("cannot wait for signals: {0}")]
    Signals(io::Error),
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()))
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .init();
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            tracing::error!("{failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    let default = Config::default();
    let regions =
        if arguments.regions.is_empty() { default.regions.clone() } else { arguments.regions };
    let emulator = Emulator::start(Config {
        listen: arguments.listen,
        seed: arguments.seed,
        named_clusters: !arguments.empty,
        extra_clusters: arguments.clusters,
        activation_seconds: arguments.activate_after,
        new_hsm1_clusters: arguments.new_hsm1_clusters,
        regions,
        time_scale: arguments.time_scale,
        control: arguments.control,
        ..default
    })
    .await?;
    if let Some(directory) = &arguments.write_anchors {
        write_anchors(&emulator, directory).map_err(Failure::Anchors)?;
    }
    // Before anybody is told that it runs: who knows it may end it.
    let end = end().map_err(Failure::Signals)?;
    announce(&emulator, arguments.control);
    end.await.map_err(Failure::Signals)?;
    emulator.shutdown().await;
    Ok(())
}

/// Lines that a shell can evaluate; the rest of them are comments.
fn announce(emulator: &Emulator, control: bool) {
    let url = emulator.endpoint_url();
    let credentials = emulator.credentials();
    let regions = emulator.regions();
    println!("# CloudHSM emulator at {url}, regions {}", regions.join(", "));
    println!("export AWS_ENDPOINT_URL={url}");
    println!("export AWS_ACCESS_KEY_ID={}", credentials.access_key_id);
    println!("export AWS_SECRET_ACCESS_KEY={}", credentials.secret_access_key);
    if let Some(region) = regions.first() {
        println!("export AWS_REGION={region}");
    }
    if control {
        println!("# control surface: {url}/_emulator/calls");
    }
}

fn write_anchors(emulator: &Emulator, directory: &Path) -> io::Result<()> {
    std::fs::create_dir_all(directory)?;
    for anchor in emulator.trust_anchors() {
        let name = match anchor.kind {
            AnchorKind::Aws => "aws-root.pem",
            AnchorKind::Manufacturer => "manufacturer-root.pem",
        };
        std::fs::write(directory.join(name), &anchor.pem)?;
        println!("# {}: {}", anchor.label, directory.join(name).display());
    }
    std::fs::write(directory.join("customer-ca.pem"), emulator.customer_ca())
}

/// Waits for Ctrl-C, or a signal that asks the same; signals count from now on.
fn end() -> io::Result<impl Future<Output = io::Result<()>>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut interrupt, mut terminate) =
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            Ok(())
        })
    }
    #[cfg(not(unix))]
    Ok(tokio::signal::ctrl_c())
}

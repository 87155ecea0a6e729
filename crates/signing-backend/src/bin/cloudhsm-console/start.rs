//! From flags to a backend that listens.

use std::{io, net::SocketAddr, sync::Arc};

use backend_api::Mode;
use emulator::Emulator;
use signing_backend::{
    Backend, SessionToken, app,
    clock::{Clock, SystemClock},
    endpoint::RegionNotice,
    forward::Aws,
    metrics_app,
};
use tokio::net::TcpListener;

use crate::{
    audit, aws,
    browser::Page,
    emulator as embedded,
    error::StartError,
    flags::{AwsFlags, EmulatorFlags, Flags},
    notify, serve,
    settings::{mode, notices, settings, token},
    tls,
};

/// What stands behind the backend.
pub(crate) struct Behind {
    pub(crate) upstream: Aws,
    pub(crate) regions: Vec<String>,
    /// What speaks against some of the regions.
    pub(crate) notices: Vec<RegionNotice>,
    pub(crate) emulator: Option<Emulator>,
}

/// Connects to AWS, or starts the emulator.
pub(crate) async fn connect(
    aws: &AwsFlags,
    emulator: &EmulatorFlags,
    clock: Arc<dyn Clock>,
) -> Result<Behind, StartError> {
    if mode(emulator) == Mode::Aws {
        let aws::Connected { upstream, regions, notices } = aws::connect(aws, clock).await?;
        return Ok(Behind { upstream, regions, notices, emulator: None });
    }
    let running = embedded::start(emulator, aws).await?;
    let upstream = embedded::connect(&running, aws, clock)?;
    let regions = running.regions();
    Ok(Behind { upstream, regions, notices: Vec::new(), emulator: Some(running) })
}

pub(crate) async fn run(flags: Flags) -> Result<(), StartError> {
    // What needs no other process first, so that a mistake shows at once.
    let tls = tls::acceptor(&flags.listen, &flags.access.allow_hosts)?;
    let token = token(&flags.access)?;
    settings(&flags, flags.listen.listen, Vec::new(), Vec::new())?;
    let outlet = notify::outlet(&flags.notify)?;
    for notice in notices(&flags) {
        tracing::warn!("{notice}");
    }
    let clock = Arc::new(SystemClock);
    let audit =
        audit::open(flags.access.audit_file.as_deref(), mode(&flags.emulator), clock.clone())?;
    let behind = connect(&flags.aws, &flags.emulator, clock.clone()).await?;
    let listener = bind(flags.listen.listen).await?;
    let listen =
        listener.local_addr().map_err(|error| StartError::Listen(flags.listen.listen, error))?;
    let metrics = match flags.listen.metrics_listen {
        Some(address) => Some(bind(address).await?),
        None => None,
    };
    let anchors = behind.emulator.as_ref().map(embedded::trust_anchors).unwrap_or_default();
    let settings = settings(&flags, listen, behind.regions, anchors)?;
    let link = link(&flags, listen, &token);
    // Before anything is left that only an orderly end takes away.
    let ending = serve::ending().map_err(StartError::Serve)?;
    // The one place where the token is printed.
    print_line(&format!("Open {link}"));
    let _page = open_page(&flags, &link);
    if let Some(running) = &behind.emulator {
        print_line(&format!("# Emulator: {}", running.endpoint_url()));
    }
    let upstream = Arc::new(behind.upstream);
    // Without them the attempts of earlier runs are only in the activity.
    let newest = audit.log.newest(SHOWN).await.unwrap_or_default();
    audit.log.verify_in_background();
    let backend = Arc::new(Backend::new(settings, token, upstream, audit.log, clock)?);
    backend.take_over(&newest, audit.last_words);
    let notifier = outlet.map(|outlet| backend.notify(outlet));
    // Streams have no end of their own, and the server waits for open requests.
    let (streams, stop) = (backend.clone(), ending.clone());
    tokio::spawn(async move {
        stop.cancelled().await;
        streams.end_streams();
    });
    let served = match metrics {
        None => serve::serve(listener, tls, app(backend.clone()), ending).await,
        Some(metrics) => {
            let numbers = serve::serve(metrics, None, metrics_app(backend.clone()), ending.clone());
            let pages = serve::serve(listener, tls, app(backend.clone()), ending);
            tokio::try_join!(pages, numbers).map(|_| ())
        }
    };
    if let Some(notifier) = notifier {
        // Before the attempts are let go: that is no end of theirs.
        notifier.finish().await;
    }
    backend.finish().await;
    if let Some(emulator) = behind.emulator {
        emulator.shutdown().await;
    }
    served.map_err(StartError::Serve)
}

/// So many records of the log are read for the attempts of earlier runs.
const SHOWN: usize = 2000;

async fn bind(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|error| StartError::Listen(address, error))
}

/// The page that leads to the link, if one was asked for and can be had: the link is printed anyway.
fn open_page(flags: &Flags, link: &str) -> Option<Page> {
    let folder = audit::path(None, mode(&flags.emulator)).ok().filter(|_| flags.console.open)?;
    let opened = Page::open(folder.parent()?, link);
    opened.inspect_err(|error| tracing::warn!(%error, "couldn't open a browser")).ok()
}

fn link(flags: &Flags, listen: SocketAddr, token: &SessionToken) -> String {
    let scheme = if flags.listen.tls_cert.is_some() { "https" } else { "http" };
    let host = match flags.access.allow_hosts.first() {
        Some(host) if !listen.ip().is_loopback() && host.contains(':') => host.clone(),
        Some(host) if !listen.ip().is_loopback() => format!("{host}:{}", listen.port()),
        _ => listen.to_string(),
    };
    let base = flags.console.console_url.clone().unwrap_or_else(|| format!("{scheme}://{host}"));
    format!("{}/#token={}", base.trim_end_matches('/'), token.expose())
}

fn print_line(line: &str) {
    use io::Write as _;
    let mut stdout = io::stdout().lock();
    // A closed stdout is no reason not to serve: with a token file the link is known anyway.
    let _ = writeln!(stdout, "{line}");
    let _ = stdout.flush();
}

//! nginx: the measure for how fast a proxy can be, and an upstream that costs next to nothing.

use std::{
    fmt::Write as _,
    fs,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::Stdio,
    thread,
    time::Duration,
};

use crate::{
    error::{Error, Result},
    interrupt,
    process::Process,
    tools, workspace,
};

/// A running nginx.
#[derive(Debug)]
pub(crate) struct Nginx {
    pub(crate) address: SocketAddr,
    pub(crate) process: Process,
}

/// A plain reverse proxy: connections are kept, answers stay in memory, nothing else.
pub(crate) fn proxy(upstream: SocketAddr) -> Result<Nginx> {
    start("proxy", |listen| {
        format!(
            "upstream behind {{ server {upstream}; keepalive 64; keepalive_requests 1000000; }}\n\
             server {{\n\
             listen {listen};\n\
             keepalive_requests 1000000;\n\
             location / {{\n\
             proxy_pass http://behind;\n\
             proxy_http_version 1.1;\n\
             proxy_set_header Connection \"\";\n\
             proxy_set_header Host $http_host;\n\
             proxy_buffers 32 8k;\n\
             }} }}"
        )
    })
}

/// Answers everything with the same small object.
pub(crate) fn fixed_answer() -> Result<Nginx> {
    start("fixed", |listen| {
        format!(
            "server {{\n\
             listen {listen};\n\
             keepalive_requests 1000000;\n\
             location / {{ default_type application/x-amz-json-1.1; return 200 '{{\"Clusters\":[]}}'; }}\n\
             }}"
        )
    })
}

fn start(name: &str, servers: impl FnOnce(SocketAddr) -> String) -> Result<Nginx> {
    let folder = workspace::folder(workspace::target().join("bench").join(name))?;
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|it| it.local_addr());
    let address = free.map_err(|error| Error::Advice(format!("no free port: {error}")))?;
    let file = folder.join("nginx.conf");
    fs::write(&file, config(&folder, &servers(address))).map_err(Error::file(&file))?;
    let mut command = tools::command("nginx");
    command.arg("-p").arg(&folder).arg("-c").arg(&file);
    let mut process = Process::start("nginx", command.stderr(Stdio::null()))?;
    while TcpStream::connect(address).is_err() {
        interrupt::check()?;
        process.check()?;
        thread::sleep(Duration::from_millis(50));
    }
    Ok(Nginx { address, process })
}

/// It logs as it does by default, to where nobody reads.
fn config(folder: &Path, servers: &str) -> String {
    let mut temporary = String::new();
    for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
        let _ = writeln!(temporary, "{kind}_temp_path {}/{kind};", folder.display());
    }
    format!(
        "daemon off;\n\
         worker_processes auto;\n\
         pid {}/nginx.pid;\n\
         error_log /dev/null crit;\n\
         events {{ worker_connections 1024; }}\n\
         http {{\n\
         access_log /dev/null combined;\n\
         {temporary}{servers}\n\
         }}\n",
        folder.display()
    )
}

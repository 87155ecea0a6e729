//! nginx, as the tests start it: without root, with everything that it writes in one folder.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The whole configuration around what a server is to do.
pub(crate) fn configuration(folder: &Path, port: u16, server: &str) -> String {
    let folder = folder.display();
    let temporary: Vec<_> = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("{kind}_temp_path {folder}/{kind};\n"))
        .into();
    format!(
        "daemon off;\nmaster_process off;\npid {folder}/nginx.pid;\nerror_log stderr;\n\
         events {{}}\nhttp {{\ninclude /etc/nginx/mime.types;\naccess_log off;\n{}\
         server {{\nlisten 127.0.0.1:{port};\n{server}\n}}\n}}\n",
        temporary.concat(),
    )
}

/// The command that runs a configuration.
pub(crate) fn command(folder: &Path, configuration: &Path) -> Command {
    // Debian has it where only root looks.
    let debian = Path::new("/usr/sbin/nginx");
    let program = if debian.exists() { debian.to_owned() } else { PathBuf::from("nginx") };
    let mut command = Command::new(program);
    command.arg("-p").arg(folder).arg("-c").arg(configuration);
    command
}

//! What a cluster's owner makes with openssl: a CA, and the certificate of a cluster. Made once for all
//! tests.

use std::{fs, path::Path, process::Command, sync::LazyLock};

use test_limits::Run as _;

/// A cluster's CSR, what the owner's CA made of it, and the CA's own certificate; PEM.
#[derive(Debug)]
pub(crate) struct Owner {
    pub(crate) csr: String,
    pub(crate) signed: String,
    pub(crate) anchor: String,
    /// What another CA made of it.
    pub(crate) other: String,
    pub(crate) other_anchor: String,
}

pub(crate) static OWNER: LazyLock<Owner> = LazyLock::new(Owner::new);

impl Owner {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        run(path, "req -new -newkey rsa:2048 -noenc -subj /CN=cluster -keyout hsm.key -out csr");
        for name in ["own", "other"] {
            let subject = format!("/O=Owner/CN={name}");
            run(
                path,
                &format!(
                    "req -x509 -newkey rsa:2048 -noenc -days 3652 -subj {subject} -keyout {name}.key \
                     -out {name}.crt -addext keyUsage=critical,keyCertSign"
                ),
            );
            run(
                path,
                &format!(
                    "x509 -req -days 3652 -in csr -CA {name}.crt -CAkey {name}.key -CAcreateserial \
                     -out {name}.signed"
                ),
            );
        }
        let read = |name: &str| fs::read_to_string(path.join(name)).unwrap();
        Self {
            csr: read("csr"),
            signed: read("own.signed"),
            anchor: read("own.crt"),
            other: read("other.signed"),
            other_anchor: read("other.crt"),
        }
    }
}

fn run(folder: &Path, arguments: &str) {
    let mut openssl = Command::new("openssl");
    let output = openssl.args(arguments.split_whitespace()).current_dir(folder).finish();
    assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
}

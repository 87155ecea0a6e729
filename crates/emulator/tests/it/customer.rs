//! A customer who makes authorities and signs requests with openssl.

use serde_json::Value;

use crate::{certificates::Files, client::Client, life::at_once};

pub(crate) const P256: &str = "ec -pkeyopt ec_paramgen_curve:P-256";

/// A cluster that waits for its certificate, at the time of openssl's certificates.
pub(crate) async fn waiting(client: &Client) -> Value {
    client.wait_until_now();
    client.cluster_named("identity-next").await
}

pub(crate) fn id_of(cluster: &Value) -> &str {
    cluster["ClusterId"].as_str().unwrap()
}

/// What a customer does with openssl.
pub(crate) struct Customer(pub(crate) Files);

impl Customer {
    pub(crate) async fn new() -> Self {
        let client = at_once();
        let files = Files::of(&client, &waiting(&client).await);
        for (name, extensions) in [
            (
                "ca",
                Some("basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign"),
            ),
            ("leaf", Some("basicConstraints=CA:FALSE")),
            ("no-constraints", Some("subjectKeyIdentifier=hash")),
            ("no-signing", Some("basicConstraints=CA:TRUE\nkeyUsage=digitalSignature")),
            ("none", None),
        ] {
            let section = extensions.map_or("", |_| "x509_extensions=v3\n");
            let extensions = extensions.unwrap_or_default();
            let text = format!("[req]\ndistinguished_name=dn\n{section}[dn]\n[v3]\n{extensions}\n");
            files.write(&format!("{name}.cnf"), &text);
        }
        Self(files)
    }

    /// A self-signed authority with a new key.
    pub(crate) fn authority(&self, name: &str, key: &str, extensions: &str, more: &str) -> String {
        let subject = "/O=Owner/CN=Cluster CA";
        self.0.text(&format!(
            "req -x509 -newkey {key} -noenc -days 30 -subj {} -config {extensions}.cnf -keyout {name}.key -out {name}.crt {more}",
            subject.replace(' ', "_"),
        ));
        self.0.read(&format!("{name}.crt"))
    }

    /// What an authority makes of a request.
    pub(crate) fn sign(&self, authority: &str, request: &str, more: &str) -> String {
        self.0.text(&format!(
            "x509 -req -days 30 -in {request} -CA {authority}.crt -CAkey {authority}.key -CAcreateserial -out signed.crt {more}"
        ));
        self.0.read("signed.crt")
    }
}

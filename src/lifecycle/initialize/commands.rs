//! The commands that people run by hand, with the cluster's own ID and addresses. Pure.
//!
//! Signing: <https://docs.aws.amazon.com/cloudhsm/latest/userguide/initialize-cluster.html>. Activating:
//! <https://docs.aws.amazon.com/cloudhsm/latest/userguide/gs_cloudhsm_cli-install.html> and
//! <https://docs.aws.amazon.com/cloudhsm/latest/userguide/activate-cluster.html>. Links to them are on
//! the page.

/// AWS's guide to the signing.
pub(super) const SIGNING_GUIDE: &str =
    "https://docs.aws.amazon.com/cloudhsm/latest/userguide/initialize-cluster.html";
/// AWS's guide to the client's installation: packages of other systems.
pub(super) const INSTALL_GUIDE: &str =
    "https://docs.aws.amazon.com/cloudhsm/latest/userguide/gs_cloudhsm_cli-install.html";
/// AWS's guide to the activation.
pub(super) const ACTIVATION_GUIDE: &str =
    "https://docs.aws.amazon.com/cloudhsm/latest/userguide/activate-cluster.html";

/// The file of the CSR, as AWS's guide names it.
pub(super) fn csr_file_name(cluster_id: &str) -> String {
    [cluster_id, "_ClusterCsr.csr"].concat()
}

/// The file of the signed certificate, as AWS's guide names it.
pub(super) fn signed_file_name(cluster_id: &str) -> String {
    [cluster_id, "_CustomerHsmCertificate.crt"].concat()
}

/// Makes a CA: its key, with a passphrase, and its self-signed certificate.
pub(super) fn create_ca() -> String {
    "openssl genrsa -aes256 -out customerCA.key 2048\n\
     openssl req -new -x509 -days 3652 -key customerCA.key -out customerCA.crt"
        .to_owned()
}

/// Signs the cluster's CSR with the CA's key.
pub(super) fn sign(cluster_id: &str) -> String {
    format!(
        "openssl x509 -req -days 3652 -in {} -CA customerCA.crt -CAkey customerCA.key \
         -CAcreateserial -out {}",
        csr_file_name(cluster_id),
        signed_file_name(cluster_id)
    )
}

/// Installs the client on Amazon Linux 2023 for x86-64.
pub(super) fn install() -> String {
    let package = "cloudhsm-cli-latest.amzn2023.x86_64.rpm";
    format!(
        "wget https://s3.amazonaws.com/cloudhsmv2-software/CloudHsmClient/Amzn2023/{package}\n\
         sudo yum install ./{package}"
    )
}

/// Puts the CA's certificate where the client expects it, and points the client at the HSMs.
pub(super) fn configure(addresses: &[String]) -> String {
    format!(
        "sudo cp customerCA.crt /opt/cloudhsm/etc/customerCA.crt\n\
         sudo /opt/cloudhsm/bin/configure-cli -a {}",
        addresses.join(" ")
    )
}

/// Starts the client, then activates the cluster in it.
pub(super) fn activate() -> String {
    "/opt/cloudhsm/bin/cloudhsm-cli interactive\ncluster activate".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_has_the_clusters_own_names() {
        let sign = sign("cluster-abc");
        assert!(sign.contains("-in cluster-abc_ClusterCsr.csr "), "{sign}");
        assert!(sign.ends_with("-out cluster-abc_CustomerHsmCertificate.crt"), "{sign}");
        assert!(create_ca().lines().all(|line| line.starts_with("openssl ")));
        let configure = configure(&["10.0.1.5".to_owned(), "10.0.2.7".to_owned()]);
        assert!(configure.ends_with("configure-cli -a 10.0.1.5 10.0.2.7"), "{configure}");
        assert_eq!(install().lines().count(), 2);
    }
}

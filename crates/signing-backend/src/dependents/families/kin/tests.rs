//! Who is related, and how.

use cloudhsm_api::Certificates;

use super::*;

fn cluster(id: &str, pem: &str) -> Cluster {
    let certificates =
        Certificates { cluster_certificate: Some(pem.to_owned()), ..Certificates::default() };
    Cluster { cluster_id: id.to_owned(), certificates: Some(certificates), ..Cluster::default() }
}

fn pem() -> String {
    let own = rcgen::generate_simple_self_signed(["cluster".to_owned()]).unwrap();
    own.cert.pem()
}

fn found(root: &Cluster, clusters: Vec<Cluster>, backups: Vec<Backup>) -> Vec<String> {
    let listed = Listed { clusters, backups, ..Listed::default() };
    let root = Root { cluster: Some(root), backups: &[] };
    let line = |it: Kin<'_>| format!("{} {:?}", it.member.id(), it.relations);
    kin(root, [("r", &listed)]).into_iter().map(line).collect()
}

#[test]
fn certificates_are_compared_by_what_they_are() {
    let (one, other) = (pem(), pem());
    // As another client writes it.
    let same = format!("Bag attributes\n{}\n", one.replace('\n', "\r\n"));
    let all = vec![
        cluster("same", &same),
        cluster("other", &other),
        cluster("empty", ""),
        cluster("odd", "no certificate"),
        cluster("bundle", &format!("{one}{other}")),
    ];
    assert_eq!(
        found(&cluster("own", &one), all.clone(), vec![]),
        ["same [SameCertificate]", "bundle [SameCertificate]"]
    );
    for nothing in ["", "no certificate"] {
        assert!(found(&cluster("own", nothing), all.clone(), vec![]).is_empty());
    }
}

#[test]
fn relatives_of_relatives_are_found_in_any_order() {
    let backup = |id: &str, cluster: &str, source: &str| Backup {
        backup_id: id.to_owned(),
        cluster_id: Some(cluster.to_owned()).filter(|it| !it.is_empty()),
        source_backup: Some(source.to_owned()).filter(|it| !it.is_empty()),
        ..Backup::default()
    };
    let from = |id: &str, backup: &str| Cluster {
        source_backup_id: Some(backup.to_owned()),
        ..cluster(id, "")
    };
    let own = from("own", "arn:aws:cloudhsm:r:1:backup/b-parent-copy");
    let clusters = vec![
        from("grandchild", "b-child"),
        from("child", "b-own"),
        cluster("parent", ""),
        cluster("stranger", ""),
    ];
    let backups = vec![
        backup("b-child", "child", ""),
        backup("b-own", "own", ""),
        backup("b-own-copy", "", "b-own"),
        backup("b-parent-copy", "", "b-parent"),
        backup("b-parent", "parent", ""),
        backup("b-stranger", "stranger", ""),
        backup("b-nobody", "", ""),
    ];
    let expected = [
        "grandchild [Indirect]",
        "child [CreatedFrom]",
        "parent [Source]",
        "b-child [Indirect]",
        "b-own [Copy]",
        "b-own-copy [Copy]",
        "b-parent-copy [Source]",
        "b-parent [Source]",
    ];
    assert_eq!(found(&own, clusters, backups), expected);
}

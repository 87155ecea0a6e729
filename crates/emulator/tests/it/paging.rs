//! Pages cover everything once.

use emulator::Config;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::client::Client;

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// All ids of a list, page by page, and the size of each page.
async fn walk(
    client: &Client,
    operation: &str,
    list: &str,
    id: &str,
    input: Value,
) -> (Vec<String>, Vec<usize>) {
    let (mut ids, mut sizes) = (Vec::new(), Vec::new());
    let mut request = input.clone();
    loop {
        let page = client.call(operation, request).await.json();
        let items = page[list].as_array().unwrap();
        sizes.push(items.len());
        ids.extend(items.iter().map(|item| item[id].as_str().unwrap().to_owned()));
        let Some(token) = page["NextToken"].as_str() else { return (ids, sizes) };
        assert!(token.len() <= 256, "{token}");
        request = input.clone();
        request["NextToken"] = json!(token);
    }
}

fn unique(ids: &[String]) -> usize {
    ids.iter().collect::<std::collections::BTreeSet<_>>().len()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_cluster_comes_exactly_once(max in 1_i64..=25, extra in 0_usize..90, seed in any::<u64>()) {
        let config = Config { seed, extra_clusters: extra, ..Config::default() };
        let client = Client::new(config);
        block_on(async {
            let (ids, sizes) =
                walk(&client, "DescribeClusters", "Clusters", "ClusterId", json!({ "MaxResults": max })).await;
            assert_eq!(ids.len(), 12 + extra.div_ceil(2));
            assert_eq!(unique(&ids), ids.len());
            let (last, full) = sizes.split_last().unwrap();
            assert!(full.iter().all(|size| i64::try_from(*size).unwrap() == max));
            assert!(*last > 0);
        });
    }

    #[test]
    fn every_backup_comes_exactly_once(max in 1_i64..=50, ascending: bool) {
        let client = Client::new(Config { extra_clusters: 60, ..Config::default() });
        block_on(async {
            let input = json!({ "MaxResults": max, "SortAscending": ascending });
            let (ids, _) = walk(&client, "DescribeBackups", "Backups", "BackupId", input).await;
            let all = walk(&client, "DescribeBackups", "Backups", "BackupId", json!({})).await.0;
            assert_eq!((unique(&ids), ids.len()), (all.len(), all.len()));
        });
    }

    #[test]
    fn every_tag_comes_exactly_once(max in 1_i64..=100) {
        let client = Client::default().in_region("eu-central-1");
        block_on(async {
            let id = client.cluster_named("tag-museum").await["ClusterId"].clone();
            let input = json!({ "ResourceId": id, "MaxResults": max });
            let (keys, _) = walk(&client, "ListTags", "TagList", "Key", input).await;
            assert_eq!((keys.len(), unique(&keys)), (50, 50));
        });
    }

    #[test]
    fn no_token_but_its_own_is_accepted(token in "[A-Za-z0-9_=-]{1,256}") {
        let client = Client::default();
        block_on(async {
            let answer = client.call("DescribeClusters", json!({ "NextToken": token })).await;
            assert_eq!(answer.code(), "CloudHsmInvalidRequestException");
        });
    }
}

#[tokio::test]
async fn a_token_belongs_to_its_list() {
    let client = Client::default();
    let page = client.call("DescribeClusters", json!({ "MaxResults": 1 })).await.json();
    let input = json!({ "NextToken": page["NextToken"] });
    let elsewhere = client.in_region("eu-central-1").call("DescribeClusters", input.clone()).await;
    assert_eq!(elsewhere.code(), "CloudHsmInvalidRequestException");
    let answer = client.call("DescribeBackups", input.clone()).await;
    assert_eq!(answer.code(), "CloudHsmInvalidRequestException");
    // An empty token is the beginning.
    client.call("DescribeClusters", json!({ "NextToken": "" })).await.json();
    client.call("DescribeClusters", json!({ "NextToken": null })).await.json();
}

#[tokio::test]
async fn what_is_deleted_between_pages_hides_nothing() {
    let client = Client::new(Config { control: true, ..Config::default() });
    let all: Vec<String> = client
        .clusters()
        .await
        .iter()
        .map(|one| one["ClusterId"].as_str().unwrap().to_owned())
        .collect();
    let page = client.call("DescribeClusters", json!({ "MaxResults": 3 })).await.json();
    // The last cluster of the page, which the token names, goes.
    client.control("DELETE", &format!("/_emulator/clusters/{}", all[2]), Value::Null).await;
    let input = json!({ "MaxResults": 25, "NextToken": page["NextToken"] });
    let rest = client.call("DescribeClusters", input).await.json();
    let ids: Vec<_> = rest["Clusters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["ClusterId"].as_str().unwrap())
        .collect();
    assert_eq!(ids, all[3..]);
}

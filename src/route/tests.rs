use super::*;
use proptest::prelude::*;

#[test]
fn addresses_that_the_console_does_not_have_are_unknown() {
    for path in [
        "/secrets",
        "/regions/us-east-1",
        "/regions/r/clusters/c/x",
        "/regions/r/clusters/c/tags/x",
        "/regions/r/clusters/c/share",
        "/regions/r/backups/b/park",
        "/regions/r/backups/b",
    ] {
        assert_eq!(Route::parse(path), Route::Unknown, "{path}");
    }
    assert_eq!(Route::parse("/activity/.."), Route::Unknown, "no part of a path to the backend");
    let receipt = Route::Receipt("0123abcd".into());
    assert_eq!(Route::parse(&receipt.path()), receipt);
    assert_eq!(Route::parse("/"), Route::Clusters);
    let place = Place::new("us-east-1", "cluster-a");
    assert_eq!(
        Route::parse("/regions/us-east-1/clusters/cluster-a"),
        Route::Cluster(place, Tab::Overview)
    );
}

#[test]
fn whoever_hosts_the_console_knows_its_pages() {
    let place = Place::new("us-east-1", "cluster-a");
    for route in [
        Route::Clusters,
        Route::Cluster(place.clone(), Tab::Tags),
        Route::DeleteCluster(place),
        Route::CreateCluster,
        Route::Activity,
        Route::Connect,
    ] {
        let first = route.path().split('/').nth(1).unwrap_or_default().to_owned();
        assert!(page_policy::PAGES.contains(&first.as_str()), "{first}");
    }
}

#[test]
fn tabs_have_a_fixed_order() {
    assert_eq!((Tab::Overview.before(), Tab::Json.after()), (None, None));
    for (left, right) in Tab::ALL.into_iter().zip(Tab::ALL.into_iter().skip(1)) {
        assert_eq!((left.after(), right.before()), (Some(right), Some(left)));
    }
}

proptest! {
    #[test]
    fn every_route_reads_back_whatever_the_ids(region in ".{1,12}", id in ".{1,20}", tab in 0_usize..9, step in 0_usize..10) {
        let place = Place::new(region, id);
        for route in [
            Route::Cluster(place.clone(), Tab::ALL[tab]),
            Route::DeleteCluster(place.clone()),
            Route::DeleteBackup(place.clone()),
            Route::Protection(place.clone()),
            Route::EditTags(place.clone()),
            Route::Change(place, Step::ALL[step]),
            Route::CreateCluster,
            Route::Clusters,
            Route::Activity,
            Route::Connect,
        ] {
            prop_assert_eq!(Route::parse(&route.path()), route);
        }
    }

    #[test]
    fn no_path_makes_it_panic(path in ".{0,60}") {
        let _ = Route::parse(&path);
    }
}

use super::*;
use serde_json::json;

fn visit(clusters: usize, slow: bool, keys: &[f64]) -> String {
    let acts: Vec<_> = keys.iter().map(|paint| json!({ "paint": paint, "work": 3.25 })).collect();
    json!({
        "kind": "visit", "clusters": clusters, "slow": slow, "browser": "Chrome/1",
        "load": { "paint": 120.0, "row": 850.0, "all": 1500.0, "console_bytes": 204_800, "api_bytes": 2048 },
        "memory": { "heap": 1_048_576, "wasm": 2_097_152, "nodes": 1234 },
        "keys": acts, "early": 0, "sorts": acts, "opens": acts, "empty": acts,
    })
    .to_string()
}

fn figures(lines: &[String]) -> Figures {
    let mut figures = Figures::default();
    for line in lines {
        figures.read(line).unwrap();
    }
    figures
}

#[test]
fn each_number_of_clusters_has_a_column_in_both_tables() {
    let lines = [
        visit(100, false, &[10.0, 30.0]),
        visit(100, false, &[20.0]),
        visit(1000, false, &[12.0]),
        visit(1000, true, &[99.0]),
    ];
    let text = text(&figures(&lines), "a machine");
    assert!(text.contains("a machine") && text.contains("Chrome/1") && text.contains("2 visits"));
    assert_eq!(text.matches("| | 100 clusters | 1000 clusters |").count(), 2, "{text}");
    let row =
        "| key in the filter to paint | 20.0 ms (10.0 ms–30.0 ms) | 12.0 ms (12.0 ms–12.0 ms) |";
    assert!(text.contains(row), "{text}");
    assert!(text.contains("| … of 95 % | 30.0 ms | 12.0 ms |"), "{text}");
    assert!(text.contains("|  | 99.0 ms (99.0 ms–99.0 ms) |"), "{text}");
    assert!(text.contains("| first row | 0.85 s | 0.85 s |"), "{text}");
    assert!(text.contains("console itself: 200.0 KiB"), "{text}");
    assert!(!text.contains("goal"), "there is none for so few clusters");
}

#[test]
fn a_missed_goal_is_called_missed() {
    let found = |keys: &[f64]| text(&figures(&[visit(5000, false, keys)]), "");
    assert_eq!(found(&[16.0, 16.0, 50.0]).matches("| met |").count(), 2);
    assert_eq!(found(&[16.1]).matches("missed").count(), 1);
    assert_eq!(found(&[10.0, 10.0, 50.1]).matches("missed").count(), 1);
    // The slow machine has no goal.
    let slow = figures(&[visit(5000, true, &[99.0])]);
    assert!(!text(&slow, "").contains("missed"));
}

#[test]
fn what_is_not_understood_is_an_error() {
    let mut figures = Figures::default();
    assert!(figures.read("{}").is_err());
    assert!(figures.read("Compiling").is_err());
}

//! Circles in the graph of modules.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt::Write as _,
};

use petgraph::{algo::tarjan_scc, graphmap::DiGraphMap};

use super::graph::Graph;

/// The shortest circle of each group of modules that import one another, with the imports.
pub(super) fn circles(graph: &Graph) -> Vec<String> {
    let arrows = as_map(graph);
    groups(&arrows)
        .into_iter()
        .filter_map(|group| {
            let circle =
                group.iter().filter_map(|start| shortest(&arrows, start)).min_by_key(Vec::len)?;
            Some(written(graph, &circle))
        })
        .collect()
}

fn as_map(graph: &Graph) -> DiGraphMap<&str, ()> {
    graph.arrows().map(|(from, to, _)| (from, to)).collect()
}

/// Modules from each of which every other of its group can be reached.
fn groups<'a>(arrows: &DiGraphMap<&'a str, ()>) -> Vec<Vec<&'a str>> {
    let mut groups = tarjan_scc(arrows);
    groups.retain(|group| group.len() > 1);
    for group in &mut groups {
        group.sort_unstable();
    }
    groups.sort_unstable();
    groups
}

/// The shortest way from a module back to itself.
fn shortest<'a>(arrows: &DiGraphMap<&'a str, ()>, start: &'a str) -> Option<Vec<&'a str>> {
    let mut before: BTreeMap<&str, &str> = BTreeMap::new();
    let mut next = VecDeque::from([start]);
    while let Some(at) = next.pop_front() {
        for to in arrows.neighbors(at) {
            if to == start {
                let mut way = vec![start];
                let steps = std::iter::successors(Some(at), |step| before.get(step).copied());
                way.extend(steps.take_while(|step| *step != start));
                way.push(start);
                way.reverse();
                return Some(way);
            }
            if !before.contains_key(to) {
                before.insert(to, at);
                next.push_back(to);
            }
        }
    }
    None
}

fn written(graph: &Graph, circle: &[&str]) -> String {
    let mut text = circle.join(" → ");
    for pair in circle.windows(2) {
        if let [from, to] = pair
            && let Some(import) = graph.import(from, to)
        {
            // A string takes any text.
            let _ = write!(text, "\n    {import}");
        }
    }
    text
}

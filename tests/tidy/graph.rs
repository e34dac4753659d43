//! Cycles in a graph, and the floors that a graph has by itself.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Which node uses which. Every node is a key.
pub(crate) type Graph<N> = BTreeMap<N, BTreeSet<N>>;

/// Cycles that have no edge in common, the shortest first: once each of them is broken up, only few are left if any.
/// A cycle begins at its least node, and each node uses the next one, the last one the first.
pub(crate) fn cycles<N: Clone + Ord>(graph: &Graph<N>) -> Vec<Vec<N>> {
    let mut graph = graph.clone();
    let mut cycles = Vec::new();
    while let Some(cycle) = shortest_cycle(&graph) {
        for (at, node) in cycle.iter().enumerate() {
            let next = &cycle[(at + 1) % cycle.len()];
            graph.entry(node.clone()).or_default().remove(next);
        }
        cycles.push(cycle);
    }
    cycles
}

fn shortest_cycle<N: Clone + Ord>(graph: &Graph<N>) -> Option<Vec<N>> {
    graph.keys().filter_map(|node| cycle_through(graph, node)).min_by_key(Vec::len)
}

/// The shortest way from a node back to it.
fn cycle_through<N: Clone + Ord>(graph: &Graph<N>, start: &N) -> Option<Vec<N>> {
    let mut reached_from = BTreeMap::<&N, &N>::new();
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for next in graph.get(node).into_iter().flatten() {
            if next == start {
                let mut cycle = vec![node.clone()];
                let mut node = node;
                while node != start {
                    node = reached_from[node];
                    cycle.push(node.clone());
                }
                cycle.reverse();
                return Some(cycle);
            }
            if !reached_from.contains_key(next) {
                reached_from.insert(next, node);
                queue.push_back(next);
            }
        }
    }
    None
}

/// The floors from the ground up: each node stands one above the highest that it uses. Nodes of a cycle share a floor.
pub(crate) fn floors<N: Clone + Ord>(graph: &Graph<N>) -> Vec<BTreeSet<N>> {
    let reach: BTreeMap<&N, BTreeSet<&N>> = graph.keys().map(|node| (node, reachable(graph, node))).collect();
    let is_cyclic = |one: &N, other: &N| reach[one].contains(other) && reach[other].contains(one);
    let mut floors = Vec::<BTreeSet<N>>::new();
    let mut placed = BTreeSet::<&N>::new();
    while placed.len() < graph.len() {
        let stands = |node: &&N| {
            !placed.contains(node) && reach[node].iter().all(|used| placed.contains(used) || is_cyclic(node, used))
        };
        let floor: Vec<&N> = graph.keys().filter(stands).collect();
        placed.extend(&floor);
        floors.push(floor.into_iter().cloned().collect());
    }
    floors
}

/// The nodes that a node uses, at first or at second hand.
fn reachable<'g, N: Ord>(graph: &'g Graph<N>, start: &'g N) -> BTreeSet<&'g N> {
    let (mut reached, mut waiting) = (BTreeSet::new(), vec![start]);
    while let Some(node) = waiting.pop() {
        waiting.extend(graph.get(node).into_iter().flatten().filter(|next| reached.insert(*next)));
    }
    reached
}

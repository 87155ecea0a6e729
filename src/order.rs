//! Putting things in order, with one compiled sort for everything that the console sorts.

use std::cmp::Ordering;

/// The same items in the order of `compare`; stable.
pub fn in_order<T: Clone>(items: &[T], compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let order = positions(items.len(), &|a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    order.into_iter().filter_map(|position| items.get(position).cloned()).collect()
}

/// The positions 0 to `count` in the order of `compare`. Not generic: a sort compiled for each type
/// weighs kilobytes in WebAssembly.
fn positions(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

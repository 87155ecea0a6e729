//! Sorting, with one compiled sort for everything that the console sorts.

use std::cmp::Ordering;

/// The same items in the order of `compare`; stable.
pub fn in_order<T: Clone>(items: &[T], compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let order = positions(items.len(), &|a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    order.into_iter().filter_map(|position| items.get(position).cloned()).collect()
}

/// The items themselves in the order of `compare`; stable. For what is too large to be copied.
pub fn sorted<T>(items: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let order = positions(items.len(), &|a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    let mut items: Vec<_> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|position| items.get_mut(position)?.take()).collect()
}

/// The positions 0 to `count` in the order of `compare`. Not generic: a sort compiled for each type
/// weighs kilobytes in WebAssembly.
fn positions(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

/// The items, each once: of those that compare as equal, the first. Their order stays.
pub fn each_once<T>(items: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let order = positions(items.len(), &|a, b| match (items.get(a), items.get(b)) {
        // Of equals the first comes first.
        (Some(first), Some(second)) => compare(first, second).then(a.cmp(&b)),
        _ => Ordering::Equal,
    });
    let mut again = vec![false; items.len()];
    for pair in order.windows(2) {
        if let [before, this] = *pair
            && let (Some(first), Some(second)) = (items.get(before), items.get(this))
            && compare(first, second).is_eq()
            && let Some(again) = again.get_mut(this)
        {
            *again = true;
        }
    }
    items.into_iter().zip(again).filter(|(_, again)| !again).map(|(item, _)| item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_equals_the_first_stays_in_its_place() {
        let items = vec![("b", 1), ("a", 2), ("b", 3), ("c", 4), ("a", 5), ("b", 6)];
        let once = each_once(items, |one, other| one.0.cmp(other.0));
        assert_eq!(once, [("b", 1), ("a", 2), ("c", 4)]);
    }
}

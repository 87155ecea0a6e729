//! Which files that chunks share become one.
//!
//! Two files as one are smaller than apart, but each chunk that needed one of them loads both. What counts is
//! what the chunks then load: a KiB is a KiB up to the size that a page may have, and worth more above it.
//! The best two become one, until none are left that gain.

/// The bytes of a chunk with what it shares, compressed, that are no more than they should be: a little less
/// than 320 KiB without the first load, because they are estimated.
const GOAL: f64 = 98.0 * 1024.0;
/// What a byte is worth beyond that, for each of these bytes above it, and the most of it.
const STEP: f64 = 10.0 * 1024.0;
const MOST: f64 = 4.0;
/// What a byte of a file is worth beside what chunks load: all files are built, kept and deployed.
const KEPT: f64 = 2.0;
/// What a file weighs by itself: its sections, its checksum, its request.
const FILE: f64 = 300.0;

/// What a file adds to the script, which every page loads: its name and its checksum, which nothing
/// compresses, are 75 bytes. The first load counts for more than what is loaded later.
const NAMED: f64 = 180.0;

/// A file that chunks share.
#[derive(Debug)]
pub(super) struct File<'a> {
    names: Vec<&'a str>,
    length: f64,
    /// Of each chunk whether it loads the file.
    users: Vec<bool>,
}

impl<'a> File<'a> {
    /// One of the splitter's, as long as it wrote it, and of each chunk whether it loads it.
    pub(super) fn new(name: &'a str, length: u64, users: Vec<bool>) -> Self {
        Self { names: vec![name], length: float(length), users }
    }
}

fn float(length: u64) -> f64 {
    f64::from(u32::try_from(length).unwrap_or(u32::MAX))
}

/// About how many bytes code of this length has when it is compressed, by what files of the console have:
/// the longer, the better. Square roots are the same on every machine, powers need not be.
fn compressed(length: f64) -> f64 {
    if length > 0.0 { 1.42 * length / length.sqrt().sqrt().sqrt() + FILE } else { 0.0 }
}

/// The names of the files that become one, each group in order. `own` is how long the files of the chunks
/// themselves are.
pub(super) fn grouped<'a>(files: Vec<File<'a>>, own: &[u64]) -> Vec<Vec<&'a str>> {
    let mut files = files;
    while let Some((one, other)) = best(&files, &weights(&files, own)) {
        let added = files.remove(other);
        let file = &mut files[one];
        file.names.extend(added.names);
        for (user, is_added) in file.users.iter_mut().zip(added.users) {
            *user |= is_added;
        }
        file.length += added.length;
    }
    let sorted = |mut names: Vec<&'a str>| {
        names.sort_unstable();
        names
    };
    files.into_iter().map(|file| sorted(file.names)).collect()
}

/// What a byte of each chunk is worth as it is now.
fn weights(files: &[File<'_>], own: &[u64]) -> Vec<f64> {
    let weight = |(chunk, own): (usize, &u64)| {
        let shared = files.iter().filter(|file| file.users.get(chunk) == Some(&true));
        let shared: f64 = shared.map(|file| compressed(file.length)).sum();
        1.0 + ((compressed(float(*own)) + shared - GOAL) / STEP).clamp(0.0, MOST)
    };
    own.iter().enumerate().map(weight).collect()
}

/// The two files that gain most as one, the earlier first; none if nothing gains.
fn best(files: &[File<'_>], weights: &[f64]) -> Option<(usize, usize)> {
    let alone: Vec<f64> = files.iter().map(|file| compressed(file.length)).collect();
    let named = NAMED * weights.iter().sum::<f64>();
    let mut best = (0.0, None);
    for (b, other) in files.iter().enumerate() {
        for (a, one) in files.iter().take(b).enumerate() {
            let whole = compressed(one.length + other.length);
            let mut gain = named + KEPT * (alone[a] + alone[b] - whole);
            for ((of_one, of_other), weight) in one.users.iter().zip(&other.users).zip(weights) {
                let before = match (*of_one, *of_other) {
                    (true, true) => alone[a] + alone[b],
                    (true, false) => alone[a],
                    (false, true) => alone[b],
                    (false, false) => continue,
                };
                gain += weight * (before - whole);
            }
            if gain > best.0 {
                best = (gain, Some((a, b)));
            }
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(files: &[(&'static str, u64, &[usize])], own: &[u64]) -> Vec<Vec<&'static str>> {
        let file = |(name, length, users): &(&'static str, u64, &[usize])| {
            File::new(name, *length, (0..own.len()).map(|it| users.contains(&it)).collect())
        };
        grouped(files.iter().map(file).collect(), own)
    }

    #[test]
    fn what_the_same_chunks_need_becomes_one() {
        let files: [(_, _, &[usize]); 2] = [("b", 90_000, &[0, 1]), ("a", 90_000, &[0, 1])];
        assert_eq!(groups(&files, &[9, 9]), [["a", "b"]]);
    }

    #[test]
    fn what_is_small_becomes_one_and_what_is_large_stays() {
        let small: [(_, _, &[usize]); 2] = [("a", 300, &[0, 1]), ("b", 300, &[1, 2])];
        assert_eq!(groups(&small, &[9, 9, 9]), [["a", "b"]]);
        let large: [(_, _, &[usize]); 2] = [("a", 90_000, &[0, 1]), ("b", 90_000, &[1, 2])];
        assert_eq!(groups(&large, &[9, 9, 9]), [["a"], ["b"]]);
    }

    #[test]
    fn a_byte_is_worth_more_in_a_large_chunk() {
        // As one, the last chunk is smaller, and the others load what they don't need.
        let files: [(_, _, &[usize]); 2] = [("a", 2_500, &[0, 2]), ("b", 2_500, &[1, 2])];
        assert_eq!(groups(&files, &[9, 9, 9]), [["a"], ["b"]]);
        assert_eq!(groups(&files, &[9, 9, 900_000]), [["a", "b"]]);
    }

    #[test]
    fn there_may_be_nothing_to_put_together() {
        assert!(groups(&[], &[9]).is_empty());
        assert_eq!(groups(&[("a", 9, &[0])], &[9]), [["a"]]);
    }
}

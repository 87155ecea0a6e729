//! What fits what is typed, by section: the best first, and no section so long that it hides the others.

use cluster_health::{Kind, Severity};

use super::{
    entry::{Deed, Entry, Fixed, Section},
    listed::{Listed, Part},
    rank::{Findable, Query, fit_id},
};
use crate::{components::phrase, route::Tab, sorting::sorted};

/// A section shows no more: who looks for one of the rest types another letter.
pub(super) const MOST: usize = 12;

/// A shorter word is in too many IDs and findings to find one.
const SHORTEST: usize = 3;

/// What fits.
#[derive(Debug, Default)]
pub(super) struct Results {
    /// Those that are shown, by section.
    pub(super) groups: Vec<(Section, Vec<Entry>)>,
    /// How many there are.
    pub(super) all: usize,
}

impl Results {
    /// How many are shown.
    pub(super) fn len(&self) -> usize {
        self.groups.iter().map(|(_, entries)| entries.len()).sum()
    }

    /// The one at a position, over all sections.
    pub(super) fn entry(&self, at: usize) -> Option<&Entry> {
        self.groups.iter().flat_map(|(_, entries)| entries).nth(at)
    }
}

/// The best entries of a section; of those that fit alike the first.
#[derive(Debug, Default)]
struct Best {
    entries: Vec<(u32, Entry)>,
    count: usize,
}

impl Best {
    /// `entry` is made only of what is shown: of 10,000 that fit, most are not.
    fn add(&mut self, fit: u32, entry: &dyn Fn() -> Entry) {
        self.count += 1;
        let at = self.entries.partition_point(|(other, _)| *other >= fit);
        if at < MOST {
            self.entries.insert(at, (fit, entry()));
            self.entries.truncate(MOST);
        }
    }
}

/// The clusters of which anything can fit, by their positions: all that a query which narrows this one has to
/// look at.
#[derive(Debug, Clone)]
pub(super) struct Among {
    query: Query,
    positions: Vec<usize>,
}

#[cfg(test)]
impl Among {
    pub(super) fn len(&self) -> usize {
        self.positions.len()
    }
}

/// What fits, and the clusters of which anything can. `earlier` are those of an earlier query of the same
/// clusters.
pub(super) fn results(
    fixed: &[Fixed],
    clusters: &[Listed],
    earlier: Option<Among>,
    text: &str,
) -> (Results, Option<Among>) {
    let query = Query::new(text);
    let earlier = earlier.filter(|it| query.narrows(&it.query)).map(|it| it.positions);
    let looked_at = earlier.unwrap_or_else(|| (0..clusters.len()).collect());
    let (mut positions, mut own) = (Vec::new(), Vec::new());
    let is_typed = !query.words().is_empty();
    let mut best: [Best; Section::ALL.len()] = Default::default();
    for it in fixed.iter().filter(|it| !is_typed || it.section != Section::Recent) {
        if let Some(fit) = it.findable.fit(&query) {
            best[it.section as usize].add(fit, &|| it.entry.clone());
        }
    }
    let kinds = if is_typed { FittingKind::all(&query) } else { Vec::new() };
    let mut counts = vec![0_usize; kinds.len()];
    // Of shorter words alone, no part is compared.
    let has_long_word = query.words().iter().any(|word| word.len() >= SHORTEST);
    for at in looked_at {
        let Some(cluster) = clusters.get(at) else { continue };
        let fits: Vec<_> = query.words().iter().map(|word| cluster.findable.word(word)).collect();
        if let Some(fit) = fits.iter().copied().sum::<Option<u32>>() {
            best[Section::Clusters as usize].add(fit, &|| cluster.entry());
        }
        // Each word that fits the cluster or anything of it.
        let mut any: Vec<bool> = fits.iter().map(Option::is_some).collect();
        if has_long_word {
            cluster.parts(&mut |part: Part<'_>| {
                own.clear();
                own.extend(query.words().iter().map(|word| fit_id(part.id, word)));
                note(&mut any, &own);
                if let Some(fit) = together(&query, own.iter().copied(), &fits) {
                    best[part.section as usize].add(fit, &|| cluster.part_entry(&part));
                }
            });
        }
        for (kind, count) in kinds.iter().zip(&mut counts) {
            // The most severe of its kind comes first.
            let found = cluster.findings().iter().find(|it| it.kind == kind.kind);
            let Some(found) = found else { continue };
            *count += 1;
            note(&mut any, &kind.fits);
            if let Some(fit) = together(&query, kind.fits.iter().copied(), &fits) {
                let entry = || {
                    let title = phrase(found.kind, found.severity);
                    cluster.entry_of(title, ["", ""], Tab::Overview)
                };
                best[Section::Findings as usize].add(fit, &entry);
            }
        }
        if any.iter().all(|fits| *fits) {
            positions.push(at);
        }
    }
    let alone = vec![None; query.words().len()];
    for (kind, count) in kinds.iter().zip(counts) {
        if let Some(fit) = together(&query, kind.fits.iter().copied(), &alone)
            && count > 1
        {
            // Before the clusters one by one.
            best[Section::Findings as usize].add(fit + 1, &|| kind.entry(count));
        }
    }
    let backups = &mut best[Section::Backups as usize];
    if let [word] = query.words()
        && word.strip_prefix(BACKUP).is_some_and(|rest| !rest.is_empty())
        && backups.count == 0
    {
        backups.add(0, &|| Entry {
            title: word.clone(),
            detail: "Look for it in all regions".to_owned(),
            deed: Deed::FindBackup(word.clone()),
        });
    }
    let all = best.iter().map(|it| it.count).sum();
    let groups = Section::ALL.into_iter().zip(best);
    let groups: Vec<_> = groups.filter(|(_, best)| best.count > 0).collect();
    let fit = |best: &Best| best.entries.first().map_or(0, |(fit, _)| *fit);
    let groups = sorted(groups, |(_, a): &(Section, Best), (_, b)| fit(b).cmp(&fit(a)));
    let entries = |best: Best| best.entries.into_iter().map(|(_, entry)| entry).collect();
    let results = Results {
        groups: groups.into_iter().map(|(section, best)| (section, entries(best))).collect(),
        all,
    };
    (results, has_long_word.then_some(Among { query, positions }))
}

fn note(any: &mut [bool], fits: &[Option<u32>]) {
    for (any, fit) in any.iter_mut().zip(fits) {
        *any |= fit.is_some();
    }
}

/// The begin of a backup's ID, with something after it.
const BACKUP: &str = "backup-";

/// How well the words fit a part and its cluster together: each must fit one of them, and a long one the part.
fn together(
    query: &Query,
    own: impl Iterator<Item = Option<u32>>,
    of_cluster: &[Option<u32>],
) -> Option<u32> {
    let (mut sum, mut is_meant) = (0, false);
    for ((word, own), of_cluster) in query.words().iter().zip(own).zip(of_cluster) {
        is_meant |= own.is_some() && word.len() >= SHORTEST;
        sum += own.max(*of_cluster)?;
    }
    is_meant.then_some(sum)
}

/// A kind of finding that a word fits.
#[derive(Debug)]
struct FittingKind {
    kind: Kind,
    /// Of each word.
    fits: Vec<Option<u32>>,
}

impl FittingKind {
    fn all(query: &Query) -> Vec<Self> {
        let of = |kind: &Kind| {
            let findable = Findable::new(phrase(*kind, Severity::Warn), kind.as_str());
            let fits = query.words().iter().map(|word| findable.whole_word(word));
            Self { kind: *kind, fits: fits.collect() }
        };
        let fits = |it: &Self| it.fits.iter().any(Option::is_some);
        Kind::ALL.iter().map(of).filter(fits).collect()
    }

    /// The clusters that have it.
    fn entry(&self, count: usize) -> Entry {
        Entry {
            title: phrase(self.kind, Severity::Warn).to_owned(),
            detail: [&*count.to_string(), " clusters"].concat(),
            deed: Deed::Filter(["health:", self.kind.as_str()].concat()),
        }
    }
}

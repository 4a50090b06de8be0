//! What a function comes to with one fact in another cell is what every way through its diagram leads to.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;

use cleardeck::diagnostics::Sources;
use cleardeck::diagram::{Flat, Swept};
use cleardeck::evaluate::Decision;

use crate::common;

static EVERY: LazyLock<Flat> = LazyLock::new(|| {
    let set = common::shipped(&mut Sources::default());
    Decision::of(&set).unwrap().every(&set).unwrap().clone()
});

/// The ends below a place, every way gone.
fn ends(flat: &Flat, allowed: &[u64], place: u32, seen: &mut BTreeSet<u32>) -> u64 {
    let Some(level) = flat.level_of.get(place as usize) else {
        return flat.ends[place as usize - flat.size()];
    };
    if !seen.insert(place) {
        return 0;
    }
    let children = (0..).zip(flat.children_of(place as usize));
    let open = children.filter(|(cell, _)| allowed[*level as usize] >> cell & 1 == 1);
    open.fold(0, |found, (_, child)| found | ends(flat, allowed, *child, seen))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    /// Of a hundred levels most are in one cell, and some in several.
    #[test]
    fn one_level_at_a_time_comes_to_what_every_way_leads_to(
        cells in prop::collection::vec((any::<prop::sample::Index>(), 0..8_u32), 200),
    ) {
        let flat = &*EVERY;
        let counts: Vec<usize> = flat.levels.iter().map(|(asked, _)| asked.cells.len()).collect();
        let mask = |(count, (cell, more)): (&usize, &(prop::sample::Index, u32))| match more {
            0 => u64::MAX,
            1 => 1 << cell.index(*count) | 1,
            _ => 1 << cell.index(*count),
        };
        let allowed: Vec<u64> = counts.iter().zip(cells.iter().cycle()).map(mask).collect();
        let mut swept = Swept::of(flat, allowed.clone());
        for (level, count) in counts.iter().enumerate() {
            for cell in 0..*count {
                let mut other = allowed.clone();
                other[level] = 1 << cell;
                let every = ends(flat, &other, flat.root, &mut BTreeSet::new());
                prop_assert_eq!(swept.with(level, 1 << cell), every, "level {} in cell {}", level, cell);
            }
        }
    }
}

//! Counts at very many places: a table of all of them for whoever has said much, and as small as what
//! was said for everybody else.

use rustc_hash::FxHashMap;

/// A table is kept once one place in so many is used: by then it takes no more than the places do.
const SPARSE: usize = 16;

/// Counts at places from 0 to `PLACES`, 0 where nothing was counted. `T` is as wide as they grow.
#[derive(Debug, Clone)]
pub(crate) struct Counts<T, const PLACES: usize> {
    /// Empty once there is a table.
    few: FxHashMap<u32, T>,
    /// Empty until then.
    all: Vec<T>,
}

impl<T, const PLACES: usize> Default for Counts<T, PLACES> {
    fn default() -> Self {
        Self { few: FxHashMap::default(), all: Vec::new() }
    }
}

impl<T: Copy + Default, const PLACES: usize> Counts<T, PLACES> {
    /// The count at a place, to be changed.
    pub(crate) fn at(&mut self, place: u32) -> &mut T {
        if self.all.is_empty() && self.few.len() * SPARSE >= PLACES {
            self.all = vec![T::default(); PLACES];
            for (place, count) in std::mem::take(&mut self.few) {
                self.all[place as usize] = count;
            }
        }
        if self.all.is_empty() {
            self.few.entry(place).or_default()
        } else {
            &mut self.all[place as usize]
        }
    }

    /// The count at a place.
    pub(crate) fn get(&self, place: u32) -> T {
        if self.all.is_empty() {
            self.few.get(&place).copied().unwrap_or_default()
        } else {
            self.all[place as usize]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_are_counted_alike() {
        let mut counts = Counts::<u16, 1_024>::default();
        for round in 1..=3 {
            for place in 0..500 {
                *counts.at(place * 2) += 1;
            }
            assert_eq!((counts.get(2), counts.get(3), counts.get(998)), (round, 0, round));
        }
        assert!(counts.few.is_empty(), "there is a table");
    }

    #[test]
    fn who_says_little_takes_little() {
        let mut counts = Counts::<u32, 1_024>::default();
        for place in 0..60 {
            *counts.at(place) += 1;
        }
        assert!(counts.all.is_empty());
        assert_eq!((counts.get(59), counts.get(60)), (1, 0));
    }
}

//! Numbers that the owner's habits are: how they are distributed, and how they spread.

use crate::histogram::Histogram;
use crate::shrink::Spread;

/// Values observed.
#[derive(Debug, Default)]
pub(crate) struct Habit {
    pub(crate) values: Histogram,
    /// Of their logarithms: that is how lengths and times differ.
    pub(crate) spread: Spread,
}

impl Habit {
    pub(crate) fn add(&mut self, value: f64) {
        self.values.add(value);
        self.spread.add((1.0 + value).ln());
    }

    /// Adds all that another one has observed.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.values.merge(&other.values);
        self.spread.merge(&other.spread);
    }
}

/// How often something is so.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Share {
    /// How often it was.
    pub(crate) hits: u32,
    /// How often it was or was not.
    pub(crate) of: u32,
}

impl Share {
    pub(crate) fn add(&mut self, hit: bool) {
        self.hits += u32::from(hit);
        self.of += 1;
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.hits += other.hits;
        self.of += other.of;
    }

    /// The share itself; 0 of nothing.
    pub(crate) fn value(self) -> f64 {
        f64::from(self.hits) / f64::from(self.of.max(1))
    }

    pub(crate) fn spread(self) -> Spread {
        Spread::of_share(self.hits, self.of)
    }
}

//! How far to trust a contact's own figures: shrinkage towards a wider level.
//!
//! A figure of a contact with n observations is a weighted mean of the contact's own and that of
//! the next wider level (the relation, and for that the owner):
//!
//! > z·own + (1 − z)·wider, with z = n / (n + k)
//!
//! This is the credibility estimate of Bühlmann ("Experience rating and credibility", 1967), in
//! levels as in Jewell ("The use of collateral data in credibility theory", 1975); for shares it is
//! the mean of a beta-binomial model, for means the James-Stein estimate (Efron and Morris, "Data
//! analysis using Stein's estimator and its generalizations", 1975). The strength k, in
//! observations, is the variance within contacts over the variance between them, both estimated
//! from the contacts by the moments of a one-way analysis of variance (Searle, Casella and
//! McCulloch, "Variance components", 1992, chapter 3). If the owner writes to all alike, k is large
//! and a contact must have much to be different; if contacts differ, little is enough.

/// Observed values are kept as multiples of 1/64: whole numbers add up to the same in any order.
const UNITS: f64 = 64.0;
/// The strength while too few contacts are known to estimate it.
const DEFAULT_STRENGTH: f64 = 12.0;
/// No estimate is believed to be outside these.
const STRENGTHS: std::ops::RangeInclusive<f64> = 0.05..=200.0;

/// The number, mean and variance of values observed.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Spread {
    count: u64,
    sum: i128,
    squares: i128,
}

impl Spread {
    /// Of so many observations with the value 1, and all others with 0.
    pub(crate) fn of_share(hits: u32, count: u32) -> Self {
        let unit = UNITS as i128;
        let hits = i128::from(hits);
        Self { count: u64::from(count), sum: hits * unit, squares: hits * unit * unit }
    }

    pub(crate) fn add(&mut self, value: f64) {
        let value = (value * UNITS).round() as i64;
        self.count += 1;
        self.sum += i128::from(value);
        self.squares += i128::from(value).pow(2);
    }

    pub(crate) fn count(&self) -> f64 {
        self.count as f64
    }

    /// The mean; 0 of nothing.
    pub(crate) fn mean(&self) -> f64 {
        self.sum as f64 / UNITS / self.count().max(1.0)
    }

    fn squares_within(&self) -> f64 {
        (self.squares as f64 / (UNITS * UNITS) - self.count() * self.mean().powi(2)).max(0.0)
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.squares += other.squares;
    }
}

/// How many observations of a contact weigh as much as what is known of the wider level: k.
pub(crate) fn strength(contacts: impl Iterator<Item = Spread>) -> f64 {
    let (mut all, mut groups, mut within, mut between, mut squared) =
        (Spread::default(), 0.0, 0.0, 0.0, 0.0);
    for contact in contacts.filter(|contact| contact.count > 0) {
        groups += 1.0;
        within += contact.squares_within();
        between += contact.count() * contact.mean().powi(2);
        squared += contact.count().powi(2);
        all.merge(&contact);
    }
    let n = all.count();
    if groups < 2.0 || n - groups < DEFAULT_STRENGTH {
        return DEFAULT_STRENGTH;
    }
    between = (between - n * all.mean().powi(2)).max(0.0);
    let variance_within = within / (n - groups);
    let typical_count = (n - squared / n) / (groups - 1.0);
    let variance_between = (between / (groups - 1.0) - variance_within) / typical_count;
    let strength =
        if variance_between > 0.0 { variance_within / variance_between } else { *STRENGTHS.end() };
    strength.clamp(*STRENGTHS.start(), *STRENGTHS.end())
}

/// z, the weight of what was observed itself.
pub(crate) fn credibility(count: f64, strength: f64) -> f64 {
    count / (count + strength)
}

/// How much each level counts, the contact's first and the widest last, by how much was observed
/// at each. The weights add up to 1.
pub(crate) fn weights<const LEVELS: usize>(counts: [f64; LEVELS], strength: f64) -> [f64; LEVELS] {
    let mut rest = 1.0;
    let mut place = 0;
    counts.map(|count| {
        place += 1;
        let own = if place == LEVELS { 1.0 } else { credibility(count, strength) };
        let weight = rest * own;
        rest -= weight;
        weight
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(values: impl IntoIterator<Item = f64>) -> Spread {
        let mut spread = Spread::default();
        values.into_iter().for_each(|value| spread.add(value));
        spread
    }

    #[test]
    fn contacts_that_differ_are_believed_soon() {
        let noisy = |mean: f64| contact((0..20).map(move |n| mean + f64::from(n % 5) - 2.0));
        let apart = strength([noisy(10.0), noisy(30.0), noisy(50.0)].into_iter());
        let alike = strength([noisy(10.0), noisy(10.0), noisy(10.0)].into_iter());
        assert!(apart < 0.1, "{apart}");
        assert_eq!(alike, 200.0);
        assert!(credibility(20.0, apart) > 0.99 && credibility(20.0, alike) < 0.1);
    }

    #[test]
    fn what_a_level_leaves_goes_to_the_next() {
        assert_eq!(weights([30.0, 10.0, 99.0], 10.0), [0.75, 0.125, 0.125]);
        assert_eq!(weights([0.0, 0.0, 0.0], 10.0), [0.0, 0.0, 1.0]);
    }

    #[test]
    fn too_little_has_the_default() {
        assert_eq!(strength([].into_iter()), DEFAULT_STRENGTH);
        assert_eq!(strength([contact([1.0; 50])].into_iter()), DEFAULT_STRENGTH);
        assert_eq!(strength([contact([1.0]), contact([2.0])].into_iter()), DEFAULT_STRENGTH);
    }

    #[test]
    fn shares_are_means_of_zeros_and_ones() {
        let share = Spread::of_share(3, 4);
        let spread = contact([1.0, 1.0, 1.0, 0.0]);
        assert_eq!(share.mean(), spread.mean());
        assert_eq!(share.squares_within(), spread.squares_within());
    }

    #[test]
    fn the_strength_of_known_variances_is_found() {
        // Within: 1; between: 4 (means 0, 4, −4 … alternating around 0 with n large).
        let means = [-2.0, 2.0, -2.0, 2.0, -2.0, 2.0];
        let contacts = means
            .map(|mean| contact((0..400).map(move |n| mean + if n % 2 == 0 { 1.0 } else { -1.0 })));
        let found = strength(contacts.into_iter());
        assert!((found - 1.0 / 4.8).abs() < 0.02, "{found}");
    }
}

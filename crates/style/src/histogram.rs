//! A histogram on a logarithmic scale: a few hundred bytes however much was observed.

/// Buckets per doubling.
const PER_OCTAVE: f64 = 4.0;
/// The smallest value told apart: 2⁻⁶.
const LOWEST_OCTAVE: f64 = -6.0;
/// 24 octaves: up to 2¹⁸, three days in seconds.
const BUCKETS: usize = 96;

#[derive(Debug, Default)]
pub(crate) struct Histogram {
    /// Empty until the first observation.
    counts: Vec<u32>,
    total: u32,
}

impl Histogram {
    pub(crate) fn add(&mut self, value: f64) {
        if self.counts.is_empty() {
            self.counts = vec![0; BUCKETS];
        }
        let place = (value.max(f64::MIN_POSITIVE).log2() - LOWEST_OCTAVE) * PER_OCTAVE;
        self.counts[(place.max(0.0) as usize).min(BUCKETS - 1)] += 1;
        self.total = self.total.saturating_add(1);
    }

    pub(crate) fn count(&self) -> u32 {
        self.total
    }

    /// Adds all that another one has observed.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.counts.resize(self.counts.len().max(other.counts.len()), 0);
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count = count.saturating_add(*more);
        }
        self.total = self.total.saturating_add(other.total);
    }

    /// How many values lie in each doubling from `first` on: below 2^(first + 1), then up to twice as much,
    /// and so on; the last place also holds all above.
    pub(crate) fn octaves<const PLACES: usize>(&self, first: i32) -> [u64; PLACES] {
        let mut places = [0; PLACES];
        for (bucket, count) in self.counts.iter().enumerate() {
            let octave = (bucket as f64 / PER_OCTAVE + LOWEST_OCTAVE).floor() as i32;
            let place = usize::try_from(octave - first).unwrap_or(0).min(PLACES - 1);
            places[place] += u64::from(*count);
        }
        places
    }

    /// The value that the share `at` (0 to 1) of what was observed does not exceed; 0 of nothing.
    pub(crate) fn quantile(&self, at: f64) -> f64 {
        quantile(&[(self, 1.0)], at)
    }
}

/// The same of several distributions, each with its weight.
pub(crate) fn quantile(parts: &[(&Histogram, f64)], at: f64) -> f64 {
    let count = |bucket: usize| -> f64 {
        let of = |(part, weight): &(&Histogram, f64)| {
            let count = part.counts.get(bucket).copied().unwrap_or(0);
            weight * f64::from(count) / f64::from(part.total.max(1))
        };
        parts.iter().map(of).sum()
    };
    let total: f64 = (0..BUCKETS).map(count).sum();
    let mut rest = at.clamp(0.0, 1.0) * total;
    let mut highest = 0.0;
    for bucket in 0..BUCKETS {
        let count = count(bucket);
        if count > 0.0 {
            let place = bucket as f64 + (rest / count).min(1.0);
            highest = (place / PER_OCTAVE + LOWEST_OCTAVE).exp2();
            if rest <= count {
                return highest;
            }
        }
        rest -= count;
    }
    highest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_within_a_bucket_of_the_truth() {
        let mut histogram = Histogram::default();
        for value in 1..=1000 {
            histogram.add(f64::from(value));
        }
        for (at, truth) in [(0.1, 100.0), (0.5, 500.0), (0.9, 900.0)] {
            let found = histogram.quantile(at);
            assert!((found / truth - 1.0).abs() < 0.19, "{at}: {found}");
        }
    }

    #[test]
    fn doublings_are_told_apart_to_the_value() {
        let mut histogram = Histogram::default();
        for value in [1.0, 3.0, 4.0, 7.0, 8.0, 500.0] {
            histogram.add(value);
        }
        assert_eq!(histogram.octaves::<4>(1), [2, 2, 1, 1]);
        assert_eq!(Histogram::default().octaves::<2>(1), [0, 0]);
    }

    #[test]
    fn extremes_stay_in_range() {
        let mut histogram = Histogram::default();
        assert_eq!(histogram.quantile(0.5), 0.0, "nothing was observed");
        histogram.add(0.0);
        histogram.add(f64::MAX);
        assert!(histogram.quantile(0.0) >= 0.0);
        assert!(histogram.quantile(1.0).is_finite());
    }

    #[test]
    fn distributions_count_by_their_weights() {
        let (mut own, mut wider) = (Histogram::default(), Histogram::default());
        (0..10).for_each(|_| own.add(1.0));
        (0..1000).for_each(|_| wider.add(100.0));
        let median = |weight| quantile(&[(&own, 1.0 - weight), (&wider, weight)], 0.5);
        assert!(median(0.0) < 2.0 && median(0.4) < 2.0 && median(0.6) > 80.0);
        own.merge(&wider);
        assert_eq!(own.count(), 1010);
        assert!(own.quantile(0.5) > 80.0);
    }
}

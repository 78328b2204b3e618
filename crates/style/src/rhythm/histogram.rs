//! A histogram on a logarithmic scale: a few hundred bytes however much was observed.

/// Buckets per doubling.
const PER_OCTAVE: f64 = 4.0;
/// The smallest value told apart: 2⁻⁶.
const LOWEST_OCTAVE: f64 = -6.0;
/// 24 octaves: up to 2¹⁸, three days in seconds.
const BUCKETS: usize = 96;

#[derive(Debug, Default)]
pub(super) struct Histogram {
    /// Empty until the first observation.
    counts: Vec<u32>,
    total: u32,
}

impl Histogram {
    pub(super) fn add(&mut self, value: f64) {
        if self.counts.is_empty() {
            self.counts = vec![0; BUCKETS];
        }
        let place = (value.max(f64::MIN_POSITIVE).log2() - LOWEST_OCTAVE) * PER_OCTAVE;
        self.counts[(place.max(0.0) as usize).min(BUCKETS - 1)] += 1;
        self.total = self.total.saturating_add(1);
    }

    pub(super) fn count(&self) -> u32 {
        self.total
    }

    /// The value that the share `at` (0 to 1) of what was observed does not exceed.
    pub(super) fn quantile(&self, at: f64) -> f64 {
        let mut rest = at.clamp(0.0, 1.0) * f64::from(self.total);
        for (bucket, count) in self.counts.iter().enumerate() {
            let count = f64::from(*count);
            if count > 0.0 && rest <= count {
                let place = bucket as f64 + rest / count;
                return (place / PER_OCTAVE + LOWEST_OCTAVE).exp2();
            }
            rest -= count;
        }
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::Histogram;

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
    fn extremes_stay_in_range() {
        let mut histogram = Histogram::default();
        histogram.add(0.0);
        histogram.add(f64::MAX);
        assert!(histogram.quantile(0.0) >= 0.0);
        assert!(histogram.quantile(1.0).is_finite());
    }
}

//! Small statistics.

/// The mean; `None` of nothing.
pub(super) fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0_usize);
    for value in values {
        sum += value;
        count += 1;
    }
    (count > 0).then(|| sum / count as f64)
}

/// The share of those for which it holds; zero of nothing.
pub(super) fn share(holds: impl IntoIterator<Item = bool>) -> f64 {
    mean(holds.into_iter().map(f64::from)).unwrap_or(0.0)
}

/// The two-sample Kolmogorov-Smirnov distance: the largest gap between the shares of `a` and of `b`
/// that are no larger than a value. 0 to 1; `None` if one of them is empty.
pub fn ks(a: &[f64], b: &[f64]) -> Option<f64> {
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let sorted = |values: &[f64]| {
        let mut values = values.to_vec();
        values.sort_unstable_by(f64::total_cmp);
        values
    };
    let (a, b) = (sorted(a), sorted(b));
    let up_to = |values: &[f64], x: f64| {
        values.partition_point(|value| *value <= x) as f64 / values.len() as f64
    };
    let gaps = a.iter().chain(&b).map(|x| (up_to(&a, *x) - up_to(&b, *x)).abs());
    Some(gaps.fold(0.0, f64::max))
}

/// The area under the ROC curve: how likely one of `high` scores above one of `low`, ties counting
/// half. `None` if one of them is empty.
pub(super) fn auc(low: &[f64], high: &[f64]) -> Option<f64> {
    if low.is_empty() || high.is_empty() {
        return None;
    }
    let mut all: Vec<(f64, bool)> = low.iter().map(|score| (*score, false)).collect();
    all.extend(high.iter().map(|score| (*score, true)));
    all.sort_unstable_by(|(a, _), (b, _)| a.total_cmp(b));
    let (mut wins, mut below) = (0.0, 0.0);
    for same in all.chunk_by(|(a, _), (b, _)| a == b) {
        let highs = same.iter().filter(|(_, high)| *high).count() as f64;
        let lows = same.len() as f64 - highs;
        wins += highs * (below + lows / 2.0);
        below += lows;
    }
    Some(wins / (low.len() * high.len()) as f64)
}

/// A figure's range.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Interval(pub f64, pub f64);

/// The middle 95 % of bootstrap samples; `None` of nothing.
pub(super) fn interval(mut samples: Vec<f64>) -> Option<Interval> {
    if samples.is_empty() {
        return None;
    }
    samples.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| {
        let place = share * (samples.len() - 1) as f64;
        let (low, rest) = (place as usize, place.fract());
        let high = (low + 1).min(samples.len() - 1);
        samples[low] + (samples[high] - samples[low]) * rest
    };
    Some(Interval(at(0.025), at(0.975)))
}

/// The rank, from 1, of the first score among all, the highest being best; ties count half.
pub(super) fn rank_of_first(scores: &[f64]) -> f64 {
    let Some((own, others)) = scores.split_first() else { return 1.0 };
    let ties = |other: &&f64| {
        if own.is_finite() { (*other - own).abs() < 1e-12 } else { *other == own }
    };
    let tied = others.iter().filter(ties).count() as f64;
    let above = others.iter().filter(|other| *other > own && !ties(other)).count() as f64;
    1.0 + above + tied / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_gap_is_found() {
        assert_eq!(ks(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]), Some(0.0));
        assert_eq!(ks(&[1.0, 2.0], &[3.0, 4.0]), Some(1.0));
        assert_eq!(ks(&[1.0, 2.0, 3.0, 4.0], &[3.0, 4.0]), Some(0.5));
        assert_eq!(ks(&[], &[1.0]), None);
    }

    #[test]
    fn ties_count_half_in_the_area() {
        assert_eq!(auc(&[1.0, 2.0], &[3.0]), Some(1.0));
        assert_eq!(auc(&[1.0, 2.0], &[2.0]), Some(0.75));
        assert_eq!(auc(&[5.0], &[5.0, 5.0]), Some(0.5));
        assert_eq!(auc(&[2.0, 3.0], &[1.0, 2.5]), Some(0.25));
    }

    #[test]
    fn ties_count_half_in_ranks() {
        assert_eq!(rank_of_first(&[0.5, 0.4, 0.6]), 2.0);
        assert_eq!(rank_of_first(&[0.0, 0.0, 0.0]), 2.0);
        assert_eq!(rank_of_first(&[f64::NEG_INFINITY, 1.0, f64::NEG_INFINITY]), 2.5);
        assert_eq!(rank_of_first(&[1.0]), 1.0);
    }

    #[test]
    fn intervals_lie_between_samples() {
        let samples = (0..=1000).map(f64::from).collect();
        assert_eq!(interval(samples), Some(Interval(25.0, 975.0)));
        assert_eq!(interval(vec![1.0]), Some(Interval(1.0, 1.0)));
        assert_eq!(interval(Vec::new()), None);
    }
}

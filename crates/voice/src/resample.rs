//! From one rate of samples to another: a low-pass filter of sines under a Kaiser window, one row of
//! it for each place that a new sample can have between two old ones (J. O. Smith, Digital Audio
//! Resampling).

/// Zero crossings of the sine on each side of a sample.
const CROSSINGS: f64 = 32.0;
/// The shape of the window: what is left of what should not be there is 80 dB quieter.
const BETA: f64 = 8.0;

/// The same sound at another rate. Neither rate may be 0.
pub fn resample(samples: &[f32], from: u32, to: u32) -> Vec<f32> {
    if from == to || samples.is_empty() || from == 0 || to == 0 {
        return samples.to_vec();
    }
    let common = gcd(from, to);
    let (step, phases) = (u64::from(from / common), u64::from(to / common));
    // What the lower of both rates cannot hold is left out.
    let cutoff = 0.97 * (f64::from(to) / f64::from(from)).min(1.0);
    let reach = (CROSSINGS / cutoff).ceil() as usize;
    let rows: Vec<Vec<f32>> =
        (0..phases).map(|phase| row(phase as f64 / phases as f64, cutoff, reach)).collect();

    let wanted = (samples.len() as u64 * phases).div_ceil(step);
    // Silence on both sides, so that every row finds all its samples.
    let mut padded = vec![0.0; reach];
    padded.extend_from_slice(samples);
    padded.extend(std::iter::repeat_n(0.0, reach + 1));
    (0..wanted)
        .map(|index| {
            let place = index * step;
            let start = usize::try_from(place / phases).unwrap_or(usize::MAX);
            let row = &rows[usize::try_from(place % phases).unwrap_or(0)];
            let around = padded.get(start + 1..).unwrap_or_default();
            row.iter().zip(around).map(|(weight, sample)| weight * sample).sum()
        })
        .collect()
}

/// The weights of the samples from `1 - reach` to `reach` after the old sample that stands before a
/// new one, which lies `offset` (0 to 1) after it.
fn row(offset: f64, cutoff: f64, reach: usize) -> Vec<f32> {
    let weights: Vec<f64> = (0..2 * reach)
        .map(|index| {
            let distance = index as f64 + 1.0 - reach as f64 - offset;
            let across = distance / reach as f64;
            if across.abs() >= 1.0 {
                return 0.0;
            }
            sinc(distance * cutoff) * cutoff * bessel(BETA * (1.0 - across * across).sqrt())
        })
        .collect();
    // So that silence and speech come out as loud as they went in, whatever the place.
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| (weight / sum) as f32).collect()
}

fn sinc(x: f64) -> f64 {
    let angle = std::f64::consts::PI * x;
    if angle.abs() < 1e-9 { 1.0 } else { angle.sin() / angle }
}

/// The modified Bessel function of order 0, by its power series.
fn bessel(x: f64) -> f64 {
    let quarter = x * x / 4.0;
    let mut term = 1.0;
    let mut sum = 1.0;
    for k in 1..40 {
        term *= quarter / f64::from(k * k);
        sum += term;
    }
    sum
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(rate: u32, hertz: f32, seconds: f32) -> Vec<f32> {
        let samples = (rate as f32 * seconds) as usize;
        let step = std::f32::consts::TAU * hertz / rate as f32;
        (0..samples).map(|index| (index as f32 * step).sin() * 0.5).collect()
    }

    /// Decibels of a sound over what differs, away from the ends.
    fn likeness(a: &[f32], b: &[f32]) -> f32 {
        let inner = 2_000..a.len().min(b.len()) - 2_000;
        let (a, b) = (&a[inner.clone()], &b[inner]);
        let power: f32 = a.iter().map(|sample| sample * sample).sum();
        let noise: f32 = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum();
        10.0 * (power / noise.max(f32::MIN_POSITIVE)).log10()
    }

    #[test]
    fn a_tone_stays_what_it_is_at_every_rate_that_programs_write() {
        for from in [8_000, 16_000, 22_050, 24_000, 44_100, 96_000] {
            let made = resample(&tone(from, 1_000.0, 1.0), from, 48_000);
            assert_eq!(made.len(), 48_000, "{from}");
            let likeness = likeness(&tone(48_000, 1_000.0, 1.0), &made);
            assert!(likeness > 60.0, "{from}: {likeness} dB");
        }
    }

    #[test]
    fn what_the_lower_rate_cannot_hold_is_left_out() {
        let made = resample(&tone(48_000, 12_000.0, 1.0), 48_000, 16_000);
        assert!(made[500..15_000].iter().all(|sample| sample.abs() < 1e-3));
    }
}

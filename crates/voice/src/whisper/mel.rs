//! What the ear gets: how loud each of 80 bands is, a hundred times a second.

use std::f64::consts::TAU;

use super::ggml::{FREQUENCIES, Filters};
use super::matrix::{Linear, View};

/// Samples in a frame, and between the beginnings of two.
const FRAME: usize = 400;
const HOP: usize = 160;

/// The way from samples to bands, which is two products: a Fourier transform of 400 is small enough to
/// be written as one.
pub(super) struct Mel {
    waves: Linear,
    filters: Linear,
    bands: usize,
}

impl Mel {
    pub(super) fn new(filters: &Filters) -> Self {
        let linear = |weights: &[f32], outputs| {
            Linear::new(weights, outputs, None).expect("without a bias there is none to be wrong")
        };
        let waves = linear(&waves(), 2 * FREQUENCIES);
        Self { waves, filters: linear(&filters.rows, filters.mels), bands: filters.mels }
    }

    /// So many frames of bands for samples of 16 kHz, with silence after them.
    pub(super) fn run(&self, samples: &[f32], frames: usize) -> Vec<f32> {
        let padded = padded(samples, frames * HOP);
        let waves = self.waves.run(View::rows(&padded, [frames, FRAME], HOP));
        let power: Vec<f32> = waves
            .chunks_exact(2 * FREQUENCIES)
            .flat_map(|row| {
                let (cosines, sines) = row.split_at(FREQUENCIES);
                cosines.iter().zip(sines).map(|(cosine, sine)| cosine * cosine + sine * sine)
            })
            .collect();
        let mut bands = self.filters.run(View::rows(&power, [frames, FREQUENCIES], FREQUENCIES));
        for band in &mut bands {
            *band = band.max(1e-10).log10();
        }
        // What is 80 dB below the loudest is silence.
        let floor = bands.iter().fold(f32::MIN, |most, band| most.max(*band)) - 8.0;
        for band in &mut bands {
            *band = (band.max(floor) + 4.0) / 4.0;
        }
        bands
    }

    pub(super) fn bands(&self) -> usize {
        self.bands
    }
}

/// Cosines and sines of each frequency under a Hann window, a row of each.
fn waves() -> Vec<f32> {
    let window = |n: usize| 0.5 - 0.5 * (TAU * n as f64 / FRAME as f64).cos();
    let row = |wave: fn(f64) -> f64, frequency: usize| {
        (0..FRAME).map(move |n| {
            // Turns are counted in whole steps, so that none is lost to rounding.
            let turn = (frequency * n % FRAME) as f64 / FRAME as f64;
            (window(n) * wave(TAU * turn)) as f32
        })
    };
    let cosines = (0..FREQUENCIES).flat_map(|frequency| row(f64::cos, frequency));
    let sines = (0..FREQUENCIES).flat_map(|frequency| row(f64::sin, frequency));
    cosines.chain(sines).collect()
}

/// The samples with silence up to a length, mirrored at both ends by half a frame.
fn padded(samples: &[f32], length: usize) -> Vec<f32> {
    const HALF: usize = FRAME / 2;
    let samples = &samples[..samples.len().min(length)];
    let at = |index: usize| samples.get(index).copied().unwrap_or(0.0);
    let before = (1..=HALF).rev().map(at);
    let after = (0..HALF).map(|index| at(length.saturating_sub(2 + index)));
    before.chain((0..length).map(at)).chain(after).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_are_mirrored() {
        let samples: Vec<f32> = (0..1_000).map(|n| n as f32).collect();
        let padded = padded(&samples, 1_000);
        assert_eq!(padded.len(), 1_400);
        assert_eq!((padded[0], padded[199], padded[200], padded[201]), (200.0, 1.0, 0.0, 1.0));
        assert_eq!((padded[1_199], padded[1_200], padded[1_399]), (999.0, 998.0, 799.0));
    }

    #[test]
    fn a_tone_is_loud_in_its_band_only() {
        // Ten bands of 20 frequencies each.
        let mut rows = vec![0.0; 10 * FREQUENCIES];
        for band in 0..10 {
            rows[band * FREQUENCIES + band * 20..][..20].fill(1.0);
        }
        let mel = Mel::new(&Filters { mels: 10, rows });
        // Frequencies are 40 Hz apart, so 1 kHz is the 25th.
        let tone: Vec<f32> = (0..1_600)
            .map(|n| (n as f32 * 1_000.0 / 16_000.0 * std::f32::consts::TAU).sin())
            .collect();
        let bands = mel.run(&tone, 10);
        let middle = &bands[5 * 10..6 * 10];
        let loudest = middle.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).unwrap();
        assert_eq!(loudest.0, 1);
        // The power of a full tone under the window is (400 / 4)²: 4 on the scale of tens.
        assert!((loudest.1 - (4.0 + 0.176 + 4.0) / 4.0).abs() < 0.01, "{}", loudest.1);
        assert!(middle[8] <= loudest.1 - 1.9, "{middle:?}");
    }
}

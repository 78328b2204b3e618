//! How a voice note sounds, in figures.
//!
//! The sound is cut into moments of 20 ms, each with its level: the root mean square of its samples, in
//! dBFS. What is around is the level below which a tenth of all moments lie: people pause between words, and in
//! a tenth of any note nobody speaks (R. Martin's minimum statistics, in its simplest form). Somebody speaks
//! where it is at least 10 dB louder than that, and not quieter than -55 dBFS. How loud they are is the
//! root mean square of those moments (as the active speech level of ITU-T P.56 leaves pauses out).

use std::time::Duration;

use domain::{NoSound, NoteMeasure};

use crate::note::{self, Limits, NoteError, Rate};
use crate::waveform::waveform;

/// Samples of a moment: 20 ms at 16 kHz.
const MOMENT: usize = 320;
/// The level of nothing at all, in dBFS: below the last bit of 16.
const SILENCE: f64 = -96.0;
/// How far speech stands above what is around, in dB.
const ABOVE: f64 = 10.0;
/// Nobody speaks more quietly.
const QUIETEST: f64 = -55.0;
/// As loud as can be: Opus does not give back a sample that was cut off to the last bit.
const LIMIT: f32 = 0.99;

/// How a voice note sounds.
///
/// # Errors
///
/// It is too long, or no voice note.
pub fn measure(note: &[u8], limits: Limits) -> Result<NoteMeasure, NoSound> {
    // Speech has no more than 8 kHz that matters for its level, and a third is decoded faster.
    let samples = note::decode(note, Rate::Sixteen, limits).map_err(no_sound)?;
    Ok(of_samples(&samples))
}

pub(crate) fn no_sound(error: NoteError) -> NoSound {
    match error {
        NoteError::TooLarge { .. } | NoteError::TooLong { .. } => {
            NoSound::TooLong(error.to_string())
        }
        error => NoSound::Unreadable(error.to_string()),
    }
}

/// How samples of 16 kHz sound.
fn of_samples(samples: &[f32]) -> NoteMeasure {
    let levels: Vec<f64> = samples.chunks(MOMENT).map(power).collect();
    let mut sorted = levels.clone();
    sorted.sort_by(f64::total_cmp);
    let quiet = sorted.get(sorted.len() / 10).copied().unwrap_or_default();
    let noise = decibels(quiet);
    let speaks = |power: &&f64| decibels(**power) >= (noise + ABOVE).max(QUIETEST);
    let speech: Vec<f64> = levels.iter().filter(speaks).copied().collect();
    let mean = speech.iter().sum::<f64>() / speech.len().max(1) as f64;
    let clipped = samples.iter().filter(|sample| sample.abs() >= LIMIT).count();
    let seconds =
        |count: usize| Duration::from_secs_f64(count as f64 / f64::from(Rate::Sixteen.hertz()));
    NoteMeasure {
        duration: seconds(samples.len()),
        speech: seconds((speech.len() * MOMENT).min(samples.len())),
        loudness: decibels(mean),
        noise,
        clipped: clipped as f64 / samples.len().max(1) as f64,
        waveform: waveform(samples),
    }
}

/// The mean square of a moment.
fn power(moment: &[f32]) -> f64 {
    moment.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / moment.len().max(1) as f64
}

/// A mean square in dBFS.
fn decibels(power: f64) -> f64 {
    if power > 0.0 { (10.0 * power.log10()).max(SILENCE) } else { SILENCE }
}

#[cfg(test)]
mod tests {
    use domain::Flaw;

    use super::*;
    use crate::note::{Quality, encode};

    /// Words of 0.4 s and pauses of 0.2 s, over a noise: both as amplitudes.
    fn talk(seconds: usize, voice: f32, noise: f32, rate: usize) -> Vec<f32> {
        let mut state = 1_u32;
        (0..seconds * rate)
            .map(|at| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let hiss = (state >> 8) as f32 / 8_388_608.0 - 1.0;
                let is_word = at % (rate * 6 / 10) < rate * 4 / 10;
                let tone = (at as f32 * 220.0 * std::f32::consts::TAU / rate as f32).sin();
                hiss * noise + if is_word { tone * voice } else { 0.0 }
            })
            .collect()
    }

    fn near(value: f64, expected: f64) -> bool {
        (value - expected).abs() < 1.0
    }

    #[test]
    fn a_level_and_a_noise_that_were_put_there_are_found() {
        // A sine of 0.2 has -17 dBFS, an even noise of 0.002 has -58.8.
        let of = of_samples(&talk(12, 0.2, 0.002, 16_000));
        assert!(near(of.loudness, -17.0), "{}", of.loudness);
        assert!(near(of.noise, -58.8), "{}", of.noise);
        assert!((7.5..8.7).contains(&of.speech.as_secs_f64()), "{:?}", of.speech);
        assert_eq!((of.duration, of.clipped), (Duration::from_secs(12), 0.0));
        assert_eq!(of.flaws(), []);
    }

    #[test]
    fn what_is_wrong_is_found() {
        assert_eq!(of_samples(&talk(12, 0.2, 0.05, 16_000)).flaws(), [Flaw::Noisy]);
        assert_eq!(of_samples(&talk(12, 0.006, 0.0003, 16_000)).flaws(), [Flaw::Quiet]);
        assert_eq!(of_samples(&talk(3, 0.2, 0.002, 16_000)).flaws(), [Flaw::Short]);
        let loud: Vec<f32> = talk(12, 1.6, 0.002, 16_000);
        let cut: Vec<f32> = loud.into_iter().map(|sample| sample.clamp(-1.0, 1.0)).collect();
        assert_eq!(of_samples(&cut).flaws(), [Flaw::Clipped]);
        assert!(of_samples(&[0.0; 160_000]).flaws().contains(&Flaw::Silent));
        assert!(of_samples(&[]).flaws().contains(&Flaw::Silent));
        assert!(of_samples(&[f32::NAN; 3_200]).duration > Duration::ZERO);
    }

    #[test]
    fn a_note_sounds_as_what_was_encoded() {
        let note = encode(&talk(6, 0.2, 0.003, 48_000), Quality::default()).unwrap();
        let of = measure(&note, Limits::default()).unwrap();
        assert!(near(of.loudness, -17.0), "{}", of.loudness);
        assert!(of.above_noise() > 25.0, "{}", of.above_noise());
        assert_eq!(of.duration.as_secs(), 6);
        assert!(of.waveform.iter().any(|byte| *byte > 0));
        assert!(matches!(measure(b"ID3", Limits::default()), Err(NoSound::Unreadable(_))));
        let short = Limits { duration: Duration::from_secs(1), ..Limits::default() };
        assert!(matches!(measure(&note, short), Err(NoSound::TooLong(_))));
    }
}

//! How a voice note sounds, in figures, and which notes a voice is best made of.

use std::time::Duration;

use crate::cloned::MOST_SPOKEN;
use crate::{VoiceNote, Waveform};

/// How a recording sounds. Levels are in dBFS: 0 is a square wave as loud as can be, and less is quieter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NoteMeasure {
    /// How long it is.
    pub duration: Duration,
    /// For how long somebody speaks in it.
    pub speech: Duration,
    /// How loud that is: the root mean square of the moments in which somebody speaks.
    pub loudness: f64,
    /// How loud it is where nobody speaks: the level below which a tenth of all moments lie.
    pub noise: f64,
    /// The share of samples that are as loud as can be, 0 to 1: what was louder was cut off.
    pub clipped: f64,
    /// How loud it is along its length.
    pub waveform: Waveform,
}

/// What speaks against making a voice of a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// Hardly anybody speaks in it.
    Silent,
    /// It is too short to hear how somebody speaks.
    Short,
    /// It is too quiet.
    Quiet,
    /// What is around is nearly as loud as the voice.
    Noisy,
    /// It was recorded too loud, and is distorted.
    Clipped,
}

impl NoteMeasure {
    /// Speech that is shorter teaches nothing.
    const LEAST_SPEECH: Duration = Duration::from_secs(3);
    /// Quieter speech has lost too much of itself in the codec.
    const QUIET: f64 = -40.0;
    /// The level that makers of voices ask for: speech of -23 to -18 dBFS.
    const BEST: f64 = -20.0;
    /// How far speech must stand above what is around it, in dB.
    const LEAST_ABOVE: f64 = 18.0;
    /// More than this share of cut samples is heard.
    const MOST_CLIPPED: f64 = 0.001;
    /// Less speech than this share is mostly a pause.
    const LEAST_SHARE: f64 = 0.25;

    /// How far the speech stands above the noise, in dB (the signal-to-noise ratio).
    pub fn above_noise(&self) -> f64 {
        self.loudness - self.noise
    }

    /// What speaks against making a voice of it, the gravest first.
    pub fn flaws(&self) -> Vec<Flaw> {
        let share = self.speech.as_secs_f64() / self.duration.as_secs_f64().max(0.001);
        let flaws = [
            (Flaw::Silent, share < Self::LEAST_SHARE),
            (Flaw::Short, self.speech < Self::LEAST_SPEECH),
            (Flaw::Quiet, self.loudness < Self::QUIET),
            (Flaw::Noisy, self.above_noise() < Self::LEAST_ABOVE),
            (Flaw::Clipped, self.clipped > Self::MOST_CLIPPED),
        ];
        flaws.into_iter().filter(|(_, is)| *is).map(|(flaw, _)| flaw).collect()
    }

    /// How good a voice would be that is made of it: decibels above the noise, of which more than 40 are
    /// not heard, less those by which it is louder or quieter than best, and more for a long one, in which
    /// a person speaks more freely.
    fn worth(&self) -> f64 {
        let length = self.speech.as_secs_f64().min(30.0) / 3.0;
        self.above_noise().min(40.0) - (self.loudness - Self::BEST).abs() + length
    }
}

/// How much a voice is proposed to be made of: in the middle of what is taken.
const PROPOSED: Duration = Duration::from_secs(120);

/// Which of some recordings a voice is best made of, by their places: the best ones without a flaw, two
/// minutes in all if there is so much.
pub fn propose(measures: &[NoteMeasure]) -> Vec<usize> {
    let flawless = |at: &usize| measures.get(*at).is_some_and(|one| one.flaws().is_empty());
    let mut best: Vec<usize> = (0..measures.len()).filter(flawless).collect();
    let worth = |at: &usize| measures.get(*at).map_or(0.0, NoteMeasure::worth);
    best.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
    let mut all = Duration::ZERO;
    best.retain(|at| {
        let duration = measures.get(*at).map_or(Duration::MAX, |one| one.duration);
        let fits = all < PROPOSED && all.saturating_add(duration) <= MOST_SPOKEN;
        if fits {
            all += duration;
        }
        fits
    });
    best.sort_unstable();
    best
}

/// What somebody recorded, as a voice note, with how it sounds.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// The voice note.
    pub note: VoiceNote,
    /// How it sounds.
    pub measure: NoteMeasure,
}

/// Why a file has no sound that can be measured.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoSound {
    /// It is larger, or plays for longer, than what is taken.
    #[error("it is too long: {0}")]
    TooLong(String),
    /// It is sound in another form, of this name.
    #[error("it is {0}")]
    OtherForm(&'static str),
    /// It is damaged, or no sound at all.
    #[error("it is no sound: {0}")]
    Unreadable(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(seconds: u64, loudness: f64, noise: f64) -> NoteMeasure {
        NoteMeasure {
            duration: Duration::from_secs(seconds),
            speech: Duration::from_secs(seconds * 3 / 4),
            loudness,
            noise,
            clipped: 0.0,
            waveform: [0; 63],
        }
    }

    #[test]
    fn flaws_are_named_the_gravest_first() {
        assert_eq!(of(20, -20.0, -60.0).flaws(), []);
        assert_eq!(of(3, -45.0, -50.0).flaws(), [Flaw::Short, Flaw::Quiet, Flaw::Noisy]);
        let silent = NoteMeasure { speech: Duration::from_secs(4), ..of(60, -20.0, -60.0) };
        assert_eq!(silent.flaws(), [Flaw::Silent]);
        let clipped = NoteMeasure { clipped: 0.02, ..of(20, -3.0, -60.0) };
        assert_eq!(clipped.flaws(), [Flaw::Clipped]);
    }

    #[test]
    fn the_best_are_proposed_until_two_minutes_are_there_and_never_more_than_three() {
        let notes = [
            of(50, -21.0, -58.0),
            of(50, -35.0, -55.0),
            of(50, -20.0, -60.0),
            of(50, -22.0, -30.0),
            of(70, -24.0, -58.0),
            of(170, -20.5, -45.0),
        ];
        // The fourth is noisy; the third, the first and the fifth are best, and the sixth does not fit.
        assert_eq!(propose(&notes), [0, 2, 4]);
        assert_eq!(propose(&notes[3..4]), [0_usize; 0]);
        assert_eq!(propose(&[]), [0_usize; 0]);
        assert_eq!(propose(&notes[5..]), [0]);
    }

    #[test]
    fn what_cannot_be_compared_ends_nothing() {
        let odd = [of(20, f64::NAN, -60.0), of(20, -20.0, f64::NEG_INFINITY), of(20, -20.0, -60.0)];
        assert!(propose(&odd).contains(&2));
        // Many of them are sorted in another way than few.
        let odd: Vec<NoteMeasure> = (0..99)
            .map(|at| if at % 3 == 0 { odd[0] } else { of(4, f64::from(-at), -90.0) })
            .collect();
        assert!(!propose(&odd).is_empty());
    }
}

//! Files and packets that were damaged, for a test that tries some of them and for `cargo xtask bench damage`,
//! which tries all: whatever comes, no panic, no endless loop, and no more sound than the limit. Of no other
//! use, and not to be counted on.

use std::time::Duration;

use crate::note::{self, Limits, Rate};
use crate::sound::to_note;
use crate::waveform;

/// What is taken in while something damaged is tried.
pub const LIMITS: Limits = Limits { bytes: 1 << 20, duration: Duration::from_secs(20) };

/// Numbers without a pattern, always the same (xorshift64*, S. Vigna).
pub struct Noise(pub u64);

impl Noise {
    /// The next one.
    pub fn draw(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// One below a number, which is taken as 1 if it is 0.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.draw() >> 33).unwrap_or_default() % end.max(1)
    }
}

/// What came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many files were tried.
    pub files: usize,
    /// How many packets in them were damaged, where packets were.
    pub packets: usize,
    /// How many of the files were played all the same.
    pub played: usize,
}

/// Damages so many files: bytes and bits that are others, an end too soon, parts that come twice or are
/// missing.
pub fn files(
    originals: &[Vec<u8>],
    count: usize,
    seed: u64,
    mut plays: impl FnMut(&[u8]) -> bool,
) -> Tally {
    let mut noise = Noise(seed);
    let mut tally = Tally::default();
    for original in originals.iter().cycle().take(count) {
        let mut file = original.clone();
        for _ in 0..=noise.below(8) {
            damage(&mut file, &mut noise);
        }
        tally.files += 1;
        tally.played += usize::from(plays(&file));
    }
    tally
}

fn damage(file: &mut Vec<u8>, noise: &mut Noise) {
    if file.is_empty() {
        file.push(0);
    }
    let at = noise.below(file.len());
    match noise.below(5) {
        0 => file[at] = noise.draw().to_le_bytes()[0],
        1 => file[at] ^= 1 << noise.below(8),
        2 => file.truncate(at.max(1)),
        3 => {
            let piece = file[at..].to_vec();
            file.extend(piece);
        }
        _ => {
            file.drain(at..(at + 1 + noise.below(40)).min(file.len()));
        }
    }
}

/// Damages so many packets of voice notes, half of those of each, and puts the checksums of their pages
/// right, so that the damage comes as far as the codec.
pub fn packets(
    originals: &[Vec<u8>],
    count: usize,
    seed: u64,
    mut plays: impl FnMut(&[u8]) -> bool,
) -> Tally {
    let mut noise = Noise(seed);
    let mut tally = Tally::default();
    while tally.packets < count && !originals.is_empty() {
        let mut file = originals[noise.below(originals.len())].clone();
        tally.packets += damage_packets(&mut file, &mut noise);
        tally.files += 1;
        tally.played += usize::from(plays(&file));
    }
    tally
}

/// Returns about how many packets it met.
fn damage_packets(file: &mut [u8], noise: &mut Noise) -> usize {
    let starts: Vec<usize> =
        (0..file.len().saturating_sub(27)).filter(|at| file[*at..].starts_with(b"OggS")).collect();
    let mut damaged = 0;
    for (page, start) in starts.iter().enumerate().skip(2) {
        let end = starts.get(page + 1).copied().unwrap_or(file.len());
        let segments = usize::from(file[start + 26]);
        let body = start + 27 + segments;
        for _ in 0..segments {
            if noise.below(2) == 0 {
                let at = body + noise.below(end - body);
                file[at] = noise.draw().to_le_bytes()[0];
                damaged += 1;
            }
        }
        file[start + 22..start + 26].fill(0);
        let sum = checksum(&file[*start..end]);
        file[start + 22..start + 26].copy_from_slice(&sum.to_le_bytes());
    }
    damaged
}

/// The checksum of a page (RFC 3533, 6).
fn checksum(page: &[u8]) -> u32 {
    page.iter().fold(0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| {
            if sum & 0x8000_0000 == 0 { sum << 1 } else { sum << 1 ^ 0x04c1_1db7 }
        })
    })
}

/// Plays a voice note at both rates; whether there was anything to hear.
pub fn note_plays(file: &[u8]) -> bool {
    let plays = [Rate::Sixteen, Rate::FortyEight].map(|rate| {
        let Ok(sound) = note::decode(file, rate, LIMITS) else { return false };
        let longest = LIMITS.duration.as_secs() * u64::from(rate.hertz());
        assert!(sound.len() as u64 <= longest, "{} samples", sound.len());
        assert!(sound.iter().all(|sample| sample.is_finite()), "what is no number");
        waveform(&sound);
        true
    });
    plays.contains(&true)
}

/// Makes a voice note of any file of sound; whether there was anything to hear.
pub fn sound_plays(file: &[u8]) -> bool {
    let Ok(made) = to_note(file, LIMITS) else { return false };
    let plays = note::duration(&made, LIMITS);
    assert!(plays.is_ok(), "what was made is no note: {plays:?}");
    true
}

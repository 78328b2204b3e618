//! Files and packets that were damaged: whatever comes, no panic, no endless loop, and no more sound
//! than the limit.
//!
//! `AITWIN_TEST_DAMAGE=100` tries as much as the first proof of the codec did: 3,000 files and 80,000
//! packets; without it, a tenth of the files and a fortieth of the packets.

use std::time::Duration;

use voice::note::{self, Limits, Quality, Rate};

use super::tools::{Noise, speechlike};

const LIMITS: Limits = Limits { bytes: 1 << 20, duration: Duration::from_secs(20) };

/// How much of the whole proof is done, in percent.
fn percent(usual: usize) -> usize {
    std::env::var("AITWIN_TEST_DAMAGE").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn notes() -> Vec<Vec<u8>> {
    let encode =
        |bitrate, samples| note::encode(&speechlike(samples, 1), Quality { bitrate }).unwrap();
    // SILK, both, and CELT.
    vec![encode(8_000, 24_000), encode(24_000, 24_000), encode(64_000, 24_000)]
}

fn try_to_decode(file: &[u8]) {
    for rate in [Rate::Sixteen, Rate::FortyEight] {
        if let Ok(sound) = note::decode(file, rate, LIMITS) {
            let longest = LIMITS.duration.as_secs() * u64::from(rate.hertz());
            assert!(sound.len() as u64 <= longest, "{} samples", sound.len());
            assert!(sound.iter().all(|sample| sample.is_finite()));
            voice::waveform(&sound);
        }
    }
}

#[test]
fn no_damaged_file_is_the_end_of_us() {
    let mut noise = Noise(11);
    let notes = notes();
    for round in 0..30 * percent(10) {
        let mut file = notes[round % notes.len()].clone();
        for _ in 0..=noise.below(8) {
            let at = noise.below(file.len());
            match noise.below(5) {
                0 => file[at] = noise.next().to_le_bytes()[0],
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
            if file.is_empty() {
                file.push(0);
            }
        }
        try_to_decode(&file);
    }
}

#[test]
fn no_damaged_packet_is_the_end_of_us() {
    let mut noise = Noise(13);
    let notes = notes();
    let mut packets = 0;
    while packets < 800 * percent(2) {
        let mut file = notes[noise.below(notes.len())].clone();
        packets += damage_packets(&mut file, &mut noise);
        try_to_decode(&file);
    }
}

/// Damages half of the bodies of the pages that hold sound, and puts their checksums right, so that
/// the damage comes as far as the codec. Returns about how many packets it met.
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
                file[at] = noise.next().to_le_bytes()[0];
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

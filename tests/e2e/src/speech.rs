//! Voice notes that sound somewhat like speech: syllables, words and pauses over a faint hiss.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::ensure;

/// Samples a second.
const RATE: u32 = 24_000;

/// A voice note of so many seconds, as `opusenc` (Debian's opus-tools) makes it. Every number is another voice note.
///
/// # Errors
///
/// `opusenc` cannot be run.
pub fn note(folder: &Path, seconds: u32, number: u32) -> anyhow::Result<Vec<u8>> {
    let (wav, ogg) = (folder.join("speech.wav"), folder.join("speech.ogg"));
    fs::write(&wav, wave(seconds, number))?;
    let mut command = Command::new("opusenc");
    command.args(["--quiet", "--bitrate", "32"]).arg(&wav).arg(&ogg);
    ensure!(command.status()?.success(), "opusenc failed");
    Ok(fs::read(ogg)?)
}

/// Tells chance from chance: the same for the same number.
struct Chance(u32);

impl Chance {
    /// From 0 up to 1.
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as f32 / 16_777_216.0
    }
}

fn wave(seconds: u32, number: u32) -> Vec<u8> {
    let mut chance = Chance(number.wrapping_mul(7_919).wrapping_add(1));
    let all = (seconds * RATE) as usize;
    let mut sound: Vec<f32> = Vec::with_capacity(all);
    let pitch = 110.0 + chance.next() * 40.0;
    while sound.len() < all {
        // Some syllables, then a breath.
        for _ in 0..3 + (chance.next() * 6.0) as usize {
            let (length, loud) = (0.11 + chance.next() * 0.12, 0.12 + chance.next() * 0.3);
            let high = pitch * (0.9 + chance.next() * 0.3);
            let samples = (length * RATE as f32) as usize;
            for at in 0..samples {
                let turn = at as f32 / RATE as f32 * high * std::f32::consts::TAU;
                let shape = (at as f32 / samples as f32 * std::f32::consts::PI).sin();
                let tone = turn.sin() + 0.5 * (2.0 * turn).sin() + 0.25 * (5.0 * turn).sin();
                sound.push(tone * shape * loud * 0.55 + hiss(&mut chance));
            }
        }
        let pause = ((0.12 + chance.next() * 0.5) * RATE as f32) as usize;
        sound.extend((0..pause).map(|_| hiss(&mut chance)));
    }
    sound.truncate(all);
    let length = all as u32 * 2;
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + length).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend(RATE.to_le_bytes());
    wav.extend((RATE * 2).to_le_bytes());
    wav.extend(b"\x02\0\x10\0data");
    wav.extend(length.to_le_bytes());
    wav.extend(sound.iter().flat_map(|value| ((value * 32_000.0) as i16).to_le_bytes()));
    wav
}

fn hiss(chance: &mut Chance) -> f32 {
    (chance.next() - 0.5) * 0.002
}

//! Debian's opus-tools, sounds to try, and how alike two sounds are.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;
use voice::damage::Noise;

/// opus-tools, and a folder for their files.
pub(crate) struct Tools {
    folder: TempDir,
}

impl Tools {
    pub(crate) fn find() -> Self {
        for tool in ["opusenc", "opusdec", "opusinfo"] {
            let found = Command::new(tool).arg("--version").output();
            assert!(
                found.is_ok(),
                "{tool} is missing: install opus-tools, or run `cargo xtask with`"
            );
        }
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn put(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// What `opusinfo` says of a file, which it takes for one.
    pub(crate) fn inform(&self, file: &[u8]) -> String {
        let path = self.put("told.ogg", file);
        let output = Command::new("opusinfo").arg(path).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )
    }

    /// What `opusdec` plays of a file at 48 kHz, its channels in turn.
    pub(crate) fn decode(&self, file: &[u8], channels: usize) -> Vec<f32> {
        let path = self.put("played.ogg", file);
        let out = self.folder.path().join("played.wav");
        run(Command::new("opusdec")
            .args(["--quiet", "--float", "--rate", "48000"])
            .arg(path)
            .arg(&out));
        read(&out, channels)
    }

    /// What `opusenc` makes of samples of 48 kHz, their channels in turn.
    pub(crate) fn encode(&self, sound: &[f32], channels: usize, options: &[&str]) -> Vec<u8> {
        let bytes: Vec<u8> =
            sound.iter().flat_map(|sample| ((sample * 32_767.0) as i16).to_le_bytes()).collect();
        let path = self.put("said.raw", &bytes);
        let out = self.folder.path().join("said.ogg");
        run(Command::new("opusenc")
            .args(["--quiet", "--raw", "--raw-rate", "48000", "--raw-bits", "16"])
            .args(["--raw-chan", &channels.to_string()])
            .args(options)
            .arg(path)
            .arg(&out));
        fs::read(out).unwrap()
    }
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// The samples of a WAV file of floats, after the head that opusdec writes.
fn read(path: &Path, channels: usize) -> Vec<f32> {
    let bytes = fs::read(path).unwrap();
    let data = bytes.windows(4).position(|window| window == b"data").unwrap() + 8;
    let samples: Vec<f32> = bytes[data..]
        .chunks_exact(4)
        .map(|sample| f32::from_le_bytes(sample.try_into().unwrap()))
        .collect();
    assert_eq!(samples.len() % channels, 0);
    samples
}

/// Something like speech: tones that come and go over a little noise, always the same. The channels
/// stand in turn and differ.
pub(crate) fn speechlike(samples: usize, channels: usize) -> Vec<f32> {
    let mut noise = Noise(7);
    let mut sound = Vec::with_capacity(samples * channels);
    for index in 0..samples {
        let seconds = index as f32 / 48_000.0;
        let word = (seconds * 3.0 * std::f32::consts::TAU).sin().max(0.0);
        for channel in 0..channels {
            let pitch = 130.0 + 25.0 * (seconds * 2.0).sin() + 5.0 * channel as f32;
            let voice: f32 = (1..8)
                .map(|tone| {
                    (seconds * pitch * tone as f32 * std::f32::consts::TAU).sin() / tone as f32
                })
                .sum();
            sound.push(0.25 * word * voice + 0.01 * between(&mut noise));
        }
    }
    sound
}

/// How many decibels louder a sound is than what differs between it and another.
pub(crate) fn likeness(sound: &[f32], other: &[f32]) -> f64 {
    let power: f64 = sound.iter().map(|sample| f64::from(*sample).powi(2)).sum();
    let differs: f64 =
        sound.iter().zip(other).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum();
    10.0 * ((power + 1e-9) / (differs + 1e-15)).log10()
}

/// From -1 to 1.
fn between(noise: &mut Noise) -> f32 {
    (noise.draw() >> 40) as f32 / (1 << 23) as f32 - 1.0
}

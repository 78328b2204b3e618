//! From what came back to a voice note.

use std::time::Duration;

use domain::Waveform;

use crate::note::{self, Limits, Quality, Rate};
use crate::problem::Problem;
use crate::{wav, waveform};

/// A note that is ready to be sent.
pub(super) struct Sound {
    pub(super) ogg: Vec<u8>,
    pub(super) duration: Duration,
    pub(super) waveform: Waveform,
}

/// Makes a note of what a provider or a program gave: OGG with Opus inside as it is, if it has one
/// channel, anything else encoded anew.
pub(super) fn understand(bytes: &[u8]) -> Result<Sound, Problem> {
    if bytes.starts_with(b"OggS") {
        let samples = note::decode(bytes, Rate::FortyEight, Limits::default()).map_err(nonsense)?;
        if note::is_mono(bytes) {
            let waveform = waveform(&samples);
            return Ok(Sound { ogg: bytes.to_vec(), duration: length(&samples), waveform });
        }
        return encode(&samples);
    }
    if bytes.starts_with(b"RIFF") {
        return encode(&wav::read(bytes).map_err(nonsense)?);
    }
    let what = match bytes {
        [b'I', b'D', b'3', ..] | [0xFF, 0xE0..=0xFF, ..] => "MP3: choose Opus or WAV",
        [b'f', b'L', b'a', b'C', ..] => "FLAC: choose Opus or WAV",
        [] => "nothing",
        _ => "neither OGG nor WAV",
    };
    Err(Problem::Malformed(format!("what came is {what}")))
}

pub(super) fn encode(samples: &[f32]) -> Result<Sound, Problem> {
    let ogg = note::encode(samples, Quality::default()).map_err(nonsense)?;
    Ok(Sound { ogg, duration: length(samples), waveform: waveform(samples) })
}

fn length(samples: &[f32]) -> Duration {
    note::time(samples.len() as u64)
}

fn nonsense(error: impl std::fmt::Display) -> Problem {
    Problem::Malformed(error.to_string())
}

/// The same beside the tasks that wait: decoding a minute takes some tenths of a second.
pub(super) async fn understand_aside(bytes: bytes::Bytes) -> Result<Sound, Problem> {
    tokio::task::spawn_blocking(move || understand(&bytes))
        .await
        .map_err(|_| Problem::Malformed("what came was the end of the codec".to_owned()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_sound_is_named() {
        let told = |bytes: &[u8]| match understand(bytes) {
            Err(Problem::Malformed(what)) => what,
            _ => panic!("it was taken"),
        };
        assert_eq!(told(b"ID3\x04"), "what came is MP3: choose Opus or WAV");
        assert_eq!(told(&[0xFF, 0xFB, 0]), "what came is MP3: choose Opus or WAV");
        assert_eq!(told(b""), "what came is nothing");
        assert_eq!(told(b"<html>"), "what came is neither OGG nor WAV");
    }

    #[test]
    fn a_note_of_one_channel_stays_as_it_is() {
        let samples: Vec<f32> = (0..48_000).map(|n| (n as f32 * 0.05).sin() * 0.3).collect();
        let made = encode(&samples).ok().unwrap();
        assert_eq!(made.duration, Duration::from_secs(1));
        let again = understand(&made.ogg).ok().unwrap();
        assert_eq!((again.duration, again.ogg), (made.duration, made.ogg));
    }
}

//! A voice note of what somebody recorded: in a browser (WebM or OGG with Opus inside), or with a program
//! (OGG or WAV).

use std::time::Duration;

use domain::{NoSound, Recorded, VoiceNote};

use crate::measure::{measure, no_sound};
use crate::note::{self, Limits, Quality, Rate, decode_webm};
use crate::wav::{self, WavError};

/// How it is kept: what a voice is made of is to lose nothing.
const QUALITY: Quality = Quality { bitrate: 64_000 };

/// A voice note of one channel of what was recorded, and how it sounds.
///
/// # Errors
///
/// It is too long, in another form, or damaged.
pub fn record(recording: &[u8], limits: Limits) -> Result<Recorded, NoSound> {
    if recording.len() > limits.bytes {
        return Err(NoSound::TooLong(format!("{} bytes", recording.len())));
    }
    let ogg = match recording {
        [b'O', b'g', b'g', b'S', ..] if note::is_mono(recording) => recording.to_vec(),
        [b'O', b'g', b'g', b'S', ..] => {
            encoded(&note::decode(recording, Rate::FortyEight, limits).map_err(no_sound)?)?
        }
        [0x1A, 0x45, 0xDF, 0xA3, ..] => {
            encoded(&decode_webm(recording, limits).map_err(no_sound)?)?
        }
        [b'R', b'I', b'F', b'F', ..] => {
            let samples =
                wav::read_within(recording, limits.duration).map_err(|error| match error {
                    WavError::TooLong(_) => NoSound::TooLong(error.to_string()),
                    error => NoSound::Unreadable(error.to_string()),
                })?;
            encoded(&samples)?
        }
        // Some browsers record nothing else.
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => return Err(NoSound::OtherForm("MP4")),
        [b'I', b'D', b'3', ..] | [0xFF, 0xE0..=0xFF, ..] => return Err(NoSound::OtherForm("MP3")),
        [b'f', b'L', b'a', b'C', ..] => return Err(NoSound::OtherForm("FLAC")),
        _ => return Err(NoSound::Unreadable("neither OGG, WebM nor WAV".to_owned())),
    };
    let measure = measure(&ogg, limits)?;
    let seconds = whole_seconds(measure.duration);
    Ok(Recorded { note: VoiceNote { ogg, seconds, waveform: measure.waveform }, measure })
}

fn encoded(samples: &[f32]) -> Result<Vec<u8>, NoSound> {
    note::encode(samples, QUALITY).map_err(no_sound)
}

fn whole_seconds(duration: Duration) -> u32 {
    duration.as_secs_f64().round().max(1.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(seconds: u32) -> Vec<u8> {
        let mut file = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
        file.extend(16_000_u32.to_le_bytes());
        file.extend(32_000_u32.to_le_bytes());
        file.extend(b"\x02\0\x10\0data\0\0\0\0");
        for at in 0..seconds * 16_000 {
            file.extend((((at as f32 * 0.1).sin() * 9_000.0) as i16).to_le_bytes());
        }
        file
    }

    #[test]
    fn what_is_recorded_becomes_a_note_and_a_note_stays_as_it_is() {
        let made = record(&wav(2), Limits::default()).unwrap();
        assert_eq!(made.note.seconds, 2);
        assert!(made.note.ogg.starts_with(b"OggS"));
        let again = record(&made.note.ogg, Limits::default()).unwrap();
        assert_eq!(again.note.ogg, made.note.ogg);
    }

    #[test]
    fn what_is_none_is_refused() {
        let mp4 = record(b"\0\0\0\x20ftypmp42", Limits::default());
        assert_eq!(mp4, Err(NoSound::OtherForm("MP4")));
        assert!(matches!(record(b"GIF89a", Limits::default()), Err(NoSound::Unreadable(_))));
        assert!(matches!(record(b"RIFF", Limits::default()), Err(NoSound::Unreadable(_))));
        let short = Limits { duration: Duration::from_secs(1), ..Limits::default() };
        assert!(matches!(record(&wav(2), short), Err(NoSound::TooLong(_))));
        let small = Limits { bytes: 10, ..Limits::default() };
        assert!(matches!(record(&wav(2), small), Err(NoSound::TooLong(_))));
    }
}

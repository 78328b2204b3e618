//! Whatever sound people send, made a voice note: the audio track of a round video (MP4 with AAC), MP3, M4A,
//! OGG with Vorbis, FLAC, WAV. The only door to symphonia.

use std::io::{Cursor, ErrorKind};
use std::panic::catch_unwind;
use std::time::Duration;

use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;

use crate::note::{Limits, NoteError, Quality, Recording};
use crate::resample::resample;

/// The rates that sound has.
const RATES: std::ops::RangeInclusive<u32> = 4_000..=192_000;

/// Packets that are looked at: half an hour of the shortest are a fifth of it. A file may say that it has
/// billions which are empty.
const MOST_PACKETS: usize = 1_000_000;
/// Packets in a row that cannot be decoded, before the file is given up.
const MOST_BROKEN: usize = 2_000;

/// Makes a voice note of a file of sound: one channel of all, at 48 kHz. What is cut off in the middle is
/// taken up to there.
///
/// # Errors
///
/// It is too large, plays for too long, or is no sound that is read here.
pub fn to_note(file: &[u8], limits: Limits) -> Result<Vec<u8>, NoteError> {
    if file.len() > limits.bytes {
        return Err(NoteError::TooLarge { bytes: file.len(), limit: limits.bytes });
    }
    // Many decoders, each of which a stranger may lead astray: one that gives up is no end of us.
    catch_unwind(|| convert(file, limits))
        .unwrap_or(Err(NoteError::Damaged("it was the end of its decoder")))
}

fn convert(file: &[u8], limits: Limits) -> Result<Vec<u8>, NoteError> {
    let source = MediaSourceStream::new(Box::new(Cursor::new(file.to_vec())), Default::default());
    let (format, metadata) = (FormatOptions::default(), MetadataOptions::default());
    let mut format = symphonia::default::get_probe()
        .probe(&Hint::new(), source, format, metadata)
        .map_err(|_| NoteError::Unknown("its form is neither MP4, MP3, OGG, FLAC nor WAV"))?;
    let (track, mut decoder) = decoder(format.as_ref())?;

    let mut pieces: Option<Pieces> = None;
    let mut samples = Vec::new();
    let mut broken = 0;
    for _ in 0..MOST_PACKETS {
        let packet = match format.next_packet() {
            Ok(Some(packet)) => packet,
            Ok(None) => break,
            // What was sent in part is heard in part, and so is what is damaged further on.
            Err(Error::IoError(error)) if error.kind() == ErrorKind::UnexpectedEof => break,
            Err(_) if pieces.is_some() => break,
            Err(_) => return Err(NoteError::Damaged("it cannot be taken apart")),
        };
        if packet.track_id != track {
            continue;
        }
        let Ok(decoded) = decoder.decode(&packet) else {
            broken += 1;
            if broken > MOST_BROKEN {
                return Err(NoteError::Damaged("most of its packets cannot be decoded"));
            }
            continue;
        };
        let (rate, channels) = (decoded.spec().rate(), decoded.spec().channels().count());
        if !RATES.contains(&rate) || channels == 0 {
            return Err(NoteError::Unknown("its rate is none that sound has"));
        }
        let pieces = match &mut pieces {
            Some(pieces) => pieces,
            none => none.insert(Pieces::begin(rate, limits)?),
        };
        if pieces.rate != rate {
            // Another sound begins.
            break;
        }
        samples.resize(decoded.samples_interleaved(), 0.0_f32);
        decoded.copy_to_slice_interleaved(&mut samples);
        pieces.push(&samples, channels)?;
    }
    pieces.ok_or(NoteError::Empty)?.end()
}

/// The track that is listened to, and what decodes it.
fn decoder(format: &dyn FormatReader) -> Result<(u32, Box<dyn AudioDecoder>), NoteError> {
    let track = format.default_track(TrackType::Audio).ok_or(NoteError::Empty)?;
    let Some(CodecParameters::Audio(parameters)) = &track.codec_params else {
        return Err(NoteError::Empty);
    };
    let decoder = symphonia::default::get_codecs()
        .make_audio_decoder(parameters, &AudioDecoderOptions::default())
        .map_err(|_| NoteError::Unknown("it is coded in a way that is not known here"))?;
    Ok((track.id, decoder))
}

/// Sound at its own rate, that becomes a note piece by piece: each is resampled with a second of what stands
/// around it, so that no seam is heard.
struct Pieces {
    rate: u32,
    limits: Limits,
    /// Of one channel: a second of what is written already, unless that is the beginning, and what is not.
    pending: Vec<f32>,
    has_begun: bool,
    samples: u64,
    note: Recording,
}

/// Seconds that are written at once, and around them.
const PIECE: usize = 60;
const AROUND: usize = 1;
/// Samples a second of a note.
const NOTE: u32 = 48_000;

impl Pieces {
    fn begin(rate: u32, limits: Limits) -> Result<Self, NoteError> {
        let note = Recording::begin(Quality::default())?;
        Ok(Self { rate, limits, pending: Vec::new(), has_begun: false, samples: 0, note })
    }

    fn push(&mut self, samples: &[f32], channels: usize) -> Result<(), NoteError> {
        let frames = samples.chunks_exact(channels);
        self.samples += frames.len() as u64;
        let duration = Duration::from_secs(self.samples / u64::from(self.rate));
        if duration > self.limits.duration {
            return Err(NoteError::TooLong { duration, limit: self.limits.duration });
        }
        self.pending.extend(frames.map(|frame| frame.iter().sum::<f32>() / channels as f32));
        let second = self.rate as usize;
        while self.pending.len() >= (self.before() + PIECE + AROUND) * second {
            let end = (self.before() + PIECE) * second;
            self.write(end + AROUND * second, Some(PIECE))?;
            self.pending.drain(..end - AROUND * second);
            self.has_begun = true;
        }
        Ok(())
    }

    /// Seconds that are written already.
    fn before(&self) -> usize {
        if self.has_begun { AROUND } else { 0 }
    }

    /// Writes so many seconds, or all that is not written, of the first samples.
    fn write(&mut self, samples: usize, seconds: Option<usize>) -> Result<(), NoteError> {
        let made = resample(&self.pending[..samples], self.rate, NOTE);
        let begin = (self.before() * NOTE as usize).min(made.len());
        let end = seconds.map_or(made.len(), |seconds| begin + seconds * NOTE as usize);
        self.note.push(&made[begin..end.min(made.len())])
    }

    fn end(mut self) -> Result<Vec<u8>, NoteError> {
        self.write(self.pending.len(), None)?;
        self.note.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::{self, Rate};

    const LIMITS: Limits = Limits { bytes: 30_000_000, duration: Duration::from_secs(300) };

    /// A tone as WAV of 16 bits.
    fn wav(rate: u32, seconds: u32, channels: u16) -> Vec<u8> {
        let step = std::f32::consts::TAU * 440.0 / rate as f32;
        let mut data = Vec::new();
        for index in 0..rate * seconds {
            let sample = ((index as f32 * step).sin() * 12_000.0) as i16;
            for _ in 0..channels {
                data.extend(sample.to_le_bytes());
            }
        }
        let mut file = b"RIFF".to_vec();
        file.extend((36 + data.len() as u32).to_le_bytes());
        file.extend(b"WAVEfmt ");
        file.extend(16_u32.to_le_bytes());
        file.extend(1_u16.to_le_bytes());
        file.extend(channels.to_le_bytes());
        file.extend(rate.to_le_bytes());
        file.extend((rate * u32::from(channels) * 2).to_le_bytes());
        file.extend((channels * 2).to_le_bytes());
        file.extend(16_u16.to_le_bytes());
        file.extend(b"data");
        file.extend((data.len() as u32).to_le_bytes());
        file.extend(data);
        file
    }

    #[test]
    fn a_long_sound_has_no_seams() {
        let file = wav(22_050, 63, 2);
        let made = to_note(&file, LIMITS).unwrap();
        assert!(note::is_note(&made));
        let sound = note::decode(&made, Rate::FortyEight, LIMITS).unwrap();
        assert_eq!(sound.len(), 63 * 48_000);
        // A tone bends by its own height: where it does not, something was cut.
        let step = std::f32::consts::TAU * 440.0 / 48_000.0;
        let bend = 2.0 * step.cos();
        let around = 60 * 48_000 - 2_000..60 * 48_000 + 2_000;
        let worst = sound[around].windows(3).map(|w| (w[0] + w[2] - bend * w[1]).abs());
        let worst = worst.fold(0.0, f32::max);
        assert!(worst < 0.05, "{worst}");
    }

    #[test]
    fn what_is_too_large_too_long_or_no_sound_is_told() {
        let file = wav(8_000, 3, 1);
        let small = Limits { bytes: 1_000, ..LIMITS };
        assert!(matches!(to_note(&file, small), Err(NoteError::TooLarge { limit: 1_000, .. })));
        let short = Limits { duration: Duration::from_secs(2), ..LIMITS };
        assert!(matches!(to_note(&file, short), Err(NoteError::TooLong { .. })));
        assert!(matches!(to_note(b"<html>", LIMITS), Err(NoteError::Unknown(_))));
        assert!(to_note(b"", LIMITS).is_err());
        assert!(to_note(&wav(8_000, 0, 1), LIMITS).is_err());
    }
}

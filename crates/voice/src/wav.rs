//! WAV files, as programs that speak write them.

use std::time::Duration;

use crate::resample::resample;

/// Why a file is no WAV that can be played.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum WavError {
    /// It does not begin as one.
    #[error("it is no WAV file")]
    NotWav,
    /// Its samples are in a form that is not read.
    #[error(
        "its samples are in a form that is not read (code {code}, {bits} bits): write PCM of 8, 16, \
         24 or 32 bits, or floats of 32"
    )]
    Unknown {
        /// The code of the form.
        code: u16,
        /// Bits in one sample.
        bits: u16,
    },
    /// It says that it has no channels, or a rate that no sound has.
    #[error("it has {channels} channels of {rate} Hz")]
    Unplayable {
        /// How many channels it has.
        channels: u16,
        /// Samples a second.
        rate: u32,
    },
    /// There is nothing in it.
    #[error("there is no sound in it")]
    Empty,
    /// It plays for longer than what is read.
    #[error("it plays for {} s", .0.as_secs())]
    TooLong(Duration),
}

/// What stands before the samples.
struct Form {
    code: u16,
    channels: u16,
    rate: u32,
    bits: u16,
}

/// Reads a file as one channel of 48 kHz. A program that writes into a pipe does not know how long it
/// will become: what it says about that is not believed, but what is there is taken.
///
/// # Errors
///
/// It is no WAV file, or there is no sound in it.
pub fn read(file: &[u8]) -> Result<Vec<f32>, WavError> {
    read_within(file, Duration::MAX)
}

/// The same of a file that somebody sends: one of few bits and samples becomes many times as large when it is
/// read, so what plays for longer than `longest` is not.
///
/// # Errors
///
/// It is no WAV file, there is no sound in it, or it is too long.
pub(crate) fn read_within(file: &[u8], longest: Duration) -> Result<Vec<f32>, WavError> {
    let mut rest = match file {
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', rest @ ..] => rest,
        _ => return Err(WavError::NotWav),
    };
    let mut form = None;
    while let &[a, b, c, d, s0, s1, s2, s3, ref body @ ..] = rest {
        let size = usize::try_from(u32::from_le_bytes([s0, s1, s2, s3])).unwrap_or(usize::MAX);
        let chunk = &body[..size.min(body.len())];
        match &[a, b, c, d] {
            b"fmt " => form = Some(parse(chunk)?),
            b"data" => {
                let form = form.ok_or(WavError::NotWav)?;
                let sound = if size == 0 { body } else { chunk };
                let mono = mono(sound, &form)?;
                if mono.is_empty() {
                    return Err(WavError::Empty);
                }
                let duration = Duration::from_secs(mono.len() as u64 / u64::from(form.rate));
                if duration > longest {
                    return Err(WavError::TooLong(duration));
                }
                return Ok(resample(&mono, form.rate, 48_000));
            }
            _ => {}
        }
        // Chunks begin at even places.
        rest = body.get(size.saturating_add(size % 2)..).unwrap_or_default();
    }
    Err(if form.is_some() { WavError::Empty } else { WavError::NotWav })
}

fn parse(chunk: &[u8]) -> Result<Form, WavError> {
    const EXTENSIBLE: u16 = 0xFFFE;
    let short = |at: usize| {
        let bytes = chunk.get(at..at + 2).and_then(|bytes| bytes.try_into().ok());
        bytes.map(u16::from_le_bytes).ok_or(WavError::NotWav)
    };
    let rate = u32::from(short(4)?) | u32::from(short(6)?) << 16;
    let mut code = short(0)?;
    if code == EXTENSIBLE {
        code = short(24)?;
    }
    let form = Form { code, channels: short(2)?, rate, bits: short(14)? };
    if !(1..=8).contains(&form.channels) || !(8_000..=192_000).contains(&form.rate) {
        return Err(WavError::Unplayable { channels: form.channels, rate });
    }
    Ok(form)
}

/// The average of the channels, from -1 to 1.
fn mono(sound: &[u8], form: &Form) -> Result<Vec<f32>, WavError> {
    let sample: fn(&[u8]) -> f32 = match (form.code, form.bits) {
        (1, 8) => |bytes| (f32::from(bytes[0]) - 128.0) / 128.0,
        (1, 16) => |bytes| f32::from(i16::from_le_bytes([bytes[0], bytes[1]])) / 32_768.0,
        (1, 24) => {
            |bytes| i32::from_le_bytes([0, bytes[0], bytes[1], bytes[2]]) as f32 / 2_147_483_648.0
        }
        (1, 32) => |bytes| {
            i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as f32 / 2_147_483_648.0
        },
        (3, 32) => |bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]),
        (code, bits) => return Err(WavError::Unknown { code, bits }),
    };
    let width = usize::from(form.bits / 8);
    let channels = usize::from(form.channels);
    let frames = sound.chunks_exact(width * channels);
    let average = |frame: &[u8]| {
        frame.chunks_exact(width).map(sample).sum::<f32>() / f32::from(form.channels)
    };
    Ok(frames.map(average).map(|sample| if sample.is_finite() { sample } else { 0.0 }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(code: u16, channels: u16, rate: u32, bits: u16, sound: &[u8], size: u32) -> Vec<u8> {
        let mut file = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0".to_vec();
        file.extend(code.to_le_bytes());
        file.extend(channels.to_le_bytes());
        file.extend(rate.to_le_bytes());
        file.extend([0; 6]);
        file.extend(bits.to_le_bytes());
        // A chunk that says nothing, of an odd length.
        file.extend(b"LIST\x03\0\0\0abc\0data");
        file.extend(size.to_le_bytes());
        file.extend(sound);
        file
    }

    #[test]
    fn every_form_is_read() {
        let half = [
            (1, 8, vec![192]),
            (1, 16, vec![0, 0x40]),
            (1, 24, vec![0, 0, 0x40]),
            (1, 32, vec![0, 0, 0, 0x40]),
            (3, 32, 0.5_f32.to_le_bytes().to_vec()),
        ];
        for (code, bits, sample) in half {
            let sound = sample.repeat(3);
            let size = u32::try_from(sound.len()).unwrap();
            let read = read(&wav(code, 1, 48_000, bits, &sound, size)).unwrap();
            assert_eq!(read, [0.5; 3], "{code} {bits}");
        }
    }

    #[test]
    fn channels_are_averaged_and_a_size_that_was_not_known_does_not_matter() {
        let sound = [0, 0x40, 0, 0, 0, 0xC0, 0, 0];
        for size in [0, 8, u32::MAX] {
            let read = read(&wav(1, 2, 48_000, 16, &sound, size)).unwrap();
            assert_eq!(read, [0.25, -0.25], "{size}");
        }
    }

    #[test]
    fn what_is_too_long_is_not_read() {
        let seconds = wav(1, 1, 8_000, 8, &[128; 16_000], 16_000);
        let long = Duration::from_secs(2);
        assert!(read_within(&seconds, long).is_ok());
        let short = Duration::from_secs(1);
        assert_eq!(read_within(&seconds, short), Err(WavError::TooLong(long)));
    }

    #[test]
    fn what_is_none_is_refused_with_a_reason() {
        assert_eq!(read(b"ID3"), Err(WavError::NotWav));
        assert_eq!(read(b"RIFF\0\0\0\0WAVEdata\0\0\0\0"), Err(WavError::NotWav));
        assert_eq!(read(&wav(1, 1, 48_000, 16, &[], 0)), Err(WavError::Empty));
        let of_mulaw = wav(7, 1, 8_000, 8, &[1], 1);
        assert_eq!(read(&of_mulaw), Err(WavError::Unknown { code: 7, bits: 8 }));
        let of_nothing = wav(1, 0, 8_000, 16, &[1, 2], 2);
        assert_eq!(read(&of_nothing), Err(WavError::Unplayable { channels: 0, rate: 8_000 }));
        let whole = wav(1, 1, 22_050, 16, &[1; 64], 64);
        for end in 0..whole.len() {
            read(&whole[..end]).ok();
        }
    }
}

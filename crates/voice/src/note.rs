//! Voice notes: OGG with Opus inside (RFC 7845), both ways, and the only door to the two crates that
//! know these formats. What comes in may be anything; what goes out is one channel at 48 kHz.

mod codec;
mod container;
mod packet;
mod webm;

use std::time::Duration;

pub use codec::Rate;

/// Opus counts time in samples of this rate, whatever it is decoded to.
pub(crate) const SAMPLES_A_SECOND: u64 = 48_000;

/// How much is taken in. Both are looked at before anything is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest file, in bytes.
    pub bytes: usize,
    /// The longest sound.
    pub duration: Duration,
}

impl Default for Limits {
    /// 25 MB and 30 minutes, which are 115 MB of samples at 16 kHz.
    fn default() -> Self {
        Self { bytes: 25_000_000, duration: Duration::from_secs(30 * 60) }
    }
}

/// Why a file is no voice note that can be decoded, or sound none that can be encoded.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NoteError {
    /// The file is larger than the limit.
    #[error("the file has {bytes} bytes, and {limit} are taken at most")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// It plays for longer than the limit.
    #[error("the note takes {duration:?}, and {limit:?} are taken at most")]
    TooLong {
        /// How long it is.
        duration: Duration,
        /// The limit.
        limit: Duration,
    },
    /// It does not begin as OGG with Opus inside does.
    #[error("the file is no OGG with Opus inside: {0}")]
    NotOpus(&'static str),
    /// It begins well, and then a page or too many packets are damaged.
    #[error("the file is damaged: {0}")]
    Damaged(&'static str),
    /// It is no file of sound that is read here.
    #[error("the file is no sound that can be read: {0}")]
    Unknown(&'static str),
    /// There is nothing in it.
    #[error("there is no sound in it")]
    Empty,
    /// The codec does not take what no caller should give it.
    #[error("the codec failed: {0}")]
    Codec(String),
}

/// Decodes a file to one channel of samples from -1 to 1, at the given rate: what a player would
/// play, without what the encoder needed to begin and what it added to fill the last packet. Several
/// channels are averaged.
///
/// # Errors
///
/// It is too large, too long, or no voice note.
pub fn decode(file: &[u8], rate: Rate, limits: Limits) -> Result<Vec<f32>, NoteError> {
    let stream = container::read(file, limits)?;
    codec::decode(&stream, rate)
}

/// Decodes what a browser recorded as WebM with Opus inside, likewise, at 48 kHz.
///
/// # Errors
///
/// It is too large, too long, or no such file.
pub(crate) fn decode_webm(file: &[u8], limits: Limits) -> Result<Vec<f32>, NoteError> {
    codec::decode(&webm::read(file, limits)?, Rate::FortyEight)
}

/// How long a file plays, without decoding it.
///
/// # Errors
///
/// As of [`decode`].
pub fn duration(file: &[u8], limits: Limits) -> Result<Duration, NoteError> {
    Ok(time(container::read(file, limits)?.samples))
}

/// Whether a file that was decoded has one channel, as Telegram's notes have.
pub(crate) fn is_mono(file: &[u8]) -> bool {
    container::read(file, Limits::default()).is_ok_and(|stream| stream.channels == 1)
}

/// How it is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quality {
    /// Bits a second, 6,000 to 128,000.
    pub bitrate: u32,
}

impl Default for Quality {
    /// 32 kbit/s, at which speech of the whole band has no flaw that is heard.
    fn default() -> Self {
        Self { bitrate: 32_000 }
    }
}

/// Encodes samples at 48 kHz as a voice note of one channel. What is louder than 1 is cut off.
///
/// # Errors
///
/// There are none, or they are longer than an hour.
pub fn encode(samples: &[f32], quality: Quality) -> Result<Vec<u8>, NoteError> {
    const LONGEST: Duration = Duration::from_secs(60 * 60);
    if samples.is_empty() {
        return Err(NoteError::Empty);
    }
    let duration = time(samples.len() as u64);
    if duration > LONGEST {
        return Err(NoteError::TooLong { duration, limit: LONGEST });
    }
    let encoded = codec::encode(samples, quality)?;
    container::write(&encoded, samples.len() as u64)
}

/// Whether a file begins as OGG with Opus inside does.
pub fn is_note(file: &[u8]) -> bool {
    // Before the head there is one page's own, of one segment.
    file.starts_with(b"OggS") && file.get(28..36) == Some(b"OpusHead")
}

/// A note that is made of pieces, so that a long sound is never whole in memory.
pub(crate) struct Recording(codec::Encoding);

impl Recording {
    pub(crate) fn begin(quality: Quality) -> Result<Self, NoteError> {
        codec::Encoding::begin(quality).map(Self)
    }

    /// More samples of 48 kHz.
    pub(crate) fn push(&mut self, samples: &[f32]) -> Result<(), NoteError> {
        self.0.push(samples)
    }

    /// The file.
    pub(crate) fn end(self) -> Result<Vec<u8>, NoteError> {
        let samples = self.0.samples;
        match samples {
            0 => Err(NoteError::Empty),
            _ => container::write(&self.0.end()?, samples),
        }
    }
}

/// How long so many samples of 48 kHz take.
pub(crate) fn time(samples: u64) -> Duration {
    Duration::from_nanos(samples.saturating_mul(1_000_000_000 / 16) / (SAMPLES_A_SECOND / 16))
}

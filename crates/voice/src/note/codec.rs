//! Opus itself, by `ropus`.

use ropus::{Application, Bitrate, Channels, DecodeMode, Decoder, Encoder, Signal};

use super::container::Stream;
use super::{NoteError, Quality, packet};

/// Samples a second of what is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// 16 kHz, which speech is heard at. The decoder leaves the rest out by itself.
    Sixteen,
    /// 48 kHz: all that is in it.
    FortyEight,
}

impl Rate {
    /// Samples a second.
    pub const fn hertz(self) -> u32 {
        match self {
            Self::Sixteen => 16_000,
            Self::FortyEight => 48_000,
        }
    }

    /// How many samples of 48 kHz one of this rate takes.
    const fn divisor(self) -> u64 {
        match self {
            Self::Sixteen => 3,
            Self::FortyEight => 1,
        }
    }
}

/// A packet of 20 ms at 48 kHz.
const FRAME: usize = 960;

fn failed(error: impl std::fmt::Display) -> NoteError {
    NoteError::Codec(error.to_string())
}

/// Decodes all packets. One that is damaged sounds like what stood before it, as one that was lost.
pub(super) fn decode(stream: &Stream, rate: Rate) -> Result<Vec<f32>, NoteError> {
    let channels = if stream.channels == 2 { Channels::Stereo } else { Channels::Mono };
    let mut decoder = Decoder::new(rate.hertz(), channels).map_err(failed)?;
    decoder.set_gain(stream.gain.into()).map_err(failed)?;
    let wide = usize::from(stream.channels);
    let scaled = |samples: u64| usize::try_from(samples / rate.divisor()).unwrap_or(usize::MAX);

    let skip = scaled(stream.pre_skip);
    let mut sound = Vec::with_capacity(scaled(stream.samples) + skip);
    let mut buffer = vec![0.0; scaled(packet::LONGEST) * wide];
    let mut lost = 0;
    for packet in &stream.packets {
        let samples = scaled(packet::samples(packet));
        let decoded = match decoder.decode_float(packet, &mut buffer, DecodeMode::Normal) {
            Ok(decoded) => decoded,
            Err(_) => {
                lost += 1;
                let gap = &mut buffer[..samples * wide];
                match decoder.decode_float(&[], gap, DecodeMode::Normal) {
                    Ok(made_up) => made_up,
                    Err(_) => {
                        gap.fill(0.0);
                        samples
                    }
                }
            }
        };
        let played = buffer.get(..decoded * wide).unwrap_or_default();
        match wide {
            2 => sound.extend(played.chunks_exact(2).map(|pair| (pair[0] + pair[1]) / 2.0)),
            _ => sound.extend_from_slice(played),
        }
    }
    if lost * 2 > stream.packets.len() {
        return Err(NoteError::Damaged("most of its packets cannot be decoded"));
    }
    sound.drain(..skip.min(sound.len()));
    sound.truncate(usize::try_from(stream.samples.div_ceil(rate.divisor())).unwrap_or(usize::MAX));
    if sound.is_empty() { Err(NoteError::Empty) } else { Ok(sound) }
}

/// What an encoder made.
pub(super) struct Encoded {
    pub(super) packets: Vec<Vec<u8>>,
    /// How many samples of 48 kHz a decoder gives before the sound begins.
    pub(super) pre_skip: u16,
}

/// Encodes samples of 48 kHz, and as much silence after them as the encoder is late.
pub(super) fn encode(samples: &[f32], quality: Quality) -> Result<Encoded, NoteError> {
    let mut encoding = Encoding::begin(quality)?;
    encoding.push(samples)?;
    encoding.end()
}

/// Encodes sound that comes in pieces, as [`encode`] encodes all of it.
pub(super) struct Encoding {
    encoder: Encoder,
    made: Encoded,
    /// What does not fill a packet yet.
    rest: Vec<f32>,
    /// How many samples have come.
    pub(super) samples: u64,
}

impl Encoding {
    pub(super) fn begin(quality: Quality) -> Result<Self, NoteError> {
        let encoder = Encoder::builder(48_000, Channels::Mono, Application::Voip)
            .bitrate(Bitrate::Bits(quality.bitrate.clamp(6_000, 128_000)))
            .signal(Signal::Voice)
            .build()
            .map_err(failed)?;
        let pre_skip = u16::try_from(encoder.lookahead()).map_err(failed)?;
        let made = Encoded { packets: Vec::new(), pre_skip };
        Ok(Self { encoder, made, rest: Vec::new(), samples: 0 })
    }

    pub(super) fn push(&mut self, samples: &[f32]) -> Result<(), NoteError> {
        self.samples += samples.len() as u64;
        self.rest.extend_from_slice(samples);
        let rest = std::mem::take(&mut self.rest);
        let (frames, left) = rest.as_chunks::<FRAME>();
        for frame in frames {
            self.packet(frame)?;
        }
        self.rest = left.to_vec();
        Ok(())
    }

    pub(super) fn end(mut self) -> Result<Encoded, NoteError> {
        let whole = self.samples + u64::from(self.made.pre_skip);
        while (self.made.packets.len() as u64) < whole.div_ceil(FRAME as u64) {
            let mut frame = [0.0; FRAME];
            frame[..self.rest.len()].copy_from_slice(&self.rest);
            self.rest.clear();
            self.packet(&frame)?;
        }
        Ok(self.made)
    }

    fn packet(&mut self, samples: &[f32; FRAME]) -> Result<(), NoteError> {
        const LARGEST_PACKET: usize = 1_500;
        let mut packet = [0; LARGEST_PACKET];
        let playable = |sample: f32| {
            if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 }
        };
        let bytes =
            self.encoder.encode_float(&samples.map(playable), &mut packet).map_err(failed)?;
        self.made.packets.push(packet[..bytes].to_vec());
        Ok(())
    }
}

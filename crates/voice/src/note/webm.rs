//! WebM with one Opus track, as browsers record it: only as much of Matroska as that needs
//! (RFC 9559, and the WebM container guidelines).
//!
//! Browsers write while they record, so what holds other elements has no known size: it is entered, whatever
//! its size, and everything else is skipped by its size.

use super::container::{Head, Stream};
use super::{Limits, NoteError, packet, time};

const EBML: u64 = 0x1A45_DFA3;
const SEGMENT: u64 = 0x1853_8067;
const TRACKS: u64 = 0x1654_AE6B;
const TRACK: u64 = 0xAE;
const TRACK_NUMBER: u64 = 0xD7;
const CODEC: u64 = 0x86;
const CODEC_PRIVATE: u64 = 0x63A2;
const CLUSTER: u64 = 0x1F43_B675;
const BLOCK_GROUP: u64 = 0xA0;
const BLOCK: u64 = 0xA1;
const SIMPLE_BLOCK: u64 = 0xA3;

/// The bits of a block's flags that say how packets are laced, which none of Opus are.
const LACING: u8 = 0x06;

/// Whether a file begins as WebM does.
pub(super) fn is_webm(file: &[u8]) -> bool {
    file.starts_with(&[0x1A, 0x45, 0xDF, 0xA3])
}

#[derive(Default)]
struct Track<'a> {
    number: Option<u64>,
    is_opus: bool,
    head: Option<&'a [u8]>,
}

/// Reads the first Opus track of a file. One that ends in the middle is taken as far as it goes: so
/// recordings end whose browser was closed.
pub(super) fn read(file: &[u8], limits: Limits) -> Result<Stream, NoteError> {
    if file.len() > limits.bytes {
        return Err(NoteError::TooLarge { bytes: file.len(), limit: limits.bytes });
    }
    if !is_webm(file) {
        return Err(NoteError::NotOpus("it is no WebM"));
    }
    let mut rest = Rest(file);
    let (mut tracks, mut blocks) = (Vec::<Track<'_>>::new(), Vec::new());
    while let Some(id) = rest.id() {
        let Some(size) = rest.size() else { break };
        match id {
            SEGMENT | TRACKS | CLUSTER | BLOCK_GROUP => continue,
            TRACK => {
                tracks.push(Track::default());
                continue;
            }
            _ => {}
        }
        let Some(body) = size.and_then(|size| rest.take(usize::try_from(size).ok()?)) else {
            break;
        };
        match (id, tracks.last_mut()) {
            (EBML, _) => {}
            (TRACK_NUMBER, Some(track)) => track.number = Some(number(body)),
            (CODEC, Some(track)) => track.is_opus = body == b"A_OPUS",
            (CODEC_PRIVATE, Some(track)) => track.head = Some(body),
            (BLOCK | SIMPLE_BLOCK, _) => blocks.extend(block(body)),
            _ => {}
        }
    }
    let track = tracks.into_iter().find(|track| track.is_opus);
    let track = track.ok_or(NoteError::NotOpus("no Opus is in the WebM"))?;
    let Head { channels, pre_skip, gain } = Head::parse(track.head.unwrap_or_default())?;
    let mut stream = Stream { channels, pre_skip, gain, packets: Vec::new(), samples: 0 };
    for block in blocks.into_iter().filter(|block| Some(block.track) == track.number) {
        if block.is_laced {
            return Err(NoteError::NotOpus("its packets are laced"));
        }
        let samples = packet::samples(block.packet);
        stream.samples += samples;
        if time(stream.samples) > limits.duration {
            let duration = time(stream.samples);
            return Err(NoteError::TooLong { duration, limit: limits.duration });
        }
        if samples > 0 {
            stream.packets.push(block.packet.to_vec());
        }
    }
    stream.samples = stream.samples.saturating_sub(pre_skip);
    if stream.samples == 0 { Err(NoteError::Empty) } else { Ok(stream) }
}

struct Block<'a> {
    track: u64,
    is_laced: bool,
    packet: &'a [u8],
}

/// Which track it is of, two bytes of time, flags, and the packet.
fn block(body: &[u8]) -> Option<Block<'_>> {
    let mut rest = Rest(body);
    let track = rest.size()??;
    let &[_, _, flags] = rest.take(3)? else { return None };
    Some(Block { track, is_laced: flags & LACING != 0, packet: rest.0 })
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// What is not read yet.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// A number as long as its first byte has leading zeros, and one: at most 8 bytes.
    fn coded(&mut self) -> Option<(u64, usize)> {
        let first = *self.0.first().filter(|first| **first != 0)?;
        let length = first.leading_zeros() as usize + 1;
        Some((number(self.take(length)?), length))
    }

    /// What an element is, the bits of its length included.
    fn id(&mut self) -> Option<u64> {
        self.coded().map(|(id, _)| id)
    }

    /// How long it is, or which track it is of; the inner is `None` if that is not known.
    fn size(&mut self) -> Option<Option<u64>> {
        let (coded, length) = self.coded()?;
        let mask = (1 << (7 * length)) - 1;
        Some(Some(coded & mask).filter(|size| *size != mask))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Quality, encode};
    use super::*;

    /// An element of a size that is known, or not.
    fn element(id: &[u8], body: &[u8], is_sized: bool) -> Vec<u8> {
        let size = if is_sized {
            0x0100_0000_0000_0000 | body.len() as u64
        } else {
            0x01FF_FFFF_FFFF_FFFF
        };
        [id, &size.to_be_bytes(), body].concat()
    }

    /// What a browser would have recorded of a tone of half a second.
    fn recorded() -> Vec<u8> {
        let sound: Vec<f32> = (0..24_000).map(|n| (n as f32 * 0.05).sin() * 0.3).collect();
        let ogg = encode(&sound, Quality::default()).unwrap();
        let stream = super::super::container::read(&ogg, Limits::default()).unwrap();
        let mut head = b"OpusHead\x01\x01".to_vec();
        head.extend(u16::try_from(stream.pre_skip).unwrap().to_le_bytes());
        head.extend([0x80, 0xBB, 0, 0, 0, 0, 0]);
        let track = [
            element(&[0xD7], &[1], true),
            element(&[0x86], b"A_OPUS", true),
            element(&[0x63, 0xA2], &head, true),
        ]
        .concat();
        let blocks = stream.packets.iter().flat_map(|packet| {
            element(&[0xA3], &[&[0x81, 0, 0, 0x80], packet.as_slice()].concat(), true)
        });
        let blocks: Vec<u8> = blocks.collect();
        let tracks = element(&[0x16, 0x54, 0xAE, 0x6B], &element(&[0xAE], &track, true), true);
        let cluster = element(&[0x1F, 0x43, 0xB6, 0x75], &blocks, false);
        let segment = element(&[0x18, 0x53, 0x80, 0x67], &[tracks, cluster].concat(), false);
        [element(&[0x1A, 0x45, 0xDF, 0xA3], b"\x42\x82\x84webm", true), segment].concat()
    }

    #[test]
    fn what_a_browser_records_is_read() {
        let stream = read(&recorded(), Limits::default()).unwrap();
        assert_eq!(stream.channels, 1);
        assert!((24_000..25_000).contains(&stream.samples), "{}", stream.samples);
        let sound = super::super::decode_webm(&recorded(), Limits::default()).unwrap();
        assert!(sound.iter().any(|sample| sample.abs() > 0.2));
    }

    #[test]
    fn one_that_ends_in_the_middle_or_is_damaged_ends_nothing() {
        let whole = recorded();
        for end in 0..whole.len() {
            read(&whole[..end], Limits::default()).ok();
        }
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x5A;
            super::super::decode_webm(&damaged, Limits::default()).ok();
        }
        let cut = read(&whole[..whole.len() - 40], Limits::default()).unwrap();
        assert!(cut.samples > 20_000, "what came is taken");
        let short = Limits { duration: std::time::Duration::from_millis(100), ..Limits::default() };
        assert!(matches!(read(&whole, short), Err(NoteError::TooLong { .. })));
        assert_eq!(
            read(b"RIFF", Limits::default()).unwrap_err(),
            NoteError::NotOpus("it is no WebM")
        );
    }
}

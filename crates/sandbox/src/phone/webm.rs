//! Reading the sound of a WebM file, as browsers record it: one Opus track.
//!
//! Only as much of Matroska as that needs. Browsers write while they record, so
//! clusters have no known size: masters are entered, whatever their size, and
//! everything else is skipped by its size.

/// A sound as Opus packets.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sound<'a> {
    /// The `OpusHead` with which a decoder begins.
    pub(super) head: &'a [u8],
    pub(super) packets: Vec<&'a [u8]>,
}

/// Why there is no sound in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum WebmError {
    #[error("this is not WebM")]
    NotWebm,
    #[error("the WebM is damaged")]
    Damaged,
    #[error("there is no Opus sound in the WebM")]
    NoOpus,
    #[error("packets that are laced together are not read")]
    Laced,
}

const EBML: u32 = 0x1A45_DFA3;
const SEGMENT: u32 = 0x1853_8067;
const TRACKS: u32 = 0x1654_AE6B;
const TRACK: u32 = 0xAE;
const TRACK_NUMBER: u32 = 0xD7;
const CODEC: u32 = 0x86;
const CODEC_PRIVATE: u32 = 0x63A2;
const CLUSTER: u32 = 0x1F43_B675;
const BLOCK_GROUP: u32 = 0xA0;
const BLOCK: u32 = 0xA1;
const SIMPLE_BLOCK: u32 = 0xA3;

/// The bits of a block's flags that say how packets are laced.
const LACING: u8 = 0x06;

#[derive(Default)]
struct Track<'a> {
    number: Option<u64>,
    is_opus: bool,
    head: Option<&'a [u8]>,
}

/// The sound of the first Opus track.
pub(super) fn sound(bytes: &[u8]) -> Result<Sound<'_>, WebmError> {
    let mut reader = Reader { rest: bytes };
    if reader.id().ok() != Some(EBML) {
        return Err(WebmError::NotWebm);
    }
    reader.body()?;
    let mut tracks: Vec<Track<'_>> = Vec::new();
    let mut blocks = Vec::new();
    while !reader.rest.is_empty() {
        let id = reader.id()?;
        if matches!(id, SEGMENT | TRACKS | TRACK | CLUSTER | BLOCK_GROUP) {
            reader.size()?;
            if id == TRACK {
                tracks.push(Track::default());
            }
            continue;
        }
        let body = reader.body()?;
        match (id, tracks.last_mut()) {
            (TRACK_NUMBER, Some(track)) => track.number = Some(number(body)?),
            (CODEC, Some(track)) => track.is_opus = body == b"A_OPUS",
            (CODEC_PRIVATE, Some(track)) => track.head = Some(body),
            (BLOCK | SIMPLE_BLOCK, _) => blocks.push(block(body)?),
            _ => {}
        }
    }
    let track = tracks.into_iter().find(|track| track.is_opus).ok_or(WebmError::NoOpus)?;
    let head = track.head.filter(|head| is_head(head)).ok_or(WebmError::NoOpus)?;
    let own = blocks.into_iter().filter(|block| Some(block.track) == track.number);
    let packets = own
        .map(|block| if block.is_laced { Err(WebmError::Laced) } else { Ok(block.packet) })
        .collect::<Result<Vec<_>, _>>()?;
    if packets.is_empty() {
        return Err(WebmError::NoOpus);
    }
    Ok(Sound { head, packets })
}

/// Whether it is an `OpusHead` with the usual order of channels.
fn is_head(head: &[u8]) -> bool {
    head.len() >= 19 && head.starts_with(b"OpusHead")
}

struct Block<'a> {
    track: u64,
    is_laced: bool,
    packet: &'a [u8],
}

fn block(body: &[u8]) -> Result<Block<'_>, WebmError> {
    let mut reader = Reader { rest: body };
    let track = reader.size()?.ok_or(WebmError::Damaged)?;
    let (_time, flags) = (reader.take(2)?, reader.take(1)?[0]);
    let is_laced = flags & LACING != 0;
    if reader.rest.is_empty() {
        return Err(WebmError::Damaged);
    }
    Ok(Block { track, is_laced, packet: reader.rest })
}

fn number(body: &[u8]) -> Result<u64, WebmError> {
    if body.len() > 8 {
        return Err(WebmError::Damaged);
    }
    Ok(body.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], WebmError> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(WebmError::Damaged)?;
        self.rest = rest;
        Ok(taken)
    }

    /// An element's id: its length stands in its first bits, which belong to it.
    fn id(&mut self) -> Result<u32, WebmError> {
        let length = self.length()?;
        let bytes = self.take(length)?;
        if length > 4 {
            return Err(WebmError::Damaged);
        }
        Ok(number(bytes)? as u32)
    }

    /// A size, or a track's number. `None` if it is not known.
    fn size(&mut self) -> Result<Option<u64>, WebmError> {
        let length = self.length()?;
        let mask = (1 << (7 * length)) - 1;
        let size = number(self.take(length)?)? & mask;
        Ok((size != mask).then_some(size))
    }

    fn body(&mut self) -> Result<&'a [u8], WebmError> {
        let size = self.size()?.ok_or(WebmError::Damaged)?;
        self.take(usize::try_from(size).map_err(|_| WebmError::Damaged)?)
    }

    /// How many bytes a number has: as many as its first byte has leading zeros,
    /// and one.
    fn length(&self) -> Result<usize, WebmError> {
        let first = self.rest.first().filter(|first| **first != 0).ok_or(WebmError::Damaged)?;
        Ok(first.leading_zeros() as usize + 1)
    }
}

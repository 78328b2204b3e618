//! OGG with Opus inside: RFC 7845.

use std::io::Cursor;

use ogg::{PacketReader, PacketWriteEndInfo, PacketWriter};

use super::codec::Encoded;
use super::{Limits, NoteError, packet, time};

const HEAD: &[u8] = b"OpusHead";
const TAGS: &[u8] = b"OpusTags";

/// What a file holds, before it is decoded.
#[derive(Debug)]
pub(super) struct Stream {
    /// One or two.
    pub(super) channels: u8,
    /// How many samples of 48 kHz the decoder gives before the sound begins.
    pub(super) pre_skip: u64,
    /// How much louder it is to be played, in 256ths of a decibel.
    pub(super) gain: i16,
    /// The packets, each playing for at least 2.5 ms.
    pub(super) packets: Vec<Vec<u8>>,
    /// How many samples of 48 kHz are played.
    pub(super) samples: u64,
}

/// Reads the first Opus stream of a file.
pub(super) fn read(file: &[u8], limits: Limits) -> Result<Stream, NoteError> {
    if file.len() > limits.bytes {
        return Err(NoteError::TooLarge { bytes: file.len(), limit: limits.bytes });
    }
    let mut pages = PacketReader::new(Cursor::new(file));
    let head = match pages.read_packet() {
        Ok(Some(head)) => head,
        Ok(None) => return Err(NoteError::Empty),
        Err(_) => return Err(NoteError::NotOpus("it has no page of OGG")),
    };
    let serial = head.stream_serial();
    let Head { channels, pre_skip, gain } = Head::parse(&head.data)?;
    let mut stream = Stream { channels, pre_skip, gain, packets: Vec::new(), samples: 0 };
    let mut tagged = false;
    let mut clock = Granules::default();
    loop {
        let next = match pages.read_packet() {
            Ok(Some(next)) => next,
            // Some writers never mark the last page.
            Ok(None) => break,
            Err(_) => return Err(NoteError::Damaged("a page is broken")),
        };
        if next.stream_serial() != serial {
            continue;
        }
        let ends = next.last_in_stream();
        if !tagged {
            if !next.data.starts_with(TAGS) {
                return Err(NoteError::NotOpus("its second packet holds no tags"));
            }
            tagged = true;
        } else {
            let samples = packet::samples(&next.data);
            clock.passed(samples, next.last_in_page().then_some(next.absgp_page()));
            if time(clock.decoded) > limits.duration.saturating_add(SLACK) {
                let duration = time(clock.decoded);
                return Err(NoteError::TooLong { duration, limit: limits.duration });
            }
            // One that plays nothing is none.
            if samples > 0 {
                stream.packets.push(next.data);
            }
        }
        if ends {
            break;
        }
    }
    stream.samples = clock.played(pre_skip);
    let duration = time(stream.samples);
    match stream.samples {
        0 => Err(NoteError::Empty),
        _ if duration > limits.duration => {
            Err(NoteError::TooLong { duration, limit: limits.duration })
        }
        _ => Ok(stream),
    }
}

/// What is decoded beyond what is played is no more than this: the pre-skip has 16 bits.
const SLACK: std::time::Duration = std::time::Duration::from_secs(2);

/// The packet at the beginning.
pub(super) struct Head {
    pub(super) channels: u8,
    pub(super) pre_skip: u64,
    pub(super) gain: i16,
}

impl Head {
    pub(super) fn parse(packet: &[u8]) -> Result<Self, NoteError> {
        let wrong = NoteError::NotOpus;
        let rest = packet.strip_prefix(HEAD).ok_or(wrong("another codec is inside"))?;
        let &[version, channels, skip_low, skip_high, _, _, _, _, gain_low, gain_high, family, ..] =
            rest
        else {
            return Err(wrong("its head is too short"));
        };
        // The upper half says what older readers cannot read.
        if version >> 4 != 0 {
            return Err(wrong("its version is unknown"));
        }
        // Family 1 puts one or two channels in the same order, if its one stream holds them.
        let coupled = usize::from(channels == 2);
        let plain = family == 0
            || family == 1 && rest.get(11..13) == Some(&[1, u8::try_from(coupled).unwrap_or(0)]);
        if !(1..=2).contains(&channels) || !plain {
            return Err(wrong("it has more than two channels"));
        }
        Ok(Self {
            channels,
            pre_skip: u16::from_le_bytes([skip_low, skip_high]).into(),
            gain: i16::from_le_bytes([gain_low, gain_high]),
        })
    }
}

/// Counts what is decoded beside what the pages say.
#[derive(Default)]
struct Granules {
    decoded: u64,
    /// At which position the stream begins: not at 0 where it was cut out of a longer one.
    begin: Option<u64>,
    end: u64,
}

impl Granules {
    /// A packet of so many samples, and where its page ends if it is the last one there.
    fn passed(&mut self, samples: u64, page_ends: Option<u64>) {
        self.decoded += samples;
        // All ones: no packet ends on that page.
        if let Some(position) = page_ends.filter(|position| *position != u64::MAX) {
            // A first page that says less than it holds is also the last, and cut short.
            self.begin.get_or_insert(position.saturating_sub(self.decoded));
            self.end = position;
        }
    }

    /// How many samples are played: what was decoded without the pre-skip, and no more than the last
    /// page says.
    fn played(&self, pre_skip: u64) -> u64 {
        let whole = self.decoded.saturating_sub(pre_skip);
        let said = self.end.checked_sub(self.begin.unwrap_or(0).saturating_add(pre_skip));
        said.filter(|said| (1..=whole).contains(said)).unwrap_or(whole)
    }
}

/// Writes a file whose sound takes so many samples of 48 kHz.
pub(super) fn write(encoded: &Encoded, samples: u64) -> Result<Vec<u8>, NoteError> {
    /// One page holds a second, so that a player finds its way.
    const PACKETS_A_PAGE: usize = 50;
    let failed = |error: std::io::Error| NoteError::Codec(error.to_string());
    // Any number will do where there is one stream.
    let serial = 1;
    let mut file = Vec::new();
    let mut pages = PacketWriter::new(&mut file);
    pages
        .write_packet(head(encoded.pre_skip), serial, PacketWriteEndInfo::EndPage, 0)
        .map_err(failed)?;
    pages.write_packet(tags(), serial, PacketWriteEndInfo::EndPage, 0).map_err(failed)?;
    let last = samples + u64::from(encoded.pre_skip);
    let mut position = 0;
    for (index, packet) in encoded.packets.iter().enumerate() {
        position += packet::samples(packet);
        let end = if index + 1 == encoded.packets.len() {
            PacketWriteEndInfo::EndStream
        } else if (index + 1) % PACKETS_A_PAGE == 0 {
            PacketWriteEndInfo::EndPage
        } else {
            PacketWriteEndInfo::NormalPacket
        };
        pages.write_packet(packet.as_slice(), serial, end, position.min(last)).map_err(failed)?;
    }
    drop(pages);
    Ok(file)
}

fn head(pre_skip: u16) -> Vec<u8> {
    let mut head = HEAD.to_vec();
    // Version 1, one channel.
    head.extend([1, 1]);
    head.extend(pre_skip.to_le_bytes());
    head.extend(48_000_u32.to_le_bytes());
    // No gain, family 0.
    head.extend([0, 0, 0]);
    head
}

fn tags() -> Vec<u8> {
    let vendor = b"aitwin";
    let mut tags = TAGS.to_vec();
    tags.extend(u32::try_from(vendor.len()).unwrap_or(0).to_le_bytes());
    tags.extend(vendor);
    tags.extend(0_u32.to_le_bytes());
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_played_is_what_the_last_page_says_and_never_more_than_there_is() {
        let mut clock = Granules::default();
        clock.passed(960, None);
        clock.passed(960, Some(1_920));
        clock.passed(960, Some(2_500));
        assert_eq!(clock.played(312), 2_500 - 312);

        let mut cut_out = Granules::default();
        cut_out.passed(960, Some(100_960));
        cut_out.passed(960, Some(101_920));
        assert_eq!(cut_out.played(312), 1_920 - 312);

        let mut nonsense = Granules::default();
        nonsense.passed(960, Some(960));
        nonsense.passed(960, Some(u64::MAX - 1));
        assert_eq!(nonsense.played(312), 1_920 - 312);
    }

    #[test]
    fn a_head_is_read_or_refused_with_a_reason() {
        let mono = head(312);
        let read = Head::parse(&mono).unwrap();
        assert_eq!((read.channels, read.pre_skip, read.gain), (1, 312, 0));
        let changed = |at: usize, value: u8| {
            let mut head = mono.clone();
            head[at] = value;
            Head::parse(&head).err()
        };
        assert_eq!(changed(8, 0x21), Some(NoteError::NotOpus("its version is unknown")));
        assert_eq!(changed(9, 3), Some(NoteError::NotOpus("it has more than two channels")));
        assert_eq!(changed(18, 255), Some(NoteError::NotOpus("it has more than two channels")));
        assert_eq!(
            Head::parse(&mono[..18]).err(),
            Some(NoteError::NotOpus("its head is too short"))
        );
    }
}

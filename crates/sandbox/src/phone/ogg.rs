//! Writing Opus packets as an Ogg file (RFC 7845), which is what Telegram's
//! voice notes are. Nothing is decoded: the packets stay as they are.

use super::webm::Sound;

/// How many samples a second Ogg counts for Opus, whatever was recorded.
const RATE: u64 = 48_000;
/// How much sound a page may hold, so that players can jump.
const PAGE_SAMPLES: u64 = RATE;
/// How many pieces of 255 bytes a page can hold.
const PAGE_PIECES: usize = 255;
/// The stream's number: one per file, so any will do.
const SERIAL: u32 = 1;
const VENDOR: &[u8] = b"AI Twin sandbox";

const FIRST: u8 = 0x02;
const LAST: u8 = 0x04;
/// The page begins with the rest of a packet.
const CONTINUED: u8 = 0x01;
/// Of a page on which no packet ends.
const NO_POSITION: u64 = u64::MAX;

/// An Ogg file of a sound.
pub(super) fn file(sound: &Sound<'_>) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.packet(sound.head);
    writer.end_page(FIRST);
    writer.packet(&tags());
    writer.end_page(0);
    let mut page_began = 0;
    for (index, packet) in sound.packets.iter().enumerate() {
        writer.position += samples(packet);
        writer.packet(packet);
        let is_last = index + 1 == sound.packets.len();
        if is_last || writer.position - page_began >= PAGE_SAMPLES {
            writer.end_page(if is_last { LAST } else { 0 });
            page_began = writer.position;
        }
    }
    writer.file
}

/// `OpusTags`, with no tags.
fn tags() -> Vec<u8> {
    let length = (VENDOR.len() as u32).to_le_bytes();
    [b"OpusTags", &length[..], VENDOR, &0u32.to_le_bytes()].concat()
}

/// How long a packet sounds, in samples: told by its first byte, and by the
/// number of frames in it (RFC 6716, 3.1).
pub(super) fn samples(packet: &[u8]) -> u64 {
    let Some(first) = packet.first() else {
        return 0;
    };
    let frame = match first >> 3 {
        mode @ 0..=11 => [480, 960, 1920, 2880][usize::from(mode % 4)],
        mode @ 12..=15 => [480, 960][usize::from(mode % 2)],
        mode => [120, 240, 480, 960][usize::from(mode % 4)],
    };
    let frames = match first & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => packet.get(1).map_or(0, |count| u64::from(count & 63)),
    };
    frame * frames
}

#[derive(Default)]
struct Writer {
    file: Vec<u8>,
    /// The samples up to the end of the last packet.
    position: u64,
    /// The position at the last packet that ends on the open page.
    ended: Option<u64>,
    number: u32,
    pieces: Vec<u8>,
    body: Vec<u8>,
    is_continued: bool,
}

impl Writer {
    /// Puts a packet on the open page, and on further ones if it is long.
    fn packet(&mut self, packet: &[u8]) {
        let mut rest = packet;
        loop {
            if self.pieces.len() == PAGE_PIECES {
                // A full page: the packet goes on upon the next.
                self.end_page(0);
                self.is_continued = rest.len() < packet.len();
            }
            let (piece, left) = rest.split_at(rest.len().min(255));
            self.pieces.push(piece.len() as u8);
            self.body.extend_from_slice(piece);
            rest = left;
            // A shorter piece, be it empty, ends the packet.
            if piece.len() < 255 {
                self.ended = Some(self.position);
                return;
            }
        }
    }

    fn end_page(&mut self, flags: u8) {
        let flags = flags | if self.is_continued { CONTINUED } else { 0 };
        let begin = self.file.len();
        self.file.extend_from_slice(b"OggS\0");
        self.file.push(flags);
        self.file.extend_from_slice(&self.ended.unwrap_or(NO_POSITION).to_le_bytes());
        self.file.extend_from_slice(&SERIAL.to_le_bytes());
        self.file.extend_from_slice(&self.number.to_le_bytes());
        let checksum_at = self.file.len();
        self.file.extend_from_slice(&[0; 4]);
        self.file.push(self.pieces.len() as u8);
        self.file.append(&mut self.pieces);
        self.file.append(&mut self.body);
        let sum = checksum(&self.file[begin..]);
        self.file[checksum_at..checksum_at + 4].copy_from_slice(&sum.to_le_bytes());
        self.number += 1;
        self.ended = None;
        self.is_continued = false;
    }
}

/// Ogg's own CRC-32: not reflected, begun with nothing.
pub(super) fn checksum(page: &[u8]) -> u32 {
    page.iter().fold(0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum: u32, _| {
            let carry = sum >> 31;
            sum << 1 ^ (carry * 0x04C1_1DB7)
        })
    })
}

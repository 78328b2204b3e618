//! How MTProto messages are cut out of a TCP stream: one file per framing.
//!
//! Knows bytes only: nothing of keys, sessions or the API. Pure computation, no
//! sockets, so that every framing can be fed any garbage in a test.
//!
//! To add a framing: a file with `decode` and `encode`, a variant of
//! [`Framing`], and its first bytes in [`Framing::from_tag`] or [`Decoder::detect`].
//!
//! See <https://core.telegram.org/mtproto/mtproto-transports>.

mod abridged;
mod full;
mod intermediate;
mod obfuscated;
mod padded;

use bytes::{Buf, BytesMut};
use grammers_crypto::ObfuscatedCipher;

/// The longest frame taken from a client. Telegram itself hangs up at about a
/// mebibyte; clients size their buffers for it.
pub(crate) const MAX_FRAME: usize = (1024 + 8) * 1024;

/// How much of the buffer is kept between frames.
const SPARE: usize = 4 * 1024;

/// Why a stream can no longer be understood. The connection ends with it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum TransportError {
    #[error("the first bytes belong to no MTProto transport")]
    Unknown,
    #[error("a frame of {0} bytes")]
    Length(usize),
    #[error("frame {got} came when {expected} was due")]
    Sequence { expected: u32, got: u32 },
    #[error("a frame's checksum is wrong")]
    Checksum,
}

/// What [`Framing::decode`] and its parts return: a frame's payload, or `None`
/// until more bytes have come.
type Decoded = Result<Option<BytesMut>, TransportError>;

/// How payloads are delimited.
#[derive(Debug)]
enum Framing {
    Abridged,
    Intermediate,
    Padded,
    Full(full::Counters),
}

impl Framing {
    /// The framing announced by the four bytes that a client sends first, or
    /// hides in an obfuscated header.
    fn from_tag(tag: [u8; 4]) -> Option<Framing> {
        match tag {
            [0xef, 0xef, 0xef, 0xef] => Some(Framing::Abridged),
            [0xee, 0xee, 0xee, 0xee] => Some(Framing::Intermediate),
            [0xdd, 0xdd, 0xdd, 0xdd] => Some(Framing::Padded),
            _ => None,
        }
    }

    fn decode(&mut self, buffer: &mut BytesMut) -> Decoded {
        match self {
            Framing::Abridged => abridged::decode(buffer),
            Framing::Intermediate => intermediate::decode(buffer),
            Framing::Padded => padded::decode(buffer),
            Framing::Full(counters) => full::decode(counters, buffer),
        }
    }

    fn encode(&mut self, payload: &[u8]) -> Vec<u8> {
        match self {
            Framing::Abridged => abridged::encode(payload),
            Framing::Intermediate => intermediate::encode(payload),
            Framing::Padded => padded::encode(payload),
            Framing::Full(counters) => full::encode(counters, payload),
        }
    }
}

/// One connection's transport: finds out which one the client speaks, then
/// takes frames out of what it sends and frames the answers alike.
#[derive(Default)]
pub(crate) struct Decoder {
    buffer: BytesMut,
    spoken: Option<Spoken>,
}

struct Spoken {
    framing: Framing,
    cipher: Option<ObfuscatedCipher>,
}

impl Decoder {
    /// Takes bytes as they came from the socket.
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        let start = self.buffer.len();
        self.buffer.extend_from_slice(bytes);
        if let Some(Spoken { cipher: Some(cipher), .. }) = &mut self.spoken {
            cipher.decrypt(&mut self.buffer[start..]);
        }
    }

    /// The next whole frame's payload, if it has come.
    pub(crate) fn next_frame(&mut self) -> Decoded {
        if self.spoken.is_none() {
            self.spoken = self.detect()?;
        }
        let frame = match &mut self.spoken {
            Some(spoken) => spoken.framing.decode(&mut self.buffer),
            None => Ok(None),
        };
        // What a long frame needed is not kept for the short ones to come.
        if self.buffer.is_empty() && self.buffer.capacity() > SPARE {
            self.buffer = BytesMut::new();
        }
        frame
    }

    /// A payload as bytes for the socket. Nothing is sent to a client before
    /// its transport is known, so there is no answer until then.
    pub(crate) fn encode(&mut self, payload: &[u8]) -> Vec<u8> {
        self.spoken
            .as_mut()
            .map(|spoken| spoken.seal(|framing| framing.encode(payload)))
            .unwrap_or_default()
    }

    /// A transport-level error such as 404, "I know no such key".
    pub(crate) fn encode_error(&mut self, code: i32) -> Vec<u8> {
        let code = (-code).to_le_bytes();
        self.spoken
            .as_mut()
            .map(|spoken| {
                spoken.seal(|framing| match framing {
                    // Clients read a length, a sequence number and a body
                    // before they look: each is the code.
                    Framing::Full(_) => code.repeat(3),
                    framing => framing.encode(&code),
                })
            })
            .unwrap_or_default()
    }

    fn detect(&mut self) -> Result<Option<Spoken>, TransportError> {
        let plain = |framing| Ok(Some(Spoken { framing, cipher: None }));
        if self.buffer.first() == Some(&0xef) {
            self.buffer.advance(1);
            return plain(Framing::Abridged);
        }
        let Some(tag) = self.buffer.first_chunk::<4>() else {
            return Ok(None);
        };
        if let Some(framing) = Framing::from_tag(*tag) {
            self.buffer.advance(4);
            return plain(framing);
        }
        // A full frame begins with its length and the sequence number 0; an
        // obfuscated header never has zeros there.
        let Some(number) = self.buffer.get(4..8) else {
            return Ok(None);
        };
        if number == [0; 4] {
            return plain(Framing::Full(full::Counters::default()));
        }
        let Some(header) = self.buffer.first_chunk::<{ obfuscated::HEADER }>() else {
            return Ok(None);
        };
        let (framing, mut cipher) = obfuscated::open(header)?;
        self.buffer.advance(obfuscated::HEADER);
        cipher.decrypt(&mut self.buffer);
        Ok(Some(Spoken { framing, cipher: Some(cipher) }))
    }
}

impl Spoken {
    fn seal(&mut self, encode: impl FnOnce(&mut Framing) -> Vec<u8>) -> Vec<u8> {
        let mut bytes = encode(&mut self.framing);
        if let Some(cipher) = &mut self.cipher {
            cipher.encrypt(&mut bytes);
        }
        bytes
    }
}

/// Takes `header + length` bytes off the buffer and returns the last `length`
/// of them, once they are all there.
fn take(buffer: &mut BytesMut, header: usize, length: usize) -> Decoded {
    if length > MAX_FRAME {
        return Err(TransportError::Length(length));
    }
    if buffer.len() < header + length {
        return Ok(None);
    }
    buffer.advance(header);
    Ok(Some(buffer.split_to(length)))
}

#[cfg(test)]
mod tests;

//! Messages under an authorization key: MTProto 2.0's AES-IGE envelope, seen
//! from the server.
//!
//! <https://core.telegram.org/mtproto/description#protocol-description>

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use grammers_crypto::aes;
use sha1::{Digest, Sha1};
use sha2::Sha256;

use crate::entropy;

/// An authorization key: 2048 bits that one client and the server share.
#[derive(Clone)]
pub(crate) struct AuthKey {
    /// The key's name on the wire: the lower 64 bits of its SHA-1.
    pub(crate) id: i64,
    bytes: Arc<[u8; 256]>,
    /// How often its salts have expired before their time.
    salts_expired: Arc<AtomicU32>,
}

/// A message as it stands inside the envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plaintext<Body = Vec<u8>> {
    pub(crate) salt: i64,
    pub(crate) session_id: i64,
    pub(crate) msg_id: i64,
    pub(crate) seqno: i32,
    pub(crate) body: Body,
}

/// The key's id and the message key stand before the encrypted part.
const OUTSIDE: usize = 8 + 16;
/// Salt, session, message id, sequence number and length stand before a body.
const HEADER: usize = 8 + 8 + 8 + 4 + 4;

/// Which way a message goes: both take their AES keys from other places of the
/// authorization key.
#[derive(Clone, Copy)]
enum Direction {
    FromClient = 0,
    FromServer = 8,
}

impl AuthKey {
    pub(crate) fn new(bytes: [u8; 256]) -> AuthKey {
        let sha = Sha1::digest(bytes);
        let id = i64::from_le_bytes(sha[12..].try_into().expect("SHA-1 has 20 bytes"));
        AuthKey { id, bytes: Arc::new(bytes), salts_expired: Arc::default() }
    }

    pub(crate) fn bytes(&self) -> &[u8; 256] {
        &self.bytes
    }

    /// How often its salts have expired before their time.
    pub(crate) fn salts_expired(&self) -> u32 {
        self.salts_expired.load(Ordering::Relaxed)
    }

    /// Has all salts given for this key, by whichever of its clones, expire.
    pub(crate) fn expire_salts(&self) {
        self.salts_expired.fetch_add(1, Ordering::Relaxed);
    }

    /// Opens what follows the key id in a frame. `None` if it was not made with
    /// this key, or was changed on the way.
    pub(crate) fn open(&self, frame: &[u8]) -> Option<Plaintext> {
        let (msg_key, ciphertext) = frame.split_first_chunk::<16>()?;
        if ciphertext.len() < HEADER || !ciphertext.len().is_multiple_of(16) {
            return None;
        }
        let mut data = ciphertext.to_vec();
        let (key, iv) = self.aes_key(msg_key, Direction::FromClient);
        aes::ige_decrypt(&mut data, &key, &iv);
        if *msg_key != self.msg_key(&data, Direction::FromClient) {
            return None;
        }
        let header: [u8; HEADER] = field(&data, 0);
        let length = u32::from_le_bytes(field(&header, 28)) as usize;
        if length > data.len() - HEADER || !length.is_multiple_of(4) {
            return None;
        }
        data.truncate(HEADER + length);
        data.drain(..HEADER);
        Some(Plaintext {
            salt: i64::from_le_bytes(field(&header, 0)),
            session_id: i64::from_le_bytes(field(&header, 8)),
            msg_id: i64::from_le_bytes(field(&header, 16)),
            seqno: i32::from_le_bytes(field(&header, 24)),
            body: data,
        })
    }

    /// A whole frame for the client.
    pub(crate) fn seal(&self, message: &Plaintext<&[u8]>) -> Vec<u8> {
        let length = HEADER + message.body.len();
        // 12 to 1024 bytes of padding, up to a whole number of blocks.
        let padding = 12 + (16 - (length + 12) % 16) % 16;
        let mut frame = Vec::with_capacity(OUTSIDE + length + padding);
        frame.extend(self.id.to_le_bytes());
        // The message key's place: it follows from the rest.
        frame.extend([0; 16]);
        frame.extend(message.salt.to_le_bytes());
        frame.extend(message.session_id.to_le_bytes());
        frame.extend(message.msg_id.to_le_bytes());
        frame.extend(message.seqno.to_le_bytes());
        frame.extend((message.body.len() as u32).to_le_bytes());
        frame.extend_from_slice(message.body);
        frame.extend_from_slice(&entropy::bytes::<32>()[..padding]);

        let msg_key = self.msg_key(&frame[OUTSIDE..], Direction::FromServer);
        frame[8..OUTSIDE].copy_from_slice(&msg_key);
        let (key, iv) = self.aes_key(&msg_key, Direction::FromServer);
        aes::ige_encrypt(&mut frame[OUTSIDE..], &key, &iv);
        frame
    }

    fn msg_key(&self, data: &[u8], direction: Direction) -> [u8; 16] {
        let large = Sha256::new().chain_update(self.part(88, 32, direction)).chain_update(data);
        field(&large.finalize(), 8)
    }

    fn aes_key(&self, msg_key: &[u8; 16], direction: Direction) -> ([u8; 32], [u8; 32]) {
        let hash = |parts: [&[u8]; 2]| Sha256::digest(parts.concat());
        let a = hash([msg_key, self.part(0, 36, direction)]);
        let b = hash([self.part(40, 36, direction), msg_key]);
        let weave = |x: &[u8], y: &[u8]| -> [u8; 32] {
            field(&[&x[..8], &y[8..24], &x[24..32]].concat(), 0)
        };
        (weave(&a, &b), weave(&b, &a))
    }

    fn part(&self, start: usize, length: usize, direction: Direction) -> &[u8] {
        let start = start + direction as usize;
        &self.bytes[start..start + length]
    }
}

/// `N` bytes out of a longer run of known length.
fn field<const N: usize>(bytes: &[u8], start: usize) -> [u8; N] {
    bytes[start..start + N].try_into().expect("the slice has the array's length")
}

#[cfg(test)]
mod tests {
    use grammers_crypto::{DequeBuffer, decrypt_data_v2, encrypt_data_v2};

    use super::*;

    fn key() -> AuthKey {
        AuthKey::new(std::array::from_fn(|i| i as u8))
    }

    fn message<Body: From<&'static [u8]>>() -> Plaintext<Body> {
        let body = b"twelve bytes".as_slice().into();
        Plaintext { salt: 1, session_id: 2, msg_id: 3 << 32, seqno: 5, body }
    }

    #[test]
    fn a_client_reads_what_the_server_seals() {
        let mut frame = key().seal(&message());
        let client = grammers_crypto::AuthKey::from_bytes(*key().bytes());
        let data = decrypt_data_v2(&mut frame, &client).unwrap();
        assert_eq!(&data[HEADER..HEADER + 12], b"twelve bytes");
    }

    #[test]
    fn the_server_reads_what_a_client_seals_and_nothing_else() {
        let message: Plaintext = message();
        let mut buffer = DequeBuffer::with_capacity(64, 64);
        for part in [message.salt, message.session_id, message.msg_id] {
            buffer.extend(part.to_le_bytes());
        }
        buffer.extend(message.seqno.to_le_bytes());
        buffer.extend(12u32.to_le_bytes());
        buffer.extend(message.body.iter());
        encrypt_data_v2(&mut buffer, &grammers_crypto::AuthKey::from_bytes(*key().bytes()));

        assert_eq!(buffer[..8], key().id.to_le_bytes());
        assert_eq!(key().open(&buffer[8..]), Some(message));
        let mut changed = buffer[8..].to_vec();
        changed[40] ^= 1;
        assert_eq!(key().open(&changed), None);
        assert_eq!(key().open(&[]), None);
    }
}

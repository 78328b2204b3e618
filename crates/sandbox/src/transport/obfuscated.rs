//! Obfuscation: any tagged framing under AES-256-CTR, with keys that the
//! client puts into a random header of 64 bytes.

use grammers_crypto::ObfuscatedCipher;

use super::{Framing, TransportError};

/// Length of the header.
pub(super) const HEADER: usize = 64;
/// Where the keys lie in it: what one side writes with, the other reads with.
const KEYS: std::ops::Range<usize> = 8..56;
/// Where the framing's tag lies, once decrypted.
const TAG: std::ops::Range<usize> = 56..60;

/// Reads a client's header: which framing follows, and the two key streams as
/// the server uses them, already moved past the header.
pub(super) fn open(header: &[u8; HEADER]) -> Result<(Framing, ObfuscatedCipher), TransportError> {
    // The cipher is written for a client's header; the server's is its mirror.
    let mut mirrored = *header;
    mirrored[KEYS].reverse();
    let mut cipher = ObfuscatedCipher::new(&mirrored);
    let mut opened = *header;
    cipher.decrypt(&mut opened);
    let tag = opened[TAG].try_into().map_err(|_| TransportError::Unknown)?;
    let framing = Framing::from_tag(tag).ok_or(TransportError::Unknown)?;
    Ok((framing, cipher))
}

//! Sealing: XChaCha20-Poly1305 with a random nonce, and the place of the value (table, column,
//! owner, row) as associated data, so that a sealed value opens only where it was put.
//!
//! Each owner has a data key, which is stored sealed with the master key: changing the master key
//! rewrites the data keys only, and deleting a data key shreds all that the owner sealed.
//!
//! Sealed form: version (1 byte), nonce (24), ciphertext, tag (16).

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::Error;

/// Length of a key in bytes.
pub(crate) const KEY_LEN: usize = 32;
const NONCE_LEN: usize = 24;
const VERSION: u8 = 1;

/// Where a sealed value stands.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) table: &'static str,
    pub(crate) column: &'static str,
    pub(crate) owner: &'a str,
    pub(crate) row: &'a str,
}

impl Place<'_> {
    /// No part can hold a NUL, so no two places share their bytes.
    fn associated_data(self) -> Vec<u8> {
        [self.table, self.column, self.owner, self.row].join("\0").into_bytes()
    }

    pub(crate) fn corrupted(self) -> Error {
        Error::Corrupted { table: self.table, column: self.column }
    }
}

/// A key that seals: the master key or an owner's data key. Wiped when dropped.
pub(crate) struct Key(Zeroizing<[u8; KEY_LEN]>);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// A new key from the operating system's entropy.
    pub(crate) fn generate() -> Self {
        let mut bytes = Zeroizing::new([0; KEY_LEN]);
        fill_random(&mut *bytes);
        Self(bytes)
    }

    /// `None` if the length is wrong.
    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    pub(crate) fn as_bytes(&self) -> &[u8; KEY_LEN] {
        &self.0
    }

    /// Seals `plain` for `place`.
    pub(crate) fn seal(&self, place: Place<'_>, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE_LEN];
        fill_random(&mut nonce);
        let payload = Payload { msg: plain, aad: &place.associated_data() };
        let ciphertext = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .expect("what is sealed is far shorter than the cipher's 256 GiB");
        [&[VERSION], nonce.as_slice(), &ciphertext].concat()
    }

    /// Opens what was sealed for `place` with this key.
    pub(crate) fn open(
        &self,
        place: Place<'_>,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let (version, rest) = sealed.split_first().ok_or_else(|| place.corrupted())?;
        let (nonce, ciphertext) =
            rest.split_first_chunk::<NONCE_LEN>().ok_or_else(|| place.corrupted())?;
        if *version != VERSION {
            return Err(place.corrupted());
        }
        let payload = Payload { msg: ciphertext, aad: &place.associated_data() };
        self.cipher()
            .decrypt(&XNonce::from(*nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| place.corrupted())
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.as_bytes().into())
    }
}

fn fill_random(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives randomness once it has booted");
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Place<'static> =
        Place { table: "telegram_sessions", column: "keys", owner: "anna", row: "1" };

    fn is_corrupted(result: Result<Zeroizing<Vec<u8>>, Error>) -> bool {
        matches!(result, Err(Error::Corrupted { table: "telegram_sessions", column: "keys" }))
    }

    #[test]
    fn what_was_sealed_opens_in_its_place() {
        let key = Key::generate();
        let sealed = key.seal(HERE, b"secret");
        assert_eq!(key.open(HERE, &sealed).unwrap().as_slice(), b"secret");
        assert!(!sealed.windows(6).any(|window| window == b"secret"));
    }

    #[test]
    fn sealing_twice_gives_different_bytes() {
        let key = Key::generate();
        assert_ne!(key.seal(HERE, b"secret"), key.seal(HERE, b"secret"));
    }

    #[test]
    fn a_change_of_any_byte_is_noticed() {
        let key = Key::generate();
        let sealed = key.seal(HERE, b"secret");
        for index in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[index] ^= 1;
            assert!(is_corrupted(key.open(HERE, &altered)), "byte {index}");
        }
    }

    #[test]
    fn a_value_cut_short_is_noticed() {
        let key = Key::generate();
        let sealed = key.seal(HERE, b"secret");
        for len in 0..sealed.len() {
            assert!(is_corrupted(key.open(HERE, &sealed[..len])), "length {len}");
        }
    }

    #[test]
    fn a_value_moved_to_another_place_does_not_open() {
        let key = Key::generate();
        let elsewhere = Place { row: "2", ..HERE };
        assert!(is_corrupted(key.open(HERE, &key.seal(elsewhere, b"secret"))));
        let others = Place { owner: "boris", ..HERE };
        assert!(is_corrupted(key.open(HERE, &key.seal(others, b"secret"))));
    }

    #[test]
    fn another_key_does_not_open_it() {
        let sealed = Key::generate().seal(HERE, b"secret");
        assert!(is_corrupted(Key::generate().open(HERE, &sealed)));
    }

    #[test]
    fn debug_output_shows_no_key() {
        assert_eq!(format!("{:?}", Key::generate()), "Key(…)");
    }
}

//! What a browser or a program holds: the owner, the row and a secret, as one text. The row keeps a hash
//! of the secret, so whoever reads the database cannot sign in with it.

use std::fmt::{Display, Write as _};
use std::str::FromStr;

use domain::OwnerId;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// How many random bytes a secret has: as many as its hash, and far too many to guess.
const BYTES: usize = 32;

/// A secret that was just made: its text is shown once and stored nowhere.
pub(crate) struct Fresh {
    pub(crate) secret: Zeroizing<String>,
    pub(crate) hash: [u8; 32],
}

impl Fresh {
    pub(crate) fn make() -> Self {
        let mut bytes = Zeroizing::new([0; BYTES]);
        fill(bytes.as_mut_slice());
        let secret = hex(bytes.as_slice());
        Self { hash: hash(&secret), secret }
    }

    /// The text to be held, for a row of an owner.
    pub(crate) fn text(&self, prefix: &str, owner: OwnerId, id: impl Display) -> Zeroizing<String> {
        Zeroizing::new(format!("{prefix}{owner}.{id}.{}", &*self.secret))
    }
}

/// A text that somebody brings, taken apart.
pub(crate) struct Brought<I> {
    pub(crate) owner: OwnerId,
    pub(crate) id: I,
    hash: [u8; 32],
}

impl<I: FromStr> Brought<I> {
    /// Takes a text apart; `None` if it cannot be one of ours.
    pub(crate) fn read(prefix: &str, text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix(prefix)?.split('.');
        let (owner, id, secret) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || secret.len() != 2 * BYTES {
            return None;
        }
        Some(Self { owner: owner.parse().ok()?, id: id.parse().ok()?, hash: hash(secret) })
    }

    /// Whether the secret is the one whose hash a row has. What is compared are hashes, whose bytes nobody
    /// can choose, so it may take as long as it takes.
    pub(crate) fn is(&self, stored: &[u8; 32]) -> bool {
        self.hash == *stored
    }
}

/// SHA-256 of a secret: it is random, so a slow hash would keep nobody longer from guessing it.
pub(crate) fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Fills with the operating system's randomness.
pub(crate) fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives randomness once it has booted");
}

/// 128 random bits, for an identifier.
pub(crate) fn bits() -> u128 {
    let mut bytes = [0; 16];
    fill(&mut bytes);
    u128::from_le_bytes(bytes)
}

fn hex(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(2 * bytes.len()));
    for byte in bytes {
        write!(text, "{byte:02x}").expect("a string takes what is written to it");
    }
    text
}

#[cfg(test)]
mod tests {
    use domain::{Timestamp, TokenId};

    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

    #[test]
    fn what_was_made_is_known_again_and_nothing_else() {
        let (owner, id) = (OwnerId::new(NOW, 1), TokenId::new(NOW, 2));
        let fresh = Fresh::make();
        let text = fresh.text("ait_", owner, id);
        let brought = Brought::<TokenId>::read("ait_", &text).unwrap();
        assert_eq!((brought.owner, brought.id), (owner, id));
        assert!(brought.is(&fresh.hash));
        assert!(!brought.is(&Fresh::make().hash));
        let altered = format!("{}0", &text[..text.len() - 1]);
        let altered = Brought::<TokenId>::read("ait_", &altered).unwrap();
        assert!(text.ends_with('0') || !altered.is(&fresh.hash));
    }

    #[test]
    fn what_is_no_secret_of_ours_is_not_looked_up() {
        let fresh = Fresh::make();
        let text = fresh.text("ait_", OwnerId::new(NOW, 1), TokenId::new(NOW, 2));
        for other in
            ["", "ait_", "ait_..", &text[4..], &text[..90], &format!("{}.", &*text), "ait_a.b.c"]
        {
            assert!(Brought::<TokenId>::read("ait_", other).is_none(), "{other}");
        }
    }
}

//! Files of models that hear and speak in this process: which there are, where they lie, and how they
//! come there. Nothing here is done by a build or by a server: only when the owner asks for a file.
//!
//! | module | what it holds |
//! |---|---|
//! | `catalogue` | models that are known by name, with the addresses and the hashes of their files |
//! | `fetch` | a file from its address: gone on with where it broke off, and taken only if its hash is right |
//! | `folder` | the files that are there |

mod catalogue;
mod fetch;
mod folder;

use std::fmt::Write as _;
use std::io::{self, Read};

use sha2::Digest as _;

pub use catalogue::{CATALOGUE, Kind, Known, Model, find};
pub use fetch::{FetchError, Fetcher, Progress, Wanted};
pub use folder::{AddError, Checked, Folder};

/// The SHA-256 of a file, in small hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sha256(String);

impl Sha256 {
    /// Whatever was hashed with it.
    fn of(hash: sha2::Sha256) -> Self {
        let mut digits = String::with_capacity(64);
        for byte in hash.finalize() {
            // A string takes all.
            let _ = write!(digits, "{byte:02x}");
        }
        Self(digits)
    }

    /// The hash of what can be read.
    ///
    /// # Errors
    ///
    /// It cannot be read to its end.
    pub fn read(from: impl Read) -> io::Result<Self> {
        let mut hash = sha2::Sha256::default();
        hashed(from, &mut hash)?;
        Ok(Self::of(hash))
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Sha256 {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        let is_hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_hash { Ok(Self(text.to_ascii_lowercase())) } else { Err(NotAHash) }
    }
}

/// Hashes what can be read; returns how many bytes that are.
fn hashed(mut from: impl Read, hash: &mut sha2::Sha256) -> io::Result<u64> {
    let mut buffer = vec![0; 1 << 16];
    let mut all = 0;
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(all),
            Ok(read) => {
                hash.update(&buffer[..read]);
                all += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A text is no SHA-256, which has 64 digits of 0-9 and a-f.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is no SHA-256, which has 64 hexadecimal digits")]
pub struct NotAHash;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_written_as_everybody_writes_it() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Sha256::read(&b""[..]).unwrap().as_str(), empty);
        assert_eq!(empty.to_uppercase().parse::<Sha256>().unwrap().as_str(), empty);
        assert_eq!("e3b0".parse::<Sha256>(), Err(NotAHash));
        assert_eq!("z".repeat(64).parse::<Sha256>(), Err(NotAHash));
    }
}

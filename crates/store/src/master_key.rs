//! The master key: 32 bytes as 64 hexadecimal digits, in a file that only its owner can read, or
//! given as a text (from the environment).

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::Error;
use crate::key_file::{self, KeyFile};
use crate::seal::Key;

/// The key that seals every owner's data key, and where it comes from. Wiped from memory when dropped.
#[derive(Debug)]
pub struct MasterKey {
    pub(crate) key: Key,
    pub(crate) home: Home,
}

/// Where a master key is kept, and the one that follows it while it is changed.
#[derive(Debug)]
pub(crate) enum Home {
    File(KeyFile),
    Text { next: Option<Key> },
}

/// Where a master key comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyOrigin {
    /// A file.
    File(PathBuf),
    /// A text that somebody else keeps, such as the environment.
    Text,
    /// Likewise, and it is the text that was to follow: it has done so.
    NextText,
}

impl MasterKey {
    /// Reads the key from a file; if there is none, makes a key and writes it there, for its owner
    /// only (mode 0600). The folder must exist.
    pub fn load_or_create(path: &Path) -> Result<Self, Error> {
        match Self::load(path)? {
            Some(key) => Ok(key),
            None => {
                let made = Self { key: Key::generate(), home: Home::File(KeyFile::new(path)) };
                made.write_to(path)?;
                Ok(made)
            }
        }
    }

    /// Reads the key from a file; `None` if there is none.
    pub fn load(path: &Path) -> Result<Option<Self>, Error> {
        let file = KeyFile::new(path);
        Ok(file.read()?.map(|key| Self { key, home: Home::File(file) }))
    }

    /// Reads the key from 64 hexadecimal digits, e.g. those of `openssl rand -hex 32`. Blanks
    /// around them are ignored.
    pub fn from_text(text: &str) -> Result<Self, Error> {
        let key = key_file::parse(text).ok_or(Error::InvalidMasterKey { path: None })?;
        Ok(Self { key, home: Home::Text { next: None } })
    }

    /// A key given as a text, with the one that is to follow it: whoever holds both goes on when the
    /// database is sealed anew. A key of a file finds its next one by itself.
    #[must_use]
    pub fn followed_by(mut self, next: Self) -> Self {
        if let Home::Text { next: following } = &mut self.home {
            *following = Some(next.key);
        }
        self
    }

    /// Writes the key to a file that does not exist yet, for its owner only.
    pub fn write_to(&self, path: &Path) -> Result<(), Error> {
        KeyFile::new(path).create(&self.key)
    }

    /// The key as 64 hexadecimal digits.
    pub fn text(&self) -> Zeroizing<String> {
        key_file::text(&self.key)
    }

    /// Tells keys apart without telling them: the beginning of a hash.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.key)
    }
}

/// The first 64 bits of a SHA-256 hash. The key is random, so that nobody finds it by trying.
pub(crate) fn fingerprint(key: &Key) -> String {
    let hash = Sha256::new().chain_update(b"aitwin master key\0").chain_update(key.as_bytes());
    let hash = hash.finalize();
    let (pairs, _) = hash[..8].as_chunks::<2>();
    let groups: Vec<String> = pairs.iter().map(|[a, b]| format!("{a:02x}{b:02x}")).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::seal::KEY_LEN;

    const TEXT: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F";

    fn file_with(contents: &[u8], mode: u32) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        fs::write(&path, contents).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        (folder, path)
    }

    #[test]
    fn a_key_is_made_once_and_only_its_owner_can_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let made = MasterKey::load_or_create(&path).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let loaded = MasterKey::load_or_create(&path).unwrap();
        assert_eq!(made.key.as_bytes(), loaded.key.as_bytes());
    }

    #[test]
    fn the_text_is_the_key_in_hexadecimal() {
        let expected: [u8; KEY_LEN] = std::array::from_fn(|index| u8::try_from(index).unwrap());
        let key = MasterKey::from_text(&format!(" {TEXT}\n")).unwrap();
        assert_eq!(key.key.as_bytes(), &expected);
    }

    #[test]
    fn a_text_that_is_no_key_is_refused() {
        for text in ["", &TEXT[1..], &format!("{TEXT}00"), &TEXT.replace('A', "z")] {
            assert!(
                matches!(MasterKey::from_text(text), Err(Error::InvalidMasterKey { path: None })),
                "{text}"
            );
        }
    }

    #[test]
    fn a_file_open_to_others_is_refused() {
        for exposed in [0o640, 0o604, 0o644] {
            let (_folder, path) = file_with(TEXT.as_bytes(), exposed);
            let Err(Error::MasterKeyExposed { mode, .. }) = MasterKey::load_or_create(&path) else {
                panic!("accepted with mode {exposed:o}");
            };
            assert_eq!(mode, exposed);
        }
    }

    #[test]
    fn a_file_with_something_else_is_refused_and_kept() {
        for contents in [b"".as_slice(), b"hello", b"\xff\xfe"] {
            let (_folder, path) = file_with(contents, 0o600);
            assert!(matches!(
                MasterKey::load_or_create(&path),
                Err(Error::InvalidMasterKey { path: Some(_) })
            ));
            assert_eq!(fs::read(&path).unwrap(), contents);
        }
    }

    #[test]
    fn a_folder_that_is_missing_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("missing").join("master.key");
        assert!(matches!(MasterKey::load_or_create(&path), Err(Error::MasterKeyFile { .. })));
    }

    #[test]
    fn a_fingerprint_tells_keys_apart_and_shows_none() {
        let [one, other] = [TEXT, &TEXT.replace("00", "01")].map(|text| {
            let key = MasterKey::from_text(text).unwrap();
            assert!(!key.text().contains(&key.fingerprint().replace('-', "")));
            key.fingerprint()
        });
        assert_eq!(one.len(), 19, "{one}");
        assert_ne!(one, other);
        assert_eq!(one, MasterKey::from_text(TEXT).unwrap().fingerprint());
    }
}

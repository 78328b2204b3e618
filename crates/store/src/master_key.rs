//! The master key: 32 bytes as 64 hexadecimal digits, in a file that only its owner can read, or
//! given as a text (from the environment).

use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write as _};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use zeroize::Zeroizing;

use crate::Error;
use crate::seal::{KEY_LEN, Key};

/// The key that seals every owner's data key. Wiped from memory when dropped.
#[derive(Debug)]
pub struct MasterKey(pub(crate) Key);

impl MasterKey {
    /// Reads the key from a file; if there is none, makes a key and writes it there, for its owner
    /// only (mode 0600). The folder must exist.
    pub fn load_or_create(path: &Path) -> Result<Self, Error> {
        let failed = |source| Error::MasterKeyFile { path: path.to_owned(), source };
        match File::open(path) {
            Ok(file) => Self::load(path, file),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let key = Key::generate();
                create(path, &key).map_err(failed)?;
                Ok(Self(key))
            }
            Err(error) => Err(failed(error)),
        }
    }

    /// Reads the key from 64 hexadecimal digits, e.g. those of `openssl rand -hex 32`. Blanks
    /// around them are ignored.
    pub fn from_text(text: &str) -> Result<Self, Error> {
        parse(text).ok_or(Error::InvalidMasterKey { path: None })
    }

    fn load(path: &Path, mut file: File) -> Result<Self, Error> {
        let failed = |source| Error::MasterKeyFile { path: path.to_owned(), source };
        let mode = file.metadata().map_err(failed)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(Error::MasterKeyExposed { path: path.to_owned(), mode });
        }
        let mut bytes = Zeroizing::new(Vec::new());
        file.read_to_end(&mut bytes).map_err(failed)?;
        std::str::from_utf8(&bytes)
            .ok()
            .and_then(parse)
            .ok_or_else(|| Error::InvalidMasterKey { path: Some(path.to_owned()) })
    }
}

fn parse(text: &str) -> Option<MasterKey> {
    let digits = text.trim().as_bytes();
    if digits.len() != 2 * KEY_LEN {
        return None;
    }
    let mut bytes = Zeroizing::new([0; KEY_LEN]);
    for (byte, pair) in bytes.iter_mut().zip(digits.as_chunks::<2>().0) {
        let [high, low] = pair.map(|digit| char::from(digit).to_digit(16));
        *byte = u8::try_from(high? * 16 + low?).ok()?;
    }
    Key::from_slice(bytes.as_slice()).map(MasterKey)
}

/// Fails if the file exists by now. The key is on disk when this returns: losing it would lose
/// every secret sealed with it.
fn create(path: &Path, key: &Key) -> io::Result<()> {
    let mut text = Zeroizing::new(String::with_capacity(2 * KEY_LEN + 1));
    for byte in key.as_bytes() {
        write!(text, "{byte:02x}").expect("a string takes what is written to it");
    }
    text.push('\n');
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    match path.parent() {
        Some(folder) if folder != Path::new("") => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const TEXT: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F";

    fn file_with(contents: &[u8], mode: u32) -> (tempfile::TempDir, std::path::PathBuf) {
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
        assert_eq!(made.0.as_bytes(), loaded.0.as_bytes());
    }

    #[test]
    fn the_text_is_the_key_in_hexadecimal() {
        let expected: [u8; KEY_LEN] = std::array::from_fn(|index| u8::try_from(index).unwrap());
        let key = MasterKey::from_text(&format!(" {TEXT}\n")).unwrap();
        assert_eq!(key.0.as_bytes(), &expected);
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
}

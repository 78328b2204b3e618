//! The file of the master key, and the one beside it, `….new`, in which the next key waits while the
//! key is changed.
//!
//! The next key is on the disk before anything is sealed with it, and takes the place of the old one
//! once nothing is sealed with that: whatever happens in between, one of the two files opens the
//! database.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write as _};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::Error;
use crate::seal::{KEY_LEN, Key};

/// Where the master key is kept.
#[derive(Debug, Clone)]
pub(crate) struct KeyFile {
    path: PathBuf,
}

impl KeyFile {
    pub(crate) fn new(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Where the next key waits.
    fn next(&self) -> PathBuf {
        let mut path = self.path.clone().into_os_string();
        path.push(".new");
        path.into()
    }

    /// The key; `None` if there is no such file.
    pub(crate) fn read(&self) -> Result<Option<Key>, Error> {
        read(&self.path)
    }

    /// The key that is to follow; `None` if none is.
    pub(crate) fn read_next(&self) -> Result<Option<Key>, Error> {
        read(&self.next())
    }

    /// Whether a change of the key was begun and not ended.
    pub(crate) fn has_next(&self) -> bool {
        self.next().exists()
    }

    /// Fails if the file exists by now.
    pub(crate) fn create(&self, key: &Key) -> Result<(), Error> {
        create(&self.path, key).map_err(|source| failed(&self.path, source))
    }

    /// Lays the next key beside this one. Fails if there is one.
    pub(crate) fn create_next(&self, key: &Key) -> Result<(), Error> {
        let path = self.next();
        create(&path, key).map_err(|source| failed(&path, source))
    }

    /// Puts the next key in the place of this one, for good. Nothing happens if somebody else has.
    pub(crate) fn adopt_next(&self) -> Result<(), Error> {
        let path = self.next();
        match fs::rename(&path, &self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound && self.path.exists() => Ok(()),
            renamed => renamed.and_then(|()| sync_folder(&self.path)),
        }
        .map_err(|source| failed(&path, source))
    }

    /// Forgets the next key.
    pub(crate) fn discard_next(&self) -> Result<(), Error> {
        let path = self.next();
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(&path, error)),
            _ => Ok(()),
        }
    }
}

fn failed(path: &Path, source: io::Error) -> Error {
    Error::MasterKeyFile { path: path.to_owned(), source }
}

fn read(path: &Path) -> Result<Option<Key>, Error> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(|source| failed(path, source))?,
    };
    let metadata = file.metadata().map_err(|source| failed(path, source))?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(Error::MasterKeyExposed { path: path.to_owned(), mode });
    }
    let mut bytes = Zeroizing::new(Vec::new());
    file.read_to_end(&mut bytes).map_err(|source| failed(path, source))?;
    let key = std::str::from_utf8(&bytes).ok().and_then(parse);
    key.map(Some).ok_or_else(|| Error::InvalidMasterKey { path: Some(path.to_owned()) })
}

/// The key of 64 hexadecimal digits; blanks around them are ignored.
pub(crate) fn parse(text: &str) -> Option<Key> {
    let digits = text.trim().as_bytes();
    if digits.len() != 2 * KEY_LEN {
        return None;
    }
    let mut bytes = Zeroizing::new([0; KEY_LEN]);
    for (byte, pair) in bytes.iter_mut().zip(digits.as_chunks::<2>().0) {
        let [high, low] = pair.map(|digit| char::from(digit).to_digit(16));
        *byte = u8::try_from(high? * 16 + low?).ok()?;
    }
    Key::from_slice(bytes.as_slice())
}

/// The key as 64 hexadecimal digits.
pub(crate) fn text(key: &Key) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(2 * KEY_LEN + 1));
    for byte in key.as_bytes() {
        write!(text, "{byte:02x}").expect("a string takes what is written to it");
    }
    text
}

/// The key is on disk when this returns: losing it would lose every secret sealed with it.
fn create(path: &Path, key: &Key) -> io::Result<()> {
    let mut text = text(key);
    text.push('\n');
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    sync_folder(path)
}

/// What was done to a file's name is on the disk when this returns.
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if folder != Path::new("") => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

//! The bytes of files: kept in `DIR/files`, one file per id, and parts that
//! wait to become one ([`uploads`]).
//!
//! Bytes come first and are made known after (`Event::FileStored`), so what a
//! killed process leaves is at worst bytes that nobody knows of: they are
//! swept away at the next start. Only files whose names are numbers are ours;
//! and before the first start none are ([`is_strange`]).
//!
//! Knows nothing of what a file is to those who see it.

pub(crate) mod content;
pub(crate) mod uploads;

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::state::files::FileId;
use uploads::Uploads;

const FILES: &str = "files";
const UPLOADS: &str = "uploads";

/// The bytes of all files of a sandbox.
pub(crate) struct Blobs {
    directory: PathBuf,
    pub(crate) uploads: Uploads,
}

/// Bytes under the id of a file that is not known yet. They go if it does not
/// become known.
pub(crate) struct Draft {
    pub(crate) id: FileId,
    path: PathBuf,
    file: File,
    size: u64,
    kept: bool,
}

impl Blobs {
    /// Opens the directory, or makes it, and sweeps out what is not `known`.
    pub(crate) fn open(data: &Path, known: impl Fn(FileId) -> bool) -> io::Result<Blobs> {
        let directory = data.join(FILES);
        sweep(&directory, |id| !known(id))?;
        let uploads = Uploads::open(data.join(UPLOADS))?;
        Ok(Blobs { directory, uploads })
    }

    /// A place for the bytes of a new file.
    pub(crate) fn draft(&self, id: FileId) -> io::Result<Draft> {
        let path = self.path(id);
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create_new(true).mode(0o600).open(&path)?;
        Ok(Draft { id, path, file, size: 0, kept: false })
    }

    /// Up to `limit` bytes from `offset`: fewer at the end, none behind it.
    pub(crate) fn read(&self, id: FileId, offset: u64, limit: usize) -> io::Result<Vec<u8>> {
        let file = File::open(self.path(id))?;
        let rest = file.metadata()?.len().saturating_sub(offset);
        let mut bytes = vec![0; limit.min(usize::try_from(rest).unwrap_or(usize::MAX))];
        file.read_exact_at(&mut bytes, offset)?;
        Ok(bytes)
    }

    fn path(&self, id: FileId) -> PathBuf {
        self.directory.join(id.to_string())
    }
}

impl Draft {
    /// How many bytes there are so far.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Reads what was written.
    pub(crate) fn reader(&self) -> io::Result<File> {
        File::open(&self.path)
    }

    /// Keeps the bytes: the file is known now.
    pub(crate) fn keep(mut self) -> FileId {
        self.kept = true;
        self.id
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.kept {
            remove(&self.path);
        }
    }
}

/// Whether a directory in which no sandbox ever ran has something where files
/// would lie: then it is somebody else's, and nothing of it may be swept out.
pub(crate) fn is_strange(data: &Path) -> io::Result<bool> {
    for folder in [FILES, UPLOADS] {
        match fs::read_dir(data.join(folder)).map(|mut inside| inside.next().is_some()) {
            Ok(true) => return Ok(true),
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(false)
}

/// Makes a directory, or sweeps out those of its files whose names are numbers
/// that nobody needs.
fn sweep(directory: &Path, is_waste: impl Fn(FileId) -> bool) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.parse().ok());
        // `007` and `+7` are numbers too, and not of our writing.
        let number = number.filter(|number: &FileId| *number.to_string() == *name);
        if number.is_some_and(&is_waste) && entry.file_type()?.is_file() {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Removes a file that nobody needs. One that stays costs space only.
fn remove(path: &Path) {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            tracing::warn!(%error, path = %path.display(), "cannot remove a file");
        }
        _ => {}
    }
}

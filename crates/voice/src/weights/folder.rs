//! The folder in which files of models lie. Beside one that is in no catalogue lies its hash, in
//! `FILE.sha256`, as `sha256sum` writes it.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::{CATALOGUE, Known, Model, Sha256};

/// The folder.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

/// What came of looking at a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// It is what it should be.
    Right,
    /// It is another file, or is damaged: this is its hash, and that is what it should be.
    Wrong {
        /// Its hash.
        found: String,
        /// What it should be.
        wanted: String,
    },
    /// Nobody said what it should be; this is its hash.
    Unknown {
        /// Its hash.
        found: String,
    },
}

/// Why a file was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// It cannot be read, or not be written.
    #[error("{path}: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is neither Whisper's weights nor a voice of Piper's.
    #[error("{0} is neither Whisper weights (ggml) nor a Piper voice (.onnx)")]
    Neither(PathBuf),
    /// A voice of Piper's lacks its second file.
    #[error("{0} is missing")]
    NoSettings(PathBuf),
    /// It has the name of a known file, and is another one.
    #[error("{path} is damaged or another file: its SHA-256 is {found}, not {wanted}")]
    Wrong {
        /// Which file.
        path: PathBuf,
        /// Its hash.
        found: String,
        /// What it should be.
        wanted: String,
    },
}

impl Folder {
    /// The folder of that path, which need not exist.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Where a file of it lies.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Whether all files of a model are there.
    pub fn has(&self, model: &Model) -> bool {
        model.files.iter().all(|file| self.file(file.name).is_file())
    }

    /// The files that are there, by name; neither hashes nor what is still being fetched.
    ///
    /// # Errors
    ///
    /// The folder cannot be read; one that is not there has none.
    pub fn files(&self) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let is_aside = [".sha256", ".part", ".new"].iter().any(|end| name.ends_with(end));
            if entry.file_type()?.is_file() && !is_aside {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    /// Reads a file and compares it with what is known of it.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub fn check(&self, name: &str) -> io::Result<Checked> {
        let found = Sha256::read(File::open(self.file(name))?)?.as_str().to_owned();
        let wanted = match known(name) {
            Some(known) => Some(known.sha256.to_owned()),
            None => self.noted(name),
        };
        Ok(match wanted {
            Some(wanted) if wanted == found => Checked::Right,
            Some(wanted) => Checked::Wrong { found, wanted },
            None => Checked::Unknown { found },
        })
    }

    fn noted(&self, name: &str) -> Option<String> {
        let text = fs::read_to_string(self.file(&format!("{name}.sha256"))).ok()?;
        text.split_whitespace().next().map(str::to_ascii_lowercase)
    }

    /// Writes down what a file must be.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn note(&self, name: &str, hash: &Sha256) -> io::Result<()> {
        fs::write(self.file(&format!("{name}.sha256")), format!("{}  {name}\n", hash.as_str()))
    }

    /// Takes in a file from elsewhere, and with a voice of Piper's the one beside it: copied, checked, and
    /// there only once it is whole. Returns the names of what was taken in.
    ///
    /// # Errors
    ///
    /// It is no model, is not what its name says, or cannot be copied.
    pub fn add(&self, from: &Path) -> Result<Vec<String>, AddError> {
        let mut all = vec![from.to_owned()];
        if from.extension().is_some_and(|end| end == "onnx") {
            let mut beside = from.as_os_str().to_owned();
            beside.push(".json");
            let beside = PathBuf::from(beside);
            if !beside.is_file() {
                return Err(AddError::NoSettings(beside));
            }
            all.push(beside);
        } else if !is_whisper(from).map_err(in_file(from))? {
            return Err(AddError::Neither(from.to_owned()));
        }
        fs::create_dir_all(&self.0).map_err(in_file(&self.0))?;
        all.iter().map(|file| self.take_in(file)).collect()
    }

    fn take_in(&self, from: &Path) -> Result<String, AddError> {
        let name = from.file_name().and_then(|name| name.to_str());
        let name = name.ok_or_else(|| AddError::Neither(from.to_owned()))?.to_owned();
        // As though it were there already, under a name that nobody reads.
        let new = self.file(&format!("{name}.new"));
        let done = self.put(from, &new, &name);
        if done.is_err() {
            // What is left of it is of no use; if it cannot go, it does no harm either.
            fs::remove_file(&new).ok();
        }
        done.map(|()| name)
    }

    fn put(&self, from: &Path, new: &Path, name: &str) -> Result<(), AddError> {
        copy(from, new).map_err(in_file(new))?;
        let found = File::open(new).and_then(Sha256::read).map_err(in_file(new))?;
        match known(name) {
            Some(known) if known.sha256 != found.as_str() => {
                return Err(AddError::Wrong {
                    path: from.to_owned(),
                    found: found.as_str().to_owned(),
                    wanted: known.sha256.to_owned(),
                });
            }
            Some(_) => {}
            None => self.note(name, &found).map_err(in_file(&self.0))?,
        }
        fs::rename(new, self.file(name)).map_err(in_file(new))
    }
}

/// The file of that name in the catalogue.
fn known(name: &str) -> Option<&'static Known> {
    CATALOGUE.iter().flat_map(|model| model.files).find(|file| file.name == name)
}

/// Copies a file, to the disk.
fn copy(from: &Path, new: &Path) -> io::Result<()> {
    let mut to = File::create(new)?;
    io::copy(&mut File::open(from)?, &mut to)?;
    to.sync_all()
}

fn in_file(path: &Path) -> impl FnOnce(io::Error) -> AddError {
    let path = path.to_owned();
    move |source| AddError::Io { path, source }
}

/// Whether a file begins as whisper.cpp's do.
fn is_whisper(path: &Path) -> io::Result<bool> {
    let mut first = [0; 4];
    match File::open(path)?.read_exact(&mut first) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        read => read.map(|()| first == *b"lmgg"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_taken_in_is_checked_by_its_own_hash() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let folder = Folder::new(here.path().join("models"));
        assert_eq!(folder.files().unwrap(), [""; 0]);
        let mine = there.path().join("ggml-mine.bin");
        fs::write(&mine, b"lmgg and so on").unwrap();
        assert_eq!(folder.add(&mine).unwrap(), ["ggml-mine.bin"]);
        assert_eq!(folder.files().unwrap(), ["ggml-mine.bin"]);
        assert_eq!(folder.check("ggml-mine.bin").unwrap(), Checked::Right);

        fs::write(folder.file("ggml-mine.bin"), b"lmgg and so").unwrap();
        assert!(matches!(folder.check("ggml-mine.bin").unwrap(), Checked::Wrong { .. }));
        fs::remove_file(folder.file("ggml-mine.bin.sha256")).unwrap();
        assert!(matches!(folder.check("ggml-mine.bin").unwrap(), Checked::Unknown { .. }));
    }

    #[test]
    fn a_voice_comes_with_both_its_files() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let folder = Folder::new(here.path());
        let voice = there.path().join("mine.onnx");
        fs::write(&voice, b"onnx").unwrap();
        assert!(matches!(folder.add(&voice), Err(AddError::NoSettings(_))));
        fs::write(there.path().join("mine.onnx.json"), b"{}").unwrap();
        assert_eq!(folder.add(&voice).unwrap(), ["mine.onnx", "mine.onnx.json"]);
    }

    #[test]
    fn what_is_no_model_is_not_taken_in() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let folder = Folder::new(here.path());
        let other = there.path().join("ggml-base.bin");
        fs::write(&other, b"PK").unwrap();
        assert!(matches!(folder.add(&other), Err(AddError::Neither(_))));
        // It has the name of a known file, and is none.
        fs::write(&other, b"lmgg and so on").unwrap();
        assert!(matches!(folder.add(&other), Err(AddError::Wrong { .. })));
        assert_eq!(folder.files().unwrap(), [""; 0]);
        assert!(matches!(folder.add(&there.path().join("none.bin")), Err(AddError::Io { .. })));
    }
}

//! Files that are sealed in the format of age (<https://age-encryption.org/v1>), which its own program
//! opens as well: with a passphrase, or for whoever has a key.
//!
//! A file that was cut short or altered is noticed at the latest at its end, so nothing that came out of
//! it counts before.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use age::secrecy::SecretString;
use age::stream::{StreamReader, StreamWriter};
use age::{DecryptError, Decryptor, Encryptor, Identity, IdentityFile, Recipient, scrypt, x25519};

use crate::trouble::Trouble;

/// The work that a passphrase costs whoever tries, as a power of two: what age's own program takes, about
/// a second and 256 MB.
const WORK: u8 = 18;
/// What is done at most to open a file of others: 1 GB.
const MOST_WORK: u8 = 20;

/// Why a sealed file cannot be written or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Problem {
    #[error("it is not sealed by age, or was cut short at its beginning")]
    NotSealed,
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    #[error("it is sealed for a key, and a passphrase was given")]
    NeedsIdentity,
    #[error("it is sealed with a passphrase, and a key was given")]
    NeedsPassphrase,
    #[error("it is not sealed for this key")]
    OtherIdentity,
    #[error("its passphrase costs too much work")]
    TooMuchWork,
    #[error("it was cut short or altered")]
    Altered,
    #[error("it holds no master key")]
    NoKey,
    #[error("its master key is of another database")]
    OtherDatabase,
    #[error("there is such a file")]
    Exists,
    #[error("it holds no key of age")]
    NoIdentity,
}

impl Problem {
    fn of(self, path: &Path) -> Trouble {
        Trouble::Sealed { path: path.to_owned(), problem: self }
    }
}

/// What seals a file.
pub(crate) enum Seal {
    Passphrase(SecretString),
    Recipients(Vec<x25519::Recipient>),
}

impl Seal {
    /// For whoever has the keys to these (`age1…`).
    pub(crate) fn for_recipients(given: &[String]) -> Result<Self, Trouble> {
        let parsed = given.iter().map(|recipient| {
            recipient.trim().parse().map_err(|_| Trouble::Recipient { given: recipient.clone() })
        });
        parsed.collect::<Result<_, _>>().map(Self::Recipients)
    }

    fn encryptor(&self) -> Result<Encryptor, age::EncryptError> {
        match self {
            Self::Passphrase(passphrase) => {
                let mut recipient = scrypt::Recipient::new(passphrase.clone());
                recipient.set_work_factor(WORK);
                Encryptor::with_recipients(std::iter::once(&recipient as _))
            }
            Self::Recipients(recipients) => Encryptor::with_recipients(
                recipients.iter().map(|recipient| recipient as &dyn Recipient),
            ),
        }
    }
}

/// A file being written. Its name is taken once it is whole and on the disk.
pub(crate) struct Sealing {
    path: PathBuf,
    unfinished: PathBuf,
    writer: Option<StreamWriter<BufWriter<File>>>,
}

impl Sealing {
    /// Begins a file that does not exist yet, for its owner only.
    pub(crate) fn begin(path: &Path, seal: &Seal) -> Result<Self, Trouble> {
        if path.exists() {
            return Err(Problem::Exists.of(path));
        }
        // Nobody can lay a link there, and two at once do not write into one file.
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(format!(".{:016x}.unfinished", rand::random::<u64>()));
        let unfinished = PathBuf::from(unfinished);
        let failed = |source| Trouble::Write { path: path.to_owned(), source };
        let begin = || {
            let mut options = OpenOptions::new();
            let file = options.write(true).create_new(true).mode(0o600);
            let file = BufWriter::new(file.open(&unfinished)?);
            let encryptor = seal.encryptor().map_err(io::Error::other)?;
            encryptor.wrap_output(file)
        };
        let writer = Some(begin().map_err(failed)?);
        Ok(Self { path: path.to_owned(), unfinished, writer })
    }

    /// Ends the file.
    pub(crate) fn finish(mut self) -> Result<(), Trouble> {
        let failed = |source| Trouble::Write { path: self.path.clone(), source };
        let Some(writer) = self.writer.take() else { return Ok(()) };
        let end = || {
            let file = writer.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.sync_all()?;
            match fs::hard_link(&self.unfinished, &self.path) {
                // Some disks, such as those one carries about, know no second name for a file.
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    fs::rename(&self.unfinished, &self.path)
                }
                // Unlike a renaming this replaces nobody else's file.
                linked => linked,
            }
        };
        end().map_err(failed)
    }
}

impl Write for Sealing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.as_mut().map_or(Ok(0), |writer| writer.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Sealing {
    fn drop(&mut self) {
        // It is whole under its own name, or of no use.
        let _ = fs::remove_file(&self.unfinished);
    }
}

/// What opens a file.
pub(crate) enum Unseal {
    Passphrase(SecretString),
    Identities(Vec<Box<dyn Identity + Send + Sync>>),
}

impl Unseal {
    /// The keys in a file (`AGE-SECRET-KEY-1…`).
    pub(crate) fn with_identities(path: &Path) -> Result<Self, Trouble> {
        let failed = |source| Trouble::File { path: path.to_owned(), source };
        let file = BufReader::new(File::open(path).map_err(failed)?);
        let identities = IdentityFile::from_buffer(file).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => Problem::NoIdentity.of(path),
            _ => failed(error),
        })?;
        match identities.into_identities() {
            Ok(found) if !found.is_empty() => Ok(Self::Identities(found)),
            _ => Err(Problem::NoIdentity.of(path)),
        }
    }
}

/// What comes out of a sealed file.
pub(crate) type Unsealed<R> = BufReader<StreamReader<BufReader<R>>>;

/// Opens a sealed file that stands at `path`.
pub(crate) fn unseal<R: Read>(
    path: &Path,
    sealed: R,
    with: &Unseal,
) -> Result<Unsealed<R>, Trouble> {
    let problem = |problem: Problem| problem.of(path);
    let decryptor =
        Decryptor::new_buffered(BufReader::new(sealed)).map_err(|error| match error {
            DecryptError::Io(source) if !is_altered(&source) => {
                Trouble::File { path: path.to_owned(), source }
            }
            _ => problem(Problem::NotSealed),
        })?;
    let opened = match with {
        Unseal::Passphrase(_) if !decryptor.is_scrypt() => {
            return Err(problem(Problem::NeedsIdentity));
        }
        Unseal::Identities(_) if decryptor.is_scrypt() => {
            return Err(problem(Problem::NeedsPassphrase));
        }
        Unseal::Passphrase(passphrase) => {
            let mut identity = scrypt::Identity::new(passphrase.clone());
            identity.set_max_work_factor(MOST_WORK);
            decryptor.decrypt(std::iter::once(&identity as _))
        }
        Unseal::Identities(identities) => {
            decryptor.decrypt(identities.iter().map(|identity| &**identity as &dyn Identity))
        }
    };
    opened.map(BufReader::new).map_err(|error| match (error, with) {
        (DecryptError::Io(source), _) if !is_altered(&source) => {
            Trouble::File { path: path.to_owned(), source }
        }
        (DecryptError::ExcessiveWork { .. }, _) => problem(Problem::TooMuchWork),
        (
            DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed,
            Unseal::Passphrase(_),
        ) => problem(Problem::WrongPassphrase),
        (DecryptError::NoMatchingKeys, Unseal::Identities(_)) => problem(Problem::OtherIdentity),
        _ => problem(Problem::Altered),
    })
}

/// Whether reading failed because of what was read.
pub(crate) fn is_altered(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof)
}

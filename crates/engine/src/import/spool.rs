//! What was read of an export, kept so that it can be read once more: only at its end is it known that it does not
//! say whose it is, and who writes there.

use std::cell::Cell;
use std::io::{self, Read, Seek, Write};

use tempfile::SpooledTempFile;

/// Bytes kept in memory; what is longer goes to a file without a name, which is gone with the program.
const IN_MEMORY: usize = 1 << 20;

/// The longest file that is kept, in bytes: that of a single chat is far shorter.
const MOST: usize = 1 << 29;

/// A file that was read to its end.
#[derive(Debug)]
pub(crate) struct Spool(SpooledTempFile);

impl Read for Spool {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

/// Reads a source and keeps what it has read, as long as nobody says that it is not needed.
pub(super) struct Keeping<'a, R> {
    source: R,
    kept: Option<SpooledTempFile>,
    length: usize,
    is_needed: &'a Cell<bool>,
}

impl<'a, R: Read> Keeping<'a, R> {
    pub(super) fn new(source: R, is_needed: &'a Cell<bool>) -> Self {
        let kept = is_needed.get().then(|| SpooledTempFile::new(IN_MEMORY));
        Self { source, kept, length: 0, is_needed }
    }

    /// What was read, to be read again; `None` if it was not needed, is too long, or could not be kept.
    pub(super) fn into_spool(self) -> Option<Spool> {
        let mut kept = self.kept.filter(|_| self.is_needed.get())?;
        kept.rewind().ok()?;
        Some(Spool(kept))
    }
}

impl<R: Read> Read for Keeping<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.length = self.length.saturating_add(count);
        if let Some(kept) = &mut self.kept {
            let is_wanted = self.is_needed.get() && self.length <= MOST;
            // A full disk ends the keeping, and not the import.
            if !is_wanted || kept.write_all(&buffer[..count]).is_err() {
                self.kept = None;
            }
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(bytes: &[u8], is_needed: &Cell<bool>, mut meanwhile: impl FnMut()) -> Option<Vec<u8>> {
        let mut keeping = Keeping::new(bytes, is_needed);
        let mut buffer = [0; 4_096];
        while keeping.read(&mut buffer).unwrap() > 0 {
            meanwhile();
        }
        let mut again = Vec::new();
        keeping.into_spool()?.read_to_end(&mut again).unwrap();
        Some(again)
    }

    #[test]
    fn what_was_read_can_be_read_again_however_long_it_is() {
        let long: Vec<u8> = (0..=255).cycle().take(IN_MEMORY + 5_000).collect();
        for bytes in [&b""[..], &b"{}"[..], &long[..]] {
            assert!(kept(bytes, &Cell::new(true), || {}).as_deref() == Some(bytes));
        }
    }

    #[test]
    fn what_is_not_needed_is_not_kept() {
        assert_eq!(kept(b"{}", &Cell::new(false), || {}), None);
        let is_needed = Cell::new(true);
        assert_eq!(kept(&[b' '; 10_000], &is_needed, || is_needed.set(false)), None);
    }
}

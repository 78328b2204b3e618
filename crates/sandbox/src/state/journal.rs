//! The events on disk: appended to, never rewritten, replayed at the start.
//!
//! A line is one command's events: a CRC-32 in hexadecimal, a space, a JSON
//! array. A line is written by one call before anybody hears of its events, so
//! the process can be killed at any moment: at worst the last line is torn, and
//! then nobody has heard of it. (A power cut may lose the last seconds: there
//! is no fsync for each line.)

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::{Event, State};

/// What the first line says: the format and its version.
const HEADER: &str = "aitwin sandbox journal 1\n";

/// Why a journal cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JournalError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("another process has it open")]
    Locked,
    #[error("line {line} is damaged")]
    Damaged { line: usize },
    #[error("its first line is not {:?}: it is of another program or version", HEADER.trim_end())]
    Foreign,
}

/// An open journal. No other process can open it meanwhile.
pub(crate) struct Journal {
    file: File,
    /// How many bytes it has.
    length: u64,
    /// Half a line stands at the end: whatever came after it would be lost.
    broken: bool,
}

impl Journal {
    /// Opens a journal, or makes it, and replays it.
    pub(crate) fn open(path: &Path) -> Result<(Journal, State), JournalError> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .mode(0o600)
            .truncate(false)
            .open(path)?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => JournalError::Locked,
            TryLockError::Error(error) => error.into(),
        })?;
        let mut state = State::default();
        state.begin();
        let mut length = replay(&file, &mut state)?;
        file.set_len(length)?;
        file.seek(SeekFrom::End(0))?;
        if length == 0 {
            file.write_all(HEADER.as_bytes())?;
            length = HEADER.len() as u64;
        }
        Ok((Journal { file, length, broken: false }, state))
    }

    /// Writes events that happened together. After an error the journal is as
    /// it was before, or takes nothing any more.
    pub(crate) fn append(&mut self, events: &[Event]) -> io::Result<()> {
        if self.broken {
            return Err(io::Error::other("the journal ends in half a line"));
        }
        let json = serde_json::to_string(events)?;
        let line = format!("{:08x} {json}\n", crc32fast::hash(json.as_bytes()));
        self.file.write_all(line.as_bytes()).inspect_err(|_| {
            // What a full disk took of the line would damage the next one.
            let cut = self.file.set_len(self.length).and(self.file.seek(SeekFrom::End(0)));
            if let Err(error) = cut {
                tracing::error!(%error, "cannot take back half a line of the journal");
                self.broken = true;
            }
        })?;
        self.length += line.len() as u64;
        Ok(())
    }

    /// Waits until all that was written is on the disk.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }
}

/// Applies every whole line and returns their length in bytes.
fn replay(file: &File, state: &mut State) -> Result<u64, JournalError> {
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    let mut good = 0;
    for number in 1.. {
        line.clear();
        reader.read_until(b'\n', &mut line)?;
        let Some(text) = line.strip_suffix(b"\n") else {
            if number == 1 && !HEADER.as_bytes().starts_with(&line) {
                return Err(JournalError::Foreign);
            }
            break;
        };
        if number == 1 {
            if line != HEADER.as_bytes() {
                return Err(JournalError::Foreign);
            }
        } else {
            for event in parse(text).ok_or(JournalError::Damaged { line: number })? {
                state.apply(&event);
            }
        }
        good += line.len() as u64;
    }
    Ok(good)
}

fn parse(line: &[u8]) -> Option<Vec<Event>> {
    let (checksum, json) = line.split_at_checked(8)?;
    let json = json.strip_prefix(b" ")?;
    let checksum = u32::from_str_radix(str::from_utf8(checksum).ok()?, 16).ok()?;
    (checksum == crc32fast::hash(json)).then(|| serde_json::from_slice(json).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_line_that_cannot_be_taken_back_is_the_last() {
        // A disk that is full, on a file that cannot be cut.
        let file = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut journal = Journal { file, length: 0, broken: false };
        let events = [Event::CodeSpent { phone: "70000000".to_owned() }];
        assert_eq!(journal.append(&events).unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(journal.append(&events).unwrap_err().kind(), io::ErrorKind::Other);
    }
}

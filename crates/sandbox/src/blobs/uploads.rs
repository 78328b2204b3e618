//! Parts of files on their way in: each client's own pile per upload, until a
//! method takes it as a file.
//!
//! Parts come in any order, twice, and on several connections at once. They
//! are written one behind the other into a file of `DIR/uploads`, and only
//! where each one lies is in memory: a restart forgets all uploads, as
//! Telegram forgets them after a while. An upload that was taken stays, so
//! that a client which did not hear the answer can ask again.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::PathBuf;
use std::sync::Arc;

use md5::{Digest, Md5};
use parking_lot::Mutex;

use super::{Draft, remove, sweep};
use crate::hex;
use crate::state::UserId;

/// The largest part, in bytes; every other size divides it.
pub(crate) const MAX_PART: usize = 512 * 1024;
/// Of what the size of a part is a multiple.
const PART_STEP: usize = 1024;
/// The most parts of one file: 2000 MiB of the largest.
pub(crate) const MAX_PARTS: i32 = 4000;
/// How long an upload that nothing is added to is kept, in seconds.
const LIFETIME: i32 = 3600;

/// How many bytes of parts may lie about. What has waited longest goes first.
struct Bounds {
    account: u64,
    all: u64,
}

const BOUNDS: Bounds = Bounds { account: 4 << 30, all: 16 << 30 };

/// Whose upload it is, and what the client calls it. Big files and others have
/// names of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct UploadKey {
    pub(crate) owner: UserId,
    pub(crate) id: i64,
    pub(crate) big: bool,
}

/// Why a part is not taken, or parts make no file.
#[derive(Debug)]
pub(crate) enum UploadError {
    PartInvalid,
    PartEmpty,
    PartTooBig,
    PartSizeInvalid,
    PartSizeChanged,
    PartLengthInvalid,
    PartsInvalid,
    PartMissing(i32),
    ChecksumInvalid,
    Io(io::Error),
}

impl From<io::Error> for UploadError {
    fn from(error: io::Error) -> UploadError {
        UploadError::Io(error)
    }
}

/// All uploads that are under way.
pub(crate) struct Uploads {
    directory: PathBuf,
    bounds: Bounds,
    piles: Mutex<Piles>,
}

#[derive(Default)]
struct Piles {
    by_key: HashMap<UploadKey, Pile>,
    made: u64,
    /// Counts additions, so that the pile that has waited longest is known.
    tick: u64,
}

struct Pile {
    heap: Arc<Heap>,
    places: HashMap<i32, Place>,
    /// Where the next part goes.
    end: u64,
    /// How many parts there will be, if the client has said it.
    total: Option<i32>,
    touched: i32,
    tick: u64,
}

/// Where a part lies. What was written there does not change.
#[derive(Clone, Copy)]
struct Place {
    start: u64,
    length: usize,
}

/// The file of a pile, removed when nobody needs it any more.
struct Heap {
    path: PathBuf,
}

impl Drop for Heap {
    fn drop(&mut self) {
        remove(&self.path);
    }
}

impl Uploads {
    /// Opens the directory, or makes it, and forgets the uploads in it.
    pub(super) fn open(directory: PathBuf) -> io::Result<Uploads> {
        sweep(&directory, |_| true)?;
        Ok(Uploads { directory, bounds: BOUNDS, piles: Mutex::default() })
    }

    /// Takes a part. `total` is the number of all parts, if it is known; the
    /// same part again replaces the first.
    pub(crate) fn save(
        &self,
        key: UploadKey,
        part: i32,
        total: Option<i32>,
        bytes: &[u8],
        now: i32,
    ) -> Result<(), UploadError> {
        check(part, total, bytes.len())?;
        let (heap, start) = self.reserve(key, total, bytes.len(), now)?;
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(false).mode(0o600).open(&heap.path)?;
        file.write_all_at(bytes, start)?;
        // A pile that was forgotten meanwhile misses the part when it is taken.
        if let Some(pile) = self.piles.lock().by_key.get_mut(&key)
            && Arc::ptr_eq(&pile.heap, &heap)
        {
            pile.places.insert(part, Place { start, length: bytes.len() });
        }
        Ok(())
    }

    /// Finds room for a part, at the cost of the uploads that wait longest.
    fn reserve(
        &self,
        key: UploadKey,
        total: Option<i32>,
        length: usize,
        now: i32,
    ) -> Result<(Arc<Heap>, u64), UploadError> {
        let mut piles = self.piles.lock();
        piles.by_key.retain(|_, pile| now.saturating_sub(pile.touched) < LIFETIME);
        let Piles { by_key, made, tick } = &mut *piles;
        *tick += 1;
        let pile = by_key.entry(key).or_insert_with(|| {
            *made += 1;
            let heap = Arc::new(Heap { path: self.directory.join(made.to_string()) });
            Pile { heap, places: HashMap::new(), end: 0, total, touched: now, tick: 0 }
        });
        if total.is_some() && pile.total.is_some() && pile.total != total {
            return Err(UploadError::PartsInvalid);
        }
        pile.total = pile.total.or(total);
        (pile.touched, pile.tick) = (now, *tick);
        let (heap, start) = (Arc::clone(&pile.heap), pile.end);
        pile.end += length as u64;
        piles.shrink(self.bounds.account, |other| other.owner == key.owner);
        piles.shrink(self.bounds.all, |_| true);
        Ok((heap, start))
    }

    /// Puts the first `parts` parts together. `checksum` is their MD5 in
    /// hexadecimal, if the client cares.
    pub(crate) fn assemble(
        &self,
        key: UploadKey,
        parts: i32,
        checksum: Option<&str>,
        into: &mut Draft,
    ) -> Result<(), UploadError> {
        let (heap, places) = self.complete(key, parts)?;
        let file = File::open(&heap.path)?;
        let mut md5 = Md5::new();
        let mut bytes = Vec::new();
        for place in places {
            bytes.resize(place.length, 0);
            file.read_exact_at(&mut bytes, place.start)?;
            if checksum.is_some() {
                md5.update(&bytes);
            }
            into.write_all(&bytes)?;
        }
        let is_wrong = |claimed: &str| !claimed.eq_ignore_ascii_case(&hex::encode(&md5.finalize()));
        if checksum.is_some_and(is_wrong) {
            return Err(UploadError::ChecksumInvalid);
        }
        Ok(())
    }

    /// Where the parts of a whole file lie, in their order.
    fn complete(&self, key: UploadKey, parts: i32) -> Result<(Arc<Heap>, Vec<Place>), UploadError> {
        if !(1..=MAX_PARTS).contains(&parts) {
            return Err(UploadError::PartsInvalid);
        }
        let piles = self.piles.lock();
        let pile = piles.by_key.get(&key).ok_or(UploadError::PartMissing(0))?;
        let place = |part| pile.places.get(&part).copied().ok_or(UploadError::PartMissing(part));
        let places = (0..parts).map(place).collect::<Result<Vec<_>, _>>()?;
        if pile.total.is_some_and(|total| total != parts) || pile.places.len() > places.len() {
            return Err(UploadError::PartsInvalid);
        }
        if let [first, middle @ .., last] = &places[..] {
            if !is_part_size(first.length) {
                return Err(UploadError::PartSizeInvalid);
            }
            if middle.iter().any(|place| place.length != first.length) {
                return Err(UploadError::PartSizeChanged);
            }
            if last.length > first.length {
                return Err(UploadError::PartLengthInvalid);
            }
        }
        Ok((Arc::clone(&pile.heap), places))
    }
}

impl Piles {
    fn shrink(&mut self, bound: u64, counts: impl Fn(&UploadKey) -> bool) {
        let counted = || self.by_key.iter().filter(|(key, _)| counts(key));
        let mut bytes: u64 = counted().map(|(_, pile)| pile.end).sum();
        let mut oldest: Vec<(u64, UploadKey)> = Vec::new();
        if bytes > bound {
            oldest = counted().map(|(key, pile)| (pile.tick, *key)).collect();
            oldest.sort_unstable_by_key(|(tick, _)| *tick);
        }
        for (_, key) in oldest {
            if bytes > bound
                && let Some(pile) = self.by_key.remove(&key)
            {
                bytes -= pile.end;
            }
        }
    }
}

/// What can be said of a part without the others.
fn check(part: i32, total: Option<i32>, length: usize) -> Result<(), UploadError> {
    if total.is_some_and(|total| !(1..=MAX_PARTS).contains(&total)) {
        return Err(UploadError::PartsInvalid);
    }
    if !(0..total.unwrap_or(MAX_PARTS)).contains(&part) {
        return Err(UploadError::PartInvalid);
    }
    match length {
        0 => Err(UploadError::PartEmpty),
        _ if length > MAX_PART => Err(UploadError::PartTooBig),
        // Only the last part may have any size.
        _ if total.is_some_and(|total| part < total - 1) && !is_part_size(length) => {
            Err(UploadError::PartSizeInvalid)
        }
        _ => Ok(()),
    }
}

fn is_part_size(length: usize) -> bool {
    length.is_multiple_of(PART_STEP) && MAX_PART.is_multiple_of(length)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    const KEY: UploadKey = UploadKey { owner: 1, id: 1, big: false };

    fn bounded(account: u64, all: u64) -> (TempDir, Uploads) {
        let dir = tempfile::tempdir().unwrap();
        let opened = Uploads::open(dir.path().join("uploads")).unwrap();
        (dir, Uploads { bounds: Bounds { account, all }, ..opened })
    }

    fn add(uploads: &Uploads, owner: UserId, id: i64, length: usize) {
        let key = UploadKey { owner, id, ..KEY };
        uploads.save(key, 0, None, &vec![7; length], 0).unwrap();
    }

    fn has(uploads: &Uploads, owner: UserId, id: i64) -> bool {
        uploads.complete(UploadKey { owner, id, ..KEY }, 1).is_ok()
    }

    fn on_disk(uploads: &Uploads) -> usize {
        std::fs::read_dir(&uploads.directory).unwrap().count()
    }

    #[test]
    fn an_account_that_uploads_too_much_loses_what_waits_longest() {
        let (_dir, uploads) = bounded(10, 100);
        add(&uploads, 1, 1, 4);
        add(&uploads, 1, 2, 4);
        add(&uploads, 2, 1, 4);
        // What is added to waits anew.
        add(&uploads, 1, 1, 1);
        add(&uploads, 1, 3, 3);
        assert_eq!([1, 2, 3].map(|id| has(&uploads, 1, id)), [true, false, true]);
        assert!(has(&uploads, 2, 1));
        assert_eq!(on_disk(&uploads), 3);
    }

    #[test]
    fn all_accounts_together_are_bounded_too() {
        let (_dir, uploads) = bounded(10, 15);
        for owner in 1..=3 {
            add(&uploads, owner, 1, 6);
        }
        assert_eq!([1, 2, 3].map(|owner| has(&uploads, owner, 1)), [false, true, true]);
        // One that is too much by itself goes as well.
        add(&uploads, 4, 1, 11);
        assert!(!has(&uploads, 4, 1));
        assert_eq!(on_disk(&uploads), 2);
    }
}

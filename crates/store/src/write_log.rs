//! Commits that share one write to the disk.
//!
//! SQLite in WAL mode with `synchronous=NORMAL` appends a transaction to its log and does not wait
//! for the disk. Whoever must know that it is there waits here until the log was synced after their
//! commit: one sync serves all who committed before it began (group commit: `DeWitt` et al.,
//! "Implementation techniques for main memory database systems", SIGMOD 1984). The log is read in
//! order after a loss of power, so that what is on the disk is everything up to some commit.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{Mutex, OnceCell};

/// The write-ahead log of a SQLite database that stays open as long as this lives.
pub(crate) struct WriteLog {
    path: PathBuf,
    file: OnceCell<Arc<File>>,
    /// How many have committed and want to know.
    committed: AtomicU64,
    /// How many of them are on the disk.
    synced: Mutex<u64>,
}

impl WriteLog {
    pub(crate) fn new(database: &std::path::Path) -> Self {
        let mut path = database.as_os_str().to_owned();
        path.push("-wal");
        Self {
            path: path.into(),
            file: OnceCell::new(),
            committed: AtomicU64::new(0),
            synced: Mutex::new(0),
        }
    }

    /// Returns once everything that was committed before is on the disk.
    pub(crate) async fn sync(&self) -> io::Result<()> {
        let ours = self.committed.fetch_add(1, Ordering::SeqCst) + 1;
        let mut synced = self.synced.lock().await;
        if *synced >= ours {
            return Ok(());
        }
        let all = self.committed.load(Ordering::SeqCst);
        let file = Arc::clone(self.file.get_or_try_init(async || self.open()).await?);
        tokio::task::spawn_blocking(move || file.sync_data()).await.map_err(io::Error::other)??;
        *synced = all;
        Ok(())
    }

    /// Whether nobody waits for the disk.
    pub(crate) fn is_idle(&self) -> bool {
        self.synced.try_lock().is_ok()
    }

    fn open(&self) -> io::Result<Arc<File>> {
        File::open(&self.path).map(Arc::new)
    }
}

//! What a request brings, as a file that is read on another thread: its size does not matter.

use std::io::{self, Read};

use axum::body::Bytes;
use tokio::sync::mpsc;

/// Pieces held between the request and the reader.
const AHEAD: usize = 8;

/// The reading end.
pub(crate) struct Upload {
    pieces: mpsc::Receiver<Bytes>,
    piece: Bytes,
}

/// The reading and the writing end; the file ends when the writing end is dropped.
pub(crate) fn channel() -> (Upload, mpsc::Sender<Bytes>) {
    let (sender, pieces) = mpsc::channel(AHEAD);
    (Upload { pieces, piece: Bytes::new() }, sender)
}

impl Read for Upload {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.pieces.blocking_recv() {
                Some(piece) => self.piece = piece,
                None => return Ok(0),
            }
        }
        let count = out.len().min(self.piece.len());
        out[..count].copy_from_slice(&self.piece.split_to(count));
        Ok(count)
    }
}

//! Reads a file as UTF-8 whatever it holds: bytes that are none come out as U+FFFD, so that they
//! spoil the message they stand in and not the whole file.

use std::io::{self, Read};

/// Bytes read at once.
const CHUNK: usize = 1 << 16;

pub(super) struct Lossy<R> {
    source: R,
    /// Where is read into; its first `kept` bytes are the beginning of a character.
    buffer: Box<[u8]>,
    kept: usize,
    /// Looked at, and not yet handed out from `given` on.
    ready: Vec<u8>,
    given: usize,
}

impl<R: Read> Lossy<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, buffer: vec![0; CHUNK].into(), kept: 0, ready: Vec::new(), given: 0 }
    }

    /// Reads on until something is ready or the file ends.
    fn fill(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.given = 0;
        while self.ready.is_empty() {
            let read = loop {
                match self.source.read(&mut self.buffer[self.kept..]) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    read => break read?,
                }
            };
            self.repair(self.kept + read, read == 0);
            if read == 0 {
                break;
            }
        }
        Ok(())
    }

    /// Makes the first `length` bytes of the buffer ready, but for a character that may go on.
    fn repair(&mut self, length: usize, is_last: bool) {
        let mut rest = length;
        let mut cut = 0;
        for chunk in self.buffer[..length].utf8_chunks() {
            self.ready.extend_from_slice(chunk.valid().as_bytes());
            let invalid = chunk.invalid();
            rest -= chunk.valid().len() + invalid.len();
            let may_go_on = rest == 0
                && !is_last
                && std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none());
            if may_go_on {
                cut = invalid.len();
            } else if !invalid.is_empty() {
                self.ready.extend_from_slice("\u{fffd}".as_bytes());
            }
        }
        self.buffer.copy_within(length - cut..length, 0);
        self.kept = cut;
    }
}

impl<R: Read> Read for Lossy<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given == self.ready.len() {
            self.fill()?;
        }
        let count = out.len().min(self.ready.len() - self.given);
        out[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a few bytes a time.
    struct Drop<'a>(&'a [u8], usize);

    impl Read for Drop<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(out.len()).min(self.0.len());
            out[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    #[test]
    fn bytes_come_out_as_the_library_reads_them_however_they_are_cut() {
        let long = "приве́т 😀 ".repeat(5_000);
        for bytes in [
            &b""[..],
            b"plain",
            "приве́т 😀".as_bytes(),
            b"a\xffb",
            b"\xf0\x9f\x98",
            b"\xf0\x9f\x98x\xd0",
            b"\xed\xa0\xbd\xed\xb8\x80",
            b"\xc0\x80\xfe\xff\x00",
            long.as_bytes(),
        ] {
            for piece in [1, 2, 3, 5, 4096] {
                let mut read = String::new();
                Lossy::new(Drop(bytes, piece)).read_to_string(&mut read).unwrap();
                assert_eq!(read, String::from_utf8_lossy(bytes), "{piece}");
            }
        }
    }
}

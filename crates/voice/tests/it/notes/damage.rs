//! Files and packets that were damaged: a part of what `cargo xtask bench damage` tries, in every test run.

use voice::damage::{Tally, files, note_plays, packets, sound_plays};
use voice::note::{self, Quality};

use super::tools::speechlike;
use crate::sounds::FILES;

/// In SILK, in both, and in CELT.
fn notes() -> Vec<Vec<u8>> {
    let encode =
        |bitrate, samples| note::encode(&speechlike(samples, 1), Quality { bitrate }).unwrap();
    vec![encode(8_000, 24_000), encode(24_000, 24_000), encode(64_000, 24_000)]
}

#[test]
fn no_damaged_file_is_the_end_of_us() {
    let Tally { files, played, .. } = files(&notes(), 300, 11, note_plays);
    assert!(files == 300 && played > 10 && played < 290, "{played} of {files}");
}

#[test]
fn no_damaged_packet_is_the_end_of_us() {
    let tally = packets(&notes(), 1_600, 13, note_plays);
    assert!(tally.packets >= 1_600 && tally.played > 10, "{tally:?}");
}

#[test]
fn no_damaged_file_of_another_form_is_the_end_of_us() {
    let originals: Vec<Vec<u8>> = FILES.iter().map(|(_, file, _)| file.to_vec()).collect();
    let tally = files(&originals, 60, 17, sound_plays);
    assert!(tally.played > 10, "{tally:?}");
}

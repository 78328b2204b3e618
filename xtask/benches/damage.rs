//! What strangers send that is damaged: 80,000 corrupted packets and 3,000 mutated files of voice notes, and
//! 3,000 of every other form that is heard. Panics are counted, also those that are caught; a loop without
//! end or more sound than the limit is the end of this program. Prints a JSON object per measured number.

mod report;

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use report::print;
use voice::damage::{LIMITS, Noise, Tally, files, note_plays, packets, sound_plays};
use voice::note::{self, Quality};

const FILES: usize = 3_000;
const PACKETS: usize = 80_000;
/// What no file may take.
const LONGEST: Duration = Duration::from_secs(10);

/// Panics since they were told last.
static PANICS: AtomicUsize = AtomicUsize::new(0);

fn main() -> anyhow::Result<()> {
    std::panic::set_hook(Box::new(|_| {
        PANICS.fetch_add(1, Ordering::Relaxed);
    }));
    let notes = notes()?;
    let mut slowest = Duration::ZERO;
    let told = files(&notes, FILES, 11, timed(&mut slowest, note_plays));
    tell("mutated voice notes", told, slowest)?;
    let told = packets(&notes, PACKETS, 13, timed(&mut slowest, note_plays));
    tell("corrupted packets of Opus", told, slowest)?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/voice/tests/it/sounds");
    for entry in fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        let original = fs::read(&path)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut slowest = Duration::ZERO;
        let told = files(&[original], FILES, 17, timed(&mut slowest, sound_plays));
        tell(&format!("mutated files like {name}"), told, slowest)?;
    }
    Ok(())
}

/// Notes in SILK, in both, and in CELT: half a second of tones and noise.
fn notes() -> anyhow::Result<Vec<Vec<u8>>> {
    let mut noise = Noise(7);
    let sound: Vec<f32> = (0..24_000)
        .map(|index| {
            let rough = (noise.draw() >> 40) as f32 / (1 << 23) as f32 - 1.0;
            0.2 * (index as f32 * 0.02).sin() + 0.1 * (index as f32 * 0.05).sin() + 0.01 * rough
        })
        .collect();
    let encode = |bitrate| note::encode(&sound, Quality { bitrate }).context("encoding a note");
    [8_000, 24_000, 64_000].into_iter().map(encode).collect()
}

/// The same, and how long the slowest took.
fn timed<'a>(
    slowest: &'a mut Duration,
    plays: fn(&[u8]) -> bool,
) -> impl FnMut(&[u8]) -> bool + 'a {
    *slowest = Duration::ZERO;
    move |file| {
        let begun = Instant::now();
        let played = plays(file);
        *slowest = (*slowest).max(begun.elapsed());
        played
    }
}

fn tell(what: &str, tally: Tally, slowest: Duration) -> anyhow::Result<()> {
    anyhow::ensure!(slowest < LONGEST, "one of the {what} took {slowest:?}");
    let Tally { files, packets, played } = tally;
    let count = if packets > 0 { packets } else { files };
    let limit = LIMITS.duration.as_secs();
    print(
        &format!("{count} {what}: panics"),
        &format!(
            "{}; {played} of {files} files play, the slowest took {} ms",
            PANICS.swap(0, Ordering::Relaxed),
            slowest.as_millis()
        ),
        &format!("0, and no more than {limit} s of sound"),
    )
}

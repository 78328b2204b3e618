//! Real speech, Russian and English: how many words Whisper in this process mishears, and what it takes
//! of the processor, beside faster-whisper on the same recordings.
//!
//! `cargo xtask bench hearing` makes what is needed and runs this with three paths: the weights, the
//! folder of `sounds.py` and the file of `faster.py`. Prints a JSON object per measured number.

mod memory;
mod mishearing;
mod processor;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use memory::{mebibytes, memory};
use mishearing::{lines, misheard, print, words};
use processor::processor_time;
use serde::Deserialize;
use voice::whisper::{RATE, Whisper};

/// Points by which more may be misheard than faster-whisper does.
const LEEWAY: f64 = 0.5;
/// What all of it may take, in KiB.
const MEMORY: u64 = 350 << 10;

/// A recording and what is said in it.
#[derive(Deserialize)]
struct Recording {
    language: String,
    path: PathBuf,
    text: String,
}

/// What another heard in it.
#[derive(Deserialize)]
struct Other {
    text: String,
    /// Seconds of the processor.
    cpu: f64,
}

/// What came of all recordings of a language.
#[derive(Default)]
struct Sum {
    words: usize,
    wrong: usize,
    seconds: f64,
    processor: f64,
}

impl Sum {
    fn add(&mut self, said: &str, heard: &str, seconds: f64, processor: f64) {
        let (said, heard) = (words(said), words(heard));
        self.words += said.len();
        self.wrong += misheard(&said, &heard);
        self.seconds += seconds;
        self.processor += processor;
    }

    /// Of a hundred words, those misheard.
    fn misheard(&self) -> f64 {
        100.0 * self.wrong as f64 / self.words.max(1) as f64
    }

    /// Seconds of the processor for a second of sound.
    fn spent(&self) -> f64 {
        self.processor / self.seconds.max(0.001)
    }
}

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let [weights, sounds, others, ..] = arguments.as_slice() else {
        anyhow::bail!("run `cargo xtask bench hearing`");
    };
    let recordings: Vec<Recording> = lines(&Path::new(sounds).join("texts.jsonl"))?;
    let others: Vec<Other> = lines(Path::new(others))?;
    anyhow::ensure!(recordings.len() == others.len(), "faster-whisper heard other recordings");

    let before = memory("self", "VmRSS")?;
    let whisper = Whisper::load(Path::new(weights))?;
    let loaded = memory("self", "VmRSS")?.saturating_sub(before);
    for (language, name) in [("ru", "Russian"), ("en", "English")] {
        let (mut ours, mut theirs) = (Sum::default(), Sum::default());
        // The kernel's ticks are too coarse for one recording.
        let begun = processor_time("self")?;
        let pairs = recordings.iter().zip(&others);
        for (recording, other) in pairs.filter(|(recording, _)| recording.language == language) {
            let samples = samples(&recording.path)?;
            let seconds = samples.len() as f64 / RATE as f64;
            let heard = whisper.hear(&samples, Some(language));
            ours.add(&recording.text, &heard.text, seconds, 0.0);
            theirs.add(&recording.text, &other.text, seconds, other.cpu);
        }
        ours.processor = (processor_time("self")? - begun).as_secs_f64();
        let minutes = ours.seconds / 60.0;
        let what = format!("{name}, {minutes:.1} minutes, {} words", ours.words);
        print(
            &format!("{what}: words misheard"),
            &format!("{:.2} %", ours.misheard()),
            &format!("{:.2} % + {LEEWAY}", theirs.misheard()),
            ours.misheard() <= theirs.misheard() + LEEWAY,
        )?;
        print(
            &format!("{what}: processor time per second of sound"),
            &format!("{:.3}", ours.spent()),
            &format!("under {:.3}", theirs.spent()),
            ours.spent() <= theirs.spent(),
        )?;
    }
    let most = memory("self", "VmHWM")?;
    let goal = format!("under {} MiB", MEMORY >> 10);
    print("the model in memory", &mebibytes(loaded), &goal, loaded < MEMORY)?;
    print("the most that was in memory", &mebibytes(most), &goal, most < MEMORY)
}

fn samples(path: &Path) -> anyhow::Result<Vec<f32>> {
    let bytes = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    let fours = bytes.chunks_exact(4);
    Ok(fours.map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect())
}

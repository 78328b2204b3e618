//! Real speech, Russian and English: how many words Whisper in this process mishears, and what it takes
//! of the processor, beside faster-whisper on the same recordings.
//!
//! `cargo xtask bench hearing` makes what is needed and runs this with three paths: the weights, the
//! folder of `sounds.py` and the file of `faster.py`. Prints a JSON object per measured number.

mod memory;
mod processor;
mod report;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use memory::{mebibytes, memory};
use processor::processor_time;
use report::print;
use serde::Deserialize;
use voice::whisper::{RATE, Whisper};

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
        self.wrong += distance(&said, &heard);
        self.seconds += seconds;
        self.processor += processor;
    }

    fn shown(&self) -> (String, String) {
        (
            format!("{:.2} %", 100.0 * self.wrong as f64 / self.words.max(1) as f64),
            format!("{:.3}", self.processor / self.seconds.max(0.001)),
        )
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
        let ((wrong, spent), (their_wrong, their_spent)) = (ours.shown(), theirs.shown());
        let what = format!("{name}, {minutes:.1} minutes, {} words", ours.words);
        print(&format!("{what}: words misheard"), &wrong, &format!("{their_wrong} + 0.5"))?;
        print(
            &format!("{what}: processor time per second of sound"),
            &spent,
            &format!("under {their_spent}"),
        )?;
    }
    print("the model in memory", &mebibytes(loaded), "under 350 MiB")?;
    print("the most that was in memory", &mebibytes(memory("self", "VmHWM")?), "under 350 MiB")?;
    Ok(())
}

fn lines<T: for<'a> Deserialize<'a>>(path: &Path) -> anyhow::Result<Vec<T>> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

fn samples(path: &Path) -> anyhow::Result<Vec<f32>> {
    let bytes = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    let fours = bytes.chunks_exact(4);
    Ok(fours.map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect())
}

/// The words of a text without signs and capitals.
fn words(text: &str) -> Vec<String> {
    let plain: String = text
        .to_lowercase()
        .chars()
        .map(|c| match c {
            'ё' => 'е',
            '\'' | '’' => '\'',
            c if c.is_alphanumeric() => c,
            _ => ' ',
        })
        .collect();
    plain.split_whitespace().map(str::to_owned).collect()
}

/// How many words must be put in, left out or changed (V. Levenshtein).
fn distance(said: &[String], heard: &[String]) -> usize {
    let mut row: Vec<usize> = (0..=heard.len()).collect();
    for (index, word) in said.iter().enumerate() {
        let mut corner = row[0];
        row[0] = index + 1;
        for (place, other) in heard.iter().enumerate() {
            let changed = corner + usize::from(word != other);
            corner = row[place + 1];
            row[place + 1] = changed.min(row[place] + 1).min(corner + 1);
        }
    }
    row[heard.len()]
}

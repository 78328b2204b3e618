//! A Piper voice in this process: what it takes of the processor beside Piper's own program, and how much of what
//! it says Whisper in this process understands.
//!
//! `cargo xtask bench speaking` makes what is needed and runs this with three paths: Whisper's weights, the voice, and
//! the folder of `sounds.py`; with how many of the English texts are said, and what that took Piper's own program.
//! Prints a JSON object per measured number.

mod memory;
mod mishearing;
mod processor;

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use async_trait::async_trait;
use domain::{Clock, Mouth as _, Timestamp, Words};
use memory::{mebibytes, memory};
use mishearing::{lines, misheard, print, words};
use processor::processor_time;
use serde::Deserialize;
use voice::note::{self, Limits, Rate};
use voice::piper::{Espeak, Piper};
use voice::speak::PiperMouth;
use voice::whisper::Whisper;

/// How many times the processor time of Piper's own program it may take: that makes no voice notes, and has
/// espeak-ng in its process.
const MORE: f64 = 2.0;

/// What is said in a recording.
#[derive(Deserialize)]
struct Recording {
    language: String,
    text: String,
}

/// Nothing here waits for anything, so time stands still.
struct Still;

#[async_trait]
impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(0)
    }

    async fn sleep_until(&self, _: Timestamp) {
        std::future::pending::<()>().await;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let [weights, voice, sounds, count, theirs] = arguments.as_slice() else {
        anyhow::bail!("run `cargo xtask bench speaking`");
    };
    let recordings: Vec<Recording> = lines(&Path::new(sounds).join("texts.jsonl"))?;
    let texts = recordings.iter().filter(|recording| recording.language == "en");
    let texts: Vec<&str> =
        texts.map(|recording| recording.text.as_str()).take(count.parse()?).collect();
    let theirs: f64 = theirs.parse()?;

    let before = memory("self", "VmRSS")?;
    let piper = Arc::new(Piper::load(Path::new(voice))?);
    let mouth = PiperMouth::new("piper", piper, 0, Espeak::default(), Arc::new(Still));
    let begun = processor_time("self")?;
    let mut notes = Vec::new();
    let mut seconds = 0.0;
    for text in &texts {
        let words = Words {
            text: (*text).to_owned(),
            language: Some("en".to_owned()),
            before: String::new(),
            seed: 7,
        };
        let spoken = mouth.speak(&words).await.with_context(|| format!("saying “{text}”"))?;
        seconds += spoken.duration.as_secs_f64();
        notes.push(spoken.ogg);
    }
    let spent = (processor_time("self")? - begun).as_secs_f64() / seconds;
    let taken = memory("self", "VmRSS")?.saturating_sub(before);

    let whisper = Whisper::load(Path::new(weights))?;
    let (mut wrong, mut all) = (0, 0);
    for (text, ogg) in texts.iter().zip(&notes) {
        let samples = note::decode(ogg, Rate::Sixteen, Limits::default())?;
        let heard = whisper.hear(&samples, Some("en"));
        wrong += misheard(&words(text), &words(&heard.text));
        all += words(text).len();
    }
    let wrong = 100.0 * wrong as f64 / all.max(1) as f64;
    let what = format!("a Piper voice, {:.1} minutes, {all} words", seconds / 60.0);
    print(
        &format!("{what}: processor time per second of sound, encoded"),
        &format!("{spent:.3}"),
        &format!("under {MORE} times {theirs:.3}, that of Piper's own program"),
        spent < theirs * MORE,
    )?;
    print(
        &format!("{what}: words that Whisper mishears"),
        &format!("{wrong:.1} %"),
        "under 10 %",
        wrong <= 10.0,
    )?;
    print("the voice in memory, having spoken", &mebibytes(taken), "", true)
}

//! What an index of a million messages takes.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use style::exemplar::Exemplar;
use style::{Learner, Query};

use crate::engine::{Engine, Kind};
use crate::memory::{mebibytes, memory};
use crate::processor::processor_time;
use crate::talk::{self, NOW, SplitMix, Vocabulary};

/// Measures one index and prints its row: memory that another has freed would not be counted.
pub(crate) const FLAG: &str = "--scale-of";

const MESSAGES: u32 = 1_000_000;
const CHATS: u32 = 400;
const SEED: u64 = 1;
const SEARCHES: usize = 2_000;

/// Measures one index in a process of its own.
pub(crate) fn of_one_elsewhere(kind: Kind) -> anyhow::Result<()> {
    let status = Command::new(std::env::current_exe()?).args([FLAG, kind.name()]).status()?;
    ensure!(status.success(), "measuring {} failed", kind.name());
    Ok(())
}

/// Measures one index in this process.
pub(crate) fn of_one(name: &str) -> anyhow::Result<()> {
    let kind = Kind::ALL.into_iter().find(|kind| kind.name() == name).context("no such index")?;
    let vocabulary = Vocabulary::new();
    let mut learner = Learner::new();
    for message in talk::history(&vocabulary, MESSAGES, CHATS, SEED) {
        learner.observe(&message);
    }
    let exemplars: Vec<Exemplar> = learner.recall().exemplars().cloned().collect();
    let before = memory("VmRSS")?;
    let begun = processor_time()?;
    let mut index = kind.index(exemplars)?;
    let build = processor_time()? - begun;
    let taken = memory("VmRSS")?.saturating_sub(before);

    let mut random = SplitMix::new(SEED + 1);
    let mut times: Vec<Duration> =
        (0..SEARCHES).map(|_| search(&mut *index, &vocabulary, &mut random)).collect();
    times.sort_unstable();
    let at = |quantile: f64| times[((times.len() - 1) as f64 * quantile).round() as usize];
    println!(
        "| {name} | {:.1} s | {} | {:.2} ms | {:.2} ms |",
        build.as_secs_f64(),
        mebibytes(taken),
        at(0.5).as_secs_f64() * 1e3,
        at(0.99).as_secs_f64() * 1e3
    );
    Ok(())
}

/// Searches for what somebody might write next.
fn search(index: &mut dyn Engine, vocabulary: &Vocabulary, random: &mut SplitMix) -> Duration {
    let asked = talk::Asked::new(vocabulary, CHATS, random);
    let texts: Vec<&str> = asked.texts.iter().map(String::as_str).collect();
    let begun = Instant::now();
    let query = Query { chat: asked.chat, asker: asked.chat, texts: &texts, context: &[&asked.context], now: NOW };
    std::hint::black_box(index.best(&query));
    begun.elapsed()
}

//! A million messages: how long learning them takes, what the recall index takes of that and of the
//! memory, and how fast it is searched.
//!
//! `cargo xtask bench recall` runs this as `cargo bench -p xtask --bench recall`. The messages are
//! made up (`talk`), and one thread does all. Prints a JSON object per measured number.

mod memory;
mod processor;
mod report;
mod talk;

use std::time::{Duration, Instant};

use memory::{mebibytes, memory};
use processor::processor_time;
use report::print;
use style::{Learner, Query, RecallIndex};
use talk::{NOW, SplitMix, Vocabulary};

const MESSAGES: u32 = 1_000_000;
const CHATS: u32 = 400;
const SEED: u64 = 1;
/// How many searches are measured.
const SEARCHES: usize = 2_000;
/// So many hits are asked for, as the twin asks.
const HITS: usize = 24;

fn main() -> anyhow::Result<()> {
    let vocabulary = Vocabulary::new();
    let messages = || talk::history(&vocabulary, MESSAGES, CHATS, SEED);
    let begun = processor_time("self")?;
    let text: usize = messages().filter_map(|message| message.content.text().map(str::len)).sum();
    let making = processor_time("self")? - begun;

    let empty = memory("self", "VmRSS")?;
    let begun = processor_time("self")?;
    let mut learner = Learner::new();
    for message in messages() {
        learner.observe(&message);
    }
    let learning = (processor_time("self")? - begun).saturating_sub(making);
    let learnt = memory("self", "VmRSS")?.saturating_sub(empty);
    let exemplars = learner.exemplar_count();
    print(
        &format!("learning {MESSAGES} messages ({} MiB of text), processor time", text >> 20),
        &format!("{:.1} s", learning.as_secs_f64()),
        "under 20 s",
    )?;
    print("all that was learnt, resident memory", &mebibytes(learnt), "")?;

    // The index once more, by itself.
    let before = memory("self", "VmRSS")?;
    let begun = processor_time("self")?;
    let index: RecallIndex = learner.recall().exemplars().cloned().collect();
    let building = processor_time("self")? - begun;
    let taken = memory("self", "VmRSS")?.saturating_sub(before);
    print(
        &format!("of that the recall index of {exemplars} exemplars"),
        &format!("{:.1} s", building.as_secs_f64()),
        "under 20 s",
    )?;
    print("its resident memory, exemplars included", &mebibytes(taken), "under 400 MB")?;

    let mut random = SplitMix::new(SEED + 1);
    let mut times: Vec<Duration> =
        (0..SEARCHES).map(|_| search(&index, &vocabulary, &mut random)).collect();
    times.sort_unstable();
    let at = |quantile: f64| {
        let place = ((times.len() - 1) as f64 * quantile).round() as usize;
        format!("{:.2} ms", times[place].as_secs_f64() * 1e3)
    };
    print(&format!("a search in it, p99 of {SEARCHES}"), &at(0.99), "under 5 ms")?;
    print("a search in it, p50", &at(0.5), "")
}

/// Searches for what somebody might write next.
fn search(index: &RecallIndex, vocabulary: &Vocabulary, random: &mut SplitMix) -> Duration {
    let asked = talk::Asked::new(vocabulary, CHATS, random);
    let texts: Vec<&str> = asked.texts.iter().map(String::as_str).collect();
    let begun = Instant::now();
    let query = Query {
        chat: asked.chat,
        asker: asked.chat,
        texts: &texts,
        context: &[&asked.context],
        now: NOW,
    };
    std::hint::black_box(index.search(&query, HITS));
    begun.elapsed()
}

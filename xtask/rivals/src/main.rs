//! The recall index beside what else finds texts in memory: tantivy and a BM25 crate, over the same
//! exemplars, with their questions as documents.
//!
//! `cargo run --release` prints what each takes for a made-up history of a million messages;
//! `cargo run --release -- HISTORY…`, for exports whose owner they name, how near its best exemplar's
//! answer comes to what the owner really replied.
//!
//! | module | what it holds |
//! |---|---|
//! | [`engine`] | what can be asked for an exemplar: ours, and each rival |
//! | [`analysis`] | texts as stems or as trigrams, for the rivals |
//! | [`scale`] | build time, memory, search time |
//! | [`quality`] | answers against held-out replies |

mod analysis;
mod engine;
#[path = "../../benches/memory/mod.rs"]
mod memory;
#[path = "../../benches/processor/mod.rs"]
mod processor;
mod quality;
mod scale;
#[path = "../../benches/talk/mod.rs"]
mod talk;

use engine::Kind;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, name] = arguments.as_slice()
        && flag == scale::FLAG
    {
        return scale::of_one(name);
    }
    if !arguments.is_empty() {
        return quality::print(&arguments);
    }
    println!("| index of a million messages | build, processor time | memory | search p50 | p99 |");
    println!("|---|---:|---:|---:|---:|");
    for kind in Kind::ALL {
        scale::of_one_elsewhere(kind)?;
    }
    Ok(())
}

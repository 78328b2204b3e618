//! `xtask bench`: how fast and how small it is on this machine, as a table.
//!
//! These are programs and no timed tests: nothing fails when a machine is slow. Each measures
//! release builds and stands in a file of its own; to add one, add the file, a variant of [`What`]
//! and its line in [`run`].
//!
//! | module | what it measures |
//! |---|---|
//! | [`latency`] | from an update's arrival to the sending of the reply (`benches/latency.rs`) |
//! | [`import`] | the import of a million messages |
//! | [`recall`] | learning a million messages, and searching them (`benches/recall.rs`) |
//! | [`search`] | storing a million messages, and full-text searches in them (`benches/search.rs`) |
//! | [`pages`] | the pages over a million messages, and 500 live streams (`benches/pages.rs`) |
//! | [`compose`] | what is done around a model for one reply (`benches/compose.rs`) |
//! | [`memory`] | an idle server |
//! | [`sandbox`] | what the sandbox bears (`benches/clients.rs`) and delivers (`benches/delivery.rs`) |
//! | [`damage`] | that damaged voice notes and files of sound are no end of the server (`benches/damage.rs`) |
//! | [`hearing`] | how well speech is heard and spoken, and what that takes (`benches/hearing.rs`, `benches/speaking.rs`) |
//! | [`likeness`] | how like its owners the twin writes, on given tasks |
//! | [`accounts`] | many accounts in one server, beside other clients (`benches/accounts.rs`) |
//! | [`bots`] | two hundred bots in one server (`benches/bots.rs`) |
//! | [`soak`] | what is lost or doubled while everything goes wrong (`benches/soak.rs`) |
//! | [`build`] | a clean release build and its binary |
//! | [`synthetic`] | makes exports of any size |
//! | [`program`] | runs one of `benches/` |
//! | [`process`] | runs the binary and watches its memory |
//! | [`table`] | prints what was measured, where and how |

mod accounts;
mod bots;
mod build;
mod compose;
mod damage;
mod hearing;
mod import;
mod latency;
mod likeness;
mod memory;
mod pages;
mod process;
mod program;
mod recall;
mod sandbox;
mod search;
mod soak;
mod synthetic;
mod table;

use std::path::PathBuf;

use clap::ValueEnum;

/// Options of `xtask bench`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// What to measure.
    #[arg(value_enum, default_value = "all")]
    what: What,
    /// Folders of the likeness benchmark's tasks, for `likeness`; may be repeated.
    #[arg(long, required_if_eq("what", "likeness"))]
    task: Vec<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// The delay that the server adds to a reply.
    Latency,
    /// The import of a million messages.
    Import,
    /// Learning a million messages, and searching them.
    Recall,
    /// Storing a million messages, and full-text searches in them.
    Search,
    /// The pages over a million messages, and 500 live streams.
    Pages,
    /// What is done around a model for one reply.
    Compose,
    /// The memory of an idle server.
    Memory,
    /// The memory of two thousand clients together with the sandbox.
    Clients,
    /// The messages a second that the sandbox delivers.
    Delivery,
    /// Two thousand accounts in one server, and what a reply costs beside other clients.
    Accounts,
    /// Two hundred bots in one server.
    Bots,
    /// What is lost or doubled of thousands of messages while everything goes wrong.
    Soak,
    /// How well speech is heard in this process, beside faster-whisper.
    Hearing,
    /// Tens of thousands of damaged voice notes and files of sound.
    Damage,
    /// What a Piper voice in this process takes, and whether it is understood.
    Speaking,
    /// The time of a clean release build and the size of the binary.
    Build,
    /// The twin's likeness, on the tasks given with `--task`.
    Likeness,
    /// All of these; likeness only if there is a task.
    All,
}

/// Measures and prints the table.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let is_wanted = |what| args.what == What::All || args.what == what;
    let mut rows = Vec::new();
    if is_wanted(What::Latency) {
        rows.extend(latency::measure()?);
    }
    if is_wanted(What::Import) {
        rows.extend(import::measure()?);
    }
    if is_wanted(What::Recall) {
        rows.extend(recall::measure()?);
    }
    if is_wanted(What::Search) {
        rows.extend(search::measure()?);
    }
    if is_wanted(What::Pages) {
        rows.extend(pages::measure()?);
    }
    if is_wanted(What::Compose) {
        rows.extend(compose::measure()?);
    }
    if is_wanted(What::Memory) {
        rows.extend(memory::measure()?);
    }
    if is_wanted(What::Clients) {
        rows.extend(sandbox::clients()?);
    }
    if is_wanted(What::Delivery) {
        rows.extend(sandbox::delivery()?);
    }
    if is_wanted(What::Accounts) {
        rows.extend(accounts::measure()?);
    }
    if is_wanted(What::Bots) {
        rows.extend(bots::measure()?);
    }
    if is_wanted(What::Soak) {
        rows.extend(soak::measure()?);
    }
    if is_wanted(What::Hearing) {
        rows.extend(hearing::measure()?);
    }
    if is_wanted(What::Damage) {
        rows.extend(damage::measure()?);
    }
    if is_wanted(What::Speaking) {
        rows.extend(hearing::speaking()?);
    }
    if is_wanted(What::Build) {
        rows.extend(build::measure()?);
    }
    if is_wanted(What::Likeness) && !args.task.is_empty() {
        rows.extend(likeness::measure(&args.task)?);
    }
    let name =
        args.what.to_possible_value().map_or_else(String::new, |what| what.get_name().to_owned());
    table::print(&format!("cargo xtask bench {name}"), &rows)
}

/// Measures how voice notes are heard and spoken in this process, and fails where a goal is missed.
pub(crate) fn voice() -> anyhow::Result<()> {
    let mut rows = hearing::measure()?;
    rows.extend(hearing::speaking()?);
    table::print("cargo verify --long", &rows)?;
    let missed: Vec<&str> =
        rows.iter().filter(|row| row.missed).map(|row| row.what.as_str()).collect();
    anyhow::ensure!(missed.is_empty(), "goals that are missed:\n{}", missed.join("\n"));
    Ok(())
}

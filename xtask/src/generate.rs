//! `xtask generate`: the demo's hand-written chats become a Telegram Desktop export, and the API's
//! handlers its OpenAPI document.
//!
//! `demo/suggestions.json` says who the people are, `demo/history/*.txt` what they wrote, and
//! `demo/result.json` is the outcome, byte for byte the same on every machine. The format of the
//! sources is in `demo/README.md`.
//!
//! - [`people`]: who they are
//! - [`script`]: one chat's source, read into lines
//! - [`timeline`]: when each line was written
//! - [`markup`]: a line's text as Telegram's entities
//! - [`mod@export`]: the export's JSON
//! - [`census`]: the table of counts
//! - [`openapi`]: the document in `docs/openapi.json`

mod census;
mod export;
mod markup;
mod openapi;
mod people;
mod script;
mod timeline;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use self::people::People;
use self::timeline::TimedLine;

/// Options of `xtask generate`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Write nothing; fail if demo/result.json or docs/openapi.json is not what the sources give.
    #[arg(long)]
    pub(crate) check: bool,
}

/// Writes the files, or with `--check` compares them, and prints what the export holds.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    export(args)?;
    openapi::run(args)
}

/// The export alone. The document is compared by a test of `web` too, which is built for that anyway.
pub(crate) fn export(args: &Args) -> anyhow::Result<()> {
    let demo = demo_dir();
    let people = People::read(&demo.join("suggestions.json"))?;
    let chats = read_chats(&demo, &people)?;
    let json = export::to_json(&people, &chats)?;
    put(args, &demo.join("result.json"), &json)?;
    let mut out = io::stdout().lock();
    writeln!(out, "{}", census::table(&people, &chats))?;
    Ok(())
}

/// Writes a file, or compares it.
fn put(args: &Args, target: &Path, text: &str) -> anyhow::Result<()> {
    if args.check {
        let committed = fs::read_to_string(target).unwrap_or_default();
        if committed != text {
            bail!("{} is stale: run `cargo xtask generate`", target.display());
        }
        return Ok(());
    }
    fs::write(target, text).with_context(|| format!("writing {}", target.display()))
}

/// Every contact's chat in the order of the contacts, each with its lines in order of time.
fn read_chats(demo: &Path, people: &People) -> anyhow::Result<Vec<Vec<TimedLine>>> {
    people
        .contacts
        .iter()
        .map(|contact| {
            let path = demo.join("history").join(&contact.history);
            let source =
                fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
            let script = script::parse(&source).with_context(|| path.display().to_string())?;
            timeline::schedule(script, contact.id).with_context(|| path.display().to_string())
        })
        .collect()
}

fn demo_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::script::Author;

    #[test]
    fn the_committed_export_is_fresh() {
        export(&Args { check: true }).unwrap();
    }

    #[test]
    fn every_chat_is_long_and_the_owner_sleeps_at_night() {
        let demo = demo_dir();
        let people = People::read(&demo.join("suggestions.json")).unwrap();
        let chats = read_chats(&demo, &people).unwrap();
        assert_eq!(chats.len(), 8);
        assert!(chats.iter().all(|chat| chat.len() >= 150));
        for line in chats.iter().flatten().filter(|line| line.line.author == Author::Owner) {
            let hour = line.at.hour();
            assert!(!(1..8).contains(&hour), "{} {:?}", line.at, line.line);
        }
    }

    #[test]
    fn ids_grow_with_time_over_the_whole_account() {
        let export: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(demo_dir().join("result.json")).unwrap())
                .unwrap();
        let mut seen: Vec<(u64, u64)> = export["chats"]["list"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|chat| chat["messages"].as_array().unwrap())
            .map(|message| {
                let time = message["date_unixtime"].as_str().unwrap().parse().unwrap();
                (message["id"].as_u64().unwrap(), time)
            })
            .collect();
        seen.sort_unstable();
        assert!(seen.len() >= 1_200);
        assert!(seen.iter().enumerate().all(|(at, (id, _))| *id == at as u64 + 1));
        assert!(seen.is_sorted_by_key(|(_, time)| *time));
    }
}

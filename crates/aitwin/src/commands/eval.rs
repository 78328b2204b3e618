//! `aitwin eval`: measures how like its owner the twin writes.

use std::fs;
use std::path::Path;

use anyhow::Result;
use domain::PeerId;
use style::fidelity::evaluate;
use style::holdout::{Options, split};
use twin::measure::Report;

use super::say;
use crate::cli::{EvalArgs, OfAccount};
use crate::config::{Config, Overrides};
use crate::eval::task::Folder;
use crate::eval::{self, card, gather, page, record, table};
use crate::language::{Texts, text};
use crate::trouble::Trouble;
use crate::wiring;
use crate::writer::Writer;

pub(crate) async fn eval(texts: &Texts, config: Option<&Path>, arguments: EvalArgs) -> Result<()> {
    match &arguments.task {
        Some(task) => judge(texts, task, &arguments),
        None => measure(texts, config, arguments).await,
    }
}

/// Measures the owner's twin on the owner's own history.
async fn measure(texts: &Texts, config: Option<&Path>, arguments: EvalArgs) -> Result<()> {
    let EvalArgs {
        history,
        owner,
        chat,
        contexts,
        seed,
        bootstraps,
        json,
        html,
        by,
        of: OfAccount { account, data },
        ..
    } = arguments;
    let overrides =
        Overrides { data: data.data, database_url: data.database_url, ..Overrides::default() };
    let config = Config::load(config, overrides)?;
    for path in json.iter().chain(&html) {
        check_writable(path)?;
    }
    let writer = Writer::new(&by, &config.model)?;
    let chat = chat.map(PeerId);
    let messages = match &history {
        Some(history) => gather::from_export(history, owner.map(PeerId), chat)?,
        None => {
            let opened = wiring::reopen(&config).await?;
            gather::from_database(&opened, account, chat).await?
        }
    };
    let moments = by.sample.map_or(contexts, |sample| sample.min(contexts));
    let holdout = split(&messages, Options { moments: moments.get(), seed });
    let holdout = match history {
        Some(path) => holdout.map_err(|source| Trouble::TooLittle { path, source })?,
        None => holdout?,
    };
    drop(messages);
    let answers = eval::twin::answers(&holdout, seed, writer.as_ref()).await?;
    let report = Report::make(&holdout, answers, bootstraps);
    for line in card::lines(texts, &report) {
        say(&line)?;
    }
    if let Some(path) = json {
        write(&path, &(serde_json::to_string_pretty(&report)? + "\n"))?;
    }
    if let Some(path) = html {
        write(&path, &page::page(texts, &report))?;
    }
    Ok(())
}

/// Fails where the file could not be written: better before the work than after it. Leaves everything
/// as it was.
fn check_writable(path: &Path) -> Result<()> {
    // What is neither file nor folder, such as a pipe, may not be opened twice.
    if fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        return Ok(());
    }
    let is_new = fs::symlink_metadata(path).is_err();
    let tried = fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .and_then(|_| if is_new { fs::remove_file(path) } else { Ok(()) });
    tried.map_err(|source| Trouble::Write { path: path.to_owned(), source }.into())
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).map_err(|source| Trouble::Write { path: path.to_owned(), source }.into())
}

/// Judges replies to a benchmark's task.
fn judge(texts: &Texts, task: &Path, arguments: &EvalArgs) -> Result<()> {
    if let Some(path) = &arguments.json {
        check_writable(path)?;
    }
    let folder = Folder::read(task)?;
    let (systems, unknown) = folder.systems(&arguments.replies)?;
    let names: Vec<String> = systems.iter().map(|system| system.name.clone()).collect();
    for (name, lines) in names.iter().zip(unknown).filter(|(_, lines)| *lines > 0) {
        say(&text!(texts, "eval-unknown-lines", system = name.as_str(), lines = lines))?;
    }
    let verdict = evaluate(&folder.task, systems, arguments.bootstraps, arguments.select);
    for line in table::lines(texts, &folder.task, &verdict, &names) {
        say(&line)?;
    }
    if let Some(path) = &arguments.json {
        let all = record::of_task(&folder.task, &verdict, &names);
        write(path, &(serde_json::to_string_pretty(&all)? + "\n"))?;
    }
    Ok(())
}

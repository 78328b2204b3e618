//! `aitwin import`: brings exports of Telegram Desktop into the database.
//!
//! | module | what it holds |
//! |---|---|
//! | `owner` | whose the files are: what they say, what is known, what the person answers |
//! | `report` | what is said about what came in |

mod owner;
mod report;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Result;
use domain::{AccountId, Clock, Mode, PeerId};
use engine::{ImportReport, NewAccount};

use super::{reading_bar, say};
use crate::cli::ImportArgs;
use crate::clock::SystemClock;
use crate::config::{Config, Overrides};
use crate::language::{Texts, text};
use crate::trouble::Trouble;
use crate::wiring::{self, Opened};

pub(crate) async fn import(
    texts: &Texts,
    config: Option<&Path>,
    arguments: ImportArgs,
) -> Result<()> {
    let ImportArgs { files, owner, data } = arguments;
    let overrides =
        Overrides { data: data.data, database_url: data.database_url, ..Overrides::default() };
    let config = Config::load(config, overrides)?;
    let files: Vec<PathBuf> = files.into_iter().map(result_file).collect();
    let stated = owner::stated(&files, owner.map(PeerId))?;
    let opened = wiring::open(&config).await?;
    let user = match stated.or(owner.map(PeerId)) {
        Some(user) => user,
        None => owner::found(texts, &opened, &files).await?,
    };
    let mut account = None;
    for path in &files {
        account = Some(import_file(texts, &opened, path, user, config.policy.mode()).await?);
    }
    match account {
        Some(account) => report::what_can_be_learnt(texts, &opened, account).await,
        None => Ok(()),
    }
}

/// The file itself, or the one in the folder that Telegram Desktop has made.
fn result_file(path: PathBuf) -> PathBuf {
    if path.is_dir() { path.join("result.json") } else { path }
}

fn open(path: &Path) -> Result<File, Trouble> {
    File::open(path).map_err(|source| Trouble::File { path: path.to_owned(), source })
}

async fn import_file(
    texts: &Texts,
    opened: &Opened,
    path: &Path,
    user: PeerId,
    mode: Mode,
) -> Result<AccountId> {
    let file = open(path)?;
    let unreadable = |source| Trouble::File { path: path.to_owned(), source };
    let bar = reading_bar(path, file.metadata().map_err(unreadable)?.len());
    let source: Box<dyn Read + Send> = Box::new(bar.wrap_read(file));
    let imported = engine::import_telling(
        &opened.store,
        opened.owner,
        source,
        Some(user),
        NewAccount { mode, ..NewAccount::new(SystemClock.now(), rand::random()) },
        &mut |progress| bar.set_message(text!(texts, "import-progress", count = progress.read)),
    )
    .await;
    bar.finish_and_clear();
    let report: ImportReport = imported
        .map_err(|source| Trouble::Import { path: path.to_owned(), source: source.into() })?;
    report::of_file(texts, path, &report)?;
    Ok(report.account)
}

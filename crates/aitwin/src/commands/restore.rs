//! `aitwin restore`: a backup into an empty server.
//!
//! The file is read twice: once to its end, which shows whether it is whole, and only then to restore it.

use std::fs::File;
use std::path::Path;

use anyhow::Result;
use indicatif::ProgressBar;
use store::{Accounts, Store, check_backup};

use super::{reading_bar, say, shown};
use crate::cli::{DataArgs, RestoreArgs};
use crate::config::{Config, Overrides};
use crate::language::{Texts, text};
use crate::passphrase;
use crate::sealed_file::{Unseal, Unsealed, unseal};
use crate::trouble::Trouble;
use crate::wiring;

pub(crate) async fn restore(
    texts: &Texts,
    config: Option<&Path>,
    arguments: RestoreArgs,
) -> Result<()> {
    let RestoreArgs { from, identity, passphrase_file, live, data } = arguments;
    let DataArgs { data, database_url } = data;
    let config = Config::load(config, Overrides { data, database_url, ..Overrides::default() })?;
    // Before anybody is asked for anything.
    open(&from)?;
    let with = match identity {
        Some(path) => Unseal::with_identities(&path)?,
        None => Unseal::Passphrase(passphrase::known(texts, passphrase_file.as_deref())?),
    };
    let bar = bar_of(&from)?;
    let head = check_backup(&mut opened(&from, &with, &bar)?, &mut |rows| {
        bar.set_message(text!(texts, "restore-checking", rows = rows));
    });
    bar.finish_and_clear();
    let head = head?;
    say(&text!(texts, "restore-head", date = shown(head.made_at), rows = head.rows))?;

    let _lock = wiring::Lock::take(&config.data)?;
    let accounts = if live { Accounts::Live } else { Accounts::Waiting };
    let bar = bar_of(&from)?;
    let restored = Store::restore(
        wiring::database(&config),
        || wiring::new_master_key(&config),
        &mut opened(&from, &with, &bar)?,
        accounts,
        &mut |rows| bar.set_message(text!(texts, "restore-storing", rows = rows)),
    )
    .await;
    bar.finish_and_clear();
    let restored = restored?;
    say(&text!(texts, "restore-done", rows = restored.rows))?;
    match (restored.sessions, accounts) {
        (0, _) => Ok(()),
        (sessions, Accounts::Waiting) => say(&text!(texts, "restore-waiting", count = sessions)),
        (sessions, Accounts::Live) => say(&text!(texts, "restore-live", count = sessions)),
    }
}

fn open(path: &Path) -> Result<File, Trouble> {
    File::open(path).map_err(|source| Trouble::File { path: path.to_owned(), source })
}

fn bar_of(path: &Path) -> Result<ProgressBar> {
    let unreadable = |source| Trouble::File { path: path.to_owned(), source };
    Ok(reading_bar(path, open(path)?.metadata().map_err(unreadable)?.len()))
}

fn opened(
    path: &Path,
    with: &Unseal,
    bar: &ProgressBar,
) -> Result<Unsealed<indicatif::ProgressBarIter<File>>, Trouble> {
    unseal(path, bar.wrap_read(open(path)?), with)
}

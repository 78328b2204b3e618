//! `aitwin keys`: the master key, its change, and a copy of it for bad days.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use anyhow::Result;
use domain::Clock;
use store::{KeyOrigin, MasterKey, Mended, Store};
use zeroize::Zeroizing;

use super::{say, shown};
use crate::cli::{DataArgs, KeysArgs, KeysTask};
use crate::clock::SystemClock;
use crate::config::{Config, Overrides};
use crate::language::{Texts, text};
use crate::passphrase;
use crate::sealed_file::{Problem, Seal, Sealing, Unseal, is_altered, unseal};
use crate::trouble::Trouble;
use crate::wiring;

pub(crate) async fn keys(texts: &Texts, config: Option<&Path>, arguments: KeysArgs) -> Result<()> {
    let KeysArgs { task, data: DataArgs { data, database_url } } = arguments;
    let config = Config::load(config, Overrides { data, database_url, ..Overrides::default() })?;
    match task {
        KeysTask::Status => status(texts, &wiring::reopen(&config).await?.store).await,
        KeysTask::Rotate => rotate(texts, &wiring::reopen(&config).await?.store).await,
        KeysTask::ExportRecovery { to, passphrase_file } => {
            // Only a key that opens the database is worth keeping.
            let opened = wiring::reopen(&config).await?;
            let master = wiring::master_key(&config)?;
            let status = opened.store.key_status().await?;
            let master = if status.fingerprint == master.fingerprint() {
                master
            } else {
                wiring::next_master_key()?.ok_or(store::Error::WrongMasterKey { path: None })?
            };
            export(texts, &master, &to, passphrase_file.as_deref())
        }
        KeysTask::ImportRecovery { from, passphrase_file } => {
            import(texts, &config, &from, passphrase_file.as_deref()).await
        }
    }
}

async fn status(texts: &Texts, store: &Store) -> Result<()> {
    let status = store.key_status().await?;
    let origin = match &status.origin {
        KeyOrigin::File(path) => path.display().to_string(),
        KeyOrigin::Text => "AITWIN_MASTER_KEY".to_owned(),
        KeyOrigin::NextText => "AITWIN_MASTER_KEY_NEW".to_owned(),
    };
    let since = status.since.map_or_else(|| text!(texts, "keys-unused"), shown);
    say(&text!(texts, "keys-fingerprint", fingerprint = status.fingerprint))?;
    say(&text!(texts, "keys-since", since = since))?;
    say(&text!(texts, "keys-origin", origin = origin))?;
    say(&text!(texts, "keys-owners", owners = status.owners))?;
    say(&match (store.mended(), status.origin) {
        (Some(Mended::Finished), _) => text!(texts, "keys-finished"),
        (Some(Mended::Undone), _) => text!(texts, "keys-undone"),
        (None, KeyOrigin::NextText) => text!(texts, "keys-next"),
        (None, _) => text!(texts, "keys-settled"),
    })
}

async fn rotate(texts: &Texts, store: &Store) -> Result<()> {
    let rotated = store.rotate_master_key(SystemClock.now()).await?;
    say(&text!(
        texts,
        "keys-rotated",
        before = rotated.before,
        now = rotated.now,
        owners = rotated.owners
    ))?;
    say(&match store.key_status().await?.origin {
        KeyOrigin::File(_) => text!(texts, "keys-rotated-file"),
        KeyOrigin::Text | KeyOrigin::NextText => text!(texts, "keys-rotated-text"),
    })
}

fn export(texts: &Texts, master: &MasterKey, to: &Path, passphrase: Option<&Path>) -> Result<()> {
    let seal = Seal::Passphrase(passphrase::new(texts, passphrase)?);
    let mut file = Sealing::begin(to, &seal)?;
    // As in the file of the key, so that age's own program can put it back as well.
    let written = writeln!(file, "{}", *master.text());
    written.map_err(|source| Trouble::Write { path: to.to_owned(), source })?;
    file.finish()?;
    let (path, fingerprint) = (to.display().to_string(), master.fingerprint());
    say(&text!(texts, "keys-exported", path = path, fingerprint = fingerprint))
}

async fn import(
    texts: &Texts,
    config: &Config,
    from: &Path,
    passphrase: Option<&Path>,
) -> Result<()> {
    let unreadable = |source| Trouble::File { path: from.to_owned(), source };
    let sealed = File::open(from).map_err(unreadable)?;
    let with = Unseal::Passphrase(passphrase::known(texts, passphrase)?);
    let mut digits = Zeroizing::new(String::new());
    let problem = |problem| Trouble::Sealed { path: from.to_owned(), problem };
    unseal(from, sealed, &with)?.read_to_string(&mut digits).map_err(|source| {
        if is_altered(&source) { problem(Problem::Altered) } else { unreadable(source) }
    })?;
    let master = MasterKey::from_text(&digits).map_err(|_| problem(Problem::NoKey))?;
    let fingerprint = master.fingerprint();

    let path = wiring::key_file(config);
    let place = path.display().to_string();
    match MasterKey::load(&path) {
        Ok(Some(there)) if there.fingerprint() == fingerprint => {
            return say(&text!(texts, "keys-there", path = place, fingerprint = fingerprint));
        }
        Ok(None) => {}
        // What may be the only copy of a key is not replaced.
        Ok(Some(_)) | Err(_) => return Err(Trouble::OtherMasterKey { path, fingerprint }.into()),
    }
    if wiring::has_database(config)? {
        // A key of another time would only keep the right one out.
        let opened = Store::open(wiring::database(config), MasterKey::from_text(&digits)?).await;
        if let Err(store::Error::WrongMasterKey { .. }) = opened {
            return Err(problem(Problem::OtherDatabase).into());
        }
        opened?;
    }
    wiring::make_folder(&config.data)?;
    master.write_to(&path)?;
    say(&text!(texts, "keys-imported", path = place, fingerprint = fingerprint))
}

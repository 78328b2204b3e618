//! `aitwin backup`: all that is stored, in one sealed file.

use std::io::{BufWriter, IntoInnerError};
use std::path::Path;

use anyhow::Result;
use domain::Clock;

use super::{bar, say};
use crate::cli::{BackupArgs, DataArgs};
use crate::clock::SystemClock;
use crate::config::{Config, Overrides};
use crate::language::{Texts, text};
use crate::passphrase;
use crate::sealed_file::{Seal, Sealing};
use crate::trouble::Trouble;
use crate::wiring;

pub(crate) async fn backup(
    texts: &Texts,
    config: Option<&Path>,
    arguments: BackupArgs,
) -> Result<()> {
    let BackupArgs { to, recipient, passphrase_file, data } = arguments;
    let DataArgs { data, database_url } = data;
    let config = Config::load(config, Overrides { data, database_url, ..Overrides::default() })?;
    let opened = wiring::reopen(&config).await?;
    let seal = if recipient.is_empty() {
        Seal::Passphrase(passphrase::new(texts, passphrase_file.as_deref())?)
    } else {
        Seal::for_recipients(&recipient)?
    };
    let mut file = BufWriter::new(Sealing::begin(&to, &seal)?);
    let bar = bar(&to, 0, "{prefix}  {bar:30} {percent:>3} %  {pos}/{len}  {eta}");
    let written = opened
        .store
        .back_up(&mut file, SystemClock.now(), &mut |rows, of| {
            bar.set_length(of);
            bar.set_position(rows);
        })
        .await;
    bar.finish_and_clear();
    let written = written?;
    let unwritable =
        |error: IntoInnerError<_>| Trouble::Write { path: to.clone(), source: error.into_error() };
    let file = file.into_inner().map_err(unwritable)?;
    file.finish()?;
    let path = to.display().to_string();
    say(&text!(texts, "backup-done", path = path, rows = written.rows, owners = written.owners))?;
    say(&if recipient.is_empty() {
        text!(texts, "backup-passphrase")
    } else {
        text!(texts, "backup-recipient")
    })
}

//! `aitwin import`: brings an export of Telegram Desktop into the database.

use std::fs::File;
use std::io::{IsTerminal, Read};
use std::path::Path;

use anyhow::Result;
use domain::{Clock, PeerId};
use indicatif::{ProgressBar, ProgressStyle};

use super::say;
use crate::cli::ImportArgs;
use crate::clock::SystemClock;
use crate::config::{Config, Overrides};
use crate::language::{Texts, text};
use crate::trouble::Trouble;
use crate::wiring;

pub(crate) async fn import(
    texts: &Texts,
    config: Option<&Path>,
    arguments: ImportArgs,
) -> Result<()> {
    let ImportArgs { file: path, owner, data } = arguments;
    let overrides =
        Overrides { data: data.data, database_url: data.database_url, ..Overrides::default() };
    let config = Config::load(config, overrides)?;
    let unreadable = |source| Trouble::File { path: path.clone(), source };
    let file = File::open(&path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    let opened = wiring::open(&config).await?;

    let bar = progress_bar(size);
    let source: Box<dyn Read + Send> = Box::new(bar.wrap_read(file));
    let imported = engine::import(
        &opened.store,
        opened.owner,
        source,
        owner.map(PeerId),
        SystemClock.now(),
        rand::random(),
    )
    .await;
    bar.finish_and_clear();
    let report = imported?;

    let summary = &report.summary;
    say(&text!(
        texts,
        "import-done",
        messages = summary.messages,
        chats = summary.chats,
        new = report.new_messages
    ))?;
    if summary.owner_messages == 0 {
        say(&text!(texts, "import-nothing-to-learn"))?;
    }
    if summary.skipped_broken > 0 {
        say(&text!(texts, "import-broken", count = summary.skipped_broken))?;
    }
    for (kind, count) in &summary.skipped_unknown {
        say(&text!(texts, "import-unknown", kind = kind.as_str(), count = count.to_string()))?;
    }
    Ok(())
}

/// A bar over the bytes of the file; hidden where nobody watches.
fn progress_bar(size: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(
        "{bar:40} {percent:>3} %  {bytes} / {total_bytes}  {bytes_per_sec}  {eta}",
    )
    .expect("the template is well-formed");
    ProgressBar::new(size).with_style(style)
}

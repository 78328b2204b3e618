//! `aitwin migrate`: brings the database up to date, as the role that owns its tables, and gives the role
//! that serves what it needs. What every command does that finds an older database, for whoever keeps
//! the owner's password from the server.

use std::path::Path;

use anyhow::Result;

use super::say;
use crate::cli::DataArgs;
use crate::config::{Config, Overrides};
use crate::language::{Texts, text};
use crate::wiring;

pub(crate) async fn migrate(texts: &Texts, config: Option<&Path>, data: DataArgs) -> Result<()> {
    let DataArgs { data, database_url } = data;
    let config = Config::load(config, Overrides { data, database_url, ..Overrides::default() })?;
    wiring::open(&config).await?;
    say(&text!(texts, "migrate-done", version = store::SCHEMA.to_string()))
}

//! `aitwin serve`: the server.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;

use super::say;
use crate::cli::ServeArgs;
use crate::clock::SystemClock;
use crate::config::{Config, Overrides};
use crate::language::{Texts, text};
use crate::wiring;

pub(crate) async fn serve(
    texts: &Texts,
    config: Option<&Path>,
    arguments: ServeArgs,
) -> Result<()> {
    let ServeArgs { data, http, pace } = arguments;
    let overrides = Overrides { http, data: data.data, database_url: data.database_url, pace };
    let config = Config::load(config, overrides)?;
    let connector = wiring::connector(&config)?;
    let listener = wiring::listen(config.http).await?;
    let _lock = wiring::Lock::take(&config.data)?;
    let engine = wiring::engine(wiring::open(&config).await?, connector, config.engine());
    engine.start().await?;

    let telegram = &config.telegram;
    if telegram.api_id == 0 || telegram.api_hash.is_empty() {
        say(&text!(texts, "serve-no-api-id"))?;
    }
    say(&text!(texts, "serve-open", address = listener.local_addr()?.to_string()))?;
    let pages = web::router(web::Config {
        engine: engine.clone(),
        clock: Arc::new(SystemClock),
        hosts: config.hosts,
        demo: None,
        sandbox_control: None,
    });
    let served = wiring::serve(listener, pages).await;
    engine.stop().await;
    served
}

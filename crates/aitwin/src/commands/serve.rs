//! `aitwin serve`: the server.

use std::path::Path;
use std::sync::Arc;

use access::Access;
use anyhow::Result;
use domain::BotHooks;
use engine::{ModelView, SavedWords, VoicePrices};
use webhooks::Webhooks;

use super::say;
use crate::cli::ServeArgs;
use crate::clock::SystemClock;
use crate::config::{Config, Overrides};
use crate::engines::Maker;
use crate::language::{Texts, text};
use crate::saved::Saved;
use crate::serving;
use crate::trouble::{Trouble, of_choice};
use crate::voice::Voices;
use crate::wiring::{self, Opened};

pub(crate) async fn serve(
    texts: &Texts,
    config: Option<&Path>,
    arguments: ServeArgs,
) -> Result<()> {
    let ServeArgs { data, http, pace, model } = arguments;
    let overrides = Overrides { http, data: data.data, database_url: data.database_url, pace };
    let config = Config::load(config, overrides)?;
    let address = config.http;
    if !address.ip().is_loopback() && !config.is_secure() {
        return Err(Trouble::NoTls { address }.into());
    }
    let tls = config.tls.as_ref().map(serving::acceptor).transpose()?;
    let connector = wiring::connector(&config)?;
    let listener = wiring::listen(config.http).await?;
    let _lock = wiring::Lock::take(&config.data)?;
    let Opened { store, owner } = wiring::open(&config).await?;
    let access = Access::new(store.clone(), Arc::new(SystemClock));
    if config.is_reachable() && access.is_open().await? {
        return Err(Trouble::NoPassword { address }.into());
    }
    let webhooks = Webhooks::new(webhooks::Parts {
        store: store.clone(),
        clock: Arc::new(SystemClock),
        seed: rand::random(),
        allow_private: config.webhooks.allow_private,
    })?;
    let (weights, key_files) =
        (config.data.join(super::models::FOLDER), config.voice_key_files.clone());
    let voices = Voices::new(Arc::new(SystemClock), weights, key_files);
    let voices = voices.map_err(|source| Trouble::Voice { source })?;
    let bots = Arc::new(wiring::bots(&config)?);
    let maker = Maker {
        store: store.clone(),
        connector: Arc::new(connector),
        bots: Arc::clone(&bots),
        settings: config.engine(texts.disclosure_words()),
        model: config.model.clone(),
        voice: config.voice.clone(),
        voices: Arc::new(voices),
        voice_prices: VoicePrices(config.voice_prices.clone()),
        access: Some(access.clone()),
        model_of_command_line: model,
        webhooks: Some(webhooks.clone()),
        saved_words: config
            .questions
            .saved_messages
            .then(|| Arc::new(Saved::new(texts.again())) as Arc<dyn SavedWords>),
    };
    let engines = maker.engines(owner).await?;
    let engine = engines.first();
    engine.start().await?;
    for other in store.owners().await? {
        engines.open(other).await?;
    }

    let telegram = &config.telegram;
    if !telegram.has_app() {
        say(&text!(texts, "serve-no-api-id"))?;
    }
    say(&writer(texts, engine.model().await?))?;
    let address = listener.local_addr()?.to_string();
    let scheme = if tls.is_some() { "https" } else { "http" };
    say(&text!(texts, "serve-open", scheme = scheme, address = address))?;
    if access.is_open().await? {
        say(&text!(texts, "serve-no-password"))?;
    }
    let pages = web::router(web::Config {
        engines: engines.clone(),
        access: Some(access),
        webhooks: Some(webhooks.clone()),
        bot_hooks: config.bots.webhook.as_ref().map(|_| bots as Arc<dyn BotHooks>),
        is_secure: config.is_secure(),
        behind_proxy: config.behind_proxy,
        clock: Arc::new(SystemClock),
        hosts: config.hosts,
        any_model_address: config.people.any_model_address,
        demo: None,
        telegram: wiring::telegram(telegram),
        sandbox_control: None,
    });
    wiring::serve(listener, tls, pages, config.behind_proxy).await;
    engines.stop().await;
    webhooks.stop().await;
    Ok(())
}

/// Who writes for the twins, in a line.
pub(super) fn writer(texts: &Texts, model: Option<ModelView>) -> String {
    match model {
        Some(ModelView { writes: Some(model), .. }) => text!(texts, "serve-model", model = model),
        Some(ModelView { problem: Some(problem), .. }) => {
            let problem = of_choice(texts, &problem);
            text!(texts, "serve-model-problem", problem = problem)
        }
        _ => text!(texts, "serve-no-model"),
    }
}

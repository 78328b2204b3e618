//! `aitwin serve`: the server.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use engine::ModelView;

use super::say;
use crate::cli::ServeArgs;
use crate::clock::SystemClock;
use crate::config::{Config, Overrides};
use crate::language::{Texts, text};
use crate::saved::Saved;
use crate::trouble::of_choice;
use crate::wiring;

pub(crate) async fn serve(
    texts: &Texts,
    config: Option<&Path>,
    arguments: ServeArgs,
) -> Result<()> {
    let ServeArgs { data, http, pace, model } = arguments;
    let overrides = Overrides { http, data: data.data, database_url: data.database_url, pace };
    let config = Config::load(config, overrides)?;
    let connector = wiring::connector(&config)?;
    let listener = wiring::listen(config.http).await?;
    let _lock = wiring::Lock::take(&config.data)?;
    let engine = wiring::engine(wiring::open(&config).await?, connector, config.engine());
    wiring::models(&engine, &config.model, model).await?;
    if config.questions.saved_messages {
        engine.write_saved(Arc::new(Saved::new(texts.again())));
    }
    engine.start().await?;

    let telegram = &config.telegram;
    if telegram.api_id == 0 || telegram.api_hash.is_empty() {
        say(&text!(texts, "serve-no-api-id"))?;
    }
    say(&writer(texts, engine.model().await?))?;
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

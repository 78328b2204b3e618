//! `aitwin demo`: the sandbox, the server and its pages in one process, with people to play.

use std::net::{SocketAddr, SocketAddrV4};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use domain::policy::Limits;
use domain::{Clock, Policy};
use engine::{NewAccount, Settings, VoicePrices};
use sandbox::Sandbox;

use super::say;
use super::serve::writer;
use crate::cli::{DemoArgs, PaceName};
use crate::clock::SystemClock;
use crate::config::{Bots, Config, CustomDc, Overrides, Telegram};
use crate::demo::{Cast, EXPORT, connect_the_owner, people_the_sandbox};
use crate::engines::Maker;
use crate::language::{Texts, text};
use crate::saved::Saved;
use crate::trouble::Trouble;
use crate::voice::Voices;
use crate::wiring;

/// Where the demo's Telegram keeps its things, in the folder of the demo.
const TELEGRAM: &str = "telegram";

/// The public key of the demo's Telegram, in the folder above.
const PUBLIC_KEY: &str = "public.pem";

/// Whether a folder is one of a demo.
pub(super) fn is_of_demo(data: &Path) -> bool {
    data.join(TELEGRAM).join(PUBLIC_KEY).exists()
}

pub(crate) async fn demo(texts: &Texts, config: Option<&Path>, arguments: DemoArgs) -> Result<()> {
    let DemoArgs { http, sandbox_listen, sandbox_control, data, pace } = arguments;
    let settings = Config::load(config, Overrides::default())?;
    // Whoever reaches the demo is its owner.
    if !http.ip().is_loopback() {
        return Err(Trouble::NotLoopback { address: http }.into());
    }
    let listener = wiring::listen(http).await?;
    let _lock = wiring::Lock::take(&data)?;
    let cast = Cast::load()?;
    let telegram_folder = data.join(TELEGRAM);
    wiring::make_folder(&telegram_folder)?;
    let sandbox = Sandbox::start(sandbox::Config::new(
        sandbox_listen,
        sandbox_control,
        telegram_folder.clone(),
    ))
    .await
    .map_err(|source| Trouble::Sandbox { flags: "--sandbox-listen, --sandbox-control", source })?;
    let control = sandbox.control();
    people_the_sandbox(&control, &cast)?;
    let control_address = sandbox.control_address().to_string();
    say(&text!(
        texts,
        "demo-sandbox",
        address = sandbox.address().to_string(),
        control = control_address.as_str()
    ))?;

    let SocketAddr::V4(address) = sandbox.address() else {
        anyhow::bail!("the twin reaches the sandbox over IPv4 only: see --sandbox-listen");
    };
    let api = format!("http://{control_address}");
    let config = for_the_demo(settings, data, pace, address, api);
    let opened = wiring::open(&config).await?;
    let imported = engine::import(
        &opened.store,
        opened.owner,
        EXPORT,
        None,
        NewAccount::new(SystemClock.now(), rand::random()),
    )
    .await?;
    say(&text!(
        texts,
        "demo-learnt",
        owner = cast.owner.full_name(),
        messages = imported.summary.messages,
        contacts = imported.summary.chats
    ))?;

    // A visitor plays all the people at once, and is not to run into anybody's limits or hours.
    let policy = Policy { limits: Limits::NONE, ..Policy::default() };
    let settings = Settings { policy, ..config.engine(texts.disclosure_words()) };
    let maker = Maker {
        store: opened.store,
        connector: Arc::new(wiring::connector(&config)?),
        bots: Arc::new(wiring::bots(&config)?),
        settings,
        model: config.model.clone(),
        voice: config.voice.clone(),
        voices: Arc::new(Voices::new(
            Arc::new(SystemClock),
            config.data.join(super::models::FOLDER),
            config.voice_key_files.clone(),
        )?),
        voice_prices: VoicePrices(config.voice_prices.clone()),
        access: None,
        model_of_command_line: None,
        // Nobody signs in to the demo, so that nobody could set one.
        webhooks: None,
        saved_words: Some(Arc::new(Saved::new(texts.again()))),
    };
    let engines = maker.engines(opened.owner).await?;
    let engine = engines.first();
    if !config.model.model.is_empty() {
        say(&writer(texts, engine.model().await?))?;
    }
    connect_the_owner(engine, &control, &cast, imported.account)
        .await
        .context("the demo's owner could not be logged in")?;
    let pages = web::router(web::Config {
        engines: engines.clone(),
        access: None,
        webhooks: None,
        bot_hooks: None,
        is_secure: false,
        behind_proxy: false,
        clock: Arc::new(SystemClock),
        hosts: Vec::new(),
        any_model_address: true,
        demo: Some(web::Demo {
            account: imported.account,
            contacts: cast.contacts(),
            phones: control.phone(),
        }),
        telegram: wiring::telegram(&config.telegram),
        sandbox_control: Some(format!("http://{control_address}")),
    });
    say(&text!(texts, "demo-open", address = listener.local_addr()?.to_string()))?;
    wiring::serve(listener, None, pages, false).await;
    engines.stop().await;
    sandbox.stop().await;
    Ok(())
}

/// The settings with what the demo has of its own: how the twin works is as they say, where its things
/// are is not, lest the made-up people get into what is the owner's.
fn for_the_demo(
    settings: Config,
    data: PathBuf,
    pace: PaceName,
    sandbox: SocketAddrV4,
    bot_api: String,
) -> Config {
    let Config { history, memory, model, .. } = settings;
    let public_key_file = data.join(TELEGRAM).join(PUBLIC_KEY);
    Config {
        data,
        pace,
        telegram: Telegram {
            api_id: 1,
            api_hash: "demo".to_owned(),
            custom_dc: Some(CustomDc { address: sandbox, public_key_file }),
        },
        bots: Bots { api: bot_api, webhook: None },
        history,
        memory,
        model,
        ..Config::default()
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::num::NonZeroUsize;
    use std::time::Duration;

    use domain::policy::DisclosureWords;

    use super::*;
    use crate::config::{History, Memory};

    #[test]
    fn the_demos_twin_works_as_the_settings_say_on_data_of_its_own() {
        let settings = Config {
            data: PathBuf::from("mine"),
            database_url: Some("postgres://mine".to_owned()),
            history: History { chats: 3, messages: 40 },
            memory: Memory { quiet_minutes: 2, messages: NonZeroUsize::MIN },
            ..Config::default()
        };
        let sandbox = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 1);
        let api = "http://127.0.0.1:2".to_owned();
        let config = for_the_demo(settings, PathBuf::from("demo"), PaceName::Instant, sandbox, api);
        let engine = config.engine(DisclosureWords::default());
        assert_eq!((engine.history.chats, engine.history.messages), (3, 40));
        assert_eq!(engine.memory.quiet, Duration::from_secs(120));
        assert_eq!(engine.memory.enough, NonZeroUsize::MIN);
        assert_eq!((config.data, config.database_url), (PathBuf::from("demo"), None));
    }
}

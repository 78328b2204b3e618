//! `aitwin demo`: the sandbox, the server and its pages in one process, with people to play.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result};
use domain::Clock;
use sandbox::Sandbox;

use super::say;
use crate::cli::DemoArgs;
use crate::clock::SystemClock;
use crate::config::{Config, CustomDc, Telegram};
use crate::demo::{Cast, EXPORT, connect_the_owner, people_the_sandbox};
use crate::language::{Texts, text};
use crate::trouble::Trouble;
use crate::wiring;

pub(crate) async fn demo(texts: &Texts, arguments: DemoArgs) -> Result<()> {
    let DemoArgs { http, sandbox_listen, sandbox_control, data, pace } = arguments;
    let listener = wiring::listen(http).await?;
    let _lock = wiring::Lock::take(&data)?;
    let cast = Cast::load()?;
    let telegram_folder = data.join("telegram");
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
    let config = Config {
        data,
        pace,
        telegram: Telegram {
            api_id: 1,
            api_hash: "demo".to_owned(),
            custom_dc: Some(CustomDc {
                address,
                public_key_file: telegram_folder.join("public.pem"),
            }),
        },
        ..Config::default()
    };
    let opened = wiring::open(&config).await?;
    let imported = engine::import(
        &opened.store,
        opened.owner,
        EXPORT,
        None,
        SystemClock.now(),
        rand::random(),
    )
    .await?;
    say(&text!(
        texts,
        "demo-learnt",
        owner = cast.owner.full_name(),
        messages = imported.summary.messages,
        contacts = imported.summary.chats
    ))?;

    let engine = wiring::engine(opened, wiring::connector(&config)?, pace.settings());
    wiring::models(&engine, &config.model, None).await?;
    connect_the_owner(&engine, &control, &cast, imported.account)
        .await
        .context("the demo's owner could not be logged in")?;
    let pages = web::router(web::Config {
        engine: engine.clone(),
        clock: Arc::new(SystemClock),
        hosts: Vec::new(),
        demo: Some(web::Demo {
            account: imported.account,
            contacts: cast.contacts(),
            phones: control.phone(),
        }),
        sandbox_control: Some(format!("http://{control_address}")),
    });
    say(&text!(texts, "demo-open", address = listener.local_addr()?.to_string()))?;
    let served = wiring::serve(listener, pages).await;
    engine.stop().await;
    sandbox.stop().await;
    served
}

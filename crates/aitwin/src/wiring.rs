//! From settings to a running engine and its pages: the only place that joins ports to adapters.

use std::env::VarError;
use std::fs::{self, File, TryLockError};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use bots::{Address, BotApi};
use domain::{Clock, OwnerId};
use store::{Database, MasterKey, Mended, Store};
use telegram::TelegramConnector;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tracing::info;

use crate::clock::SystemClock;
use crate::config::{Config, Telegram};
use crate::serving;
use crate::trouble::Trouble;

/// The lock of a data folder, held for as long as a server runs on it: an account that is used by
/// two processes at once is logged out by Telegram.
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock, unless another server has it.
    pub(crate) fn take(data: &Path) -> Result<Self> {
        make_folder(data)?;
        let path = data.join("aitwin.lock");
        let unusable = |source| Trouble::DataFolder { path: data.to_owned(), source };
        let file = File::create(&path).map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => {
                Err(Trouble::AlreadyRunning { path: data.to_owned() }.into())
            }
            Err(TryLockError::Error(source)) => Err(unusable(source).into()),
        }
    }
}

/// The open database and whose it is.
pub(crate) struct Opened {
    pub(crate) store: Store,
    pub(crate) owner: OwnerId,
}

/// Opens the database of the settings, making the data folder, the master key and the owner at the
/// first start.
pub(crate) async fn open(config: &Config) -> Result<Opened> {
    make_folder(&config.data)?;
    let store = Store::open(database(config), master_key(config)?).await?;
    match store.mended() {
        Some(Mended::Finished) => info!("a change of the master key was finished"),
        Some(Mended::Undone) => {
            info!("a change of the master key that had encrypted nothing was undone");
        }
        None => {}
    }
    let now = SystemClock.now();
    let owner = store.ensure_owner(OwnerId::new(now, rand::random()), now).await?;
    Ok(Opened { store, owner })
}

/// The master key, made at the first start.
pub(crate) fn master_key(config: &Config) -> Result<MasterKey> {
    let key_file = key_file(config);
    // A new key would not open what is there.
    if config.data.join("aitwin.db").exists()
        && !key_file.exists()
        && std::env::var_os("AITWIN_MASTER_KEY").is_none()
    {
        return Err(Trouble::MasterKeyMissing { path: key_file }.into());
    }
    Ok(new_master_key(config)?)
}

/// The master key that is given or lies there, or one made for a database that is to come.
pub(crate) fn new_master_key(config: &Config) -> Result<MasterKey, store::Error> {
    let Some(text) = variable("AITWIN_MASTER_KEY")? else {
        return MasterKey::load_or_create(&key_file(config));
    };
    let key = MasterKey::from_text(&text)?;
    Ok(match next_master_key()? {
        Some(next) => key.followed_by(next),
        None => key,
    })
}

/// The key that is to follow the one in the environment.
pub(crate) fn next_master_key() -> Result<Option<MasterKey>, store::Error> {
    variable("AITWIN_MASTER_KEY_NEW")?.map(|text| MasterKey::from_text(&text)).transpose()
}

/// A key that the environment may give. What is no text was meant to be one, and is refused.
fn variable(name: &str) -> Result<Option<String>, store::Error> {
    match std::env::var(name) {
        Ok(text) => Ok(Some(text)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(store::Error::InvalidMasterKey { path: None }),
    }
}

/// Where the master key is, unless the environment gives it.
pub(crate) fn key_file(config: &Config) -> PathBuf {
    config.data.join("master.key")
}

/// The database, which may not be there yet.
pub(crate) fn database(config: &Config) -> Database {
    Database {
        address: address(config),
        migrate_address: config.database_migrate_url.clone(),
        any_role: config.database_any_role,
    }
}

fn address(config: &Config) -> String {
    match &config.database_url {
        Some(url) => url.clone(),
        None => format!("{SQLITE}{}", config.data.join("aitwin.db").display()),
    }
}

/// Whether there is a database; whether one of a server is empty is known once it is opened.
pub(crate) fn has_database(config: &Config) -> Result<bool> {
    let address = address(config);
    let Some(file) = address.strip_prefix(SQLITE).map(Path::new) else { return Ok(true) };
    // What may not be looked at is no reason to say that there is nothing.
    let there = file.try_exists();
    there.map_err(|source| Trouble::DatabaseUnread { path: file.to_owned(), source }.into())
}

/// Opens the database that is there, for commands that have no use for a new one: where there is none
/// nothing is made.
pub(crate) async fn reopen(config: &Config) -> Result<Opened> {
    if !has_database(config)? {
        return Err(Trouble::NoDatabase { path: config.data.clone() }.into());
    }
    let key_file = key_file(config);
    if !key_file.exists() && std::env::var_os("AITWIN_MASTER_KEY").is_none() {
        // A server was not asked yet: whether there is anything, or anybody to ask, is not known.
        let is_file = address(config).starts_with(SQLITE);
        return Err(match is_file {
            true => Trouble::MasterKeyMissing { path: key_file },
            false => Trouble::NoMasterKey { path: key_file },
        }
        .into());
    }
    open(config).await
}

/// How the address of an SQLite file begins.
const SQLITE: &str = "sqlite://";

/// Makes a folder that only its owner can enter, unless it is there.
pub(crate) fn make_folder(path: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|source| Trouble::DataFolder { path: path.to_owned(), source }.into())
}

/// How the account's list of devices calls the server.
const DEVICE: &str = "AI Twin";

/// What the pages say of it.
pub(crate) fn telegram(settings: &Telegram) -> web::Telegram {
    let data_centre = settings.custom_dc.as_ref().map(|dc| dc.address.to_string());
    web::Telegram { has_app: settings.has_app(), device: DEVICE.to_owned(), data_centre }
}

/// The adapter to Telegram, or to the server that the settings name instead.
pub(crate) fn connector(config: &Config) -> Result<TelegramConnector> {
    let settings = &config.telegram;
    let custom_dc = match &settings.custom_dc {
        None => None,
        Some(dc) => Some(telegram::CustomDc {
            address: dc.address,
            public_key: read_key(&dc.public_key_file)?,
        }),
    };
    Ok(TelegramConnector::new(
        telegram::Config {
            api_id: settings.api_id,
            api_hash: settings.api_hash.clone(),
            device_model: DEVICE.to_owned(),
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            custom_dc,
        },
        rand::random(),
    )?)
}

/// The adapter to the Bot API.
pub(crate) fn bots(config: &Config) -> Result<BotApi> {
    let address = |setting: &'static str, text: &str| {
        text.parse::<Address>().map_err(|problem| Trouble::BotAddress { setting, problem })
    };
    let api = BotApi::new(address("bots.api", &config.bots.api)?, Arc::new(SystemClock))?;
    Ok(match &config.bots.webhook {
        Some(webhook) => api.brought_to(address("bots.webhook", webhook)?),
        None => api,
    })
}

fn read_key(path: &PathBuf) -> Result<String> {
    let unreadable = |source| Trouble::PublicKeyFile { path: path.clone(), source };
    Ok(fs::read_to_string(path).map_err(unreadable)?)
}

/// Takes the address at which the pages will be served.
pub(crate) async fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .map_err(|source| Trouble::Listen { address, flag: "--http", source }.into())
}

/// Serves the pages until the process is told to stop.
pub(crate) async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    pages: axum::Router,
    by_proxy: bool,
) {
    tokio::select! {
        () = serving::serve(listener, tls, pages, by_proxy) => {}
        () = told_to_stop() => {}
    }
}

/// Returns at Ctrl-C or SIGTERM.
pub(crate) async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupt = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            // Without a handler SIGTERM ends the process at once, which loses nothing either.
            let _ = interrupt.await;
        }
    }
}

//! Settings: what the command line says, else the environment (`AITWIN_…`), else the file, else the
//! defaults.
//!
//! | module | what it holds |
//! |---|---|
//! | `policy` | what is allowed in accounts whose owner has not said |

mod policy;

use std::collections::BTreeMap;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use domain::policy::DisclosureWords;
use domain::{Mode, ModelChoice, Policy, VoiceChoice};
use engine::{HistoryLimits, MemoryLimits, Settings};
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};
use style::{PaceBounds, TimeZone};

pub(crate) use self::policy::PolicyDefaults;
use crate::cli::PaceName;
use crate::trouble::Trouble;

/// The settings of the server.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Where the pages are served.
    pub(crate) http: SocketAddr,
    /// Where the SQLite file and the master key are.
    pub(crate) data: PathBuf,
    /// Names besides loopback under which the pages may be reached, e.g. behind a proxy.
    pub(crate) hosts: Vec<String>,
    /// The certificate with which the pages are served by HTTPS.
    pub(crate) tls: Option<Tls>,
    /// Whether a proxy that speaks HTTPS to browsers passes the requests on.
    pub(crate) behind_proxy: bool,
    /// A PostgreSQL database instead of the SQLite file.
    pub(crate) database_url: Option<String>,
    /// The same PostgreSQL database as the role that owns the tables.
    pub(crate) database_migrate_url: Option<String>,
    /// Whether the role of `database_url` may be one that row-level security does not bind.
    pub(crate) database_any_role: bool,
    /// Whether a draft that waits for the owner is shown in their own app too.
    pub(crate) native_drafts: bool,
    /// How fast the twin is.
    pub(crate) pace: PaceName,
    /// Telegram's side.
    pub(crate) telegram: Telegram,
    /// How much of an account's own history is read.
    pub(crate) history: History,
    /// When a chat's memory is written, where a model writes.
    pub(crate) memory: Memory,
    /// Which model writes for the twins.
    pub(crate) model: ModelChoice,
    /// How the owner is asked what only they can know.
    pub(crate) questions: Questions,
    /// Which addresses may be told of what happens.
    pub(crate) webhooks: Webhooks,
    /// How bots are spoken for.
    pub(crate) bots: Bots,
    /// What people may do who are not administrators.
    pub(crate) people: People,
    /// Who hears voice notes and who speaks replies.
    pub(crate) voice: VoiceChoice,
    /// What they cost, by their names as they are chosen: a minute of an ear, 1,000 characters of a mouth.
    pub(crate) voice_prices: BTreeMap<String, f64>,
    /// The files with the keys of providers, by their names: `openai`, `elevenlabs`.
    pub(crate) voice_key_files: BTreeMap<String, PathBuf>,
    /// What is allowed in accounts whose owner has not said.
    #[serde(default, skip_serializing)]
    pub(crate) policy: PolicyDefaults,
}

/// What the server shows who it is with.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tls {
    /// The file with the certificate and those that lead to it (PEM).
    pub(crate) cert: PathBuf,
    /// The file with its private key (PEM).
    pub(crate) key: PathBuf,
}

/// How the owner is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Questions {
    /// Also in the account's own Saved Messages; without it a twin neither writes nor listens there.
    pub(crate) saved_messages: bool,
}

impl Default for Questions {
    fn default() -> Self {
        Self { saved_messages: true }
    }
}

/// Which addresses may be told of what happens.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Webhooks {
    /// Also those that only this machine and its networks reach, and plain HTTP on this machine. Whoever
    /// may set webhooks then reaches what the server reaches.
    pub(crate) allow_private: bool,
}

/// How bots are spoken for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Bots {
    /// Where the Bot API is: Telegram's, or a server of one's own.
    pub(crate) api: String,
    /// Where Telegram reaches this server, if it is to bring what comes; else that is asked for.
    pub(crate) webhook: Option<String>,
}

impl Default for Bots {
    fn default() -> Self {
        Self { api: bots::Address::default().to_string(), webhook: None }
    }
}

/// What people may do who are not administrators.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct People {
    /// Have models asked at any address, where the server reaches more than they do.
    pub(crate) any_model_address: bool,
}

/// How much of an account's own history is read from Telegram.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct History {
    /// In how many chats, those with the newest messages first.
    pub(crate) chats: usize,
    /// How many messages of each, the newest first.
    pub(crate) messages: usize,
}

impl Default for History {
    fn default() -> Self {
        let HistoryLimits { chats, messages, .. } = HistoryLimits::default();
        Self { chats, messages }
    }
}

/// When a chat's memory is written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Memory {
    /// How long a chat must be quiet, in minutes.
    pub(crate) quiet_minutes: u64,
    /// How many messages must have come since.
    pub(crate) messages: NonZeroUsize,
}

impl Default for Memory {
    fn default() -> Self {
        let MemoryLimits { quiet, enough } = MemoryLimits::default();
        Self { quiet_minutes: quiet.as_secs() / 60, messages: enough }
    }
}

/// How Telegram is reached.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Telegram {
    /// The application's number, from my.telegram.org.
    pub(crate) api_id: i32,
    /// The application's secret, from my.telegram.org.
    pub(crate) api_hash: String,
    /// A server other than Telegram's own, such as the sandbox.
    pub(crate) custom_dc: Option<CustomDc>,
}

impl Telegram {
    /// Whether an application is named, without which nobody can be logged in.
    pub(crate) fn has_app(&self) -> bool {
        self.api_id != 0 && !self.api_hash.is_empty()
    }
}

/// A server that speaks Telegram's protocol.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomDc {
    /// Its address.
    pub(crate) address: SocketAddrV4,
    /// The file with its public key (PEM, PKCS#1).
    pub(crate) public_key_file: PathBuf,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            http: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            data: PathBuf::from("data"),
            hosts: Vec::new(),
            tls: None,
            behind_proxy: false,
            database_url: None,
            database_migrate_url: None,
            database_any_role: false,
            native_drafts: true,
            pace: PaceName::default(),
            telegram: Telegram::default(),
            history: History::default(),
            memory: Memory::default(),
            model: ModelChoice::default(),
            questions: Questions::default(),
            webhooks: Webhooks::default(),
            bots: Bots::default(),
            people: People::default(),
            voice: VoiceChoice::default(),
            voice_prices: BTreeMap::new(),
            voice_key_files: BTreeMap::new(),
            policy: PolicyDefaults::default(),
        }
    }
}

/// What the command line may set.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Overrides {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) http: Option<SocketAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) data: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) database_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pace: Option<PaceName>,
}

impl Config {
    /// Whether browsers come by HTTPS only.
    pub(crate) fn is_secure(&self) -> bool {
        self.tls.is_some() || self.behind_proxy
    }

    /// Whether others than who sits at this machine can reach the pages.
    pub(crate) fn is_reachable(&self) -> bool {
        self.behind_proxy || !self.http.ip().is_loopback()
    }

    /// The engine's settings; `disclosure_words` are how the other side is told that a twin writes, where
    /// neither the settings nor the owner have words for it.
    pub(crate) fn engine(&self, disclosure_words: DisclosureWords) -> Settings {
        let History { chats, messages } = self.history;
        let history = HistoryLimits { chats, messages, ..HistoryLimits::default() };
        let quiet = Duration::from_secs(self.memory.quiet_minutes.saturating_mul(60));
        let memory = MemoryLimits { quiet, enough: self.memory.messages };
        let native_drafts = self.native_drafts;
        let (policy, default_mode) = (self.policy.policy(), self.policy.mode());
        Settings {
            policy,
            disclosure_words,
            default_mode,
            native_drafts,
            history,
            memory,
            ..self.pace.settings()
        }
    }

    /// Puts the settings together. A file that is named must exist.
    pub(crate) fn load(file: Option<&Path>, overrides: Overrides) -> Result<Self> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            figment = figment.merge(Toml::file_exact(file));
        }
        let settings: Result<Self, figment::Error> = figment
            .merge(Env::prefixed("AITWIN_").filter(|key| !is_elsewhere(key.as_str())).split("__"))
            .merge(Serialized::defaults(overrides))
            .extract();
        // Figment tells in one text what is wrong with reading and with the contents. The file is looked
        // at again only now: a pipe gives its contents once.
        if let (Err(_), Some(file)) = (&settings, file) {
            let unreadable = |source| Trouble::SettingsFile { path: file.to_owned(), source };
            fs::read_to_string(file).map_err(unreadable)?;
        }
        Ok(settings.map_err(Box::new)?)
    }
}

/// Variables that are no settings: the keys, a token, the log, and what `cargo verify` tells the tests. Any
/// other is a setting or a mistake worth telling.
fn is_elsewhere(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["master_key", "master_key_new", "log", "token"].contains(&key.as_str())
        || key.starts_with("test_")
}

impl PaceName {
    /// The engine's settings at this pace.
    pub(crate) fn settings(self) -> Settings {
        let ms = Duration::from_millis;
        let pace = match self {
            Self::Human => PaceBounds::default(),
            Self::Brisk => PaceBounds {
                burst: ms(1_500)..=ms(2_500),
                read: ms(400)..=ms(1_500),
                typing: ms(800)..=ms(3_000),
            },
            Self::Instant => PaceBounds::ZERO,
        };
        Settings {
            pace,
            policy: Policy::default(),
            disclosure_words: DisclosureWords::default(),
            default_mode: Mode::Watch,
            native_drafts: true,
            zone: TimeZone::system(),
            history: HistoryLimits::default(),
            memory: MemoryLimits::default(),
        }
    }
}

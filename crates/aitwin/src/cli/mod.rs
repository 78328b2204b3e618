//! The command line: what may be written there. What it says about itself stands in `i18n/`.
//!
//! | module | what it holds |
//! |---|---|
//! | `help` | the help, in the language of the user |
//! | `keeping` | the arguments of what keeps keys and backups |
//! | `models` | those of what fetches models |
//! | `usage` | what is wrong with a command line, likewise |

mod help;
mod keeping;
mod models;
mod usage;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use ::models::ModelSpec;
use clap::{Args, FromArgMatches, Parser, Subcommand, ValueEnum};
use domain::{AccountId, PromptSize};
use serde::{Deserialize, Serialize};
use style::fidelity::BOOTSTRAPS;

pub(crate) use self::keeping::{BackupArgs, KeysArgs, KeysTask, RestoreArgs};
pub(crate) use self::models::{ModelsArgs, ModelsTask, PullArgs};
use crate::language::Language;

#[derive(Debug, Parser)]
#[command(name = "aitwin", version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Task,
    #[arg(long, global = true, value_enum, value_name = "LANGUAGE")]
    pub(crate) lang: Option<Language>,
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Task {
    Demo(DemoArgs),
    Serve(ServeArgs),
    Sandbox(SandboxArgs),
    Import(ImportArgs),
    Eval(EvalArgs),
    Answer(AnswerArgs),
    Exemplars(ExemplarsArgs),
    Memory(MemoryArgs),
    Accounts(AccountsArgs),
    Token(TokenArgs),
    Mcp(McpArgs),
    User(UserArgs),
    Profile(ProfileArgs),
    Relations(RelationsArgs),
    Explain(ExplainArgs),
    Models(ModelsArgs),
    Keys(KeysArgs),
    Backup(BackupArgs),
    Restore(RestoreArgs),
    Migrate(DataArgs),
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(crate) http: SocketAddr,
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4430")]
    pub(crate) sandbox_listen: SocketAddr,
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4431")]
    pub(crate) sandbox_control: SocketAddr,
    #[arg(long, value_name = "FOLDER", default_value = "data/demo")]
    pub(crate) data: PathBuf,
    #[arg(long, value_enum, value_name = "PACE", default_value = "brisk")]
    pub(crate) pace: PaceName,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    pub(crate) data: DataArgs,
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) http: Option<SocketAddr>,
    #[arg(long, value_enum, value_name = "PACE")]
    pub(crate) pace: Option<PaceName>,
    #[arg(long, value_name = "MODEL")]
    pub(crate) model: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct SandboxArgs {
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4430")]
    pub(crate) listen: SocketAddr,
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4431")]
    pub(crate) control: SocketAddr,
    #[arg(long, value_name = "FOLDER", default_value = "data/sandbox")]
    pub(crate) data: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[arg(long, value_name = "ID")]
    pub(crate) owner: Option<i64>,
    #[command(flatten)]
    pub(crate) data: DataArgs,
}

/// What says on whom a twin is measured, and how: not for judging a benchmark's task.
const OF_MEASURING: [&str; 13] = [
    "history",
    "owner",
    "account",
    "chat",
    "contexts",
    "seed",
    "html",
    "data",
    "database_url",
    "model",
    "candidates",
    "capacity",
    "sample",
];

// An argument that needs another one is not missed by clap where that one is excluded by a third,
// so each says what excludes it.
#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    #[arg(value_name = "REPLIES", requires = "task", conflicts_with_all = OF_MEASURING)]
    pub(crate) replies: Vec<String>,
    #[arg(long, value_name = "FOLDER", conflicts_with_all = OF_MEASURING)]
    pub(crate) task: Option<PathBuf>,
    #[arg(long, requires = "task", conflicts_with_all = OF_MEASURING)]
    pub(crate) select: bool,
    #[arg(long, value_name = "FILE", conflicts_with_all = ["account", "data", "database_url"])]
    pub(crate) history: Option<PathBuf>,
    #[arg(
        long,
        value_name = "ID",
        requires = "history",
        conflicts_with_all = ["account", "data", "database_url"]
    )]
    pub(crate) owner: Option<i64>,
    #[arg(long, value_name = "ID", allow_negative_numbers = true)]
    pub(crate) chat: Option<i64>,
    #[arg(long, value_name = "NUMBER", default_value = "200")]
    pub(crate) contexts: NonZeroUsize,
    #[arg(long, value_name = "NUMBER", default_value_t = 7)]
    pub(crate) seed: u32,
    #[arg(long, value_name = "NUMBER", default_value_t = BOOTSTRAPS)]
    pub(crate) bootstraps: usize,
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) by: ByModel,
    #[command(flatten)]
    pub(crate) of: OfAccount,
}

/// A model that writes the replies which are measured.
#[derive(Debug, Args)]
pub(crate) struct ByModel {
    #[arg(long, value_name = "MODEL")]
    pub(crate) model: Option<ModelSpec>,
    #[arg(long, value_name = "NUMBER", default_value = "4", requires = "model")]
    pub(crate) candidates: NonZeroUsize,
    // By where the model runs, if not said.
    #[arg(long, value_enum, value_name = "SIZE", requires = "model")]
    pub(crate) capacity: Option<CapacityName>,
    #[arg(long, value_name = "NUMBER", requires = "model")]
    pub(crate) sample: Option<NonZeroUsize>,
}

#[derive(Debug, Args)]
pub(crate) struct AnswerArgs {
    #[arg(long, value_name = "FILE")]
    pub(crate) history: PathBuf,
    #[arg(long, value_name = "ID")]
    pub(crate) owner: Option<i64>,
    #[arg(long, value_name = "FILE")]
    pub(crate) contexts: PathBuf,
    #[arg(long, value_name = "FILE")]
    pub(crate) select: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    #[arg(long, value_name = "NUMBER", default_value_t = 7)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) by: ByModel,
}

#[derive(Debug, Args)]
pub(crate) struct ExemplarsArgs {
    #[command(subcommand)]
    pub(crate) change: Option<ExemplarsChange>,
    #[arg(long, value_name = "ID", allow_negative_numbers = true)]
    pub(crate) chat: Option<i64>,
    #[arg(long, value_name = "WORDS")]
    pub(crate) find: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    pub(crate) limit: Option<usize>,
    #[arg(long)]
    pub(crate) struck: bool,
    #[command(flatten)]
    pub(crate) of: OfAccount,
}

impl ExemplarsArgs {
    /// An argument for listing, where nothing is to be listed.
    fn stray(&self) -> Option<&'static str> {
        let given = [
            ("--chat", self.chat.is_some()),
            ("--find", self.find.is_some()),
            ("--limit", self.limit.is_some()),
            ("--struck", self.struck),
        ];
        let stray = given.into_iter().find(|(_, is_given)| *is_given && self.change.is_some());
        stray.map(|(name, _)| name)
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum ExemplarsChange {
    Strike(ExemplarIds),
    Restore(ExemplarIds),
}

#[derive(Debug, Args)]
pub(crate) struct ExemplarIds {
    #[arg(required = true, value_name = "ID")]
    pub(crate) ids: Vec<String>,
    #[arg(long)]
    pub(crate) same: bool,
}

#[derive(Debug, Args)]
pub(crate) struct MemoryArgs {
    #[command(subcommand)]
    pub(crate) change: Option<MemoryChange>,
    #[arg(long, value_name = "ID", allow_negative_numbers = true)]
    pub(crate) chat: Option<i64>,
    #[arg(long, value_name = "WORDS")]
    pub(crate) find: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    pub(crate) limit: Option<usize>,
    #[command(flatten)]
    pub(crate) of: OfAccount,
}

impl MemoryArgs {
    /// An argument for listing, where nothing is to be listed, and what stands there instead.
    fn stray(&self) -> Option<(&'static str, &'static str)> {
        let change = match self.change.as_ref()? {
            MemoryChange::Add { .. } => "add",
            MemoryChange::Confirm(_) => "confirm",
            MemoryChange::General(_) => "general",
            MemoryChange::Erase(_) => "erase",
        };
        let given = [
            ("--chat", self.chat.is_some()),
            ("--find", self.find.is_some()),
            ("--limit", self.limit.is_some()),
        ];
        given.into_iter().find(|(_, is_given)| *is_given).map(|(name, _)| (name, change))
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum MemoryChange {
    Add {
        #[arg(required = true, value_name = "WORDS")]
        text: Vec<String>,
        #[arg(long = "of", value_name = "ID", allow_negative_numbers = true)]
        chat: Option<i64>,
        #[arg(long, conflicts_with = "chat")]
        secret: bool,
    },
    Confirm(FactIds),
    General(FactIds),
    Erase(FactIds),
}

#[derive(Debug, Args)]
pub(crate) struct FactIds {
    #[arg(required = true, value_name = "ID")]
    pub(crate) ids: Vec<String>,
}

// Global, so that they may stand before a command's own command and after it.
#[derive(Debug, Args)]
pub(crate) struct OfAccount {
    #[arg(long, global = true, value_name = "ID")]
    pub(crate) account: Option<AccountId>,
    #[command(flatten)]
    pub(crate) data: DataArgs,
}

#[derive(Debug, Args)]
pub(crate) struct DataArgs {
    #[arg(long, global = true, value_name = "FOLDER")]
    pub(crate) data: Option<PathBuf>,
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) database_url: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct AccountsArgs {
    #[command(subcommand)]
    pub(crate) change: Option<AccountsChange>,
    #[command(flatten)]
    pub(crate) data: DataArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AccountsChange {
    Connect,
}

#[derive(Debug, Args)]
pub(crate) struct UserArgs {
    #[command(subcommand)]
    pub(crate) what: UserTask,
    #[command(flatten)]
    pub(crate) data: DataArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserTask {
    List,
    SetPassword {
        #[arg(long, value_name = "NAME")]
        name: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    #[command(subcommand)]
    pub(crate) what: TokenTask,
    #[command(flatten)]
    pub(crate) data: DataArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenTask {
    Make {
        #[arg(long, value_name = "NAME")]
        name: String,
        #[arg(long, value_name = "SCOPES")]
        scopes: String,
        #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=3650))]
        days: Option<u32>,
    },
    List,
    Revoke {
        #[arg(value_name = "ID")]
        id: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct McpArgs {
    // Else that of the settings.
    #[arg(long, value_name = "URL")]
    pub(crate) server: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ProfileArgs {
    #[arg(long, value_name = "ID", allow_negative_numbers = true)]
    pub(crate) chat: Option<i64>,
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) of: OfAccount,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[arg(value_name = "REPLY")]
    pub(crate) reply: Option<String>,
    #[command(flatten)]
    pub(crate) data: DataArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RelationsArgs {
    #[command(subcommand)]
    pub(crate) change: Option<RelationsChange>,
    #[command(flatten)]
    pub(crate) of: OfAccount,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RelationsChange {
    Set {
        #[arg(value_name = "ID", allow_negative_numbers = true)]
        chat: i64,
        #[arg(value_enum, value_name = "RELATION")]
        relation: RelationName,
    },
}

/// What the owner says somebody is to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RelationName {
    Close,
    Family,
    Work,
    Service,
    // What the twin finds by itself.
    Auto,
}

/// How much a model can make use of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CapacityName {
    /// A few examples and the last messages.
    Small,
    /// Many examples and more of the talk.
    Large,
}

impl From<CapacityName> for PromptSize {
    fn from(name: CapacityName) -> Self {
        match name {
            CapacityName::Small => Self::Small,
            CapacityName::Large => Self::Large,
        }
    }
}

/// How fast the twin is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PaceName {
    /// As the owner: seconds to a minute.
    #[default]
    Human,
    /// A few seconds, for trying out.
    Brisk,
    /// At once, for measuring.
    Instant,
}

/// Reads the command line; prints help, or what is wrong with it, and ends the process with the
/// usual codes (0 for help, 2 for wrong usage).
pub(crate) fn parse(arguments: &[OsString]) -> Cli {
    let texts = Language::of_arguments(arguments).unwrap_or_else(Language::of_system).texts();
    let mut command = help::described(&texts);
    let matches = command.try_get_matches_from_mut(arguments);
    let cli = matches.and_then(|matches| Cli::from_arg_matches(&matches)).and_then(checked);
    cli.unwrap_or_else(|error| usage::end(&texts, &error, &usage::named(&command, arguments)))
}

/// What clap cannot tell is wrong.
fn checked(cli: Cli) -> Result<Cli, clap::Error> {
    match &cli.command {
        Task::Exemplars(arguments) => match (arguments.stray(), &arguments.change) {
            (Some(stray), Some(ExemplarsChange::Strike(_))) => {
                Err(usage::conflict(stray, "strike"))
            }
            (Some(stray), _) => Err(usage::conflict(stray, "restore")),
            (None, _) => Ok(cli),
        },
        Task::Memory(arguments) => match arguments.stray() {
            Some((stray, change)) => Err(usage::conflict(stray, change)),
            None => Ok(cli),
        },
        _ => Ok(cli),
    }
}

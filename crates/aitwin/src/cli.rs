//! The command line: what may be written there. What it says about itself stands in `i18n/`.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use domain::AccountId;
use serde::{Deserialize, Serialize};
use style::fidelity::BOOTSTRAPS;

use crate::language::{Language, Texts};

#[derive(Debug, Parser)]
#[command(name = "aitwin", version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Task,
    #[arg(long, global = true, value_enum)]
    pub(crate) lang: Option<Language>,
    #[arg(long, global = true)]
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
    Accounts(DataArgs),
    Profile(ProfileArgs),
    Relations(RelationsArgs),
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) http: SocketAddr,
    #[arg(long, default_value = "127.0.0.1:4430")]
    pub(crate) sandbox_listen: SocketAddr,
    #[arg(long, default_value = "127.0.0.1:4431")]
    pub(crate) sandbox_control: SocketAddr,
    #[arg(long, default_value = "data/demo")]
    pub(crate) data: PathBuf,
    #[arg(long, value_enum, default_value = "brisk")]
    pub(crate) pace: PaceName,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    pub(crate) data: DataArgs,
    #[arg(long)]
    pub(crate) http: Option<SocketAddr>,
    #[arg(long, value_enum)]
    pub(crate) pace: Option<PaceName>,
}

#[derive(Debug, Args)]
pub(crate) struct SandboxArgs {
    #[arg(long, default_value = "127.0.0.1:4430")]
    pub(crate) listen: SocketAddr,
    #[arg(long, default_value = "127.0.0.1:4431")]
    pub(crate) control: SocketAddr,
    #[arg(long, default_value = "data/sandbox")]
    pub(crate) data: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[arg(long)]
    pub(crate) owner: Option<i64>,
    #[command(flatten)]
    pub(crate) data: DataArgs,
}

#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    #[arg(long)]
    pub(crate) task: Option<PathBuf>,
    #[arg(requires = "task")]
    pub(crate) replies: Vec<String>,
    #[arg(long, requires = "task")]
    pub(crate) select: bool,
    #[arg(long, conflicts_with = "task")]
    pub(crate) history: Option<PathBuf>,
    #[arg(long, requires = "history")]
    pub(crate) owner: Option<i64>,
    #[arg(long, conflicts_with_all = ["task", "history"])]
    pub(crate) account: Option<AccountId>,
    #[arg(long, allow_negative_numbers = true, conflicts_with = "task")]
    pub(crate) chat: Option<i64>,
    #[arg(long, default_value = "200", conflicts_with = "task")]
    pub(crate) contexts: NonZeroUsize,
    #[arg(long, default_value_t = 7, conflicts_with = "task")]
    pub(crate) seed: u32,
    #[arg(long, default_value_t = BOOTSTRAPS)]
    pub(crate) bootstraps: usize,
    #[arg(long)]
    pub(crate) json: Option<PathBuf>,
    #[arg(long, conflicts_with = "task")]
    pub(crate) html: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) data: DataArgs,
}

#[derive(Debug, Args)]
pub(crate) struct AnswerArgs {
    #[arg(long)]
    pub(crate) history: PathBuf,
    #[arg(long)]
    pub(crate) owner: Option<i64>,
    #[arg(long)]
    pub(crate) contexts: PathBuf,
    #[arg(long)]
    pub(crate) select: Option<PathBuf>,
    #[arg(long)]
    pub(crate) out: PathBuf,
    #[arg(long, default_value_t = 7)]
    pub(crate) seed: u64,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct ExemplarsArgs {
    #[command(subcommand)]
    pub(crate) change: Option<ExemplarsChange>,
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) chat: Option<i64>,
    #[arg(long, value_name = "WORDS")]
    pub(crate) find: Option<String>,
    #[arg(long, default_value_t = 20)]
    pub(crate) limit: usize,
    #[arg(long)]
    pub(crate) struck: bool,
    #[command(flatten)]
    pub(crate) of: OfAccount,
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
    #[command(flatten)]
    pub(crate) of: OfAccount,
}

#[derive(Debug, Args)]
pub(crate) struct OfAccount {
    #[arg(long, value_name = "ID")]
    pub(crate) account: Option<AccountId>,
    #[command(flatten)]
    pub(crate) data: DataArgs,
}

#[derive(Debug, Args)]
pub(crate) struct DataArgs {
    #[arg(long)]
    pub(crate) data: Option<PathBuf>,
    #[arg(long)]
    pub(crate) database_url: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ProfileArgs {
    #[arg(long)]
    pub(crate) account: Option<AccountId>,
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) chat: Option<i64>,
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) data: DataArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RelationsArgs {
    #[command(subcommand)]
    pub(crate) change: Option<RelationsChange>,
    #[arg(long, global = true)]
    pub(crate) account: Option<AccountId>,
    #[arg(long, global = true)]
    pub(crate) data: Option<PathBuf>,
    #[arg(long, global = true)]
    pub(crate) database_url: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RelationsChange {
    Set {
        #[arg(allow_negative_numbers = true)]
        chat: i64,
        #[arg(value_enum)]
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
pub(crate) fn parse(arguments: &[String]) -> Cli {
    let language = Language::of_arguments(arguments).unwrap_or_else(Language::of_system);
    let matches = described(language).get_matches_from(arguments);
    Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

/// The command line with its help in `language`. Every command and argument has a text of its own:
/// `help`, `help-COMMAND` and `help-COMMAND-ARGUMENT`; a command of a command likewise.
fn described(language: Language) -> Command {
    let texts = language.texts();
    describe(Cli::command(), "help", &texts).after_help(texts.get("help-after"))
}

fn describe(command: Command, key: &str, texts: &Texts) -> Command {
    let mut command = command.about(texts.get(key)).mut_args(|arg| {
        let key = format!("{key}-{}", arg.get_id().as_str().replace('_', "-"));
        if texts.has(&key) { arg.help(texts.get(&key)) } else { arg }
    });
    let names: Vec<String> =
        command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        let key = format!("{key}-{name}");
        command = command.mut_subcommand(&name, |sub| describe(sub, &key, texts));
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Adds the keys of the texts of a command, its arguments and its commands.
    fn add_keys(command: &Command, key: &str, keys: &mut Vec<String>) {
        keys.push(key.to_owned());
        for arg in command.get_arguments() {
            keys.push(format!("{key}-{}", arg.get_id().as_str().replace('_', "-")));
        }
        for sub in command.get_subcommands() {
            add_keys(sub, &format!("{key}-{}", sub.get_name()), keys);
        }
    }

    #[test]
    fn help_describes_everything_in_both_languages() {
        Cli::command().debug_assert();
        for language in [Language::En, Language::Ru] {
            let texts = language.texts();
            let mut keys = Vec::new();
            add_keys(&Cli::command(), "help", &mut keys);
            for key in keys {
                assert!(texts.has(&key), "{language:?} has no {key}");
            }
        }
    }

    #[test]
    fn help_is_in_the_language_asked_for() {
        let help = described(Language::Ru).render_help().to_string();
        assert!(help.contains("двойник"), "{help}");
    }
}

//! The `aitwin` program: the command line, the settings, and the joining of ports to adapters.
//!
//! | module | what it holds |
//! |---|---|
//! | `cli`, `language` | what may be written on the command line, and in which language it answers |
//! | `config` | settings from flags, environment and file |
//! | `maker` | the models that the owner chose, with keys, prices and the budget |
//! | `writer` | a model that writes replies to be measured |
//! | `rule` | the guard's rules, in words |
//! | `serving` | how the pages are served: TLS, and patience that ends |
//! | `wiring` | from settings to a running engine and its pages |
//! | `commands` | one file per command |
//! | `sealed_file`, `passphrase` | files that only a passphrase or a key opens |
//! | `eval` | how like its owner a twin writes, and the report on it |
//! | `stylebench` | the files of a likeness benchmark |
//! | `card` | how the owner writes, in words |
//! | `demo` | what only the demo has: its people and their phones |
//! | `trouble` | what goes wrong, in words that say what to do |
//! | `clock` | the system's clock |
//!
//! To add a command: a variant of `cli::Task`, a file in `commands`, and its help in `i18n/`.

mod bots;
mod card;
mod cli;
mod clock;
mod commands;
mod config;
mod demo;
mod engines;
mod eval;
mod language;
mod maker;
mod passphrase;
mod rule;
mod saved;
mod sealed_file;
mod serving;
mod stylebench;
mod trouble;
mod voice;
mod wiring;
mod writer;

use std::env::VarError;
use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use tracing_subscriber::EnvFilter;

use crate::cli::Task;
use crate::language::{Language, Texts};
use crate::trouble::Trouble;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let cli = cli::parse(&arguments);
    let texts = cli.lang.unwrap_or_else(Language::of_system).texts();
    // Whoever looks at the demo reads what it says, and no log.
    let logged = if matches!(cli.command, Task::Demo(_)) { "warn" } else { LOGGED };
    if let Err(unclear) = log_to_stderr(logged) {
        return failed(&texts, &unclear);
    }
    let config = cli.config.as_deref();
    let done = match cli.command {
        Task::Demo(arguments) => commands::demo(&texts, config, arguments).await,
        Task::Serve(arguments) => commands::serve(&texts, config, arguments).await,
        Task::Sandbox(arguments) => commands::sandbox(&texts, arguments).await,
        Task::Import(arguments) => commands::import(&texts, config, arguments).await,
        Task::Eval(arguments) => commands::eval(&texts, config, arguments).await,
        Task::Answer(arguments) => commands::answer(&texts, config, &arguments).await,
        Task::Exemplars(arguments) => commands::exemplars(&texts, config, arguments).await,
        Task::Memory(arguments) => commands::memory(&texts, config, arguments).await,
        Task::Accounts(arguments) => commands::accounts(&texts, config, arguments).await,
        Task::Token(arguments) => commands::token(&texts, config, arguments).await,
        Task::Mcp(arguments) => commands::mcp(&texts, config, arguments).await,
        Task::User(arguments) => commands::user(&texts, config, arguments).await,
        Task::Profile(arguments) => commands::profile(&texts, config, arguments).await,
        Task::Explain(arguments) => commands::explain(&texts, config, arguments).await,
        Task::Models(arguments) => commands::models(&texts, config, arguments).await,
        Task::Keys(arguments) => commands::keys(&texts, config, arguments).await,
        Task::Backup(arguments) => commands::backup(&texts, config, arguments).await,
        Task::Restore(arguments) => commands::restore(&texts, config, arguments).await,
        Task::Migrate(data) => commands::migrate(&texts, config, data).await,
        Task::Relations(arguments) => commands::relations(&texts, config, arguments).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&texts, &error),
    }
}

/// Tells what went wrong.
fn failed(texts: &Texts, error: &anyhow::Error) -> ExitCode {
    let explained = trouble::explain(texts, error);
    // Nobody is left to tell if standard error is closed.
    let _ = writeln!(std::io::stderr(), "{explained}");
    ExitCode::FAILURE
}

/// What is logged unless `AITWIN_LOG` says otherwise.
const LOGGED: &str = "warn,aitwin=info,engine=info";

/// What is never logged, whatever `AITWIN_LOG` says: these crates trace whole messages. Their
/// warnings do not.
const NEVER_LOGGED: [&str; 3] =
    ["grammers_session=warn", "grammers_mtsender=warn", "grammers_mtproto=warn"];

/// Logs go to standard error; `AITWIN_LOG` chooses them, e.g. `debug` or `engine=debug`.
fn log_to_stderr(unless_chosen: &str) -> anyhow::Result<()> {
    let chosen = match std::env::var("AITWIN_LOG") {
        Ok(chosen) => EnvFilter::try_new(chosen).map_err(|_| Trouble::LogUnclear)?,
        Err(VarError::NotPresent) => EnvFilter::new(unless_chosen),
        Err(VarError::NotUnicode(_)) => return Err(Trouble::LogUnclear.into()),
    };
    let filter = NEVER_LOGGED.iter().fold(chosen, |filter, directive| {
        filter.add_directive(directive.parse().expect("the directives above are well-formed"))
    });
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    Ok(())
}

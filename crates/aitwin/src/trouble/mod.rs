//! What goes wrong, in words that say what to do.
//!
//! Errors travel as they are, with their sources; here, and only here, the command line turns them
//! into text. An error that is not known here is shown with its whole chain.
//!
//! | module | what it holds |
//! |---|---|
//! | `files` | exports and the files of a benchmark |
//! | `mcp` | the way to a running server |
//! | `models` | models that cannot be made, or do not answer |
//! | `outside` | the system, the database, the sandbox |
//! | `sealed` | sealed files |
//! | `settings` | settings |
//! | `signing_in` | who comes in, and how: TLS, names, passwords |
//! | `voice` | who hears and who speaks, as the settings name them |
//! | `way` | why what is far away was not reached |
//! | `weights` | the files of models |

mod files;
mod mcp;
mod models;
mod outside;
mod sealed;
mod settings;
mod signing_in;
mod voice;
mod way;
mod weights;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use bots::BadAddress;
use domain::access::SignUpProblem;
use domain::{Account, ChoiceError, ModelError, Peer, PeerId, Profile, TokenNameProblem};
use engine::{ImportError, ModelTrouble};
use style::export::{Candidate, ExportError};
use style::holdout::TooLittle;

use self::files::{in_file, of_export, of_holdout, of_import, of_rows, of_task, owner_unknown};
pub(crate) use self::mcp::of_mcp;
pub(crate) use self::models::{of_choice, of_model};
use self::outside::{listening, of_io, of_sandbox, of_store, of_telegram};
use self::sealed::of_sealed;
use self::settings::of_settings;
use self::signing_in::of_signing_in;
use self::voice::of_voice;
pub(crate) use self::weights::OfModels;
use self::weights::of_weights;
use crate::language::{Texts, text};
use crate::maker::told;
use crate::sealed_file::Problem;

/// Troubles of the program itself.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    #[error("cannot make or write the folder {path}")]
    DataFolder { path: PathBuf, source: std::io::Error },
    #[error("cannot read {path}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("cannot read the public key {path}")]
    PublicKeyFile { path: PathBuf, source: std::io::Error },
    #[error("cannot write {path}")]
    Write { path: PathBuf, source: std::io::Error },
    #[error("cannot import {path}")]
    Import { path: PathBuf, source: Box<ImportError> },
    #[error("cannot use {path}")]
    Export { path: PathBuf, source: Box<ExportError> },
    #[error("the files do not say whose they are")]
    OwnerUnknown { files: Vec<PathBuf>, candidates: Vec<Candidate> },
    #[error("{path} is not of user {named}")]
    NotTheOwner { path: PathBuf, stated: Box<Profile>, named: PeerId },
    #[error("{first} and {second} are of two people")]
    TwoOwners {
        first: PathBuf,
        first_owner: Box<Profile>,
        second: PathBuf,
        second_owner: Box<Profile>,
    },
    #[error("there is no answer {id}")]
    NoExemplar { id: String },
    #[error("there is no fact {id}")]
    NoFact { id: String },
    #[error("files of models")]
    Models { source: OfModels },
    #[error("there is no token {id}")]
    NoToken { id: String },
    #[error("{given} are no scopes")]
    NoScopes { given: String },
    #[error("a token cannot be called that")]
    TokenName { problem: TokenNameProblem },
    #[error("no token is given")]
    McpNoToken,
    #[error("{server} is no address")]
    McpAddress { server: String },
    #[error("the server at {server} cannot be reached; aitwin serve starts one")]
    McpUnreachable {
        server: String,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("the server at {server} does not know the token")]
    McpToken { server: String },
    #[error("the token may not read at {server}")]
    McpScope { server: String },
    #[error("{server} is a demo")]
    McpDemo { server: String },
    #[error("{server} is no server of aitwin: {status}")]
    McpNoServer { server: String, status: u16 },
    #[error("the fact is empty")]
    EmptyFact,
    #[error("the fact is too long")]
    LongFact,
    #[error("the sandbox failed")]
    Sandbox { flags: &'static str, source: sandbox::Error },
    #[error("{setting} is no address for bots")]
    BotAddress { setting: &'static str, problem: BadAddress },
    #[error("another server runs on {path}")]
    AlreadyRunning { path: PathBuf },
    #[error("there is no database in {path}")]
    NoDatabase { path: PathBuf },
    #[error("cannot look at the database {path}")]
    DatabaseUnread { path: PathBuf, source: std::io::Error },
    #[error("cannot read the settings in {path}")]
    SettingsFile { path: PathBuf, source: std::io::Error },
    #[error("AITWIN_LOG does not say what is to be logged")]
    LogUnclear,
    #[error("{path} cannot be sealed or opened")]
    Sealed {
        path: PathBuf,
        #[source]
        problem: Problem,
    },
    #[error("not a recipient of age: {given}")]
    Recipient { given: String },
    #[error("there is no terminal to ask for a passphrase")]
    NoTerminal,
    #[error("the passphrase is too short")]
    ShortPassphrase { shortest: usize },
    #[error("the two passphrases differ")]
    PassphrasesDiffer,
    #[error("there is another master key in {path}")]
    OtherMasterKey { path: PathBuf, fingerprint: String },
    #[error("the master key file {path} is missing")]
    MasterKeyMissing { path: PathBuf },
    #[error("there is no master key file {path}")]
    NoMasterKey { path: PathBuf },
    #[error("there is no chat {id}")]
    NoSuchChat { id: PeerId, chats: Vec<Peer> },
    #[error("user {id} has written nothing in {path}")]
    NobodyThere { path: PathBuf, id: PeerId, candidates: Vec<Candidate> },
    #[error("{path} is too little to measure by")]
    TooLittle { path: PathBuf, source: TooLittle },
    #[error("{path} has no moments")]
    NoMoments { path: PathBuf },
    #[error("{address} can be reached from elsewhere")]
    NotLoopback { address: SocketAddr },
    #[error("{address} can be reached from elsewhere, without TLS")]
    NoTls { address: SocketAddr },
    #[error("{address} can be reached from elsewhere, and nobody has a password")]
    NoPassword { address: SocketAddr },
    #[error("{path} holds no certificate")]
    NoCertificate { path: PathBuf },
    #[error("{path} holds no private key")]
    NoPrivateKey { path: PathBuf },
    #[error("{path} is not PEM")]
    NotPem { path: PathBuf },
    #[error("{cert} and {key} cannot be used for TLS")]
    TlsUnfit { cert: PathBuf, key: PathBuf, source: rustls::Error },
    #[error("nobody is named {name}")]
    NoSuchPerson { name: String, names: Vec<String> },
    #[error("the name or the password cannot be used")]
    SignUp(SignUpProblem),
    #[error("the password could not be read")]
    PasswordUnread { source: std::io::Error },
    #[error("the two passwords differ")]
    PasswordsDiffer,
    #[error("it is not said which account, or there is none")]
    WhichAccount { accounts: Vec<Account> },
    #[error("{path} holds no reply of its owner")]
    NothingToRecall { path: PathBuf },
    #[error("there is nothing to explain: {id:?}")]
    NothingToExplain { id: Option<String> },
    #[error("a group has no relation")]
    RelationOfGroup,
    #[error("{path} is an input and the output")]
    OverInput { path: PathBuf },
    #[error("{path} has candidates for {id}, which is no moment")]
    UnknownMoment { id: String, path: PathBuf },
    #[error("who is to hear or to speak cannot be used")]
    Voice { source: ChoiceError },
    #[error("{model} wrote nothing")]
    ModelFailed { model: String, source: Box<ModelError> },
    #[error("cannot listen on {address}")]
    Listen { address: SocketAddr, flag: &'static str, source: std::io::Error },
}

/// What to print about an error.
pub(crate) fn explain(texts: &Texts, error: &anyhow::Error) -> String {
    let known = error.chain().find_map(|cause| {
        None.or_else(|| cause.downcast_ref().map(|trouble| of_program(texts, trouble)))
            .or_else(|| cause.downcast_ref().map(|error| of_import(texts, error)))
            .or_else(|| cause.downcast_ref().map(|error| of_store(texts, error)))
            .or_else(|| cause.downcast_ref().map(|error| of_export(texts, error)))
            .or_else(|| cause.downcast_ref().map(|error| of_rows(texts, error)))
            .or_else(|| cause.downcast_ref().map(|error| of_task(texts, error)))
            .or_else(|| cause.downcast_ref().map(|error| of_holdout(texts, *error)))
            .or_else(|| cause.downcast_ref().map(|error| of_telegram(texts, error)))
            .or_else(|| cause.downcast_ref().map(|error| of_choice(texts, error)))
            .or_else(|| cause.downcast_ref().map(|error| of_choice(texts, &told(error))))
            .or_else(|| {
                let settings = cause.downcast_ref::<Box<figment::Error>>();
                settings.map(|error| of_settings(texts, error))
            })
    });
    let what = known.unwrap_or_else(|| format!("{error:#}"));
    text!(texts, "trouble-line", what = what)
}

/// An error with its sources, in one line.
fn whole(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        // Some say already why: it is not said twice.
        let said = error.to_string();
        if !line.ends_with(&said) {
            line = format!("{line}: {said}");
        }
        source = error.source();
    }
    line
}

/// How much is shown of what somebody gave.
const SHOWN_CHARS: usize = 60;

/// What somebody gave, as it is shown: whoever pastes a page need not read it again.
pub(crate) fn shortened(given: &str) -> String {
    let mut shown: String = given.chars().take(SHOWN_CHARS).collect();
    if shown.len() < given.len() {
        shown.push('…');
    }
    shown.replace(char::is_control, " ")
}

/// A path as it is shown.
fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// A text with lines under it.
fn listed(head: String, lines: impl Iterator<Item = String>) -> String {
    std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
}

/// How many of a list are shown where it may be long.
const SHOWN: usize = 20;

/// A text with the beginning of a list under it.
fn some_of<T>(texts: &Texts, head: String, all: &[T], line: impl Fn(&T) -> String) -> String {
    let more = all.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| text!(texts, "trouble-more", count = more));
    listed(head, all.iter().take(SHOWN).map(line).chain(more))
}

fn of_program(texts: &Texts, trouble: &Trouble) -> String {
    match trouble {
        Trouble::DataFolder { path, source } => {
            text!(texts, "trouble-data-folder", path = shown(path), reason = of_io(texts, source))
        }
        Trouble::File { path, source } => {
            text!(texts, "trouble-file", path = shown(path), reason = of_io(texts, source))
        }
        Trouble::PublicKeyFile { path, source } => {
            let reason = of_io(texts, source);
            text!(texts, "trouble-public-key-file", path = shown(path), reason = reason)
        }
        Trouble::Write { path, source } => {
            text!(texts, "trouble-write", path = shown(path), reason = of_io(texts, source))
        }
        Trouble::Import { path, source } => in_file(texts, path, &of_import(texts, source)),
        Trouble::Export { path, source } => in_file(texts, path, &of_export(texts, source)),
        Trouble::OwnerUnknown { files, candidates } => {
            let files: Vec<String> = files.iter().map(|path| shown(path)).collect();
            owner_unknown(texts, &files.join(", "), candidates)
        }
        Trouble::NotTheOwner { path, stated, named } => text!(
            texts,
            "trouble-export-other-owner",
            path = shown(path),
            name = stated.full_name(),
            id = stated.user_id.to_string(),
            named = named.to_string()
        ),
        Trouble::TwoOwners { first, first_owner, second, second_owner } => text!(
            texts,
            "trouble-export-two-owners",
            first = shown(first),
            name = first_owner.full_name(),
            id = first_owner.user_id.to_string(),
            second = shown(second),
            other = second_owner.full_name(),
            otherId = second_owner.user_id.to_string()
        ),
        Trouble::NoExemplar { id } => text!(texts, "trouble-no-exemplar", id = id.as_str()),
        Trouble::NoFact { id } => text!(texts, "trouble-no-fact", id = id.as_str()),
        Trouble::NoToken { id } => text!(texts, "trouble-no-token", id = id.as_str()),
        Trouble::NoScopes { given } => text!(texts, "trouble-no-scopes", given = given.as_str()),
        Trouble::McpNoToken
        | Trouble::McpAddress { .. }
        | Trouble::McpUnreachable { .. }
        | Trouble::McpToken { .. }
        | Trouble::McpScope { .. }
        | Trouble::McpDemo { .. }
        | Trouble::McpNoServer { .. } => of_mcp(texts, trouble),
        Trouble::EmptyFact => text!(texts, "trouble-empty-fact"),
        Trouble::LongFact => text!(texts, "trouble-long-fact"),
        Trouble::Sandbox { flags, source } => of_sandbox(texts, flags, source),
        Trouble::BotAddress { setting, problem } => {
            let reason = match problem {
                BadAddress::Unreadable => text!(texts, "bot-api-unreadable"),
                BadAddress::Plain => text!(texts, "bot-api-plain"),
                BadAddress::TooMuch => text!(texts, "bot-api-too-much"),
            };
            let setting = *setting;
            text!(texts, "trouble-bot-address", setting = setting, reason = reason)
        }
        Trouble::AlreadyRunning { path } => {
            text!(texts, "trouble-already-running", path = shown(path))
        }
        Trouble::NoDatabase { path } => text!(texts, "trouble-no-database", path = shown(path)),
        Trouble::DatabaseUnread { path, source } => {
            text!(texts, "trouble-db-unread", path = shown(path), reason = of_io(texts, source))
        }
        Trouble::SettingsFile { path, source } => {
            let reason = of_io(texts, source);
            text!(texts, "trouble-settings-file", path = shown(path), reason = reason)
        }
        Trouble::LogUnclear => text!(texts, "trouble-log-unclear"),
        Trouble::Sealed { path, problem } => of_sealed(texts, path, problem),
        Trouble::Recipient { given } => {
            text!(texts, "trouble-recipient", given = shortened(given))
        }
        Trouble::NoTerminal => text!(texts, "trouble-no-terminal"),
        Trouble::ShortPassphrase { shortest } => {
            text!(texts, "trouble-short-passphrase", shortest = shortest)
        }
        Trouble::PassphrasesDiffer => text!(texts, "trouble-passphrases-differ"),
        Trouble::OtherMasterKey { path, fingerprint } => text!(
            texts,
            "trouble-other-key",
            path = shown(path),
            fingerprint = fingerprint.as_str()
        ),
        Trouble::MasterKeyMissing { path } => {
            text!(texts, "trouble-key-missing", path = shown(path))
        }
        Trouble::NoMasterKey { path } => text!(texts, "trouble-no-key", path = shown(path)),
        Trouble::NothingToRecall { path } => {
            text!(texts, "trouble-nothing-to-recall", path = shown(path))
        }
        Trouble::NothingToExplain { id: Some(id) } => {
            text!(texts, "trouble-no-explanation", id = id.as_str())
        }
        Trouble::NothingToExplain { id: None } => text!(texts, "explain-none"),
        Trouble::RelationOfGroup => text!(texts, "relations-group"),
        Trouble::OverInput { path } => {
            text!(texts, "trouble-over-input", path = shown(path))
        }
        Trouble::UnknownMoment { id, path } => {
            let path = shown(path);
            text!(texts, "trouble-unknown-moment", id = id.as_str(), path = path)
        }
        Trouble::WhichAccount { accounts } if accounts.is_empty() => {
            text!(texts, "accounts-none")
        }
        Trouble::WhichAccount { accounts } => {
            let line = |account: &Account| {
                format!("  --account {}   {}", account.id, account.profile.full_name())
            };
            let lines: Vec<String> = accounts.iter().map(line).collect();
            text!(texts, "trouble-which-account", accounts = lines.join("\n"))
        }
        Trouble::NoSuchChat { id, chats } if chats.is_empty() => {
            text!(texts, "trouble-no-chats", id = id.to_string())
        }
        Trouble::NoSuchChat { id, chats } => {
            let head = text!(texts, "trouble-no-such-chat", id = id.to_string());
            some_of(texts, head, chats, |chat| {
                let name = chat.title.replace(char::is_control, " ");
                text!(texts, "trouble-chat-line", id = chat.id.to_string(), name = name)
            })
        }
        Trouble::NobodyThere { path, id, candidates } => {
            let (path, id) = (shown(path), id.to_string());
            let head = text!(texts, "trouble-nobody-there", path = path, id = id);
            some_of(texts, head, candidates, |candidate| {
                text!(
                    texts,
                    "trouble-author-line",
                    id = candidate.id.to_string(),
                    name = candidate.name.as_str(),
                    messages = candidate.messages
                )
            })
        }
        Trouble::TooLittle { path, source } => in_file(texts, path, &of_holdout(texts, *source)),
        Trouble::NoMoments { path } => text!(texts, "trouble-no-moments", path = shown(path)),
        Trouble::NotLoopback { address } => {
            text!(texts, "trouble-not-loopback", address = address.to_string())
        }
        Trouble::NoTls { .. }
        | Trouble::NoPassword { .. }
        | Trouble::NoCertificate { .. }
        | Trouble::NoPrivateKey { .. }
        | Trouble::NotPem { .. }
        | Trouble::TlsUnfit { .. }
        | Trouble::NoSuchPerson { .. }
        | Trouble::SignUp(_)
        | Trouble::TokenName { .. }
        | Trouble::PasswordUnread { .. }
        | Trouble::PasswordsDiffer => of_signing_in(texts, trouble),
        Trouble::Models { source } => of_weights(texts, source),
        Trouble::Voice { source } => of_voice(texts, source),
        Trouble::ModelFailed { model, source } => {
            let why = of_model(texts, &ModelTrouble::of(source));
            text!(texts, "trouble-model-failed", model = model.as_str(), why = why)
        }
        Trouble::Listen { address, flag, source } => listening(texts, *address, flag, source),
    }
}

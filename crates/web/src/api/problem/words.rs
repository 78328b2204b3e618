//! How problems read: a code that never changes, what happened, and what to do.

use domain::policy::value::Needed;
use domain::webhook::MOST_WEBHOOKS;
use domain::{BotError, LoginError};
use engine::{BotRefused, DirectError, ExportError, ImportError, NotMade};

use super::{Kind, Malformed, Problem, Wrong};
use crate::i18n::{Lang, t};
use crate::pages::twin::limits::phrase_problem;
use crate::parts::{bot, export, model, own_voice, webhook};

/// The code, the title and the detail of a problem.
pub(super) fn of(lang: Lang, problem: &Problem) -> (&'static str, String, String) {
    match problem {
        Problem::NoToken => ("no_token", t!(lang, "api-no-token"), t!(lang, "api-no-token-hint")),
        Problem::InvalidToken => {
            ("invalid_token", t!(lang, "api-invalid-token"), t!(lang, "api-invalid-token-hint"))
        }
        Problem::NoTokensHere => {
            ("no_tokens_here", t!(lang, "api-no-tokens-here"), t!(lang, "api-no-tokens-here-hint"))
        }
        Problem::MissingScope(scope) => (
            "insufficient_scope",
            t!(lang, "api-scope"),
            t!(lang, "api-scope-hint", scope = scope.name()),
        ),
        Problem::MoreThanOwn(scope) => (
            "scope_not_own",
            t!(lang, "api-scope-not-own"),
            t!(lang, "api-scope-not-own-hint", scope = scope.name()),
        ),
        Problem::ForeignHost => {
            ("foreign_host", t!(lang, "error-host"), t!(lang, "error-host-hint"))
        }
        Problem::CrossSite => {
            ("cross_site", t!(lang, "error-cross-site"), t!(lang, "api-cross-site-hint"))
        }
        Problem::TooMany { .. } => {
            ("too_many", t!(lang, "error-too-many"), t!(lang, "error-too-many-hint"))
        }
        Problem::NoSuchAddress => {
            ("no_such_address", t!(lang, "api-no-address"), t!(lang, "api-see-document"))
        }
        Problem::MethodNotAllowed => {
            ("method_not_allowed", t!(lang, "api-method"), t!(lang, "api-see-document"))
        }
        Problem::NotFound => {
            ("not_found", t!(lang, "api-not-found"), t!(lang, "api-not-found-hint"))
        }
        Problem::MalformedJson(malformed) => {
            ("malformed_json", t!(lang, "api-json"), of_malformed(lang, *malformed))
        }
        Problem::NotJson => {
            ("unsupported_media_type", t!(lang, "api-media"), t!(lang, "api-media-hint"))
        }
        Problem::TooLarge => {
            ("too_large", t!(lang, "api-large"), t!(lang, "api-large-hint", kilobytes = 64))
        }
        Problem::Invalid { field, wrong } => {
            ("invalid", t!(lang, "api-invalid", field = field.as_str()), of_wrong(lang, wrong))
        }
        Problem::TooLate => ("too_late", t!(lang, "api-late"), t!(lang, "api-late-hint")),
        Problem::MayNotDelete => {
            ("may_not_delete", t!(lang, "api-may-not-delete"), t!(lang, "undo-may-not-delete"))
        }
        Problem::Changed => ("changed", t!(lang, "api-changed"), t!(lang, "api-changed-hint")),
        Problem::UnderWay => ("under_way", t!(lang, "api-busy"), t!(lang, "api-busy-hint")),
        Problem::NoModel => ("no_model", t!(lang, "api-no-model"), t!(lang, "api-no-model-hint")),
        Problem::Indexing => {
            ("indexing", t!(lang, "error-indexing"), t!(lang, "error-indexing-hint"))
        }
        Problem::NothingElse => {
            ("nothing_else", t!(lang, "api-nothing-else"), t!(lang, "reword-nothing-else"))
        }
        Problem::NoAccount => {
            ("no_account", t!(lang, "api-no-account"), t!(lang, "api-no-account-hint"))
        }
        Problem::NoLogin => ("no_login", t!(lang, "api-no-login"), t!(lang, "api-no-login-hint")),
        Problem::Login(error) => of_login(lang, error),
        Problem::Direct(error) => of_direct(lang, error),
        Problem::Bot(refused) => of_bot(lang, refused),
        Problem::NotMade(not_made) => of_not_made(lang, not_made),
        Problem::TooManyWebhooks => (
            "too_many_webhooks",
            t!(lang, "api-many-webhooks"),
            t!(lang, "webhook-too-many", most = MOST_WEBHOOKS),
        ),
        Problem::WebhookOff => {
            ("webhook_disabled", t!(lang, "api-webhook-off"), t!(lang, "api-webhook-off-hint"))
        }
        Problem::Studio(trouble) => {
            ("voice_provider", t!(lang, "api-voice-provider"), own_voice::trouble(lang, *trouble))
        }
        Problem::Access(error) if error.is_damaged() => damaged(lang),
        Problem::Engine(error) if error.is_damaged() => damaged(lang),
        Problem::Webhooks(error) if error.is_damaged() => damaged(lang),
        Problem::Access(_) | Problem::Engine(_) | Problem::Webhooks(_) => ours(lang),
    }
}

fn ours(lang: Lang) -> (&'static str, String, String) {
    ("internal", t!(lang, "error-server"), t!(lang, "error-server-hint"))
}

fn damaged(lang: Lang) -> (&'static str, String, String) {
    ("internal", t!(lang, "error-damaged"), t!(lang, "error-damaged-hint"))
}

fn of_wrong(lang: Lang, wrong: &Wrong) -> String {
    match wrong {
        Wrong::Shape => t!(lang, "api-wrong-shape"),
        Wrong::Missing => t!(lang, "api-wrong-missing"),
        Wrong::Unknown(known) if known.is_empty() => t!(lang, "api-wrong-unknown"),
        Wrong::Unknown(known) => t!(lang, "api-wrong-unknown-of", known = listed(known)),
        Wrong::NoBody(known) if known.is_empty() => t!(lang, "api-wrong-no-body"),
        Wrong::NoBody(known) => t!(lang, "api-wrong-no-body-but", known = listed(known)),
        Wrong::OneOf(words) => t!(lang, "api-wrong-one-of", known = listed(words)),
        Wrong::Kind(kind) => of_kind(lang, *kind),
        Wrong::Rule(needed) => of_rule(lang, *needed),
        Wrong::NoHours => t!(lang, "rules-no-hours"),
        Wrong::Nul => t!(lang, "api-json-nul"),
        Wrong::NotShown => t!(lang, "api-wrong-not-shown"),
        Wrong::Moment => t!(lang, "api-wrong-moment"),
        Wrong::Account => t!(lang, "api-account-hint"),
        Wrong::NoPerson => t!(lang, "api-wrong-no-person"),
        Wrong::Chat => t!(lang, "api-wrong-chat"),
        Wrong::Choice(problem) => model::choice_problem(lang, problem),
        Wrong::Import(error) => of_import(lang, error),
        Wrong::NoSound(no) => own_voice::no_sound(lang, no),
        Wrong::NotBegun(not) => own_voice::not_begun(lang, *not),
        Wrong::Consent => t!(lang, "api-wrong-consent"),
        Wrong::Empty => t!(lang, "api-wrong-empty"),
        Wrong::TooLong(most) => t!(lang, "api-wrong-long", most = most),
        Wrong::Lines(most) => t!(lang, "api-wrong-lines", most = most),
        Wrong::Range { least, most } => {
            t!(lang, "api-wrong-range", least = least, most = most)
        }
        Wrong::Order => t!(lang, "api-wrong-order"),
        Wrong::Cursor => t!(lang, "api-wrong-cursor"),
        Wrong::Phone => t!(lang, "api-phone-hint"),
        Wrong::WhichAccount => t!(lang, "api-wrong-account"),
        Wrong::Peer => t!(lang, "api-wrong-peer"),
        Wrong::Key => t!(lang, "api-wrong-key"),
        Wrong::Scope => t!(lang, "api-wrong-scope"),
        Wrong::Url(problem) => webhook::url_problem(lang, *problem),
        Wrong::Event => t!(lang, "api-wrong-event"),
        Wrong::Phrase(problem) => phrase_problem(lang, problem),
    }
}

fn of_malformed(lang: Lang, malformed: Malformed) -> String {
    match malformed {
        Malformed::At { line, column } => {
            t!(lang, "api-json-hint", line = line, column = column)
        }
        Malformed::Ends => t!(lang, "api-json-ends"),
        Malformed::BrokenOff => t!(lang, "api-json-broken-off"),
        Malformed::Nul => t!(lang, "api-json-nul"),
    }
}

fn of_kind(lang: Lang, kind: Kind) -> String {
    match kind {
        Kind::Text => t!(lang, "api-wrong-text"),
        Kind::Whole => t!(lang, "api-wrong-whole"),
        Kind::Count => t!(lang, "api-wrong-count"),
        Kind::Number => t!(lang, "api-wrong-number"),
        Kind::Flag => t!(lang, "api-wrong-flag"),
        Kind::List => t!(lang, "api-wrong-list"),
        Kind::Object => t!(lang, "api-wrong-object"),
    }
}

fn of_rule(lang: Lang, needed: Needed) -> String {
    match needed {
        Needed::UpTo(most) => t!(lang, "api-wrong-range", least = 0, most = most),
        Needed::LimitUpTo(most) => t!(lang, "api-wrong-limit", most = most),
        Needed::Spans => t!(lang, "api-wrong-spans"),
        Needed::Clock => t!(lang, "api-wrong-clock"),
        Needed::Day => t!(lang, "api-wrong-day"),
        Needed::Zone => t!(lang, "api-wrong-zone"),
        Needed::Words(most) => t!(lang, "api-wrong-words", most = most),
    }
}

/// Names as the document writes them.
fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn of_import(lang: Lang, error: &ImportError) -> String {
    let ImportError::Export { source: ExportError::OwnerUnknown { candidates }, .. } = error else {
        return export::failed(lang, error);
    };
    if candidates.is_empty() {
        return export::failed(lang, error);
    }
    let people = candidates.iter().map(|person| format!("{} ({})", person.name, person.id));
    t!(lang, "api-import-owner", people = people.collect::<Vec<_>>().join(", "))
}

fn of_login(lang: Lang, error: &LoginError) -> (&'static str, String, String) {
    match error {
        LoginError::InvalidPhone => {
            ("invalid_phone", t!(lang, "api-phone"), t!(lang, "api-phone-hint"))
        }
        LoginError::UnknownPhone => {
            ("unknown_phone", t!(lang, "api-phone-unknown"), t!(lang, "api-phone-unknown-hint"))
        }
        LoginError::BannedPhone => {
            ("banned_phone", t!(lang, "api-phone-banned"), t!(lang, "api-phone-banned-hint"))
        }
        LoginError::InvalidCode => ("wrong_code", t!(lang, "api-code"), t!(lang, "api-code-hint")),
        LoginError::ExpiredCode => {
            ("code_expired", t!(lang, "api-code-expired"), t!(lang, "api-code-expired-hint"))
        }
        LoginError::InvalidPassword => {
            ("wrong_password", t!(lang, "api-password"), t!(lang, "api-password-hint"))
        }
        LoginError::FloodWait(wait) => flood(lang, wait.as_secs()),
        LoginError::InvalidApiId => ("invalid_api_id", t!(lang, "api-id"), t!(lang, "api-id-hint")),
        LoginError::WrongStep => ("wrong_step", t!(lang, "api-step"), t!(lang, "api-step-hint")),
        LoginError::Unreachable(_) => {
            ("telegram_unreachable", t!(lang, "error-telegram"), t!(lang, "error-telegram-hint"))
        }
        LoginError::Refused { reason } => refused(lang, reason),
    }
}

fn of_direct(lang: Lang, error: &DirectError) -> (&'static str, String, String) {
    match error {
        DirectError::UnknownAccount => {
            ("unknown_account", t!(lang, "api-account"), t!(lang, "api-account-hint"))
        }
        DirectError::UnknownPeer => {
            ("unknown_peer", t!(lang, "api-peer"), t!(lang, "api-peer-hint"))
        }
        DirectError::NotMet => {
            ("peer_not_met", t!(lang, "api-not-met"), t!(lang, "api-not-met-hint"))
        }
        DirectError::LoggedOut => {
            ("logged_out", t!(lang, "api-logged-out"), t!(lang, "api-logged-out-hint"))
        }
        DirectError::NotConnected => {
            ("not_connected", t!(lang, "api-offline"), t!(lang, "api-offline-hint"))
        }
        DirectError::FloodWait(wait) => flood(lang, wait.as_secs()),
        DirectError::Restricted { reason } => (
            "restricted",
            t!(lang, "api-restricted"),
            t!(lang, "api-restricted-hint", reason = reason.as_str()),
        ),
        DirectError::Held => ("held", t!(lang, "api-held"), t!(lang, "api-held-hint")),
        DirectError::TooMany(wait) => (
            "limit_reached",
            t!(lang, "api-limit-reached"),
            t!(lang, "api-limit-reached-hint", seconds = wait.as_secs().max(1)),
        ),
        DirectError::Refused { reason } => refused(lang, reason),
        DirectError::NoAnswer => {
            ("no_answer", t!(lang, "api-no-answer"), t!(lang, "api-no-answer-hint"))
        }
        DirectError::Lost => {
            ("may_have_arrived", t!(lang, "api-no-answer"), t!(lang, "api-lost-hint"))
        }
        DirectError::MayNotTell => (
            "insufficient_scope",
            t!(lang, "api-scope"),
            t!(lang, "api-scope-hint", scope = "manage"),
        ),
        DirectError::KeyTaken => {
            ("idempotency_key_reused", t!(lang, "api-key-taken"), t!(lang, "api-key-taken-hint"))
        }
        DirectError::KeyBusy => {
            ("idempotency_key_in_use", t!(lang, "api-key-busy"), t!(lang, "api-key-busy-hint"))
        }
        DirectError::Engine(_) => ours(lang),
    }
}

fn of_not_made(lang: Lang, not_made: &NotMade) -> (&'static str, String, String) {
    let (code, title) = match not_made {
        NotMade::BadName => ("bad_name", t!(lang, "api-bot-name")),
        NotMade::BadUsername => ("bad_username", t!(lang, "api-bot-username")),
        NotMade::Taken => ("username_taken", t!(lang, "api-bot-taken")),
        NotMade::Limit { .. } => ("bot_limit", t!(lang, "api-bot-limit")),
        NotMade::Odd { .. } => ("bot_father_said", t!(lang, "api-bot-odd")),
        NotMade::Silent => ("bot_father_silent", t!(lang, "api-bot-silent")),
        NotMade::Refused(_) => ("bot_not_added", t!(lang, "api-bot-not-added")),
        NotMade::Direct(_) => return ours(lang),
    };
    match bot::not_made(lang, not_made) {
        Some(words) => (code, title, words),
        None => ours(lang),
    }
}

fn of_bot(lang: Lang, refused: &BotRefused) -> (&'static str, String, String) {
    let Some(words) = bot::words(lang, refused) else { return ours(lang) };
    let (code, title) = match refused {
        BotRefused::Api(BotError::Malformed) => ("bot_token_malformed", t!(lang, "api-bot-token")),
        BotRefused::Api(BotError::Unauthorized) => {
            ("bot_token_revoked", t!(lang, "api-bot-revoked"))
        }
        BotRefused::Api(BotError::FloodWait(_)) => ("flood_wait", t!(lang, "api-flood")),
        BotRefused::Api(BotError::Refused { .. }) => ("refused", t!(lang, "api-refused")),
        BotRefused::Api(BotError::Unreachable(_)) => {
            ("telegram_unreachable", t!(lang, "error-telegram"))
        }
        BotRefused::AlreadyHere(_) => ("bot_exists", t!(lang, "api-bot-exists")),
        BotRefused::AnotherBot => ("another_bot", t!(lang, "api-bot-another")),
        BotRefused::NoToken => ("bot_has_no_token", t!(lang, "api-bot-no-token")),
        BotRefused::BadName => ("bad_name", t!(lang, "api-bot-name")),
        BotRefused::NoApi => ("no_bot_api", t!(lang, "api-bot-no-api")),
        BotRefused::Api(BotError::Session(_)) | BotRefused::Unknown | BotRefused::Engine(_) => {
            return ours(lang);
        }
    };
    (code, title, words)
}

fn flood(lang: Lang, seconds: u64) -> (&'static str, String, String) {
    let hint = t!(lang, "api-flood-hint", seconds = seconds.max(1));
    ("flood_wait", t!(lang, "api-flood"), hint)
}

fn refused(lang: Lang, reason: &str) -> (&'static str, String, String) {
    ("refused", t!(lang, "api-refused"), t!(lang, "api-refused-hint", reason = reason))
}

#[cfg(test)]
mod tests;

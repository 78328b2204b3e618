//! Errors of the API: problem+json (RFC 9457), in the language of whoever asked.
//!
//! As with the pages, a handler returns `Result<_, Problem>` and uses `?`; a problem says what happened,
//! and [`words`] how that reads; [`misread`] knows what readers of JSON and of queries say. Problems that are ours (5xx) are logged once, here, with their sources,
//! and the caller is shown none of them.

mod misread;
mod words;

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{
    CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, RETRY_AFTER, VARY, WWW_AUTHENTICATE,
};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::policy::value::Needed;
use domain::{
    BadPhrase, BotError, ChoiceError, LoginError, MessengerError, NoSound, Scope, VoiceTrouble,
};
use engine::{BotRefused, DirectError, ImportError, NotBegun, NotMade};
use serde::Serialize;
use tracing::error;
use utoipa::ToSchema;
use webhooks::UrlProblem;

use crate::i18n::Lang;
use crate::parts::bot;

/// Why a request was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error("no token")]
    NoToken,
    #[error("the token is none of ours, or has ended")]
    InvalidToken,
    #[error("the demo takes no tokens")]
    NoTokensHere,
    #[error("the token lacks a scope")]
    MissingScope(Scope),
    #[error("the token would give more than it has")]
    MoreThanOwn(Scope),
    #[error("the host is not ours")]
    ForeignHost,
    #[error("a change asked for by another site")]
    CrossSite,
    #[error("too many requests")]
    TooMany { wait: Duration },
    #[error("no such address")]
    NoSuchAddress,
    #[error("the method is not allowed here")]
    MethodNotAllowed,
    #[error("nothing of the owner's has this identifier")]
    NotFound,
    #[error("the body is no JSON")]
    MalformedJson(Malformed),
    #[error("the body is no application/json")]
    NotJson,
    #[error("the body is too long")]
    TooLarge,
    #[error("{field} cannot be used")]
    Invalid { field: String, wrong: Wrong },
    #[error("it is too late for that")]
    TooLate,
    #[error("the connected bot may not delete messages")]
    MayNotDelete,
    #[error("it is not as it was read")]
    Changed,
    #[error("that is being done already")]
    UnderWay,
    #[error("no model writes")]
    NoModel,
    #[error("older messages are being indexed")]
    Indexing,
    #[error("nothing else came out")]
    NothingElse,
    #[error("no account is logged in")]
    NoAccount,
    #[error("no login of this number is under way")]
    NoLogin,
    #[error("the login's step failed")]
    Login(#[source] LoginError),
    #[error("Telegram was not asked, or did not do it")]
    Direct(#[source] DirectError),
    #[error("it was not done with a bot")]
    Bot(#[source] BotRefused),
    #[error("no bot was made")]
    NotMade(#[source] NotMade),
    #[error("it could not be told who asks")]
    Access(#[from] access::Error),
    #[error("the engine failed")]
    Engine(#[source] engine::Error),
    #[error("there are as many webhooks as may be")]
    TooManyWebhooks,
    #[error("the webhook is told nothing")]
    WebhookOff,
    #[error("the webhooks failed")]
    Webhooks(#[source] webhooks::Error),
    #[error("whoever makes voices did not do it")]
    Studio(VoiceTrouble),
}

/// What is wrong with a field.
#[derive(Debug)]
pub(crate) enum Wrong {
    /// It has another shape.
    Shape,
    /// It is needed, and not there.
    Missing,
    /// There is no field or parameter of this name; there are these.
    Unknown(Vec<String>),
    /// Nothing is taken from a body here; of the query there are these.
    NoBody(Vec<String>),
    /// It is none of these words.
    OneOf(Vec<String>),
    /// It is of another kind.
    Kind(Kind),
    /// A rule is written another way.
    Rule(Needed),
    /// There are no hours in it.
    NoHours,
    /// It holds a character that no text may hold.
    Nul,
    /// It holds characters that are not shown, where a name of one line is wanted.
    NotShown,
    /// It is neither a date nor a moment.
    Moment,
    /// It is no account of the owner's.
    Account,
    /// It is no chat with a person.
    NoPerson,
    /// It is no chat of the owner's.
    Chat,
    /// No model can be made of it.
    Choice(ChoiceError),
    /// The export was not brought in.
    Import(Box<ImportError>),
    /// It is no sound that is read.
    NoSound(NoSound),
    /// No voice can be made of it.
    NotBegun(NotBegun),
    /// It is not what is to be agreed to.
    Consent,
    /// There is nothing in it.
    Empty,
    /// It is longer than so many characters.
    TooLong(u64),
    /// It has more messages, one a line, than this.
    Lines(u64),
    /// It is no number between these.
    Range { least: u64, most: u64 },
    /// It is after the end of the span.
    Order,
    /// It is no cursor of ours.
    Cursor,
    /// It is no phone number.
    Phone,
    /// It does not say which of several accounts.
    WhichAccount,
    /// It is neither a number of a chat nor a public name.
    Peer,
    /// It is no key that could be known again.
    Key,
    /// It is no scope.
    Scope,
    /// It is no URL of a webhook.
    Url(UrlProblem),
    /// It is no event of which webhooks are told.
    Event,
    /// A phrase in it cannot be kept.
    Phrase(BadPhrase),
}

/// What something should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text.
    Text,
    /// A whole number.
    Whole,
    /// A whole number from zero on.
    Count,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// A list.
    List,
    /// Fields with names.
    Object,
}

/// Why a body is no JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// It stops here making sense, counted from 1.
    At { line: u64, column: u64 },
    /// It ends in the middle.
    Ends,
    /// It did not come whole.
    BrokenOff,
    /// A text in it holds the character 0.
    Nul,
}

impl Problem {
    /// A field that cannot be used.
    pub(crate) fn invalid(field: &str, wrong: Wrong) -> Self {
        Self::Invalid { field: field.to_owned(), wrong }
    }

    fn status(&self) -> StatusCode {
        use DirectError as D;
        match self {
            Self::NoToken | Self::InvalidToken => StatusCode::UNAUTHORIZED,
            Self::NoTokensHere
            | Self::MissingScope(_)
            | Self::MoreThanOwn(_)
            | Self::CrossSite
            | Self::Direct(D::MayNotTell) => StatusCode::FORBIDDEN,
            Self::ForeignHost => StatusCode::MISDIRECTED_REQUEST,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NoSuchAddress
            | Self::NotFound
            | Self::Direct(D::UnknownAccount | D::UnknownPeer | D::NotMet) => StatusCode::NOT_FOUND,
            Self::MalformedJson(_) => StatusCode::BAD_REQUEST,
            Self::Changed => StatusCode::PRECONDITION_FAILED,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooLate
            | Self::MayNotDelete
            | Self::UnderWay
            | Self::NoModel
            | Self::Indexing
            | Self::NothingElse
            | Self::NoAccount
            | Self::NoLogin
            | Self::TooManyWebhooks
            | Self::WebhookOff
            | Self::Login(LoginError::WrongStep)
            | Self::Bot(BotRefused::AlreadyHere(_) | BotRefused::NoToken)
            | Self::NotMade(NotMade::Taken | NotMade::Limit { .. } | NotMade::Refused(_))
            | Self::Direct(D::LoggedOut | D::Restricted { .. } | D::Held | D::KeyBusy | D::Lost) => {
                StatusCode::CONFLICT
            }
            Self::Studio(
                VoiceTrouble::Key
                | VoiceTrouble::Money
                | VoiceTrouble::Plan
                | VoiceTrouble::Full
                | VoiceTrouble::NotTaken
                | VoiceTrouble::Gone
                | VoiceTrouble::Interrupted
                | VoiceTrouble::Refused,
            ) => StatusCode::CONFLICT,
            Self::Login(LoginError::ExpiredCode) => StatusCode::GONE,
            Self::TooMany { .. }
            | Self::Login(LoginError::FloodWait(_))
            | Self::Bot(BotRefused::Api(BotError::FloodWait(_)))
            | Self::Direct(D::FloodWait(_) | D::TooMany(_)) => StatusCode::TOO_MANY_REQUESTS,
            Self::Login(LoginError::Unreachable(_) | LoginError::InvalidApiId)
            | Self::Studio(_)
            | Self::Bot(BotRefused::NoApi | BotRefused::Api(BotError::Unreachable(_)))
            | Self::NotMade(NotMade::Silent)
            | Self::Direct(D::NotConnected | D::NoAnswer) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Bot(
                BotRefused::Engine(_) | BotRefused::Unknown | BotRefused::Api(BotError::Session(_)),
            ) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Invalid { .. }
            | Self::Login(_)
            | Self::Bot(_)
            | Self::NotMade(_)
            | Self::Direct(D::KeyTaken | D::Refused { .. }) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Direct(D::Engine(_)) | Self::Access(_) | Self::Engine(_) | Self::Webhooks(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }

    /// After how long it may be tried again.
    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Login(LoginError::FloodWait(wait))
            | Self::Direct(DirectError::FloodWait(wait) | DirectError::TooMany(wait)) => {
                Some((*wait).max(Duration::from_secs(1)))
            }
            Self::Bot(BotRefused::Api(BotError::FloodWait(wait))) => {
                Some((*wait).max(Duration::from_secs(1)))
            }
            Self::Bot(BotRefused::Api(BotError::Unreachable(_))) => Some(Duration::from_secs(5)),
            Self::TooMany { wait } => Some(*wait),
            Self::Direct(DirectError::KeyBusy) => Some(Duration::from_secs(1)),
            Self::Login(LoginError::Unreachable(_))
            | Self::Direct(DirectError::NotConnected | DirectError::NoAnswer) => {
                Some(Duration::from_secs(5))
            }
            _ => None,
        }
    }

    /// The field that is to be put right.
    fn field(&self) -> Option<&str> {
        match self {
            Self::Invalid { field, .. } => Some(field),
            Self::Bot(refused) => bot::field(refused),
            Self::NotMade(not_made) => bot::field_of_new(not_made),
            Self::Login(
                LoginError::InvalidPhone | LoginError::UnknownPhone | LoginError::BannedPhone,
            ) => Some("phone"),
            Self::Login(LoginError::InvalidCode | LoginError::ExpiredCode) => Some("code"),
            Self::Login(LoginError::InvalidPassword) => Some("password"),
            Self::Direct(DirectError::UnknownPeer | DirectError::NotMet) => Some("peer"),
            Self::Direct(DirectError::UnknownAccount) => Some("account"),
            _ => None,
        }
    }

    fn scope(&self) -> Option<&'static str> {
        match self {
            Self::MissingScope(scope) | Self::MoreThanOwn(scope) => Some(scope.name()),
            _ => None,
        }
    }

    /// RFC 6750, 3.
    fn challenge(&self) -> Option<String> {
        match self {
            Self::NoToken => Some("Bearer realm=\"aitwin\"".to_owned()),
            Self::InvalidToken => {
                Some("Bearer realm=\"aitwin\", error=\"invalid_token\"".to_owned())
            }
            Self::MissingScope(scope) => Some(format!(
                "Bearer realm=\"aitwin\", error=\"insufficient_scope\", scope=\"{}\"",
                scope.name()
            )),
            _ => None,
        }
    }

    /// What happened and what to do, in a line.
    pub(crate) fn told(&self, lang: Lang) -> String {
        let ProblemBody { title, detail, code, field, .. } = self.body(lang);
        let field = field.map(|field| format!(", {field}")).unwrap_or_default();
        format!("{title} ({code}{field}): {detail}")
    }

    /// How it reads.
    fn body(&self, lang: Lang) -> ProblemBody {
        let (code, title, detail) = words::of(lang, self);
        ProblemBody {
            kind: format!("urn:aitwin:problem:{code}"),
            title,
            status: self.status().as_u16(),
            detail,
            code,
            field: self.field().map(str::to_owned),
            scope: self.scope(),
        }
    }
}

impl From<engine::Error> for Problem {
    fn from(error: engine::Error) -> Self {
        match error {
            engine::Error::UnknownLogin => Self::NoLogin,
            engine::Error::Gone => Self::NotFound,
            engine::Error::Login(error) => Self::Login(error),
            engine::Error::Messenger(MessengerError::Unreachable(source)) => {
                Self::Login(LoginError::Unreachable(source))
            }
            error => Self::Engine(error),
        }
    }
}

impl From<webhooks::Error> for Problem {
    fn from(error: webhooks::Error) -> Self {
        use webhooks::Error as E;
        match error {
            E::Url(problem) => Self::invalid("url", Wrong::Url(problem)),
            E::UnknownEvent => Self::invalid("events", Wrong::Event),
            E::TooMany => Self::TooManyWebhooks,
            E::Off => Self::WebhookOff,
            error @ (E::Store(_) | E::Http(_)) => Self::Webhooks(error),
        }
    }
}

impl From<BotRefused> for Problem {
    fn from(refused: BotRefused) -> Self {
        match refused {
            BotRefused::Unknown => Self::NotFound,
            BotRefused::Engine(error) => error.into(),
            refused => Self::Bot(refused),
        }
    }
}

impl From<NotMade> for Problem {
    fn from(not_made: NotMade) -> Self {
        match not_made {
            NotMade::Direct(error) => Self::Direct(error),
            NotMade::Refused(
                refused @ (BotRefused::Engine(_)
                | BotRefused::Unknown
                | BotRefused::Api(BotError::Session(_))),
            ) => refused.into(),
            not_made => Self::NotMade(not_made),
        }
    }
}

impl From<DirectError> for Problem {
    fn from(error: DirectError) -> Self {
        Self::Direct(error)
    }
}

/// An error (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody {
    /// A URI for the `code`.
    #[serde(rename = "type")]
    kind: String,
    /// What happened, in short.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What to do about it.
    detail: String,
    /// The name of the error, to go by: it does not change with the language.
    code: &'static str,
    /// The field or parameter that is to be put right.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// The scope that the token lacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'static str>,
}

/// The problem on its way from the handler to [`render`].
#[derive(Clone)]
struct Failure(Arc<Problem>);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            error!(error = &self as &dyn std::error::Error, "request of the API failed");
        }
        let mut response = status.into_response();
        response.extensions_mut().insert(Failure(Arc::new(self)));
        response
    }
}

/// Words a problem in the caller's language.
pub(super) async fn render(request: Request, next: Next) -> Response {
    let lang = Lang::of(request.headers());
    let mut response = next.run(request).await;
    let Some(Failure(problem)) = response.extensions_mut().remove() else {
        return response;
    };
    let (_, body) = Json(problem.body(lang)).into_response().into_parts();
    *response.body_mut() = body;
    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(VARY, HeaderValue::from_static("Accept-Language"));
    if let Some(challenge) = problem.challenge().and_then(|text| text.parse().ok()) {
        headers.insert(WWW_AUTHENTICATE, challenge);
    }
    if let Some(wait) = problem.retry_after() {
        // A part of a second is a second: who comes too early is told to wait longer.
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

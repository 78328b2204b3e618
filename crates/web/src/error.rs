//! Errors of requests.
//!
//! The policy, for every page:
//!
//! * A handler returns `Result<_, Error>` and uses `?`. An error here is the end of the request;
//!   what the reader can put right on the same page (a wrong code, an empty field) is no error but
//!   a page with a text beside the field.
//! * An error says what happened, not how it reads: [`page`] words it, in the reader's language,
//!   and says what to do. A request of htmx gets a notice to put on the open page instead.
//! * Who has not signed in, or not lately enough, is led to where that is done, and from there back.
//! * Errors that are ours (5xx) are logged once, here, with their sources, and the reader is shown
//!   none of them. Errors that are the reader's (4xx) are not logged.

mod way;

pub(crate) use way::{encoded, page_of};

use std::sync::Arc;
use std::time::Duration;

use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, RETRY_AFTER};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use tracing::error;

use crate::i18n::{Lang, t};
use crate::layout::{self, View};
use crate::{Server, Site};
use way::Asked;

/// Why a request ended without its page.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("no such page, account or chat")]
    NotFound,
    #[error("the method is not allowed here")]
    MethodNotAllowed,
    #[error("the form could not be read")]
    Form(#[from] FormRejection),
    #[error("what stands behind the address could not be read")]
    Query(#[from] QueryRejection),
    #[error("the upload could not be read")]
    Upload,
    #[error("the host is not ours")]
    ForeignHost,
    #[error("reached through a proxy without a password")]
    Proxied,
    #[error("a change asked for by another site")]
    CrossSite,
    #[error("the login is over or too old")]
    LoginOver,
    #[error("nobody has signed in")]
    NotSignedIn,
    #[error("it is too long ago that they proved who they are")]
    NotConfirmed,
    #[error("nobody has a password yet")]
    NotSetUp,
    #[error("too many requests")]
    TooMany { wait: Duration },
    #[error("it could not be told who asks")]
    Access(#[from] access::Error),
    #[error("the engine failed")]
    Engine(#[source] engine::Error),
    #[error("there is no such choice")]
    Choice,
    #[error("the filter could not be understood")]
    Filter,
    #[error("older messages are being indexed")]
    Indexing,
    #[error("nobody can hear this voice note now")]
    NobodyHears,
    #[error("what was begun has ended in the middle")]
    Interrupted,
    #[error("what was found could not be written")]
    Export(#[source] std::io::Error),
    #[error("the webhooks failed")]
    Webhooks(#[from] webhooks::Error),
    #[error("a bot could not be seen to")]
    Bot(#[source] engine::BotRefused),
}

impl From<engine::Error> for Error {
    fn from(error: engine::Error) -> Self {
        match error {
            engine::Error::UnknownLogin => Self::LoginOver,
            error => Self::Engine(error),
        }
    }
}

impl Error {
    /// Whether the file of the database is damaged: then trying again is of no use.
    fn is_damaged(&self) -> bool {
        match self {
            Self::Access(error) => error.is_damaged(),
            Self::Engine(error) | Self::Bot(engine::BotRefused::Engine(error)) => {
                error.is_damaged()
            }
            Self::Webhooks(error) => error.is_damaged(),
            _ => false,
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Form(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                StatusCode::PAYLOAD_TOO_LARGE
            }
            Self::Form(_) | Self::Query(_) | Self::Filter | Self::Choice | Self::Upload => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::ForeignHost | Self::Proxied => StatusCode::MISDIRECTED_REQUEST,
            Self::CrossSite | Self::NotConfirmed | Self::NotSetUp => StatusCode::FORBIDDEN,
            Self::LoginOver => StatusCode::GONE,
            Self::Indexing | Self::NobodyHears => StatusCode::CONFLICT,
            Self::NotSignedIn => StatusCode::UNAUTHORIZED,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Engine(engine::Error::Messenger(_)) => StatusCode::BAD_GATEWAY,
            Self::Access(_)
            | Self::Engine(_)
            | Self::Export(_)
            | Self::Webhooks(_)
            | Self::Bot(_)
            | Self::Interrupted => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// The error on its way from the handler to [`render`].
#[derive(Clone)]
struct Failure(Arc<Error>);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = self.status();
        if status.is_server_error() {
            error!(error = &self as &dyn std::error::Error, %status, "request failed");
        }
        let mut response = status.into_response();
        response.extensions_mut().insert(Failure(Arc::new(self)));
        response
    }
}

/// Turns an error into a page or a notice of the reader's language.
pub(crate) async fn render(
    State(server): State<Arc<Server>>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let asked = Asked::of(&parts);
    let view = View::of(&parts, server.has_demo());
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let Some(Failure(error)) = response.extensions_mut().remove() else {
        return response;
    };
    if let Some(way) = asked.way(&error) {
        return way;
    }
    let view = match response.extensions_mut().remove::<Arc<Site>>() {
        Some(site) => view.of_site(&site).await,
        None => view,
    };
    let back = asked.back();
    let words = if view.is_htmx { notice(&view, &error, back) } else { page(&view, &error, back) };
    let (head, body) = words.into_response().into_parts();
    // Other headers stay, such as the one that says which methods are allowed.
    response.headers_mut().remove(CONTENT_LENGTH);
    response.headers_mut().extend(head.headers);
    if let Error::TooMany { wait } = *error {
        response.headers_mut().insert(RETRY_AFTER, (wait.as_secs() + 1).into());
    }
    *response.body_mut() = body;
    response
}

/// What happened, and what to do about it.
fn words(lang: Lang, error: &Error) -> (String, String) {
    match error {
        error if error.is_damaged() => (t!(lang, "error-damaged"), t!(lang, "error-damaged-hint")),
        Error::NotFound => (t!(lang, "error-not-found"), t!(lang, "error-not-found-hint")),
        Error::MethodNotAllowed => (t!(lang, "error-method"), t!(lang, "error-not-found-hint")),
        Error::Form(_) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            (t!(lang, "error-too-large"), t!(lang, "error-too-large-hint"))
        }
        Error::Form(_) | Error::Query(_) | Error::Upload => {
            (t!(lang, "error-form"), t!(lang, "error-form-hint"))
        }
        Error::Proxied => (t!(lang, "error-proxied"), t!(lang, "error-proxied-hint")),
        Error::ForeignHost => (t!(lang, "error-host"), t!(lang, "error-host-hint")),
        Error::CrossSite => (t!(lang, "error-cross-site"), t!(lang, "error-cross-site-hint")),
        Error::Choice => (t!(lang, "error-choice"), t!(lang, "error-choice-hint")),
        Error::Filter => (t!(lang, "error-form"), t!(lang, "past-wrong")),
        Error::Indexing => (t!(lang, "error-indexing"), t!(lang, "error-indexing-hint")),
        Error::NobodyHears => (t!(lang, "error-nobody-hears"), t!(lang, "error-nobody-hears-hint")),
        Error::LoginOver => (t!(lang, "error-login-over"), t!(lang, "error-login-over-hint")),
        Error::Engine(engine::Error::Messenger(_)) => {
            (t!(lang, "error-telegram"), t!(lang, "error-telegram-hint"))
        }
        Error::NotSignedIn => {
            (t!(lang, "error-not-signed-in"), t!(lang, "error-not-signed-in-hint"))
        }
        Error::NotConfirmed => {
            (t!(lang, "error-not-confirmed"), t!(lang, "error-not-confirmed-hint"))
        }
        Error::NotSetUp => (t!(lang, "error-not-set-up"), t!(lang, "error-not-set-up-hint")),
        Error::TooMany { .. } => (t!(lang, "error-too-many"), t!(lang, "error-too-many-hint")),
        Error::Access(_)
        | Error::Engine(_)
        | Error::Export(_)
        | Error::Webhooks(_)
        | Error::Bot(_)
        | Error::Interrupted => (t!(lang, "error-server"), t!(lang, "error-server-hint")),
    }
}

/// The way out that an error offers: where it leads, and its name.
fn way_out(view: &View, error: &Error, back: &str) -> (String, String) {
    let lang = view.lang;
    match error {
        Error::LoginOver => ("/login".to_owned(), t!(lang, "login-again")),
        error => match way::to(error, back) {
            Some(to) => (to, t!(lang, "error-go-on")),
            None => ("/".to_owned(), t!(lang, "error-home")),
        },
    }
}

/// The page of an error; `back` is where the reader was.
pub(crate) fn page(view: &View, error: &Error, back: &str) -> Markup {
    let (what, hint) = words(view.lang, error);
    let (to, name) = way_out(view, error, back);
    layout::page(
        view,
        &what,
        html! {
            section.card.lonely {
                p.code { (error.status().as_u16()) }
                h1 { (what) }
                p { (hint) }
                a role="button" href=(to) { (name) }
            }
        },
    )
}

fn notice(view: &View, error: &Error, back: &str) -> Markup {
    let (what, hint) = words(view.lang, error);
    html! {
        hx-partial hx-target="#notices" hx-swap="innerHTML" {
            p.notice {
                strong { (what) } " " (hint)
                @if way::to(error, back).is_some() {
                    @let (to, name) = way_out(view, error, back);
                    " " a href=(to) { (name) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use store::{MasterKey, Store};

    use super::*;

    #[tokio::test]
    async fn a_damaged_database_is_not_to_be_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("twin.db");
        fs::write(&path, "no database at all ".repeat(500)).unwrap();
        let damaged = async || {
            let key = MasterKey::from_text(&"5a".repeat(32)).unwrap();
            Store::open(&path.display().to_string(), key).await.err().unwrap()
        };
        for error in [
            Error::Engine(damaged().await.into()),
            Error::Access(damaged().await.into()),
            Error::Webhooks(damaged().await.into()),
            Error::Bot(engine::BotRefused::Engine(damaged().await.into())),
        ] {
            assert_eq!(error.status(), StatusCode::INTERNAL_SERVER_ERROR);
            let (what, hint) = words(Lang::En, &error);
            assert_eq!(what, "The database file is damaged");
            assert!(hint.contains("restores a backup") && !hint.contains("Nothing is lost"));
            let (what, hint) = words(Lang::Ru, &error);
            assert_eq!(what, "Файл базы данных повреждён");
            assert!(hint.contains("резервную копию"), "{hint}");
        }
        let (what, _) = words(Lang::En, &Error::Engine(engine::Error::Gone));
        assert_eq!(what, "Something went wrong on the server");
    }
}

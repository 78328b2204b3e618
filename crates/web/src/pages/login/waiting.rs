//! `GET /login/{login}/events`: the code that is to be scanned, a new one whenever the last is too old, and what comes
//! after the scan.

use std::sync::Arc;

use access::Source;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use domain::LoginStep;
use engine::{LoginId, LoginProgress};
use futures_util::stream::{Stream, select, unfold};
use maud::{Markup, html};
use tracing::error;

use super::form::{self, Terms, Wizard};
use super::words::words;
use super::{address, logged_in};
use crate::Site;
use crate::enter::Here;
use crate::error::Error;
use crate::i18n::t;
use crate::layout::View;
use crate::pages::events::Shell;
use crate::pages::parse;
use crate::source::Came;
use crate::stream::{event, follow, may_read, replace, respond};

/// `GET /login/{login}/events`
pub(crate) async fn events(
    Here(site): Here,
    view: View,
    Came(source): Came,
    Path(login): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let login: LoginId = parse(&login)?;
    let shell = follow(&site, view.lang, &headers, Shell);
    if site.engine.login_step(login).await.is_none() {
        // The page was told how it ended. It comes back when its line is cut, and would do so for ever if refused.
        return Ok(respond(shell).into_response());
    }
    let waiting = Waiting { site: Arc::clone(&site), view, source, login };
    Ok(respond(select(Box::pin(shell), Box::pin(waiting.steps()))).into_response())
}

struct Waiting {
    site: Arc<Site>,
    view: View,
    source: Source,
    login: LoginId,
}

impl Waiting {
    /// Every step that is taken without an answer on the page, as long as there are such.
    fn steps(self) -> impl Stream<Item = Event> + Send {
        unfold(Some(self), async |waiting| {
            let waiting = waiting?;
            if !waiting.may_be_seen().await {
                return None;
            }
            let (fragment, goes_on) = waiting.next().await?;
            if !waiting.may_be_seen().await {
                return None;
            }
            Some((event(fragment), goes_on.then_some(waiting)))
        })
    }

    /// Whether whoever watches is still signed in.
    async fn may_be_seen(&self) -> bool {
        let (access, signed) = (self.site.access.as_ref(), self.site.signed.as_ref());
        may_read(access, signed).await.unwrap_or_else(|error| {
            error!(error = &error as &dyn std::error::Error, "who watches a login is not known");
            false
        })
    }

    /// The next of them, and whether another may follow.
    async fn next(&self) -> Option<(Markup, bool)> {
        let lang = self.view.lang;
        match self.site.engine.login_goes_on(self.login).await {
            Ok(None) => None,
            Ok(Some(LoginProgress::Next(step @ LoginStep::Qr { .. }))) => {
                Some((replace("#qr", form::code(lang, &step)), true))
            }
            Ok(Some(LoginProgress::Next(step))) => {
                let (action, telegram) = (address(self.login), &self.site.telegram);
                let control = self.site.sandbox_control.as_deref();
                let terms = Terms::Accepted;
                let wizard = Wizard {
                    action: &action,
                    step: &step,
                    error: None,
                    control,
                    telegram,
                    terms,
                    number: "",
                };
                Some((replace("#main", form::content(lang, &wizard)), false))
            }
            Ok(Some(LoginProgress::Done(account))) => {
                match logged_in(&self.site, account, &self.source).await {
                    Ok(account) => Some((replace("#main", form::done(lang, &account)), false)),
                    Err(error) => {
                        error!(
                            error = &error as &dyn std::error::Error,
                            "a login that is done is not shown"
                        );
                        None
                    }
                }
            }
            Err(engine::Error::Login(error)) => Some((self.trouble(&words(lang, &error)), false)),
            Err(engine::Error::UnknownLogin) => self.over().await,
            Err(error) => {
                error!(error = &error as &dyn std::error::Error, "a login does not go on");
                Some((self.trouble(&t!(lang, "error-server-hint")), false))
            }
        }
    }

    /// What is shown where another page of this login was faster, or it is too old.
    async fn over(&self) -> Option<(Markup, bool)> {
        let lang = self.view.lang;
        let account = match self.site.engine.login_done(self.login) {
            Some(account) => self.site.engine.account(account).await.ok().flatten(),
            None => None,
        };
        let fragment = match account {
            Some(of) => replace("#main", form::done(lang, &of)),
            None => self.trouble(&t!(lang, "error-login-over-hint")),
        };
        Some((fragment, false))
    }

    /// Why there is no code any more.
    fn trouble(&self, words: &str) -> Markup {
        replace("#qr", html! { p.problem role="alert" { (words) } })
    }
}

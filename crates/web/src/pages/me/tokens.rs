//! `/me/tokens`: tokens with which programs act for a person.

use std::sync::Arc;
use std::time::Duration;

use access::{ApiToken, NewToken};
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{LONGEST_TOKEN_NAME, Scope, Scopes, Timestamp, TokenId, TokenName, TokenNameProblem};
use maud::{Markup, html};

use super::heading;
use crate::Server;
use crate::enter::Me;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::layout::{self, View};
use crate::pages::parse;
use crate::parts::field::{self, Beside};
use crate::parts::time;
use crate::source::Came;

/// After how many days a token may end by itself; nothing is never.
const DAYS: [u64; 3] = [30, 90, 365];

/// What the form holds: a box that is ticked sends its name.
type Fields = std::collections::BTreeMap<String, String>;

/// `GET /me/tokens`
pub(crate) async fn get(me: Me, view: View) -> Result<Markup, Error> {
    me.confirmed()?;
    Ok(page(&view, &Fields::new(), None))
}

/// `POST /me/tokens`: makes one, and leads to where it is shown.
pub(crate) async fn make(
    State(server): State<Arc<Server>>,
    me: Me,
    view: View,
    Came(source): Came,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Error> {
    let me = me.confirmed()?;
    let Form(typed) = form?;
    let name = typed.get("name").map_or("", String::as_str).parse::<TokenName>();
    let scopes: Scopes =
        Scope::ALL.into_iter().filter(|scope| typed.contains_key(scope.name())).collect();
    let name = match name {
        Ok(name) if !scopes.is_empty() => Ok(name),
        Ok(_) => Err(t!(view.lang, "tokens-no-scope")),
        Err(problem) => Err(name_problem(view.lang, problem)),
    };
    let name = match name {
        Ok(name) => name,
        Err(problem) => {
            let page = page(&view, &typed, Some(&problem));
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let days = typed.get("days").and_then(|days| days.parse().ok());
    let lasts = days.filter(|days| DAYS.contains(days));
    let lasts = lasts.map(|days| Duration::from_secs(days * 24 * 60 * 60));
    let owner = me.signed.user.owner;
    let new = me.access.make_token(owner, &name, scopes, lasts, &source).await?;
    let id = new.token.id;
    server.fresh.tokens.keep(server.clock.now(), id, new);
    Ok(Redirect::to(&format!("/me/tokens/{id}")).into_response())
}

/// `GET /me/tokens/{token}`: the text of one that was made just now; later there is nothing to see.
pub(crate) async fn made(
    State(server): State<Arc<Server>>,
    me: Me,
    view: View,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let me = me.confirmed()?;
    let id: TokenId = parse(&token)?;
    // Nobody sees that of another, nor one that was taken back.
    let tokens = me.access.tokens(me.signed.user.owner).await?;
    if !tokens.iter().any(|token| token.id == id) {
        return Err(Error::NotFound);
    }
    Ok(match server.fresh.tokens.find(server.clock.now(), &id) {
        Some(new) => page_made(&view, &new).into_response(),
        None => Redirect::to("/me").into_response(),
    })
}

/// `POST /me/tokens/{token}`: takes it back.
pub(crate) async fn revoke(
    me: Me,
    Came(source): Came,
    Path(token): Path<String>,
) -> Result<Redirect, Error> {
    let owner = me.signed.user.owner;
    let found = me.access.revoke_token(owner, parse(&token)?, &source).await?;
    if found { Ok(Redirect::to("/me")) } else { Err(Error::NotFound) }
}

fn name_problem(lang: Lang, problem: TokenNameProblem) -> String {
    match problem {
        TokenNameProblem::Empty => t!(lang, "tokens-no-name"),
        TokenNameProblem::Long => t!(lang, "tokens-name-long", most = LONGEST_TOKEN_NAME),
        TokenNameProblem::NotShown => t!(lang, "tokens-name-not-shown"),
    }
}

fn scope_name(lang: Lang, scope: Scope) -> String {
    match scope {
        Scope::Read => t!(lang, "scope-read"),
        Scope::Answer => t!(lang, "scope-answer"),
        Scope::Send => t!(lang, "scope-send"),
        Scope::Manage => t!(lang, "scope-manage"),
        Scope::Login => t!(lang, "scope-login"),
    }
}

/// The tokens, each with its end.
pub(super) fn list(lang: Lang, tokens: &[ApiToken], now: Timestamp) -> Markup {
    html! {
        @if !tokens.is_empty() {
            ul.lines {
                @for token in tokens {
                    li {
                        div {
                            strong { (token.name) }
                            @if token.expires_at.is_some_and(|end| end <= now) {
                                " " span.status.quiet { (t!(lang, "tokens-over")) }
                            }
                            small {
                                @for (at, scope) in token.scopes.iter().enumerate() {
                                    @if at > 0 { " · " }
                                    (scope_name(lang, scope))
                                }
                            }
                            small {
                                @match token.used_at {
                                    Some(at) => { (t!(lang, "tokens-used")) " " (time::lately(at)) },
                                    None => (t!(lang, "tokens-not-used")),
                                }
                                " · "
                                @match token.expires_at {
                                    Some(at) => { (t!(lang, "tokens-until")) " " (time::date(at)) },
                                    None => (t!(lang, "tokens-for-good")),
                                }
                            }
                        }
                        form method="post" action={ "/me/tokens/" (token.id) } {
                            button.plain type="submit" { (t!(lang, "tokens-revoke")) }
                        }
                    }
                }
            }
        }
    }
}

/// The form of a new token.
pub(crate) fn page(view: &View, typed: &Fields, problem: Option<&str>) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "tokens-make");
    let days = typed.get("days").map_or("90", String::as_str);
    let is_named = typed.get("name").is_some_and(|name| name.parse::<TokenName>().is_ok());
    let (name, scopes) = (
        Beside::problem_if(problem.is_some() && !is_named),
        Beside::problem_if(problem.is_some() && is_named),
    );
    let content = html! {
        (heading(lang, &title))
        div.sections {
            section.card {
                p.note { (t!(lang, "tokens-about")) }
                form method="post" action="/me/tokens" autocomplete="off" {
                    (field::problem(problem))
                    label {
                        (t!(lang, "tokens-name"))
                        input type="text" name="name" required maxlength=(LONGEST_TOKEN_NAME) autofocus
                            value=(typed.get("name").map_or("", String::as_str))
                            placeholder=(t!(lang, "tokens-name-example"))
                            aria-describedby=[name.by()] aria-invalid=[name.is_wrong()];
                    }
                    fieldset aria-describedby=[scopes.by()] {
                        legend { (t!(lang, "tokens-may")) }
                        @for scope in Scope::ALL {
                            label.tick {
                                input type="checkbox" name=(scope.name()) value="1"
                                    checked[typed.contains_key(scope.name()) || (typed.is_empty() && scope == Scope::Read)];
                                (scope_name(lang, scope))
                            }
                        }
                    }
                    label {
                        (t!(lang, "tokens-ends"))
                        select name="days" {
                            @for choice in DAYS {
                                option value=(choice) selected[days == choice.to_string()] {
                                    (t!(lang, "tokens-days", count = choice))
                                }
                            }
                            option value="" selected[days.is_empty()] { (t!(lang, "tokens-never")) }
                        }
                    }
                    button type="submit" { (t!(lang, "tokens-make")) }
                }
            }
        }
    };
    layout::page(view, &title, content)
}

/// The text of a new token.
pub(crate) fn page_made(view: &View, new: &NewToken) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "tokens-made");
    let content = html! {
        (heading(lang, &new.token.name))
        div.sections {
            section.card {
                h2 { (title) }
                p { (t!(lang, "tokens-once")) }
                p.secret { code #token { (&*new.text) } }
                p.note { (t!(lang, "tokens-use")) }
                p.secret { code { "Authorization: Bearer …" } }
                a.button role="button" href="/me" { (t!(lang, "tokens-kept")) }
            }
        }
    };
    layout::page(view, &title, content)
}

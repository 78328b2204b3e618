//! `/bots/new`: has @BotFather make a bot, by one of the owner's accounts, once they have agreed to what it says.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AccountKind, AccountState, AuditAction};
use engine::{AccountView, DirectError, LONGEST_BOT_NAME, NotMade};
use maud::{Markup, html};
use serde::Deserialize;

use super::bot::here;
use super::bots::{name_of, people};
use super::parse;
use crate::Site;
use crate::enter::Here;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::parts::bot as words;
use crate::parts::field::{Beside, NotTaken, problem};
use crate::source::Came;

/// What is entered.
#[derive(Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    account: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    username: String,
    /// That the owner agrees.
    #[serde(default)]
    agreed: String,
}

/// `GET /bots/new`
pub(crate) async fn get(Here(site): Here, view: View) -> Result<Markup, Error> {
    Ok(page(&view, &speakers(&site).await?, &Wanted::default(), None))
}

/// `POST /bots/new`
pub(crate) async fn post(
    Here(site): Here,
    view: View,
    Came(source): Came,
    form: Result<Form<Wanted>, FormRejection>,
) -> Result<Response, Error> {
    let Form(wanted) = form?;
    let lang = view.lang;
    let (words, field) = if wanted.agreed.is_empty() {
        (t!(lang, "bot-new-not-agreed"), Some("agreed"))
    } else {
        match site.engine.make_bot(parse(&wanted.account)?, &wanted.name, &wanted.username).await {
            Ok(added) => {
                let name = name_of(&site, added.account).await?;
                site.write_down(AuditAction::BotAdded, &name, &source).await?;
                return Ok(Redirect::to(&here(added.account)).into_response());
            }
            Err(not_made) => {
                let field = words::field_of_new(&not_made);
                (why(lang, not_made)?, field)
            }
        }
    };
    let not_taken = NotTaken { words: &words, field };
    let page = page(&view, &speakers(&site).await?, &wanted, Some(not_taken));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The accounts that can write to him.
async fn speakers(site: &Site) -> Result<Vec<AccountView>, Error> {
    let mut accounts = people(site).await?;
    accounts.retain(|of| {
        of.account.kind == AccountKind::User && of.account.state == AccountState::Active
    });
    Ok(accounts)
}

/// Why no bot was made, in words.
fn why(lang: Lang, not_made: NotMade) -> Result<String, Error> {
    if let Some(words) = words::not_made(lang, &not_made) {
        return Ok(words);
    }
    Ok(match not_made {
        NotMade::Refused(refused) => words::refused(lang, refused)?,
        NotMade::Direct(DirectError::UnknownAccount) => return Err(Error::NotFound),
        NotMade::Direct(DirectError::Engine(error)) => return Err(error.into()),
        NotMade::Direct(DirectError::FloodWait(wait)) => words::flood(lang, wait),
        NotMade::Direct(DirectError::Refused { reason } | DirectError::Restricted { reason }) => {
            t!(lang, "bot-refused", reason = reason.as_str())
        }
        _ => t!(lang, "bot-new-no-line"),
    })
}

/// The page.
pub(crate) fn page(
    view: &View,
    accounts: &[AccountView],
    typed: &Wanted,
    not_taken: Option<NotTaken<'_>>,
) -> Markup {
    let lang = view.lang;
    let beside = |field: &str| {
        Beside::problem_if(not_taken.is_some_and(|not_taken| not_taken.is_due_to(field)))
    };
    let (name, username, agreed) = (beside("name"), beside("username"), beside("agreed"));
    let title = t!(lang, "bot-new-title");
    let content = html! {
        header.heading {
            a.back href="/bots" aria-label=(t!(lang, "bots-title")) { (icons::back()) }
            div { h1 { (title) } p { (t!(lang, "bot-new-about")) } }
        }
        div.sections {
            section.card {
                @if accounts.is_empty() {
                    p { (t!(lang, "bot-new-no-account")) }
                    a.button role="button" href="/login" { (t!(lang, "accounts-connect")) }
                } @else {
                    form method="post" action="/bots/new" autocomplete="off" {
                        (problem(not_taken.map(|not_taken| not_taken.words)))
                        label {
                            (t!(lang, "bot-new-account"))
                            select name="account" autocomplete="off" {
                                @for of in accounts {
                                    @let id = of.account.id.to_string();
                                    option value=(id) selected[typed.account == id] {
                                        (of.account.profile.full_name())
                                    }
                                }
                            }
                        }
                        label {
                            (t!(lang, "bot-name"))
                            input type="text" name="name" required maxlength=(LONGEST_BOT_NAME)
                                value=(typed.name)
                                aria-describedby=[name.by()] aria-invalid=[name.is_wrong()];
                        }
                        label {
                            (t!(lang, "bot-new-username"))
                            input type="text" name="username" required maxlength="33"
                                value=(typed.username) placeholder="my_twin_bot" spellcheck="false"
                                aria-describedby=[username.by()] aria-invalid=[username.is_wrong()];
                            small { (t!(lang, "bot-new-username-about")) }
                        }
                        p.note { (t!(lang, "bot-new-says")) }
                        label.tick {
                            input type="checkbox" name="agreed" value="1" required
                                aria-describedby=[agreed.by()] aria-invalid=[agreed.is_wrong()];
                            (t!(lang, "bot-new-agree"))
                        }
                        button type="submit" { (t!(lang, "bot-new-do")) }
                    }
                }
            }
        }
    };
    layout::page(view, &title, content)
}

//! `/bots/{account}`: one bot, how it does, and what can be done with it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AccountId, AccountState, AuditAction};
use engine::{AccountView, BotRefused, BotView, Connected, ConnectionAnswer, LONGEST_BOT_NAME};
use engine::{Stamped, TwinEvent};
use maud::{Markup, html};
use serde::Deserialize;

use super::bots::{PASTED, manner, name_of, people};
use super::{parse, parse_peer};
use crate::Site;
use crate::enter::Here;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::parts::alert::rules_of;
use crate::parts::avatar::avatar;
use crate::parts::field::{Beside, NotTaken, problem};
use crate::parts::{bot as words, connection, mode, time};
use crate::source::Came;
use crate::stream::{Live, follow, replace, respond};

/// What a button does.
const START: &str = "start";
const STOP: &str = "stop";
const TAKE_OVER: &str = "take_over";
const OWN: &str = "own";
const OTHERS: &str = "others";
const SPEAK: &str = "speak";
const HUSH: &str = "hush";

/// Which button was pressed.
#[derive(Debug, Deserialize)]
pub(crate) struct Pressed {
    #[serde(rename = "do")]
    action: String,
}

/// What was entered: the only field of its form.
#[derive(Deserialize)]
pub(crate) struct Entered {
    value: String,
}

/// In whose manner it is to write.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    manner: String,
}

/// What the page shows.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    pub(crate) bot: &'a BotView,
    /// The accounts in whose manner its twin can write.
    pub(crate) accounts: &'a [AccountView],
    /// Why something was not done.
    pub(crate) not_taken: Option<NotTaken<'a>>,
}

/// Where a bot is.
pub(super) fn here(bot: AccountId) -> String {
    format!("/bots/{bot}")
}

/// `GET /bots/{account}`
pub(crate) async fn get(
    Here(site): Here,
    view: View,
    Path(bot): Path<String>,
) -> Result<Markup, Error> {
    let bot = find(&site, &bot).await?;
    let accounts = people(&site).await?;
    Ok(page(&view, &Shown { bot: &bot, accounts: &accounts, not_taken: None }))
}

/// Back to the bot from what only a form asks for.
pub(crate) async fn again(Path(bot): Path<String>) -> Result<Redirect, Error> {
    Ok(Redirect::to(&here(parse(&bot)?)))
}

/// `GET /bots/{account}/events`
pub(crate) async fn events(
    Here(site): Here,
    view: View,
    Path(bot): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let bot = find(&site, &bot).await?.of.account.id;
    let is_stale = AtomicBool::new(false);
    let live = Bot { site: Arc::clone(&site), lang: view.lang, bot, is_stale };
    Ok(respond(follow(&site, view.lang, &headers, live)).into_response())
}

async fn find(site: &Site, bot: &str) -> Result<BotView, Error> {
    site.engine.bot(parse(bot)?).await?.ok_or(Error::NotFound)
}

/// `POST /bots/{account}/do`: starts or stops it, or has what comes for it come here.
pub(crate) async fn act(
    Here(site): Here,
    view: View,
    Path(bot): Path<String>,
    form: Result<Form<Pressed>, FormRejection>,
) -> Result<Response, Error> {
    let Form(Pressed { action }) = form?;
    let id = parse(&bot)?;
    let done = match &*action {
        START => site.engine.start_bot(id).await,
        STOP => site.engine.stop_bot(id).await,
        TAKE_OVER => site.engine.take_over_bot(id).await,
        _ => return Err(Error::NotFound),
    };
    answer(&site, &view, id, done).await
}

/// `POST /bots/{account}/name`: calls it otherwise.
pub(crate) async fn rename(
    Here(site): Here,
    view: View,
    Path(bot): Path<String>,
    form: Result<Form<Entered>, FormRejection>,
) -> Result<Response, Error> {
    let Form(Entered { value }) = form?;
    let id = parse(&bot)?;
    let done = site.engine.rename_bot(id, &value).await;
    answer(&site, &view, id, done).await
}

/// `POST /bots/{account}/token`: gives it another token.
pub(crate) async fn rotate(
    Here(site): Here,
    view: View,
    Came(source): Came,
    Path(bot): Path<String>,
    form: Result<Form<Entered>, FormRejection>,
) -> Result<Response, Error> {
    let Form(Entered { value }) = form?;
    let id = parse(&bot)?;
    let done = site.engine.rotate_bot_token(id, &value).await;
    if done.is_ok() {
        let name = name_of(&site, id).await?;
        site.write_down(AuditAction::BotTokenSet, &name, &source).await?;
    }
    answer(&site, &view, id, done).await
}

/// `POST /bots/{account}/manner`: says in whose manner its twin writes.
pub(crate) async fn set_manner(
    Here(site): Here,
    view: View,
    Path(bot): Path<String>,
    form: Result<Form<Chosen>, FormRejection>,
) -> Result<Response, Error> {
    let Form(Chosen { manner }) = form?;
    let id = parse(&bot)?;
    let done = site.engine.set_bot_manner(id, manner.parse().ok()).await;
    answer(&site, &view, id, done).await
}

/// `POST /bots/{account}/connections/{person}`: says whose account it is connected to, and who speaks there.
pub(crate) async fn connection(
    Here(site): Here,
    view: View,
    Came(source): Came,
    Path((bot, person)): Path<(String, String)>,
    form: Result<Form<Pressed>, FormRejection>,
) -> Result<Response, Error> {
    let Form(Pressed { action }) = form?;
    let (id, person) = (parse(&bot)?, parse_peer(&person)?);
    let done = match &*action {
        OWN | OTHERS => site.engine.answer_connection(id, person, action == OWN).await,
        SPEAK | HUSH => site.engine.let_bot_speak(id, person, action == SPEAK).await,
        _ => return Err(Error::NotFound),
    };
    if done.is_ok() && action == OWN {
        let name = name_of(&site, id).await?;
        site.write_down(AuditAction::BotConnected, &name, &source).await?;
    }
    answer(&site, &view, id, done).await
}

/// Back to the page, or the page with what went wrong.
async fn answer(
    site: &Site,
    view: &View,
    id: AccountId,
    done: Result<(), BotRefused>,
) -> Result<Response, Error> {
    let (words, field) = match done {
        Ok(()) => return Ok(Redirect::to(&here(id)).into_response()),
        Err(refused) => {
            let field = words::field(&refused);
            (words::refused(view.lang, refused)?, field)
        }
    };
    let bot = site.engine.bot(id).await?.ok_or(Error::NotFound)?;
    let accounts = people(site).await?;
    let not_taken = Some(NotTaken { words: &words, field });
    let shown = Shown { bot: &bot, accounts: &accounts, not_taken };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(view, &shown)).into_response())
}

/// The page.
pub(crate) fn page(view: &View, shown: &Shown<'_>) -> Markup {
    let lang = view.lang;
    let &Shown { bot, accounts, not_taken } = shown;
    let beside = |field: &str| {
        Beside::problem_if(not_taken.is_some_and(|not_taken| not_taken.is_due_to(field)))
    };
    let (named, token) = (beside("name"), beside("token"));
    let account = &bot.of.account;
    let (name, home) = (account.profile.full_name(), here(account.id));
    let content = html! {
        header.heading {
            a.back href="/bots" aria-label=(t!(lang, "bots-title")) { (icons::back()) }
            (avatar(account.profile.user_id, &name))
            div {
                h1 { (name) }
                p.facts {
                    @if let Some(username) = &account.profile.username {
                        a href={ "https://t.me/" (username) } rel="noreferrer" { "@" (username) }
                    }
                    span #paused .pause-state { (connection::paused(lang, &bot.of)) }
                }
            }
            a.memory href={ "/accounts/" (account.id) } { (t!(lang, "bot-chats")) }
            a.memory href={ "/accounts/" (account.id) "/rules" } { (t!(lang, "rules-title")) }
        }
        div.sections.wide {
            (problem(not_taken.map(|not_taken| not_taken.words)))
            section.card {
                h2 { (t!(lang, "line-title")) }
                div #bot { (standing(lang, bot)) }
            }
            section.card {
                h2 { (t!(lang, "twin-may-title")) }
                div.row {
                    span { (t!(lang, "accounts-mode")) }
                    (mode::of_account(lang, &format!("/accounts/{}/mode", account.id), account.default_mode))
                }
                form method="post" action={ (home) "/manner" } {
                    (manner(lang, accounts, bot.manner_of))
                    button.secondary type="submit" { (t!(lang, "save")) }
                }
            }
            section.card {
                h2 { (t!(lang, "bot-business")) }
                p.note { (t!(lang, "bot-business-about")) }
                div #connections { (connections(lang, bot)) }
            }
            section.card {
                h2 { (t!(lang, "bot-name-title")) }
                form method="post" action={ (home) "/name" } autocomplete="off" {
                    label {
                        (t!(lang, "bot-name"))
                        input type="text" name="value" required maxlength=(LONGEST_BOT_NAME) value=(name)
                            aria-describedby=[named.by()] aria-invalid=[named.is_wrong()];
                    }
                    button.secondary type="submit" { (t!(lang, "bot-rename")) }
                }
            }
            section.card {
                h2 { (t!(lang, "bot-token-title")) }
                p.note { (t!(lang, "bot-token-about")) }
                form method="post" action={ (home) "/token" } autocomplete="off" {
                    label {
                        (t!(lang, "bot-token-new"))
                        input type="password" name="value" required maxlength=(PASTED)
                            autocomplete="off" spellcheck="false" placeholder="123456789:AA…"
                            aria-describedby=[token.by()] aria-invalid=[token.is_wrong()];
                    }
                    button.secondary type="submit" { (t!(lang, "bot-rotate")) }
                }
            }
            section.card.danger {
                h2 { (t!(lang, "bot-remove")) }
                p { (t!(lang, "bot-remove-about")) }
                a.button.secondary role="button" href={ "/accounts/" (account.id) "/remove" } {
                    (t!(lang, "bot-remove"))
                }
            }
        }
    };
    layout::live_page(view, &name, &format!("{home}/events"), content)
}

/// How it does, and the buttons that go with that.
fn standing(lang: Lang, bot: &BotView) -> Markup {
    let health = &bot.health;
    let button = |action: &str, text: String| {
        html! { button.secondary type="submit" name="do" value=(action) { (text) } }
    };
    html! {
        dl.line-facts {
            dt { (t!(lang, "line-state")) }
            dd {
                (words::state(lang, bot))
                @if let Some(since) = health.online_since {
                    " " small { (t!(lang, "line-since")) " " (time::lately(since)) }
                }
            }
            dt { (t!(lang, "line-heard")) }
            dd {
                @match health.heard_at {
                    Some(at) => (time::lately(at)),
                    None => (t!(lang, "line-not-heard")),
                }
            }
            dt { (t!(lang, "bot-traffic")) }
            dd {
                (t!(lang, "bot-messages", received = health.messages.received,
                    sent = health.messages.sent))
                @if let Some(traffic) = health.traffic {
                    " · " (t!(lang, "bot-errors", count = traffic.errors))
                    @if let Some(latency) = traffic.latency {
                        " · " (t!(lang, "bot-latency", milliseconds = latency.as_millis()))
                    }
                }
            }
        }
        @if let Some(remedy) = words::remedy(lang, bot) { p.hint { (remedy) } }
        form.pauses method="post" action={ (here(bot.of.account.id)) "/do" } {
            @match bot.of.account.state {
                AccountState::Offline => (button(START, t!(lang, "bot-start"))),
                AccountState::Active => {
                    (button(STOP, t!(lang, "bot-stop")))
                    @match words::state_name(bot) {
                        "webhook" => (button(TAKE_OVER, t!(lang, "bot-take-over"))),
                        "conflict" | "flood" | "unreachable" => (button(START, t!(lang, "bot-again"))),
                        _ => {}
                    }
                }
                AccountState::LoggedOut => {}
            }
        }
        (pause(lang, bot))
    }
}

/// The pause of its twin: what comes is still heard and shown.
fn pause(lang: Lang, bot: &BotView) -> Markup {
    let account = bot.of.account.id;
    let (action, icon, text) = match bot.of.pause {
        Some(_) => ("resume", icons::resume(), t!(lang, "bot-twin-resume")),
        None => ("pause", icons::pause(), t!(lang, "bot-twin-pause")),
    };
    html! {
        @if bot.of.account.state == AccountState::Active || bot.of.pause.is_some() {
            form method="post" action={ (rules_of(account)) "/" (action) } {
                input type="hidden" name="back" value=(here(account));
                button.plain type="submit" { (icon) (text) }
            }
        }
    }
}

/// The accounts to which it is connected.
fn connections(lang: Lang, bot: &BotView) -> Markup {
    html! {
        @if bot.connections.is_empty() { p { (t!(lang, "bot-business-none")) } }
        ul.lines {
            @for connected in &bot.connections { li { (connected_to(lang, connected)) } }
        }
    }
}

fn connected_to(lang: Lang, connected: &Connected) -> Markup {
    let Connected { bot, connection, answer, speaks } = connected;
    let rights = connection.rights;
    let button = |action: &str, text: String| {
        html! { button.secondary type="submit" name="do" value=(action) { (text) } }
    };
    html! {
        div {
            strong { (connection.person.full_name()) } " "
            @if let Some(username) = &connection.person.username { "@" (username) " " }
            @match (answer, connection.enabled) {
                (_, false) => span.connection.offline { (t!(lang, "bot-business-ended")) },
                (ConnectionAnswer::Asked, true) => span.connection.connecting { (t!(lang, "bot-business-asked")) },
                (ConnectionAnswer::Refused, true) => span.connection.offline { (t!(lang, "bot-business-refused")) },
                (ConnectionAnswer::Accepted, true) if !rights.reply => span.connection.logged-out {
                    (t!(lang, "bot-business-mute"))
                },
                (ConnectionAnswer::Accepted, true) => span.connection.online { (t!(lang, "bot-business-holds")) },
            }
            @if connection.enabled && *answer == ConnectionAnswer::Accepted {
                small {
                    (t!(lang, "bot-business-window"))
                    @if !rights.read { " " (t!(lang, "bot-business-no-read")) }
                    @if !rights.delete { " " (t!(lang, "bot-business-no-delete")) }
                }
            }
        }
        form.pauses method="post"
            action={ (here(*bot)) "/connections/" (connection.person.user_id) } {
            @if *answer != ConnectionAnswer::Accepted {
                (button(OWN, t!(lang, "bot-business-own")))
            }
            @if *answer != ConnectionAnswer::Refused {
                (button(OTHERS, t!(lang, "bot-business-others")))
            }
            @if *answer == ConnectionAnswer::Accepted {
                @if *speaks {
                    (button(HUSH, t!(lang, "bot-business-hush")))
                } @else {
                    (button(SPEAK, t!(lang, "bot-business-speak")))
                }
            }
        }
    }
}

/// The bot, live.
struct Bot {
    site: Arc<Site>,
    lang: Lang,
    bot: AccountId,
    /// Whether something has changed since it was drawn.
    is_stale: AtomicBool,
}

impl Live for Bot {
    const CALM: Duration = Duration::from_secs(1);

    async fn all(&self) -> Result<Markup, Error> {
        let bot = self.site.engine.bot(self.bot).await?.ok_or(Error::NotFound)?;
        Ok(html! {
            (replace("#paused", connection::paused(self.lang, &bot.of)))
            (replace("#bot", standing(self.lang, &bot)))
            (replace("#connections", connections(self.lang, &bot)))
        })
    }

    async fn change(&self, stamped: &Stamped) -> Result<Option<Markup>, Error> {
        let changes = matches!(
            stamped.event,
            TwinEvent::Connection { .. }
                | TwinEvent::Alert { .. }
                | TwinEvent::Paused { .. }
                | TwinEvent::Message { .. }
        );
        self.is_stale.fetch_or(changes && stamped.account == Some(self.bot), Ordering::Relaxed);
        Ok(None)
    }

    async fn settle(&self) -> Result<Option<Markup>, Error> {
        if self.is_stale.swap(false, Ordering::Relaxed) {
            return self.all().await.map(Some);
        }
        Ok(None)
    }
}

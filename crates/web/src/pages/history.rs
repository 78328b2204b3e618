//! `/accounts/{account}/history`: which of the account's own chats are read from Telegram, to learn from them.

use std::collections::BTreeMap;

use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AccountId, Chat, Peer, PeerId, PeerKind};
use engine::{AccountView, HistoryState};
use maud::{Markup, html};

use crate::Site;
use crate::enter::Here;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::pages::account::Chats;
use crate::pages::parse;
use crate::parts::avatar::avatar;
use crate::parts::field::{Beside, problem};
use crate::parts::{history, time};
use crate::stream::Live;

/// How many chats there are to choose from.
const CHATS: usize = 100;

/// How the field of a chat is called, before its number.
const CHAT: &str = "chat-";
/// The field that says that only the ticked ones are meant.
const CHOSEN: &str = "chosen";

/// What a form holds, by the names of its fields.
type Fields = BTreeMap<String, String>;

/// `GET /accounts/{account}/history`
pub(crate) async fn choose(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
) -> Result<Markup, Error> {
    let (of, chats) = find(&site, parse(&account)?).await?;
    Ok(page(&view, &of, &chats, false))
}

/// `POST /accounts/{account}/history`: has it read, all or what was chosen.
pub(crate) async fn read(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Error> {
    let account: AccountId = parse(&account)?;
    let Form(fields) = form?;
    if fields.contains_key(CHOSEN) {
        let ticked = fields.keys().filter_map(|name| name.strip_prefix(CHAT)?.parse().ok());
        let ticked: Vec<PeerId> = ticked.map(PeerId).collect();
        if ticked.is_empty() {
            let (of, chats) = find(&site, account).await?;
            let page = page(&view, &of, &chats, true);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
        site.engine.account(account).await?.ok_or(Error::NotFound)?;
        site.engine.read_chats(account, &ticked).await?;
        return Ok(Redirect::to(&format!("/accounts/{account}")).into_response());
    }
    site.engine.account(account).await?.ok_or(Error::NotFound)?;
    // Asked for twice it is read once.
    site.engine.read_history(account).await?;
    if view.is_htmx {
        return Ok(Chats { site, lang: view.lang, account }.all().await?.into_response());
    }
    Ok(Redirect::to(&format!("/accounts/{account}")).into_response())
}

/// The account and its chats: as Telegram has them, or as they are stored where it cannot be asked.
async fn find(site: &Site, account: AccountId) -> Result<(AccountView, Vec<Chat>), Error> {
    let of = site.engine.account(account).await?.ok_or(Error::NotFound)?;
    let mut chats = match site.engine.dialogs(account, None, CHATS).await {
        Ok(page) if !page.dialogs.is_empty() => page.dialogs,
        _ => site.engine.chats(account, CHATS).await?,
    };
    chats.retain(|chat| is_learnt_from(&chat.peer));
    Ok((of, chats))
}

/// Whether what the owner says there is said to people.
fn is_learnt_from(peer: &Peer) -> bool {
    peer.kind != PeerKind::Channel && !peer.flags.is_self && !peer.flags.bot && !peer.is_service()
}

/// The chats to choose from.
pub(crate) fn page(view: &View, of: &AccountView, chats: &[Chat], is_empty: bool) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "history-title");
    let home = format!("/accounts/{}", of.account.id);
    let is_reading = of.history.is_some_and(|history| history.state == HistoryState::Reading);
    let content = html! {
        header.heading {
            a.back href=(home) aria-label=(t!(lang, "chat-back")) { (icons::back()) }
            div { h1 { (title) } p { (of.account.profile.full_name()) ". " (t!(lang, "history-about")) } }
        }
        @if of.history.is_some() { p.card.in-short #history-state { (history::state(lang, of)) } }
        @if is_reading {
            p.note { (t!(lang, "history-wait")) }
        } @else if chats.is_empty() {
            div.card.empty { (icons::incoming()) p { (t!(lang, "chats-none")) } }
        } @else {
            form.card.choosing method="post" action={ (home) "/history" } autocomplete="off" {
                input type="hidden" name=(CHOSEN) value="1";
                (problem(is_empty.then(|| t!(lang, "history-none-chosen")).as_deref()))
                fieldset aria-describedby=[Beside::problem_if(is_empty).by()] {
                    legend { (t!(lang, "history-chats")) }
                    ul.picks { @for chat in chats { (pick(lang, chat)) } }
                }
                div.actions { button type="submit" { (t!(lang, "history-read-chosen")) } }
            }
            form.card.choosing method="post" action={ (home) "/history" } {
                p { (t!(lang, "history-all-about")) }
                div.actions { button.plain type="submit" { (t!(lang, "history-read")) } }
            }
        }
    };
    layout::page(view, &title, content)
}

fn pick(lang: Lang, Chat { peer, last_message, .. }: &Chat) -> Markup {
    html! {
        li {
            label.tick {
                input type="checkbox" name={ (CHAT) (peer.id) } value="on";
                (avatar(peer.id, &peer.title))
                span.names {
                    strong { (peer.title) }
                    small {
                        @if peer.kind == PeerKind::Group { (t!(lang, "history-group")) " " }
                        @if let Some(last) = last_message { (time::lately(last.sent_at)) }
                    }
                }
            }
        }
    }
}

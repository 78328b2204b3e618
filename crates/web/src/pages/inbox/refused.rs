//! A word of the owner's that was not followed: told on the page where they said it, with what they had typed.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AccountId, MessageId, PeerId, ReplyId, ReplyState};
use engine::{LONGEST_WISH, MOST_MESSAGES, OpenReply};
use maud::{Markup, html};

use super::{Beside, page, place, shown};
use crate::Site;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::layout::View;
use crate::pages::language::is_own_path;
use crate::pages::{chat, parse, parse_peer};
use crate::parts::standing::{LONGEST, NOT_TAKEN, Place};
use crate::parts::talks::Choice;
use crate::stream::replace;

/// Why the owner's word was not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Problem {
    /// The reply is being sent, or is over.
    TooLate,
    /// There is nothing that could be taken back.
    NothingToUndo,
    /// The connected bot may not delete messages.
    MayNotDelete,
    /// Telegram cannot be reached.
    Unreachable,
    /// There is nothing to send in the text.
    Empty,
    /// A message is longer than Telegram takes.
    TooLong,
    /// There are more messages in it than one reply may have.
    TooMany,
    /// What was offered is offered no more.
    OfferOver,
    /// Only a model can say it otherwise, and there is none.
    NeedsModel,
    /// Nothing else came out.
    NothingElse,
    /// It is not said how it is to be said.
    NoWish,
    /// That is too long.
    LongWish,
}

impl Problem {
    fn status(self) -> StatusCode {
        match self {
            Self::Empty | Self::TooLong | Self::TooMany | Self::NoWish | Self::LongWish => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::Unreachable => StatusCode::BAD_GATEWAY,
            Self::TooLate
            | Self::NothingToUndo
            | Self::MayNotDelete
            | Self::OfferOver
            | Self::NeedsModel
            | Self::NothingElse => StatusCode::CONFLICT,
        }
    }

    fn words(self, lang: Lang) -> String {
        match self {
            Self::TooLate => t!(lang, "inbox-too-late"),
            Self::NothingToUndo => t!(lang, "inbox-nothing-to-undo"),
            Self::MayNotDelete => t!(lang, "undo-may-not-delete"),
            Self::Unreachable => t!(lang, "inbox-unreachable"),
            Self::Empty => t!(lang, "inbox-empty"),
            Self::TooLong => t!(lang, "inbox-too-long", most = LONGEST),
            Self::TooMany => t!(lang, "inbox-too-many", most = MOST_MESSAGES),
            Self::OfferOver => t!(lang, "inbox-offer-over"),
            Self::NeedsModel => t!(lang, "reword-needs-model"),
            Self::NothingElse => t!(lang, "reword-nothing-else"),
            Self::NoWish => t!(lang, "reword-no-wish"),
            Self::LongWish => t!(lang, "inbox-too-long", most = LONGEST_WISH),
        }
    }
}

/// What the owner typed into a reply that was not taken.
pub(crate) struct Typed {
    /// The reply, as it is now.
    pub(crate) open: OpenReply,
    /// What they typed.
    pub(crate) text: String,
}

impl Typed {
    async fn find(site: &Site, id: ReplyId, text: String) -> Result<Option<Self>, Error> {
        let engine = &site.engine;
        let Some((reply, _)) = engine.reply(id).await? else { return Ok(None) };
        let found = engine.chat(reply.account, reply.chat, 0).await?;
        let title = found.map(|found| found.chat.peer.title).unwrap_or_default();
        let before = Some(MessageId(reply.answers.0.saturating_add(1)));
        let asked = engine.messages(reply.account, reply.chat, before, 1).await?;
        let asked = asked.unwrap_or_default();
        let asked = asked.iter().filter_map(|message| message.content.text());
        let asked = asked.map(str::to_owned).collect();
        Ok(Some(Self { open: OpenReply { reply, title, asked, waits: None }, text }))
    }
}

/// What was wrong, with what the owner had typed: to be mended while the draft waits, to be copied once it is over.
/// It stands outside the lists, which are drawn anew whenever something happens.
pub(crate) fn markup(place: &Place, problem: Problem, typed: Option<&Typed>) -> Markup {
    html! {
        p.problem id=(NOT_TAKEN) role="alert" { (problem.words(place.lang)) }
        @if let Some(Typed { open, text }) = typed {
            (place.again(open, text, open.reply.state == ReplyState::Waiting))
        }
    }
}

/// Back to the page where the button is; with what was wrong, if something was. An open page is only told of that:
/// what has changed comes by its stream.
pub(super) async fn answer(
    site: &Arc<Site>,
    view: &View,
    back: &str,
    problem: Option<Problem>,
    typed: Option<(ReplyId, String)>,
) -> Result<Response, Error> {
    let back = if is_own_path(back) { back } else { "/inbox" };
    let Some(problem) = problem else {
        return Ok(if view.is_htmx {
            replace("#refused", Markup::default()).into_response()
        } else {
            Redirect::to(back).into_response()
        });
    };
    let typed = match typed {
        Some((reply, text)) => Typed::find(site, reply, text).await?,
        None => None,
    };
    let in_chat = chat_of(back);
    let of_chat = in_chat.is_some();
    let place = Place { back: back.to_owned(), of_chat, ..place(site, view.lang).await? };
    let refused = markup(&place, problem, typed.as_ref());
    if view.is_htmx {
        return Ok((problem.status(), replace("#refused", refused)).into_response());
    }
    // Whoever loads it again, or changes its language, finds the page.
    let page = if let Some(of) = in_chat {
        let view = View { path: back.to_owned(), ..view.clone() };
        chat::with_refusal(site, &view, of, refused).await?
    } else {
        let view = View { path: "/inbox".to_owned(), ..view.clone() };
        let beside = Beside::of(site, &view, Choice::default()).await?;
        page(&view, &place, &shown(site).await?, &beside, Some(refused))
    };
    Ok((problem.status(), page).into_response())
}

/// The chat whose page has a path.
fn chat_of(path: &str) -> Option<(AccountId, PeerId)> {
    let (account, peer) = path.strip_prefix("/accounts/")?.split_once("/chats/")?;
    Some((parse(account).ok()?, parse_peer(peer).ok()?))
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;

    use super::*;

    #[test]
    fn a_chat_is_known_by_its_path() {
        let account = AccountId::new(Timestamp::from_secs(1), 1);
        let of = |rest: &str| chat_of(&format!("/accounts/{account}{rest}"));
        assert_eq!(of("/chats/-7"), Some((account, PeerId(-7))));
        for other in ["", "/chats/x", "/chats/7/memory", "/rules"] {
            assert_eq!(of(other), None, "{other}");
        }
        assert_eq!(chat_of("/inbox"), None);
    }
}

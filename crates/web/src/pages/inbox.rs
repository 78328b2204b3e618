//! `/inbox`: the chats beside the replies about which the owner can still say something, and what the owner says.

mod refused;

use std::sync::Arc;

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AccountId, PeerId, ReplyId};
use engine::{
    Inbox, LONGEST_WISH, OpenOffer, OwnersQuestion, Reworded, Rewording, Said, Stamped, Undone,
};
use maud::{Markup, html};
use serde::Deserialize;

use crate::Site;
use crate::enter::Here;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::pages::{parse, parse_peer};
use crate::parts::standing::{
    self, ANOTHER, LONGEST, NOT_NOW, Place, SEND, SHORTER, STOP, UNDO, WARMER, WORDS,
};
use crate::parts::talks::{Choice, Talks};
use crate::parts::whose::Names;
use crate::parts::{keys, mode};
use crate::stream::{Live, follow, replace, respond};
pub(crate) use refused::Problem;
use refused::answer;
#[cfg(test)]
pub(crate) use refused::{Typed, markup as refused_markup};

/// What the owner says of a reply.
#[derive(Debug, Deserialize)]
pub(crate) struct Word {
    action: String,
    #[serde(default)]
    text: String,
    /// How they want a draft to be said.
    #[serde(default)]
    wish: String,
    #[serde(default)]
    back: String,
}

/// What the owner says of an offer: a mode's code, or that it is put off.
#[derive(Debug, Deserialize)]
pub(crate) struct Reaction {
    answer: String,
    #[serde(default)]
    back: String,
}

/// What the page shows.
pub(crate) struct Shown {
    pub(crate) questions: Vec<OwnersQuestion>,
    pub(crate) inbox: Inbox,
    pub(crate) offers: Vec<OpenOffer>,
}

/// `GET /inbox`
pub(crate) async fn get(
    Here(site): Here,
    view: View,
    Query(choice): Query<Choice>,
) -> Result<Markup, Error> {
    let place = place(&site, view.lang).await?;
    let beside = Beside::of(&site, &view, choice).await?;
    Ok(page(&view, &place, &shown(&site).await?, &beside, None))
}

/// `GET /inbox/chats`: a further page of the list.
pub(crate) async fn chats(
    Here(site): Here,
    view: View,
    Query(choice): Query<Choice>,
) -> Result<Markup, Error> {
    talks(&site, view.lang, choice).further().await
}

fn talks(site: &Arc<Site>, lang: Lang, choice: Choice) -> Talks {
    Talks::new(Arc::clone(site), lang, choice, None)
}

/// The list of chats beside it.
pub(crate) struct Beside {
    pub(crate) list: Markup,
    pub(crate) choice: Choice,
}

impl Beside {
    async fn of(site: &Arc<Site>, view: &View, choice: Choice) -> Result<Self, Error> {
        let list = talks(site, view.lang, choice.clone()).pane(view.needs.chats()).await?;
        Ok(Self { list, choice })
    }
}

/// `GET /inbox/events`
pub(crate) async fn events(
    Here(site): Here,
    view: View,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
) -> Response {
    let lang = view.lang;
    let live = Waiting { site: Arc::clone(&site), lang, talks: talks(&site, lang, choice) };
    respond(follow(&site, view.lang, &headers, live)).into_response()
}

/// `POST /inbox/{reply}`
pub(crate) async fn say(
    Here(site): Here,
    view: View,
    Path(reply): Path<String>,
    form: Result<Form<Word>, FormRejection>,
) -> Result<Response, Error> {
    let id: ReplyId = parse(&reply)?;
    let Form(Word { action, text, wish, back }) = form?;
    let problem = match action.as_str() {
        SEND if text.trim().is_empty() => Some(Problem::Empty),
        SEND if text.lines().any(|line| line.encode_utf16().count() > LONGEST) => {
            Some(Problem::TooLong)
        }
        SEND => late(site.engine.approve(id, Some(&text)).await?)?,
        STOP => late(site.engine.stop_reply(id).await?)?,
        UNDO => match site.engine.undo(id).await? {
            Undone::Done => None,
            Undone::TooLate => Some(Problem::NothingToUndo),
            Undone::NotAllowed => Some(Problem::MayNotDelete),
            Undone::Unreachable => Some(Problem::Unreachable),
            Undone::Unknown => return Err(Error::NotFound),
        },
        _ => reword(&site, id, &action, &wish).await?,
    };
    let typed = (action == SEND && !text.trim().is_empty()).then_some((id, text));
    answer(&site, &view, &back, problem, typed).await
}

/// `GET` of what is only posted here: who loads what was refused again finds the inbox.
pub(crate) async fn again() -> Redirect {
    Redirect::to("/inbox")
}

/// `POST /accounts/{account}/chats/{peer}/earned`
pub(crate) async fn react(
    Here(site): Here,
    view: View,
    Path((account, peer)): Path<(String, String)>,
    form: Result<Form<Reaction>, FormRejection>,
) -> Result<Response, Error> {
    let (account, peer): (AccountId, PeerId) = (parse(&account)?, parse_peer(&peer)?);
    let Form(Reaction { answer: what, back }) = form?;
    let problem = if what == NOT_NOW {
        if !site.engine.put_off_offer(account, peer).await? {
            return Err(Error::NotFound);
        }
        None
    } else {
        let mode = mode::from_code(&what).ok_or(Error::Choice)?;
        let accepted = site.engine.accept_offer(account, peer, mode).await?;
        (!accepted).then_some(Problem::OfferOver)
    };
    answer(&site, &view, &back, problem, None).await
}

/// Has a draft said otherwise.
async fn reword(
    site: &Site,
    id: ReplyId,
    action: &str,
    wish: &str,
) -> Result<Option<Problem>, Error> {
    let how = match (action, wish.trim()) {
        (ANOTHER, _) => Rewording::Another,
        (WARMER, _) => Rewording::Warmer,
        (SHORTER, _) => Rewording::Shorter,
        (WORDS, "") => return Ok(Some(Problem::NoWish)),
        (WORDS, wish) if wish.chars().count() > LONGEST_WISH => return Ok(Some(Problem::LongWish)),
        (WORDS, wish) => Rewording::Words(wish.to_owned()),
        _ => return Err(Error::Choice),
    };
    Ok(match site.engine.reword(id, &how).await? {
        Reworded::Done => None,
        Reworded::TooLate => Some(Problem::TooLate),
        Reworded::NeedsModel => Some(Problem::NeedsModel),
        Reworded::NothingElse => Some(Problem::NothingElse),
        Reworded::Unknown => return Err(Error::NotFound),
    })
}

fn late(said: Said) -> Result<Option<Problem>, Error> {
    match said {
        Said::InTime => Ok(None),
        Said::TooLate => Ok(Some(Problem::TooLate)),
        Said::TooMany => Ok(Some(Problem::TooMany)),
        Said::Unknown => Err(Error::NotFound),
    }
}

async fn shown(site: &Site) -> Result<Shown, Error> {
    let questions = site.engine.questions().await?;
    Ok(Shown { questions, inbox: site.engine.inbox().await?, offers: site.engine.offers().await? })
}

async fn place(site: &Site, lang: Lang) -> Result<Place, Error> {
    let (now, has_writer) = (site.clock.now(), site.engine.has_writer());
    let names = Names::find(&site.engine).await?;
    Ok(Place { lang, now, back: "/inbox".to_owned(), of_chat: false, has_writer, names })
}

/// The page, with a word of the owner's that was not followed.
pub(crate) fn page(
    view: &View,
    place: &Place,
    shown: &Shown,
    Beside { list, choice }: &Beside,
    refused: Option<Markup>,
) -> Markup {
    let lang = view.lang;
    let is_list_wanted = choice.is_made() && refused.is_none();
    let content = html! {
        div.inbox-panes.chosen[is_list_wanted] {
            (list)
            div.queue.scrolls tabindex="0" role="region" aria-label=(t!(lang, "inbox-title")) {
                header.heading {
                    div { h1 { (t!(lang, "inbox-title")) } p { (t!(lang, "inbox-about")) } }
                }
                div #refused .refused { @if let Some(refused) = refused { (refused) } }
                div #inbox .inbox { (lists(place, shown)) }
            }
        }
        (keys::help(lang))
    };
    let stream = choice.stream("/inbox/events");
    layout::live_page(view, &t!(lang, "inbox-title"), &stream, content)
}

fn lists(place: &Place, Shown { questions, inbox, offers }: &Shown) -> Markup {
    let lang = place.lang;
    let nothing_waits = questions.is_empty() && inbox.drafts.is_empty() && inbox.due.is_empty();
    html! {
        @if nothing_waits && offers.is_empty() {
            div.empty { (icons::done()) p { (t!(lang, "inbox-none")) } }
        }
        @if !inbox.due.is_empty() {
            section {
                h2 { (t!(lang, "inbox-due")) }
                ul.standings { @for open in &inbox.due { (place.due(open)) } }
            }
        }
        @if !questions.is_empty() {
            section {
                h2 { (t!(lang, "questions-title")) }
                ul.standings { @for asked in questions { (place.question(asked)) } }
            }
        }
        @if !inbox.drafts.is_empty() {
            section {
                h2 { (t!(lang, "inbox-drafts")) }
                ul.standings { @for open in &inbox.drafts { (place.draft(open)) } }
            }
        }
        @if !offers.is_empty() {
            section {
                h2 { (t!(lang, "inbox-offers")) }
                ul.standings { @for offer in offers { (place.offer(offer)) } }
            }
        }
        @if !inbox.sent.is_empty() {
            section {
                h2 { (t!(lang, "inbox-sent")) }
                ul.standings { @for sent in &inbox.sent { (place.sent(sent)) } }
            }
        }
    }
}

/// The lists, live.
struct Waiting {
    site: Arc<Site>,
    lang: Lang,
    talks: Talks,
}

impl Waiting {
    async fn lists(&self) -> Result<Markup, Error> {
        let (place, shown) = (place(&self.site, self.lang).await?, shown(&self.site).await?);
        Ok(replace("#inbox", lists(&place, &shown)))
    }
}

impl Live for Waiting {
    async fn all(&self) -> Result<Markup, Error> {
        let (lists, talks) = (self.lists().await?, self.talks.all().await?);
        Ok(html! { (lists) (talks) })
    }

    async fn change(&self, stamped: &Stamped) -> Result<Option<Markup>, Error> {
        self.talks.note(stamped);
        if standing::is_changed_by(&stamped.event) {
            return self.lists().await.map(Some);
        }
        Ok(None)
    }

    async fn settle(&self) -> Result<Option<Markup>, Error> {
        self.talks.settle().await
    }
}

//! `GET /accounts/{account}/chats/{peer}`: a conversation, and what the twin does in it.

use std::sync::Arc;

use axum::extract::{Path, State};
use domain::{AccountId, Mode, PeerId};
use engine::{ChatView, Stamped, TwinEvent};
use maud::{Markup, html};

use crate::Site;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::pages::{parse, parse_peer};
use crate::parts::avatar::avatar;
use crate::parts::timeline::Timeline;
use crate::parts::{bubble, mode};
use crate::stream::{Live, replace, upsert};

/// How many messages are shown.
const MESSAGES: usize = 60;
/// How many of the latest events are shown as steps.
const EVENTS: usize = 80;

pub(crate) async fn get(
    State(site): State<Arc<Site>>,
    view: View,
    Path((account, peer)): Path<(String, String)>,
) -> Result<Markup, Error> {
    let (account, peer) = (parse(&account)?, parse_peer(&peer)?);
    let live = Conversation::find(&site, view.lang, account, peer).await?;
    let chat = live.chat().await?.ok_or(Error::NotFound)?;
    let of = site.engine.account(account).await?.ok_or(Error::NotFound)?;
    let default = of.policy.mode_with(&chat.chat.peer, of.account.default_mode);
    let (steps, status) = (live.steps(), live.status());
    Ok(page(&view, &Shown { account, chat: &chat, default, steps, status }))
}

/// What the page shows.
pub(crate) struct Shown<'a> {
    pub(crate) account: AccountId,
    pub(crate) chat: &'a ChatView,
    pub(crate) default: Mode,
    pub(crate) steps: Markup,
    pub(crate) status: Markup,
}

/// The page with its conversation.
pub(crate) fn page(
    view: &View,
    Shown { account, chat, default, steps, status }: &Shown<'_>,
) -> Markup {
    let lang = view.lang;
    let peer = &chat.chat.peer;
    let address = format!("/accounts/{account}/chats/{}", peer.id);
    let stream = format!("/events?account={account}&chat={}", peer.id);
    let content = html! {
        div hidden hx-sse:connect=(stream) hx-swap="none" {}
        header.heading {
            a.back href={ "/accounts/" (account) } aria-label=(t!(lang, "chat-back")) { (icons::back()) }
            (avatar(peer.id, &peer.title))
            div {
                h1 { (peer.title) }
                @if let Some(username) = &peer.username { p { "@" (username) } }
            }
            a.memory href={ (address) "/memory" } { (t!(lang, "memory-link")) }
            a.explained-link href={ (address) "/explained" } { (t!(lang, "chat-explained")) }
            (mode::of_chat(lang, &format!("{address}/mode"), chat.chat.mode, *default))
        }
        div.panes {
            section.pane.conversation aria-label=(t!(lang, "chat-messages")) {
                div.scroll role="log" tabindex="0" aria-label=(t!(lang, "chat-messages")) data-follow {
                    ol #messages .bubbles {
                        (messages(lang, chat))
                        li.empty { p { (t!(lang, "chat-no-messages")) } }
                    }
                }
            }
            (twin_pane(lang, &t!(lang, "twin-title"), steps, status, &t!(lang, "twin-empty")))
        }
    };
    layout::page(view, &peer.title, content)
}

/// The pane of the twin's steps; the demo has the same.
pub(crate) fn twin_pane(
    lang: Lang,
    title: &str,
    steps: &Markup,
    status: &Markup,
    empty: &str,
) -> Markup {
    html! {
        section.pane.twin aria-label=(title) {
            header.pane-top {
                h2 { (title) }
                div #now role="status" { (status) }
            }
            div.scroll role="log" tabindex="0" aria-label=(t!(lang, "twin-steps")) data-follow {
                ol #timeline .timeline {
                    (steps)
                    li.empty { (icons::recall()) p { (empty) } }
                }
            }
        }
    }
}

fn messages(lang: Lang, chat: &ChatView) -> Markup {
    html! { @for message in &chat.messages { (bubble::of_account(lang, message)) } }
}

/// A conversation and the twin's steps in it, live.
pub(crate) struct Conversation {
    site: Arc<Site>,
    timeline: Timeline,
    account: AccountId,
    peer: PeerId,
    /// Whether the page shows the messages besides the steps.
    with_messages: bool,
}

impl Conversation {
    /// The conversation of a chat that the account has.
    pub(crate) async fn find(
        site: &Arc<Site>,
        lang: Lang,
        account: AccountId,
        peer: PeerId,
    ) -> Result<Self, Error> {
        let chat = site.engine.chat(account, peer, 0).await?.ok_or(Error::NotFound)?;
        let steps = Self::steps_only(site, lang, account, peer, chat.chat.peer.title).await?;
        Ok(Self { with_messages: true, ..steps })
    }

    /// Only the steps, for a chat with a peer called `other` that need not have begun.
    pub(crate) async fn steps_only(
        site: &Arc<Site>,
        lang: Lang,
        account: AccountId,
        peer: PeerId,
        other: String,
    ) -> Result<Self, Error> {
        let of = site.engine.account(account).await?.ok_or(Error::NotFound)?;
        let owner = of.account.profile.first_name;
        let timeline = Timeline { lang, run: site.started, owner, other };
        Ok(Self { site: Arc::clone(site), timeline, account, peer, with_messages: false })
    }

    /// The owner's first name.
    pub(crate) fn owner(&self) -> &str {
        &self.timeline.owner
    }

    async fn chat(&self) -> Result<Option<ChatView>, Error> {
        Ok(self.site.engine.chat(self.account, self.peer, MESSAGES).await?)
    }

    fn recent(&self) -> Vec<Arc<Stamped>> {
        let mut events = self.site.engine.recent_events(self.account, self.peer);
        events.drain(..events.len().saturating_sub(EVENTS));
        events
    }

    /// The latest steps.
    pub(crate) fn steps(&self) -> Markup {
        let now = self.site.clock.now();
        html! { @for event in self.recent() { (self.timeline.steps(&event, now)) } }
    }

    /// What the twin is doing now.
    pub(crate) fn status(&self) -> Markup {
        self.timeline.status(self.recent().last().map(AsRef::as_ref))
    }
}

impl Live for Conversation {
    async fn all(&self) -> Result<Markup, Error> {
        let chat = if self.with_messages { self.chat().await? } else { None };
        Ok(html! {
            @if let Some(chat) = chat {
                (upsert("#messages", messages(self.timeline.lang, &chat)))
            }
            (upsert("#timeline", self.steps()))
            (replace("#now", self.status()))
        })
    }

    async fn change(&self, stamped: &Stamped) -> Result<Option<Markup>, Error> {
        if stamped.account != self.account || stamped.chat != Some(self.peer) {
            return Ok(None);
        }
        let now = self.site.clock.now();
        Ok(Some(html! {
            @if let TwinEvent::Message { message } = &stamped.event && self.with_messages {
                (upsert("#messages", bubble::of_account(self.timeline.lang, message)))
            }
            (upsert("#timeline", self.timeline.steps(stamped, now)))
            (replace("#now", self.timeline.status(Some(stamped))))
        }))
    }
}

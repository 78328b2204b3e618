//! `GET /accounts/{account}/chats/{peer}`: a conversation, and what the twin does in it.

use std::sync::Arc;

use axum::extract::Path;
use domain::{AccountId, Message, MessageId, Mode, OwnerWord, PeerId};
use engine::{ChatView, OpenOffer, Stamped, TwinEvent, Voices};
use maud::{Markup, html};

use crate::Site;
use crate::enter::Here;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::pages::{parse, parse_peer};
use crate::parts::avatar::avatar;
use crate::parts::standing::{self, Place};
use crate::parts::timeline::Timeline;
use crate::parts::{bubble, mode};
use crate::stream::{Live, replace, upsert};

/// How many messages are shown.
const MESSAGES: usize = 60;
/// How many of the latest events are shown as steps.
const EVENTS: usize = 80;

pub(crate) async fn get(
    Here(site): Here,
    view: View,
    Path((account, peer)): Path<(String, String)>,
) -> Result<Markup, Error> {
    let (account, peer) = (parse(&account)?, parse_peer(&peer)?);
    let live = Conversation::find(&site, view.lang, account, peer).await?;
    let chat = live.chat().await?.ok_or(Error::NotFound)?;
    let of = site.engine.account(account).await?.ok_or(Error::NotFound)?;
    let default = of.policy.mode_with(&chat.chat.peer, of.account.default_mode);
    Ok(page(&view, &Shown { account, chat: &chat, default, twin: live.twin().await? }))
}

/// What the page shows.
pub(crate) struct Shown<'a> {
    pub(crate) account: AccountId,
    pub(crate) chat: &'a ChatView,
    pub(crate) default: Mode,
    pub(crate) twin: Twin,
}

/// What the pane of the twin shows.
pub(crate) struct Twin {
    /// What it has done lately.
    pub(crate) steps: Markup,
    /// What it is doing.
    pub(crate) status: Markup,
    /// What the owner can say of it.
    pub(crate) standing: Markup,
}

/// The page with its conversation.
pub(crate) fn page(view: &View, Shown { account, chat, default, twin }: &Shown<'_>) -> Markup {
    let lang = view.lang;
    let peer = &chat.chat.peer;
    let address = format!("/accounts/{account}/chats/{}", peer.id);
    let stream = format!("/events?account={account}&chat={}", peer.id);
    let content = html! {
        header.heading {
            a.back href={ "/accounts/" (account) } aria-label=(t!(lang, "chat-back")) { (icons::back()) }
            (avatar(peer.id, &peer.title))
            div {
                h1 { (peer.title) }
                @if let Some(username) = &peer.username { p { "@" (username) } }
            }
            a.memory href={ (address) "/memory" } { (t!(lang, "memory-link")) }
            a.explained-link href={ (address) "/explained" } { (t!(lang, "chat-explained")) }
            @if chat.pause.is_none() && chat.chat.peer.may_be_answered() {
                form.quiet method="post" action={ (address) "/pause" } {
                    input type="hidden" name="back" value=(address);
                    button.plain type="submit" { (icons::pause()) span { (t!(lang, "pause-here")) } }
                }
            }
            (mode::of_chat(lang, &format!("{address}/mode"), chat.chat.mode, *default, chat.chat.peer.kind))
        }
        div.panes {
            section.pane.conversation aria-label=(t!(lang, "chat-messages")) {
                div.scroll role="log" tabindex="0" aria-label=(t!(lang, "chat-messages")) data-follow {
                    ol #messages .bubbles { (all_messages(lang, chat)) }
                }
            }
            (twin_pane(lang, &t!(lang, "twin-title"), twin, &t!(lang, "twin-empty")))
        }
    };
    layout::live_page(view, &peer.title, &stream, content)
}

/// The pane of the twin's steps; the demo has the same.
pub(crate) fn twin_pane(
    lang: Lang,
    title: &str,
    Twin { steps, status, standing }: &Twin,
    empty: &str,
) -> Markup {
    html! {
        section.pane.twin aria-label=(title) {
            header.pane-top {
                h2 { (title) }
                div #now role="status" { (status) }
            }
            ul #standing .standings { (standing) }
            div.scroll role="log" tabindex="0" aria-label=(t!(lang, "twin-steps")) data-follow {
                ol #timeline .timeline {
                    (steps)
                    (no_steps(empty))
                }
            }
        }
    }
}

fn no_steps(text: &str) -> Markup {
    html! { li.empty { (icons::recall()) p { (text) } } }
}

fn messages(lang: Lang, chat: &ChatView) -> Markup {
    let since = chat.messages.first().map_or(MessageId(i32::MAX), |first| first.id);
    html! {
        @for message in &chat.messages {
            (bubble::of_account(lang, message, &chat.voices, since))
        }
    }
}

fn all_messages(lang: Lang, chat: &ChatView) -> Markup {
    html! {
        (messages(lang, chat))
        li.empty { p { (t!(lang, "chat-no-messages")) } }
    }
}

/// Whether it changes what was said, and is no step of the twin's.
fn is_of_messages(event: &TwinEvent) -> bool {
    matches!(event, TwinEvent::Edited { .. } | TwinEvent::Deleted { .. })
}

fn message_in(event: &TwinEvent) -> Option<&Message> {
    match event {
        TwinEvent::Message { message } => Some(message),
        _ => None,
    }
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

    /// The pane of the twin.
    pub(crate) async fn twin(&self) -> Result<Twin, Error> {
        let (steps, last) = self.steps().await?;
        let status = self.timeline.status(last.as_ref());
        Ok(Twin { steps, status, standing: self.standing().await? })
    }

    /// What the owner can say of replies here, and what the twin has earned.
    async fn standing(&self) -> Result<Markup, Error> {
        let (site, account, chat) = (&self.site, self.account, self.peer);
        let back = if self.with_messages {
            format!("/accounts/{account}/chats/{chat}")
        } else {
            format!("/demo/{chat}")
        };
        let place = Place { lang: self.timeline.lang, now: site.clock.now(), back, of_chat: true };
        let inbox = site.engine.inbox_of(account, chat).await?;
        let earned = site.engine.earned(account, chat).await?;
        let address = format!("/accounts/{account}/chats/{chat}");
        let pause = site.engine.chat(account, chat, 0).await?.and_then(|chat| chat.pause);
        let title = self.timeline.other.clone();
        let offer = earned.offer.map(|offer| OpenOffer { account, chat, title, offer });
        Ok(html! {
            @if let Some(pause) = pause { (place.pause(&pause, &address)) }
            (place.of_chat(&inbox, &earned, offer.as_ref()))
        })
    }

    /// What stands where there are no steps.
    fn empty(&self) -> String {
        let lang = self.timeline.lang;
        if self.with_messages { t!(lang, "twin-empty") } else { t!(lang, "demo-empty") }
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
        events.retain(|event| !is_of_messages(&event.event));
        events.drain(..events.len().saturating_sub(EVENTS));
        events
    }

    /// The latest steps, those of before the engine started among them, and the last of them.
    async fn steps(&self) -> Result<(Markup, Option<TwinEvent>), Error> {
        let (account, chat, now) = (self.account, self.peer, self.site.clock.now());
        let events = self.recent();
        let before = EVENTS.saturating_sub(events.len());
        let past = self.site.engine.past_steps(account, chat, before).await?;
        let last = events.last().map(|event| event.event.clone());
        let last = last.or_else(|| past.last().map(|step| step.event.clone()));
        let told = past.iter().filter_map(|step| message_in(&step.event));
        let messages: Vec<&Message> =
            told.chain(events.iter().filter_map(|event| message_in(&event.event))).collect();
        let voices = self.voices(&messages).await?;
        let steps = html! {
            @for step in past { (self.timeline.past(account, chat, step, &voices, now)) }
            @for event in events { (self.timeline.steps(&event, &voices, now)) }
        };
        Ok((steps, last))
    }

    /// Who wrote messages of the chat, and what they quote.
    async fn voices(&self, messages: &[&Message]) -> Result<Voices, Error> {
        Ok(self.site.engine.voices(self.account, messages).await?)
    }
}

impl Live for Conversation {
    async fn all(&self) -> Result<Markup, Error> {
        let chat = if self.with_messages { self.chat().await? } else { None };
        let (steps, last) = self.steps().await?;
        Ok(html! {
            @if let Some(chat) = chat {
                (upsert("#messages", messages(self.timeline.lang, &chat)))
            }
            (replace("#timeline", html! { (steps) (no_steps(&self.empty())) }))
            (replace("#now", self.timeline.status(last.as_ref())))
            (replace("#standing", self.standing().await?))
        })
    }

    async fn change(&self, stamped: &Stamped) -> Result<Option<Markup>, Error> {
        if stamped.account != self.account || stamped.chat != Some(self.peer) {
            return Ok(None);
        }
        if is_of_messages(&stamped.event) {
            let chat = if self.with_messages { self.chat().await? } else { None };
            let lang = self.timeline.lang;
            return Ok(chat.map(|chat| replace("#messages", all_messages(lang, &chat))));
        }
        let now = self.site.clock.now();
        let standing = if standing::is_changed_by(&stamped.event) {
            Some(replace("#standing", self.standing().await?))
        } else {
            None
        };
        // What was taken back is there no more.
        let undone = matches!(stamped.event, TwinEvent::Judged { word: OwnerWord::Undone, .. });
        let voices = self.voices(message_in(&stamped.event).as_slice()).await?;
        let fewer = if undone && self.with_messages { self.chat().await? } else { None };
        Ok(Some(html! {
            @if let TwinEvent::Message { message } = &stamped.event && self.with_messages {
                (upsert("#messages", bubble::of_account(self.timeline.lang, message, &voices, MessageId(0))))
            }
            (upsert("#timeline", self.timeline.steps(stamped, &voices, now)))
            (replace("#now", self.timeline.status(Some(&stamped.event))))
            @if let Some(standing) = standing { (standing) }
            @if let Some(chat) = fewer { (replace("#messages", all_messages(self.timeline.lang, &chat))) }
        }))
    }
}

//! `GET /accounts/{account}/chats/{peer}`: a conversation beside the list of chats, and what the twin does in it.

pub(crate) mod manner;
pub(crate) mod note;
mod page;
pub(crate) mod say;

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query};
use axum::response::Redirect;
use domain::{AccountId, AccountKind, Message, MessageId, OwnerWord, PeerId, ReplyId};
use engine::{ChatNote, ChatView, OpenOffer, Stamped, TwinEvent, Voices};
use maud::{Markup, html};
use serde::Deserialize;

use crate::Site;
use crate::enter::Here;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::layout::View;
use crate::pages::{explained, parse, parse_peer};
use crate::parts::bubble;
use crate::parts::standing::{self, Place};
use crate::parts::talks::{Choice, Talks};
use crate::parts::timeline::Timeline;
use crate::parts::whose::Names;
use crate::stream::{Live, anew, replace, upsert};
use page::{
    MESSAGES, NEWER, all_messages, earlier, messages, mode_of_chat, no_steps, pause_of_chat,
};
pub(crate) use page::{Shown, Twin, Window, page, twin_pane};
pub(crate) use say::Composer;

/// How many of the latest events are shown as steps.
const EVENTS: usize = 80;

/// `GET /accounts/{account}/chats/{peer}`
pub(crate) async fn get(
    Here(site): Here,
    view: View,
    Path((account, peer)): Path<(String, String)>,
    Query(choice): Query<Choice>,
    Query(around): Query<Around>,
) -> Result<Markup, Error> {
    let of = (parse(&account)?, parse_peer(&peer)?);
    draw(&site, &view, of, (choice, around.message()), InVain::default()).await
}

/// Around which message a talk is shown, as it stands behind an address.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Around {
    #[serde(default)]
    at: String,
}

impl Around {
    /// `None` for the end of the talk.
    pub(crate) fn message(&self) -> Option<MessageId> {
        self.at.parse().ok().map(MessageId)
    }
}

/// The address of a message in its talk.
pub(crate) fn address_of(account: AccountId, message: &Message) -> String {
    let Message { chat, id, .. } = message;
    format!("/accounts/{account}/chats/{chat}?at={id}#m-{id}")
}

/// The page with a word of the owner's that was not followed.
pub(crate) async fn with_refusal(
    site: &Arc<Site>,
    view: &View,
    of: (AccountId, PeerId),
    refused: Markup,
) -> Result<Markup, Error> {
    let in_vain = InVain { refused: Some(refused), ..InVain::default() };
    draw(site, view, of, Default::default(), in_vain).await
}

/// `GET` of what is only posted in a chat: who loads what was refused again, or changes its language, finds the chat.
pub(crate) async fn again(
    Path((account, peer)): Path<(String, String)>,
) -> Result<Redirect, Error> {
    let (account, peer): (AccountId, PeerId) = (parse(&account)?, parse_peer(&peer)?);
    Ok(Redirect::to(&format!("/accounts/{account}/chats/{peer}")))
}

/// What the owner has written in vain.
#[derive(Default)]
struct InVain {
    composer: Option<Composer>,
    note: Option<(ChatNote, note::Outcome)>,
    /// A word on a reply.
    refused: Option<Markup>,
}

/// What a bot may do in a chat, where one speaks.
async fn window(site: &Site, account: AccountId, peer: PeerId) -> Result<Option<Window>, Error> {
    if site.engine.is_stopped(account, peer).await? {
        return Ok(Some(Window::Stopped));
    }
    let until = site.engine.answerable_until(account, peer).await?;
    let Some(until) = until else { return Ok(None) };
    if until > site.clock.now() {
        return Ok(Some(Window::Until(until)));
    }
    // Where the account has a session of its own, that writes from then on.
    let of = site.engine.account(account).await?;
    let is_users = of.is_some_and(|of| of.account.kind == AccountKind::User);
    Ok((!is_users).then_some(Window::Over))
}

/// The page, with what the owner has written in vain.
async fn draw(
    site: &Arc<Site>,
    view: &View,
    (account, peer): (AccountId, PeerId),
    (choice, at): (Choice, Option<MessageId>),
    InVain { composer, note, refused }: InVain,
) -> Result<Markup, Error> {
    let query = choice.query();
    let live = Conversation::find(site, view.lang, account, peer).await?.beside(choice).around(at);
    let chat = live.chat().await?.ok_or(Error::NotFound)?;
    let of = site.engine.account(account).await?.ok_or(Error::NotFound)?;
    let (note, note_outcome) = match note {
        Some((note, outcome)) => (Some(note), Some(outcome)),
        None => (site.engine.chat_note(account, peer).await?, None),
    };
    let shown = Shown {
        account,
        chat: &chat,
        default: of.policy.mode_with(&chat.chat.peer, of.account.default_mode),
        twin: live.twin().await?,
        replies: &live.replies(&chat.messages).await?,
        list: live.list(view).await?,
        query: &query,
        at,
        refused,
        composer: composer.or_else(|| Composer::of(site, &of, &chat.chat.peer)),
        note,
        window: window(site, account, peer).await?,
        note_outcome,
        own_voices: &site.engine.cloned_voices().await?,
        names: &Names::find(&site.engine).await?,
    };
    Ok(page(view, &shown))
}

/// `GET /accounts/{account}/chats/{peer}/before/{message}`: what was said before a message.
pub(crate) async fn before(
    Here(site): Here,
    view: View,
    Path((account, peer, message)): Path<(String, String, String)>,
) -> Result<Markup, Error> {
    let (account, peer, before) = (parse(&account)?, parse_peer(&peer)?, parse(&message)?);
    let live = Conversation::find(&site, view.lang, account, peer).await?;
    let mut chat = site.engine.chat(account, peer, 0).await?.ok_or(Error::NotFound)?;
    let found = site.engine.messages(account, peer, Some(MessageId(before)), MESSAGES).await?;
    chat.messages = found.ok_or(Error::NotFound)?;
    chat.messages.reverse();
    chat.voices = live.voices(&chat.messages.iter().collect::<Vec<_>>()).await?;
    let replies = live.replies(&chat.messages).await?;
    Ok(html! {
        (earlier(view.lang, account, &chat))
        (messages(view.lang, account, &chat, &replies))
    })
}

/// Whether it changes what was said, and is no step of the twin's.
fn is_of_messages(event: &TwinEvent) -> bool {
    matches!(event, TwinEvent::Edited { .. } | TwinEvent::Deleted { .. })
}

/// Whether it changes what is set in the head of a talk.
fn is_setting(event: &TwinEvent) -> bool {
    use TwinEvent as E;
    matches!(event, E::TakenBack { .. } | E::Paused { .. } | E::PolicyChanged)
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
    /// The list of chats beside it.
    talks: Option<Talks>,
    /// The message around which the talk is shown, where that is not its end.
    at: Option<MessageId>,
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
        let site = Arc::clone(site);
        Ok(Self { site, timeline, account, peer, with_messages: false, talks: None, at: None })
    }

    /// The same beside a list of chats.
    pub(crate) fn beside(mut self, choice: Choice) -> Self {
        let (site, lang) = (Arc::clone(&self.site), self.timeline.lang);
        self.talks = Some(Talks::new(site, lang, choice, Some((self.account, self.peer))));
        self
    }

    /// The same around a message.
    pub(crate) fn around(self, at: Option<MessageId>) -> Self {
        Self { at, ..self }
    }

    async fn list(&self, view: &View) -> Result<Markup, Error> {
        match &self.talks {
            Some(talks) => talks.pane(view.needs.chats()).await,
            None => Ok(Markup::default()),
        }
    }

    /// The replies that messages belong to.
    async fn replies(&self, messages: &[Message]) -> Result<HashMap<MessageId, ReplyId>, Error> {
        Ok(self.site.engine.replies_of(self.account, messages).await?)
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
        let has_writer = site.engine.has_writer();
        let now = site.clock.now();
        let (lang, names) = (self.timeline.lang, Names::default());
        let place = Place { lang, now, back, of_chat: true, has_writer, names };
        let inbox = site.engine.inbox_of(account, chat).await?;
        let earned = site.engine.earned(account, chat).await?;
        let address = format!("/accounts/{account}/chats/{chat}");
        let pause = site.engine.chat(account, chat, 0).await?.and_then(|chat| chat.pause);
        let question = site.engine.question_of(account, chat).await?;
        let title = self.timeline.other.clone();
        let offer = earned.offer.map(|offer| OpenOffer { account, chat, title, offer });
        Ok(html! {
            @if let Some(pause) = pause { (place.pause(&pause, &address)) }
            @if let Some(question) = question { (place.question(&question)) }
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
        let (engine, account, peer) = (&self.site.engine, self.account, self.peer);
        let Some(at) = self.at else { return Ok(engine.chat(account, peer, MESSAGES).await?) };
        let Some(mut chat) = engine.chat(account, peer, 0).await? else { return Ok(None) };
        let before = Some(MessageId(at.0.saturating_add(1)));
        let before = engine.messages(account, peer, before, MESSAGES).await?.unwrap_or_default();
        let after = engine.messages_after(account, peer, at, NEWER).await?.unwrap_or_default();
        chat.messages = before.into_iter().rev().chain(after).collect();
        chat.voices = self.voices(&chat.messages.iter().collect::<Vec<_>>()).await?;
        Ok(Some(chat))
    }

    /// What is set in the head of the talk, as it is now, each put there by `put`.
    async fn set_here(&self, put: fn(&str, Markup) -> Markup) -> Result<Markup, Error> {
        let (engine, account, peer) = (&self.site.engine, self.account, self.peer);
        let (Some(of), Some(chat), true) = (
            engine.account(account).await?,
            engine.chat(account, peer, 0).await?,
            self.with_messages,
        ) else {
            return Ok(Markup::default());
        };
        let (lang, address) = (self.timeline.lang, format!("/accounts/{account}/chats/{peer}"));
        let default = of.policy.mode_with(&chat.chat.peer, of.account.default_mode);
        Ok(html! {
            (put("#pause-of-chat", pause_of_chat(lang, &address, &chat)))
            (put("#mode-of-chat", mode_of_chat(lang, &address, &chat, default)))
        })
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
        let lang = self.timeline.lang;
        let chat = if self.with_messages { self.chat().await? } else { None };
        let replies = match &chat {
            Some(chat) => self.replies(&chat.messages).await?,
            None => HashMap::new(),
        };
        let list = match &self.talks {
            Some(talks) => Some(talks.all().await?),
            None => None,
        };
        let (steps, last) = self.steps().await?;
        let set = self.set_here(replace).await?;
        Ok(html! {
            @if let Some(list) = list { (list) }
            @if let Some(chat) = chat {
                // Also of what was deleted meanwhile, and of more that was said than is shown.
                (replace("#messages", all_messages(lang, self.account, &chat, &replies, self.at)))
            }
            (replace("#timeline", html! { (steps) (no_steps(&self.empty())) }))
            (replace("#now", self.timeline.status(last.as_ref())))
            (replace("#standing", self.standing().await?))
            (set)
        })
    }

    async fn change(&self, stamped: &Stamped) -> Result<Option<Markup>, Error> {
        if let Some(talks) = &self.talks {
            talks.note(stamped);
        }
        if stamped.account != Some(self.account) {
            return Ok(None);
        }
        match stamped.chat {
            Some(chat) if chat == self.peer => self.talk_changes(stamped).await.map(Some),
            Some(_) => Ok(None),
            None => self.rules_change(&stamped.event).await,
        }
    }

    async fn settle(&self) -> Result<Option<Markup>, Error> {
        match &self.talks {
            Some(talks) => talks.settle().await,
            None => Ok(None),
        }
    }
}

impl Conversation {
    /// What an event of the whole account changes.
    async fn rules_change(&self, event: &TwinEvent) -> Result<Option<Markup>, Error> {
        let sets = is_setting(event);
        if !sets && !standing::is_changed_by(event) {
            return Ok(None);
        }
        let standing = replace("#standing", self.standing().await?);
        let set = if sets { Some(self.set_here(anew).await?) } else { None };
        Ok(Some(html! { (standing) @if let Some(set) = set { (set) } }))
    }

    /// What an event of the chat changes in the talk and the steps.
    async fn talk_changes(&self, stamped: &Stamped) -> Result<Markup, Error> {
        if is_of_messages(&stamped.event) {
            let anew = if self.with_messages { self.all_anew().await? } else { None };
            return Ok(html! { @if let Some(anew) = anew { (replace("#messages", anew)) } });
        }
        let now = self.site.clock.now();
        let standing = if standing::is_changed_by(&stamped.event) {
            Some(replace("#standing", self.standing().await?))
        } else {
            None
        };
        let message = message_in(&stamped.event);
        let voices = self.voices(message.as_slice()).await?;
        let said = match message.filter(|_| self.with_messages) {
            Some(message) => Some(self.said(message, &voices).await?),
            None => None,
        };
        // It stands in the talk already, without its words.
        let heard = match &stamped.event {
            TwinEvent::Heard { .. } if self.with_messages => self.all_anew().await?,
            _ => None,
        };
        // What was taken back is there no more.
        let undone = matches!(stamped.event, TwinEvent::Judged { word: OwnerWord::Undone, .. });
        let fewer = if undone && self.with_messages { self.all_anew().await? } else { None };
        let set = if is_setting(&stamped.event) { Some(self.set_here(anew).await?) } else { None };
        Ok(html! {
            @if let Some(set) = set { (set) }
            @if let Some(said) = said { (said) }
            (upsert("#timeline", self.timeline.steps(stamped, &voices, now)))
            (replace("#now", self.timeline.status(Some(&stamped.event))))
            @if let Some(standing) = standing { (standing) }
            @if let Some(heard) = heard { (replace("#messages", heard)) }
            @if let Some(fewer) = fewer { (replace("#messages", fewer)) }
        })
    }

    /// A message that was said just now.
    async fn said(&self, message: &Message, voices: &Voices) -> Result<Markup, Error> {
        if self.at.is_some() {
            // It may stand further on than what is shown.
            let anew = self.all_anew().await?;
            return Ok(html! { @if let Some(anew) = anew { (replace("#messages", anew)) } });
        }
        let replies = self.replies(std::slice::from_ref(message)).await?;
        let why = replies.get(&message.id).map(|reply| explained::address(self.account, *reply));
        let lang = self.timeline.lang;
        let bubble =
            bubble::of_account(lang, self.account, message, voices, MessageId(0), why.as_deref());
        Ok(upsert("#messages", bubble))
    }

    async fn all_anew(&self) -> Result<Option<Markup>, Error> {
        let Some(chat) = self.chat().await? else { return Ok(None) };
        let replies = self.replies(&chat.messages).await?;
        Ok(Some(all_messages(self.timeline.lang, self.account, &chat, &replies, self.at)))
    }
}

//! A Telegram that remembers what it was told.

mod connector;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::{
    Author, Chat, ChatAction, Clock, Content, Event, Message, MessageFile, MessageId, Messenger,
    MessengerError, Outage, PeerId, SentMessage, VoiceNote,
};
use tokio::sync::{Notify, mpsc};

pub(crate) use self::connector::TheConnector;
pub(crate) use crate::hand_clock::HandClock;
use crate::stage::{ANNA, OWNER, QUESTION, anna, message, own};

/// What stands for a voice note among the texts that arrived.
pub(crate) const SPOKEN: &str = "(voice)";

/// What Telegram does when told to send.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Answer {
    Accepts,
    AcceptsButTheAnswerIsLost,
    Refuses,
    TellsToWait,
    Restricts,
    /// Something fails on this side.
    Fails,
    /// Whoever asks dies of it.
    Panics,
}

/// Telegram as far as the engine can see it; outlives connections.
pub(crate) struct Telegram {
    clock: Arc<HandClock>,
    events: Mutex<Option<mpsc::UnboundedReceiver<Event>>>,
    happen: Mutex<mpsc::UnboundedSender<Event>>,
    state: Mutex<State>,
    hung: Notify,
    draft_saved: Notify,
}

#[derive(Default)]
struct State {
    next_id: i32,
    sent: Vec<(PeerId, String)>,
    /// What each of these quotes.
    quoted: Vec<Option<MessageId>>,
    saved: Vec<(MessageId, String)>,
    by_random_id: HashMap<(PeerId, i64), SentMessage>,
    answers: Vec<Answer>,
    tried: Vec<i64>,
    read_up_to: Vec<MessageId>,
    actions: Vec<ChatAction>,
    /// What was saved as a draft in the owner's app, in order.
    drafts: Vec<String>,
    /// What stands there now.
    app: String,
    /// Whether requests for drafts are never answered.
    drafts_hang: bool,
    /// What was deleted for both sides.
    deleted: Vec<MessageId>,
    /// What people are called.
    names: HashMap<PeerId, String>,
    /// The files of messages.
    files: HashMap<MessageId, Vec<u8>>,
    /// The messages whose files were asked for, in order.
    fetched: Vec<MessageId>,
    /// The voice notes that arrived, in order.
    spoken: Vec<VoiceNote>,
    /// Whether it knows no message again, as where the account is a bot.
    forgets: bool,
    reachable: bool,
    logged_out: bool,
    /// Why the session is over.
    ended: Option<&'static str>,
    /// Whether the next request for chats is never answered.
    hangs: bool,
    /// What is told of at the next connection.
    missed: Vec<Event>,
    /// The history of the chat with Anna, oldest first.
    past: Vec<Message>,
    /// What the owner has written in Saved Messages while nobody could tell of it, oldest first.
    notes: Vec<Message>,
    /// What was asked of it: older than which message.
    pages: Vec<Option<MessageId>>,
    /// What becomes of the next requests for history, the last one first.
    refusals: Vec<MessengerError>,
}

impl Telegram {
    pub(crate) fn new(clock: Arc<HandClock>) -> Self {
        let (happen, events) = mpsc::unbounded_channel();
        Self {
            clock,
            events: Mutex::new(Some(events)),
            happen: Mutex::new(happen),
            hung: Notify::new(),
            draft_saved: Notify::new(),
            state: Mutex::new(State { next_id: 1_000, reachable: true, ..State::default() }),
        }
    }

    fn new_id(&self) -> MessageId {
        let mut state = self.state.lock().unwrap();
        state.next_id += 1;
        MessageId(state.next_id)
    }

    /// A message comes in, or goes out from the owner's own phone.
    pub(crate) fn writes(&self, author: Author, text: &str) -> Message {
        let message = message(self.new_id().0, author, text, self.clock.now());
        self.happens(Event::Message { message: message.clone(), peer: anna() });
        message
    }

    /// A voice note comes in, with this in its file.
    pub(crate) fn speaks(&self, author: Author, seconds: u32, file: Vec<u8>) -> Message {
        self.sounds(author, Content::Voice { seconds: Some(seconds), said: None }, file)
    }

    /// Something to listen to comes in, with this in its file.
    pub(crate) fn sounds(&self, author: Author, content: Content, file: Vec<u8>) -> Message {
        let mut message = message(self.new_id().0, author, "", self.clock.now());
        message.content = content;
        self.state.lock().unwrap().files.insert(message.id, file);
        self.happens(Event::Message { message: message.clone(), peer: anna() });
        message
    }

    /// The messages whose files were asked for, in order.
    pub(crate) fn fetched(&self) -> Vec<MessageId> {
        self.state.lock().unwrap().fetched.clone()
    }

    /// The voice notes that arrived, in order.
    pub(crate) fn spoken(&self) -> Vec<VoiceNote> {
        self.state.lock().unwrap().spoken.clone()
    }

    /// As [`Telegram::writes`], while nobody is connected.
    pub(crate) fn wrote_meanwhile(&self, author: Author, text: &str) {
        let message = message(self.new_id().0, author, text, self.clock.now());
        self.state.lock().unwrap().missed.push(Event::Message { message, peer: anna() });
    }

    /// A message of Anna of which nobody was told yet.
    pub(crate) fn unsent(&self, text: &str) -> Message {
        message(self.new_id().0, Author::Other, text, self.clock.now())
    }

    pub(crate) fn happens(&self, event: Event) {
        self.happen.lock().unwrap().send(event).unwrap();
    }

    /// Cuts the line, until it [`Telegram::comes_back`].
    pub(crate) fn goes_away(&self) {
        self.state.lock().unwrap().reachable = false;
        self.happens(Event::Disconnected(Outage::NoAnswer));
    }

    /// The line is back, and everything missed was told before.
    pub(crate) fn comes_back(&self) {
        self.state.lock().unwrap().reachable = true;
        self.happens(Event::CaughtUp);
    }

    /// Ends the session.
    pub(crate) fn ends(&self, reason: &'static str) {
        self.state.lock().unwrap().ended = Some(reason);
        self.happens(Event::Disconnected(Outage::NoAnswer));
    }

    /// Whether it was told to end the session.
    pub(crate) fn is_logged_out(&self) -> bool {
        self.state.lock().unwrap().logged_out
    }

    /// Tells from now on what somebody is called.
    pub(crate) fn calls(&self, person: PeerId, name: &str) {
        self.state.lock().unwrap().names.insert(person, name.to_owned());
    }

    /// Gives the chat with Anna a history.
    pub(crate) fn remembers(&self, past: Vec<Message>) {
        self.state.lock().unwrap().past = past;
    }

    /// The server no longer has what happened since the last event, notes in Saved Messages among it.
    pub(crate) fn has_a_gap(&self, notes: Vec<Message>) {
        self.state.lock().unwrap().notes = notes;
        self.happens(Event::Gap);
    }

    /// Makes an account read what it missed, and never answers; returns once it waits for that.
    pub(crate) async fn leaves_it_hanging(&self) {
        self.state.lock().unwrap().hangs = true;
        self.happens(Event::Gap);
        self.hung.notified().await;
    }

    /// What the next request for history gets instead of an answer.
    pub(crate) fn will_refuse_history(&self, error: MessengerError) {
        self.state.lock().unwrap().refusals.push(error);
    }

    /// Older than which message each page of history was asked for.
    pub(crate) fn pages(&self) -> Vec<Option<i32>> {
        self.state.lock().unwrap().pages.iter().map(|page| page.map(|id| id.0)).collect()
    }

    /// How the next tries to send will go; after these all are accepted.
    pub(crate) fn will_answer(&self, answers: &[Answer]) {
        self.state.lock().unwrap().answers = answers.iter().rev().copied().collect();
    }

    /// What arrived, in order.
    pub(crate) fn arrived(&self) -> Vec<String> {
        self.state.lock().unwrap().sent.iter().map(|(_, text)| text.clone()).collect()
    }

    /// What arrived in a chat, in order.
    pub(crate) fn arrived_at(&self, chat: PeerId) -> Vec<String> {
        let state = self.state.lock().unwrap();
        state.sent.iter().filter(|(to, _)| *to == chat).map(|(_, text)| text.clone()).collect()
    }

    /// What each of the messages quotes that arrived.
    pub(crate) fn quoted(&self) -> Vec<Option<MessageId>> {
        self.state.lock().unwrap().quoted.clone()
    }

    /// What stands in Saved Messages, in order.
    pub(crate) fn saved(&self) -> Vec<(MessageId, String)> {
        self.state.lock().unwrap().saved.clone()
    }

    /// The random ids of all tries to send, in order.
    pub(crate) fn tried(&self) -> Vec<i64> {
        self.state.lock().unwrap().tried.clone()
    }

    /// Returns once so many tries to send were made.
    pub(crate) async fn is_tried(&self, tries: usize) {
        let tried = async {
            while self.tried().len() < tries {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), tried).await.expect("it is tried");
    }

    pub(crate) fn read_up_to(&self) -> Vec<MessageId> {
        self.state.lock().unwrap().read_up_to.clone()
    }

    /// What was saved as a draft in the owner's app, in order; empty texts clear it.
    pub(crate) fn drafts(&self) -> Vec<String> {
        self.state.lock().unwrap().drafts.clone()
    }

    /// Returns once a draft is shown in the owner's app.
    pub(crate) async fn is_shown(&self, text: &str) {
        while self.drafts().last().map(String::as_str) != Some(text) {
            self.draft_saved.notified().await;
        }
    }

    /// Never answers a request for drafts again.
    pub(crate) fn leaves_drafts_hanging(&self) {
        self.state.lock().unwrap().drafts_hang = true;
    }

    /// Returns once somebody waits for an answer that does not come.
    pub(crate) async fn is_waited_for(&self) {
        self.hung.notified().await;
    }

    /// The owner writes a draft in their app.
    pub(crate) fn owner_drafts(&self, text: &str) {
        self.owner_drafted_meanwhile(text);
        self.happens(Event::Draft { chat: ANNA, text: text.to_owned() });
    }

    /// As [`Telegram::owner_drafts`], while nobody is connected.
    pub(crate) fn owner_drafted_meanwhile(&self, text: &str) {
        text.clone_into(&mut self.state.lock().unwrap().app);
    }
}

struct Connected {
    telegram: Arc<Telegram>,
    events: tokio::sync::Mutex<mpsc::UnboundedReceiver<Event>>,
}

#[async_trait]
impl Messenger for Connected {
    async fn next_event(&self) -> Result<Event, MessengerError> {
        let event = self.events.lock().await.recv().await.unwrap();
        match self.telegram.state.lock().unwrap().ended {
            Some(reason) => Err(MessengerError::LoggedOut { reason: reason.into() }),
            None => Ok(event),
        }
    }

    fn knows_again(&self, _: PeerId) -> bool {
        !self.telegram.state.lock().unwrap().forgets
    }

    async fn dialogs(&self, _limit: usize) -> Result<Vec<Chat>, MessengerError> {
        let hangs = std::mem::take(&mut self.telegram.state.lock().unwrap().hangs);
        if hangs {
            self.telegram.hung.notify_one();
            return std::future::pending().await;
        }
        let mut peers = vec![anna()];
        if !self.telegram.state.lock().unwrap().notes.is_empty() {
            peers.push(own());
        }
        let chat = |peer| Chat { peer, mode: None, last_message: None };
        Ok(peers.into_iter().map(chat).collect())
    }

    fn name_of(&self, person: PeerId) -> Option<String> {
        self.telegram.state.lock().unwrap().names.get(&person).cloned()
    }

    async fn history(
        &self,
        chat: PeerId,
        before: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<Message>, MessengerError> {
        let mut state = self.telegram.state.lock().unwrap();
        if let Some(refusal) = state.refusals.pop() {
            return Err(refusal);
        }
        state.pages.push(before);
        if chat == OWNER {
            return Ok(state.notes.iter().rev().take(limit).cloned().collect());
        }
        if state.past.is_empty() {
            let asked = message(900, Author::Other, QUESTION, self.telegram.clock.now());
            return Ok(if chat == ANNA { vec![asked] } else { vec![] });
        }
        let older = |message: &&Message| before.is_none_or(|before| message.id < before);
        Ok(state.past.iter().rev().filter(older).take(limit).cloned().collect())
    }

    async fn mark_read(&self, _chat: PeerId, up_to: MessageId) -> Result<(), MessengerError> {
        self.telegram.state.lock().unwrap().read_up_to.push(up_to);
        Ok(())
    }

    async fn set_action(&self, _chat: PeerId, action: ChatAction) -> Result<(), MessengerError> {
        self.telegram.state.lock().unwrap().actions.push(action);
        Ok(())
    }

    async fn send_text(
        &self,
        chat: PeerId,
        text: &str,
        random_id: i64,
        reply_to: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        let mut state = self.telegram.state.lock().unwrap();
        state.tried.push(random_id);
        let answer = state.answers.pop().unwrap_or(Answer::Accepts);
        match answer {
            Answer::Refuses => {
                return Err(MessengerError::Refused { reason: "USER_IS_BLOCKED".into() });
            }
            Answer::Restricts => {
                return Err(MessengerError::Restricted { reason: "PEER_FLOOD".into() });
            }
            Answer::TellsToWait => return Err(MessengerError::FloodWait(Duration::from_secs(30))),
            Answer::Fails => return Err(MessengerError::Session("the disk is full".into())),
            Answer::Panics => {
                drop(state);
                panic!("an answer that nobody can read");
            }
            Answer::Accepts | Answer::AcceptsButTheAnswerIsLost => {}
        }
        let sent = match state.by_random_id.get(&(chat, random_id)) {
            Some(sent) => *sent,
            None => {
                state.next_id += 1;
                let id = MessageId(state.next_id);
                let sent = SentMessage { id, sent_at: self.telegram.clock.now() };
                state.by_random_id.insert((chat, random_id), sent);
                state.sent.push((chat, text.to_owned()));
                state.quoted.push(reply_to);
                if chat == OWNER {
                    state.saved.push((id, text.to_owned()));
                }
                sent
            }
        };
        let lost = "the answer was lost".into();
        match answer {
            Answer::AcceptsButTheAnswerIsLost if state.forgets => Err(MessengerError::Lost(lost)),
            Answer::AcceptsButTheAnswerIsLost => Err(MessengerError::Unreachable(lost)),
            _ => Ok(sent),
        }
    }

    async fn send_voice(
        &self,
        chat: PeerId,
        note: &VoiceNote,
        random_id: i64,
        reply_to: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        let known =
            self.telegram.state.lock().unwrap().by_random_id.contains_key(&(chat, random_id));
        let sent = self.send_text(chat, SPOKEN, random_id, reply_to).await;
        let mut state = self.telegram.state.lock().unwrap();
        if !known && state.by_random_id.contains_key(&(chat, random_id)) {
            state.spoken.push(note.clone());
        }
        sent
    }

    async fn file(
        &self,
        _chat: PeerId,
        message: MessageId,
        most: usize,
    ) -> Result<Option<MessageFile>, MessengerError> {
        let mut state = self.telegram.state.lock().unwrap();
        state.fetched.push(message);
        let bytes = state.files.get(&message).cloned();
        if bytes.as_ref().is_some_and(|bytes| bytes.len() > most) {
            return Err(MessengerError::Refused { reason: "FILE_TOO_BIG".into() });
        }
        Ok(bytes.map(|bytes| MessageFile { bytes, mime: "audio/ogg".to_owned() }))
    }

    async fn transcribe(&self, _: PeerId, _: MessageId) -> Result<String, MessengerError> {
        Ok("(transcribed)".to_owned())
    }

    async fn log_out(&self) -> Result<(), MessengerError> {
        let mut state = self.telegram.state.lock().unwrap();
        if !state.reachable {
            return Err(MessengerError::Unreachable("the line is cut".into()));
        }
        state.logged_out = true;
        Ok(())
    }

    async fn save_draft(&self, _chat: PeerId, text: &str) -> Result<(), MessengerError> {
        let hangs = {
            let mut state = self.telegram.state.lock().unwrap();
            if state.logged_out {
                return Err(MessengerError::LoggedOut { reason: "AUTH_KEY_UNREGISTERED".into() });
            }
            if !state.drafts_hang {
                state.drafts.push(text.to_owned());
                text.clone_into(&mut state.app);
            }
            state.drafts_hang
        };
        if hangs {
            self.telegram.hung.notify_one();
            return std::future::pending().await;
        }
        self.telegram.draft_saved.notify_one();
        Ok(())
    }

    async fn draft(&self, _chat: PeerId) -> Result<String, MessengerError> {
        Ok(self.telegram.state.lock().unwrap().app.clone())
    }

    async fn delete_messages(
        &self,
        _chat: PeerId,
        ids: &[MessageId],
    ) -> Result<(), MessengerError> {
        let mut state = self.telegram.state.lock().unwrap();
        if !state.reachable {
            return Err(MessengerError::Unreachable("the line is cut".into()));
        }
        state.deleted.extend(ids);
        Ok(())
    }

    async fn disconnect(&self) {}
}

//! A Telegram that keeps everything, hands its updates out as the adapter does, loses answers when it
//! is told to, and notes what should never have been sent.

mod app;
mod line;

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use domain::{
    Author, Clock as _, Content, Event, Message, MessageId, Mode, Outage, PeerId, SentMessage,
    Timestamp,
};
use tokio::sync::Notify;

pub(crate) use line::TheConnector;

use app::Draft;

use super::{Deed, OWN_WORDS, STAND_DOWN};
use crate::stage::{OWNER, peer};
use crate::telegram::HandClock;

/// What becomes of a try to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Accepted,
    /// It arrives, and the answer does not.
    AnswerLost,
    /// It does not arrive.
    Lost,
    /// It arrives, and the answer never comes: nothing helps but a restart.
    Hangs,
    /// It does not arrive, and the answer never comes.
    HangsUnsent,
    ToldToWait,
    Refused,
    /// The account is restricted, which pauses it.
    Restricted,
}

/// A message of ours as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    pub(crate) chat: PeerId,
    pub(crate) random_id: i64,
    pub(crate) id: MessageId,
}

pub(crate) struct Server {
    clock: Arc<HandClock>,
    news: Notify,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    last_id: i32,
    /// All that has happened, and whether the client has acknowledged it.
    past: Vec<Entry>,
    /// Under way to the client.
    queue: VecDeque<Queued>,
    /// Changes places with the one that comes next.
    held: Option<Queued>,
    holds_next: bool,
    /// What the client has and has not acknowledged.
    handed: Vec<usize>,
    asks: bool,
    away: bool,
    connected: bool,
    connections: usize,
    fates: VecDeque<Fate>,
    chats: BTreeMap<PeerId, Vec<Message>>,
    arrivals: Vec<Arrival>,
    by_random_id: HashMap<(PeerId, i64), SentMessage>,
    /// What was not taken from an account that is restricted.
    kept: HashSet<i64>,
    tries: usize,
    tried: HashSet<i64>,
    bounds: HashMap<PeerId, Bounds>,
    pause: Option<Bound>,
    /// What the owner has let go.
    allowed: HashSet<i64>,
    hangs: bool,
    /// What stands in the owner's app.
    app: BTreeMap<PeerId, Draft>,
    /// Of which chat's draft the client is being told right now.
    handed_draft: Option<PeerId>,
    sent_by_hand: Vec<Message>,
    wrongs: Vec<String>,
}

struct Entry {
    event: Event,
    /// Sent over this very connection: the client hears of it only when it asks what it has missed.
    own: bool,
    seen: bool,
}

struct Queued {
    event: Event,
    tells: Vec<usize>,
}

/// What may not begin to be sent in a chat.
#[derive(Default)]
struct Bounds {
    mode: Option<Bound>,
    owner: Option<Bound>,
}

/// Since when nothing may begin, until when, and what had begun before.
struct Bound {
    since: Timestamp,
    until: Timestamp,
    begun: HashSet<i64>,
}

impl Bound {
    fn forbids(&self, random_id: i64, now: Timestamp) -> bool {
        // Within one moment the clock cannot tell which was first.
        now > self.since && now < self.until && !self.begun.contains(&random_id)
    }
}

impl Server {
    pub(crate) fn new(clock: Arc<HandClock>) -> Self {
        let state = Mutex::new(State { last_id: 1_000, ..State::default() });
        Self { clock, news: Notify::new(), state }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Somebody writes: the other side, or the owner on another device.
    pub(crate) fn writes(&self, chat: PeerId, author: Author, text: &str) {
        let mut state = self.state();
        let message = state.new_message(chat, author, text, self.clock.now());
        state.happens(Event::Message { message, peer: peer(chat) }, false);
        drop(state);
        self.news.notify_one();
    }

    /// The owner writes the very words of a bubble. An engine that was killed since takes it for that
    /// bubble, and only sending that once more tells: so that is not wrong.
    pub(crate) fn echoes(&self, chat: PeerId, text: &str, random_id: i64) {
        self.state().may_be_taken(random_id);
        self.writes(chat, Author::Owner, text);
    }

    /// The other side changes or deletes what it wrote last.
    pub(crate) fn changes_mind(&self, chat: PeerId, edited: Option<&str>) {
        let mut state = self.state();
        let messages = state.chats.entry(chat).or_default();
        let Some(place) = messages.iter().rposition(|message| message.author == Author::Other)
        else {
            return;
        };
        let event = match edited {
            Some(text) => {
                messages[place].content = Content::Text { text: text.to_owned() };
                Event::Edited(messages[place].clone())
            }
            None => Event::Deleted { chat: None, ids: vec![messages.remove(place).id] },
        };
        state.happens(event, false);
        drop(state);
        self.news.notify_one();
    }

    /// The last update is sent once more.
    pub(crate) fn repeats(&self) {
        let mut state = self.state();
        if let Some(entry) = state.past.last().filter(|entry| !state.away && !entry.own) {
            let event = entry.event.clone();
            state.queue.push_back(Queued { event, tells: vec![] });
        }
        drop(state);
        self.news.notify_one();
    }

    /// The next two messages change places on their way.
    pub(crate) fn reorders(&self) {
        self.state().holds_next = true;
    }

    pub(crate) fn goes_away(&self) {
        let mut state = self.state();
        if !state.away {
            state.release();
            state.away = true;
            state
                .queue
                .push_back(Queued { event: Event::Disconnected(Outage::NoAnswer), tells: vec![] });
        }
        drop(state);
        self.news.notify_one();
    }

    /// The line is back; with a `gap` the client must read for itself what it has missed.
    pub(crate) fn comes_back(&self, gap: bool) {
        let mut state = self.state();
        if std::mem::take(&mut state.away) {
            state.tell_missed(gap);
        }
        drop(state);
        self.news.notify_one();
    }

    /// How the next tries to send go.
    pub(crate) fn will(&self, fate: Fate) {
        self.state().fates.push_back(fate);
    }

    /// Nothing more goes wrong.
    pub(crate) fn calms_down(&self) {
        self.state().fates.clear();
    }

    /// The mode of a chat lets begin to be sent what it lets.
    pub(crate) fn bound_by_mode(&self, chat: PeerId, mode: Mode) {
        let since = self.clock.now();
        let mut state = self.state();
        let mut begun = state.tried.clone();
        if mode != Mode::Off {
            begun.extend(&state.allowed);
        }
        let until = Timestamp::from_millis(i64::MAX);
        state.bounds.entry(chat).or_default().mode =
            (!mode.sends()).then_some(Bound { since, until, begun });
    }

    /// Nothing at all may begin to be sent, or again what may otherwise.
    pub(crate) fn bound_by_pause(&self, bound: bool) {
        let since = self.clock.now();
        let mut state = self.state();
        let begun = state.tried.clone();
        let until = Timestamp::from_millis(i64::MAX);
        state.pause = bound.then_some(Bound { since, until, begun });
    }

    /// The owner allows this all the same.
    pub(crate) fn allows(&self, chat: PeerId, random_ids: impl Iterator<Item = i64>) {
        let mut state = self.state();
        for id in random_ids {
            state.allowed.insert(id);
            if let Some(bound) = &mut state.bounds.entry(chat).or_default().mode {
                bound.begun.insert(id);
            }
        }
    }

    /// Whether the client has heard everything and asks for more, or is not there. What is held back
    /// goes out first.
    pub(crate) fn is_idle(&self) -> bool {
        let mut state = self.state();
        if state.held.is_some() {
            state.release();
            self.news.notify_one();
        }
        !state.connected || (state.asks && state.queue.is_empty())
    }

    /// Whether somebody waits for an answer that never comes.
    pub(crate) fn hangs(&self) -> bool {
        self.state().hangs
    }

    pub(crate) fn connections(&self) -> usize {
        self.state().connections
    }

    pub(crate) fn arrivals(&self) -> Vec<Arrival> {
        self.state().arrivals.clone()
    }

    /// How often something was tried to be sent.
    pub(crate) fn tries(&self) -> usize {
        self.state().tries
    }

    /// Whether a message was once not taken because the account was restricted.
    pub(crate) fn was_kept(&self, random_id: i64) -> bool {
        self.state().kept.contains(&random_id)
    }

    /// What is there in a chat, oldest first.
    pub(crate) fn messages(&self, chat: PeerId) -> Vec<Message> {
        self.state().chats.get(&chat).cloned().unwrap_or_default()
    }

    /// What should never have happened.
    pub(crate) fn wrongs(&self) -> Vec<String> {
        self.state().wrongs.clone()
    }
}

impl State {
    fn new_message(
        &mut self,
        chat: PeerId,
        author: Author,
        text: &str,
        sent_at: Timestamp,
    ) -> Message {
        self.last_id += 1;
        let message = Message {
            chat,
            id: MessageId(self.last_id),
            author,
            sender: if author == Author::Other { chat } else { OWNER },
            sent_at,
            content: Content::Text { text: text.to_owned() },
            reply_to: None,
            forwarded: false,
            via_bot: false,
            mentions_owner: false,
        };
        self.chats.entry(chat).or_default().push(message.clone());
        message
    }

    fn happens(&mut self, event: Event, own: bool) {
        let is_message = matches!(event, Event::Message { .. });
        self.past.push(Entry { event: event.clone(), own, seen: false });
        if self.away {
            return;
        }
        let place = self.past.len() - 1;
        if own {
            return;
        }
        let queued = Queued { event, tells: vec![place] };
        if is_message && self.held.is_none() && std::mem::take(&mut self.holds_next) {
            self.held = Some(queued);
        } else {
            self.queue.push_back(queued);
            self.release();
        }
    }

    fn release(&mut self) {
        self.queue.extend(self.held.take());
    }

    /// Tells what the client has missed, as a difference does.
    fn tell_missed(&mut self, gap: bool) {
        let under_way = self.queue.iter().flat_map(|queued| &queued.tells);
        let under_way: HashSet<usize> = under_way.chain(&self.handed).copied().collect();
        let missed: Vec<usize> = (0..self.past.len())
            .filter(|place| !self.past[*place].seen && !under_way.contains(place))
            .collect();
        if gap {
            self.queue.push_back(Queued { event: Event::Gap, tells: missed });
        } else {
            for place in missed {
                let event = self.past[place].event.clone();
                self.queue.push_back(Queued { event, tells: vec![place] });
            }
        }
        self.queue.push_back(Queued { event: Event::CaughtUp, tells: vec![] });
    }

    /// Whoever asks for the next event has handled the one before.
    fn acknowledge(&mut self, now: Timestamp) {
        self.handed_draft = None;
        for place in std::mem::take(&mut self.handed) {
            let entry = &mut self.past[place];
            entry.seen = true;
            if let Event::Message { message, .. } = &entry.event
                && message.content.text() == Some(OWN_WORDS)
            {
                let (until, begun) = (message.sent_at + STAND_DOWN, self.tried.clone());
                let bounds = self.bounds.entry(message.chat).or_default();
                bounds.owner = Some(Bound { since: now, until, begun });
            }
        }
    }

    /// Notes that what was tried may have been taken: it may be tried again, whatever forbids it since.
    fn may_be_taken(&mut self, random_id: i64) {
        self.tried.insert(random_id);
    }

    /// Notes a try to send, and whether it should not have been made.
    fn tries_to_send(&mut self, chat: PeerId, random_id: i64, now: Timestamp) {
        self.tries += 1;
        if !self.connected {
            self.wrongs.push(format!("{random_id} sent over a closed connection"));
        }
        if self.tried.contains(&random_id) {
            return;
        }
        let bounds = self.bounds.entry(chat).or_default();
        let pause = &self.pause;
        for (bound, who) in
            [(&bounds.mode, "the mode"), (&bounds.owner, "the owner"), (pause, "a pause")]
        {
            if bound.as_ref().is_some_and(|bound| bound.forbids(random_id, now)) {
                self.wrongs.push(format!("{random_id} sent in {chat}, where {who} forbids it"));
            }
        }
    }

    fn accepts(&mut self, chat: PeerId, text: &str, random_id: i64, now: Timestamp) -> SentMessage {
        if let Some(sent) = self.by_random_id.get(&(chat, random_id)) {
            return *sent;
        }
        // The adapter cannot know that it is not the owner's.
        let message = self.new_message(chat, Author::Owner, text, now);
        let sent = SentMessage { id: message.id, sent_at: now };
        self.by_random_id.insert((chat, random_id), sent);
        self.arrivals.push(Arrival { chat, random_id, id: sent.id });
        self.happens(Event::Message { message, peer: peer(chat) }, true);
        sent
    }
}

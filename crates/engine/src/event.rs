//! What the engine tells the world: every step of the way of one message, live and lately.

mod names;
mod subscription;
mod withdrawn;

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use domain::policy::Why;
use domain::{
    AccountId, Alert, IgnoreReason, Message, MessageId, Mode, OwnerWord, Pause, PeerId,
    QuestionEnd, QuestionId, ReplyId, Timestamp, WithoutModel,
};
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;
use twin::compare::Closeness;
use twin::{Recalled, SilenceReason};

use crate::overview::tells_of_doing;
use crate::{ModelTrouble, NotHeard, NotSpoken};
pub use subscription::Subscription;
pub(crate) use withdrawn::{withdraw_messages, withdraw_words};

/// How many events are kept for pages that open late or reconnect.
const KEPT: usize = 2_000;

/// How an account is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Connection {
    /// No session, or not started.
    Offline,
    /// Connecting for the first time.
    Connecting,
    /// Connecting again: the line was lost, or nothing was answered on it.
    Unreachable,
    /// Connecting again when Telegram has said: it was asked too often.
    ToldToWait,
    /// Connecting again: another program fetches what comes for this bot.
    Conflict,
    /// Connecting again: what comes for this bot is brought to another program's address.
    Webhook,
    /// The bot that is to speak in this account is not connected to it, or may not write there.
    NotAllowed,
    /// Connecting again: the account's own data could not be read or written.
    StoreFails,
    /// Starting again: its task had stopped, or was busy with one event for too long.
    Stuck,
    /// Receiving updates.
    Online,
    /// Telegram ended the session.
    LoggedOut,
}

/// Why a planned reply was withdrawn, or a model that writes one is not waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelReason {
    /// The owner wrote in the chat.
    OwnerWrote,
    /// The other side wrote more: the reply is composed anew.
    NewMessage,
    /// The mode of the chat no longer allows it.
    ModeChanged,
    /// The owner stopped it.
    OwnerStopped,
    /// The connection has ended over which a bot was to say it.
    ConnectionEnded,
    /// What it answers or rests on was edited or erased.
    Changed,
    /// What the owner allows no longer lets it go now; what follows says why.
    Held,
    /// It is not known any more: it was before the engine started. Nothing is withdrawn for it.
    Forgotten,
}

/// One step of the way of a message, or a change of an account.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TwinEvent {
    /// The account's connection changed.
    Connection {
        /// Its state now.
        state: Connection,
    },
    /// The account's own history is being read from Telegram.
    HistoryProgress {
        /// How many chats there are to read.
        chats: u64,
        /// How many of them were read.
        chats_done: u64,
        /// How many messages were read in all.
        messages: u64,
    },
    /// The account's own history was read and learnt from.
    HistoryDone {
        /// How many answers of the owner the twin has learnt now.
        exemplars: usize,
    },
    /// Telegram does not let the account's history be read on.
    HistoryRefused {
        /// Telegram's name of the reason.
        reason: String,
    },
    /// An export is being brought in, or has come as far as to ask whose it is; nothing was read of it then.
    ImportProgress {
        /// How many of its messages were read.
        read: u64,
        /// How many of them were new.
        new: u64,
    },
    /// An export was brought in and learnt from.
    ImportDone {
        /// How many messages it holds.
        read: u64,
        /// How many of them were new.
        new: u64,
    },
    /// An export could not be brought in to its end. What was stored before stays stored.
    ImportFailed {
        /// Why, by the name of the reason.
        failure: &'static str,
        /// How many messages were read.
        read: u64,
        /// How many of them were new.
        new: u64,
    },
    /// A message was stored, whoever wrote it.
    Message {
        /// The message.
        message: Message,
    },
    /// A stored message says something else now.
    Edited {
        /// The message as it is now.
        message: Message,
    },
    /// Stored messages of a chat are gone, and what was made of them.
    Deleted {
        /// Their numbers in the chat.
        messages: Vec<MessageId>,
    },
    /// A voice note is being heard.
    Listening {
        /// Which.
        message: MessageId,
    },
    /// What is said in a voice note is known.
    Heard {
        /// The message, with its words.
        message: Message,
    },
    /// A voice note was not heard.
    NotHeard {
        /// Which.
        message: MessageId,
        /// Why.
        why: NotHeard,
    },
    /// A reply is being spoken.
    Speaking {
        /// By whom.
        mouth: String,
    },
    /// A reply was not spoken: it is written instead.
    NotSpoken {
        /// Why.
        why: NotSpoken,
    },
    /// The twin leaves the burst alone without composing.
    Ignored {
        /// Why.
        reason: IgnoreReason,
    },
    /// The twin waits for the other side to finish writing.
    Waiting {
        /// When it will stop waiting if nothing more comes.
        until: Timestamp,
    },
    /// The owner wrote here lately: the twin keeps out.
    StandingDown {
        /// Until when.
        until: Timestamp,
    },
    /// The twin holds back what its mode would let it do.
    Held {
        /// Until when; `None` is until the owner changes something, or for good where a draft is
        /// written instead, or nothing.
        until: Option<Timestamp>,
        /// Why.
        why: Why,
    },
    /// The twin of the account was paused, or its pause has ended; with a chat, in that chat only.
    Paused {
        /// The pause; `None` if it has ended.
        pause: Option<Pause>,
    },
    /// What the owner allows in the account has changed.
    PolicyChanged,
    /// The account has run into something that its owner must know.
    Alert {
        /// What.
        alert: Alert,
    },
    /// The owner has seen alerts or failed replies, and has put them away.
    Seen,
    /// A model writes candidates for a reply.
    Thinking {
        /// Which model.
        model: String,
    },
    /// The model wrote nothing that could be used.
    ModelFailed {
        /// Why.
        why: ModelTrouble,
        /// What the twin does instead.
        then: WithoutModel,
    },
    /// The model is not waited for any more, or what it wrote no longer counts. It is asked again if
    /// there is still something to answer.
    GivenUp {
        /// What happened meanwhile.
        why: CancelReason,
    },
    /// What a model was asked for the step that follows can be read.
    Explained {
        /// Under which identifier.
        explanation: ReplyId,
    },
    /// The twin would rather say nothing.
    Silent {
        /// To what, in the words of the other side; empty where these are none.
        asked: String,
        /// Why.
        reason: SilenceReason,
        /// What came to mind.
        recalled: Vec<Recalled>,
    },
    /// In watch mode: what the twin would have said.
    Watched {
        /// The messages it would have sent.
        bubbles: Vec<String>,
        /// How sure it is, 0 to 1.
        confidence: f32,
        /// What came to mind.
        recalled: Vec<Recalled>,
    },
    /// A reply is planned.
    Planned {
        /// Its row.
        reply: ReplyId,
        /// The messages to send.
        bubbles: Vec<String>,
        /// How sure the twin is, 0 to 1.
        confidence: f32,
        /// What came to mind.
        recalled: Vec<Recalled>,
        /// When the first bubble goes out.
        send_at: Timestamp,
    },
    /// A draft is written and waits for the owner's word.
    Drafted {
        /// Its row.
        reply: ReplyId,
        /// The messages that would be sent.
        bubbles: Vec<String>,
        /// How sure the twin is, 0 to 1.
        confidence: f32,
        /// What came to mind.
        recalled: Vec<Recalled>,
    },
    /// The owner has worked on a draft in their own app.
    Redrafted {
        /// Which.
        reply: ReplyId,
        /// The messages that would be sent now.
        bubbles: Vec<String>,
    },
    /// In watch mode: what the twin would have said beside what the owner said. It comes again when
    /// the owner says more.
    Compared {
        /// What the twin would have said, a line for each message.
        would_say: String,
        /// What the owner said.
        said: String,
        /// How near these are.
        closeness: Closeness,
    },
    /// The twin was taken back by a step, because of bad replies.
    TakenBack {
        /// From which mode.
        from: Mode,
        /// To which.
        to: Mode,
    },
    /// The owner has said something of a reply.
    Judged {
        /// Which.
        reply: ReplyId,
        /// What.
        word: OwnerWord,
    },
    /// What the owner answered to a question is planned as the reply.
    AnswerPlanned {
        /// Its row.
        reply: ReplyId,
        /// The messages to send, in the owner's own words.
        bubbles: Vec<String>,
        /// When the first bubble goes out.
        send_at: Timestamp,
    },
    /// The chat was marked as read.
    Read,
    /// The other side sees the owner typing.
    Typing {
        /// For which reply.
        reply: ReplyId,
    },
    /// The other side sees the owner recording a voice note.
    Recording {
        /// For which reply.
        reply: ReplyId,
    },
    /// A planned reply was withdrawn in time.
    Cancelled {
        /// Which.
        reply: ReplyId,
        /// Why.
        reason: CancelReason,
    },
    /// Telegram did not take a bubble yet: the same one is tried again.
    Retrying {
        /// Which reply.
        reply: ReplyId,
        /// When.
        at: Timestamp,
    },
    /// A chat is quiet, and its memory was written.
    Remembered {
        /// How many facts are new.
        kept: usize,
        /// How many facts no longer count, because a newer one says otherwise.
        replaced: usize,
        /// How many facts wait for the owner.
        offered: usize,
    },
    /// The owner has changed what is remembered, or something was forgotten with its message.
    MemoryChanged,
    /// The twin asks its owner what only the owner can know.
    Asked {
        /// The question.
        question: QuestionId,
        /// What is to be known.
        text: String,
    },
    /// A question is no longer open.
    QuestionClosed {
        /// Which.
        question: QuestionId,
        /// Why.
        end: QuestionEnd,
    },
    /// The rest of a reply is not sent: somebody wrote in between, or it was not allowed any more.
    CutShort {
        /// Which reply.
        reply: ReplyId,
        /// What is not sent of it.
        left_out: Vec<String>,
    },
    /// Every bubble arrived that was to.
    Sent {
        /// Which reply.
        reply: ReplyId,
    },
    /// Telegram refused the reply for good.
    Failed {
        /// Which reply.
        reply: ReplyId,
        /// Telegram's name of the reason.
        reason: String,
    },
}

impl TwinEvent {
    /// Whether it says how far something is that goes on: the next one makes it worthless.
    pub fn is_progress(&self) -> bool {
        matches!(self, Self::HistoryProgress { .. } | Self::ImportProgress { .. })
    }
}

/// An event with its place in the stream. Its JSON is what programs are told, by the live stream and by
/// webhooks: a field may be added, none is renamed.
#[derive(Debug, Clone, Serialize)]
pub struct Stamped {
    /// Its number: rises by one with every event since the engine started.
    pub seq: u64,
    /// When it happened.
    pub at: Timestamp,
    /// In which account; `None` where it is of none, as an import of a file that does not say whose it is.
    pub account: Option<AccountId>,
    /// In which chat; `None` for the account as a whole.
    pub chat: Option<PeerId>,
    /// What happened.
    pub event: TwinEvent,
}

/// The live stream and its recent past, in memory.
pub(crate) struct EventLog {
    live: broadcast::Sender<Arc<Stamped>>,
    recent: Mutex<Recent>,
}

#[derive(Default)]
struct Recent {
    last_seq: u64,
    events: VecDeque<Arc<Stamped>>,
}

impl EventLog {
    pub(crate) fn new() -> Self {
        Self { live: broadcast::Sender::new(KEPT), recent: Mutex::default() }
    }

    /// Publishes an event of an account; nobody listening is fine.
    pub(crate) fn publish(
        &self,
        at: Timestamp,
        account: AccountId,
        chat: Option<PeerId>,
        event: TwinEvent,
    ) {
        self.publish_of(at, Some(account), chat, event);
    }

    /// The same of one that may be of no account.
    pub(crate) fn publish_of(
        &self,
        at: Timestamp,
        account: Option<AccountId>,
        chat: Option<PeerId>,
        event: TwinEvent,
    ) {
        // Numbering and sending under one lock keeps the stream in the order of its numbers.
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.last_seq += 1;
        let stamped = Arc::new(Stamped { seq: recent.last_seq, at, account, chat, event });
        if stamped.event.is_progress() {
            // Long work must not push out what happened in the chats.
            recent.events.retain(|old| old.account != account || !old.event.is_progress());
        }
        if recent.events.len() == KEPT {
            recent.events.pop_front();
        }
        recent.events.push_back(Arc::clone(&stamped));
        // An error only says that no page is open.
        let _ = self.live.send(stamped);
    }

    pub(crate) fn subscribe(&self, after: Option<u64>) -> Subscription {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let missed = match after {
            Some(seq) => recent.events.iter().filter(|event| event.seq > seq).cloned().collect(),
            None => VecDeque::new(),
        };
        Subscription { missed, live: self.live.subscribe() }
    }

    /// Forgets what happened in an account.
    pub(crate) fn forget(&self, account: AccountId) {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.events.retain(|event| event.account != Some(account));
    }

    /// The latest event of each chat that says what the twin is doing there.
    pub(crate) fn latest_doings(&self) -> HashMap<(AccountId, PeerId), Arc<Stamped>> {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let told = recent.events.iter().filter(|stamped| tells_of_doing(&stamped.event));
        told.filter_map(|stamped| Some(((stamped.account?, stamped.chat?), Arc::clone(stamped))))
            .collect()
    }

    pub(crate) fn of_chat(&self, account: AccountId, chat: PeerId) -> Vec<Arc<Stamped>> {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let of_chat = recent
            .events
            .iter()
            .filter(|event| event.account == Some(account) && event.chat == Some(chat));
        of_chat.cloned().collect()
    }
}

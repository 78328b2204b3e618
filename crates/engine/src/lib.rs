//! What happens when: the way of one message from an update to a reply.
//!
//! ```text
//! Messenger::next_event ─► inbox (store, once) ─► chat (wait for the burst to end, decide, compose;
//!                                                   │     a model is asked between two transactions)
//!                                                   └─► sender (read, type, send) ─► event log
//! ```
//!
//! One task owns an account and its connection ([`supervisor`] starts it, [`account`] is it); one
//! loop runs per chat ([`chat`]), so what is planned in a chat has one author. The reply row in the
//! store is the job: whatever happens to the process, the row says what is left to do.
//!
//! Before anything is composed, and before it is sent, the gate (in [`chat`]) asks what the owner
//! allows right now ([`rules`]); [`trouble`] pauses an account that Telegram warns.
//!
//! Beside it, once a chat is quiet, what is to be remembered of it is written ([`memory`]), and what
//! only the owner can know is asked of them ([`questions`]), in Saved Messages too, where they also tell
//! their twin what to do ([`saved`]).
//!
//! Bots are accounts too ([`bots`]); their twins write in the manner of one of the owner's accounts
//! ([`taught`]), obey [`commands`], and speak in accounts to which they are connected ([`business`]).
//!
//! This crate must not know grammers, axum or SQL: it talks to the ports of `domain` and to
//! `store`. It has no text for people: pages and the command line word its events and errors.
//!
//! To add a step to the way: an event in [`event`], the step in [`chat`] or [`sender`], and its
//! place in the diagram of ARCHITECTURE.md.

mod account;
mod ask;
mod bots;
mod bounds;
mod business;
mod chat;
mod commands;
mod deleted;
mod direct;
mod drafts;
mod earned;
mod engines;
mod entropy;
mod erase;
mod error;
mod event;
mod explain;
mod failures;
mod father;
mod health;
mod history;
mod import;
mod imports;
mod inbox;
mod keys;
mod language;
mod learn;
mod learnt;
mod likeness;
mod line;
mod login;
mod memory;
mod models;
mod native;
mod notes;
mod on_its_way;
mod overview;
mod pace;
mod past;
mod portrait;
mod presence;
mod questions;
mod quoted;
mod remove;
mod requests;
mod rewording;
mod rules;
mod saved;
mod search;
mod sender;
mod settings;
mod sound;
mod statistics;
mod supervisor;
mod taught;
mod trouble;
mod undo;
mod voices;
mod watch;

use std::sync::{Arc, RwLock};

use domain::policy::{Aloud, Told};
use domain::{
    Account, AccountId, Chat, Clock, Connector, LoginInput, LoginStep, Message, MessageId, Mode,
    OwnerId, Pause, PeerId, Policy, Timestamp,
};
use store::{Rules, Store};

pub use ask::TwinsAnswer;
pub use bots::{BotAdded, BotRefused, BotView, LONGEST_BOT_NAME};
pub use commands::{BotAnswer, BotWords};
pub use direct::{
    DialogsCursor, DialogsPage, DirectError, LONGEST_TEXT, Outgoing, Receipt, Recipient,
};
pub use drafts::{Inbox, MOST_MESSAGES, OpenReply, Said, WaitsFor};
pub use earned::{Earned, OpenOffer};
pub use engines::{EngineMaker, Engines};
pub use error::Error;
pub use event::{CancelReason, Connection, Stamped, Subscription, TwinEvent};
pub use explain::{Asked, ExplainedReply, Explanation, ModelTrouble, Outcome, explanation};
pub use failures::InVain;
pub use father::{BOT_FATHER, NotMade};
pub use health::{Health, Messages};
pub use history::HistoryLimits;
pub use import::{
    ImportError, ImportProgress, ImportReport, NewAccount, import, import_telling, known_author,
};
pub use imports::{ImportFailure, ImportState, ImportView};
pub use keys::MasterKeyView;
pub use learn::learn;
pub use learnt::{ExemplarSearch, ExemplarView, FoundExemplars, RelationSet, RelationView};
pub use likeness::{
    BlindPair, BlindRound, BlindVerdict, LikenessBegun, LikenessReport, LikenessTrouble,
    LikenessView, MeasureCost, MeasuredBy, Measuring,
};
pub use login::{LoginId, LoginProgress};
pub use memory::{FactChange, FactView, MemoryLimits, MemoryView, Noted, Remembered};
pub use models::{AilingModel, KeyView, ModelReach, ModelSource, ModelView, Origin, Trial};
pub use notes::{ChatNote, LONGEST_NOTE};
pub use overview::{ChatRow, ChatRows, Doing, Which};
pub use pace::PacePreview;
pub use past::PastStep;
pub use portrait::{PersonView, PortraitView, Seen};
pub use questions::{Answered, Asking, LONGEST_ANSWER, OwnersQuestion};
pub use quoted::forget_quoted;
pub use rewording::{LONGEST_WISH, Reworded, Rewording};
pub use rules::{AccountAlert, Panic, RulesView, Standing};
pub use saved::{
    DayInShort, Goes, Language as SavedLanguage, PauseInShort, QuietWith, SavedAnswer, ShownReply,
    StatusInShort, ToldLine, ToldSpan, Waiting, Words as SavedWords, is_spoken_to_twin,
};
pub use search::{FoundMessage, FoundPage};
pub use settings::Settings;
pub use sound::{
    LONGEST_NAME as LONGEST_VOICE_NAME, MeasuringBegun, NotBegun, NotHeard, NotSpoken, OwnNote,
    OwnNotes, Recording, VoicePrices, VoiceSource, VoiceView, WantedVoice,
};
pub use statistics::{ChatNumbers, DayNumbers, Statistics};
pub use store::{
    BlindTest, Connected, ConnectionAnswer, FactUse, History, HistoryState, Indexing,
    ListedAfter as ListPlace, Place, Search, Spoke, Tally, VoiceUsage, VoiceUsed,
};
pub use style::export::{Candidate, ExportError};
pub use style::portrait::{ANSWER_TIMES, LENGTHS};
pub use style::profile::{Difference, Endings, Habitual, RELIABLE, TimesToAnswer};
pub use style::relation::RelationFound;
pub use style::rhythm::Plan as PacePlan;
pub use style::search::Wanted;
pub use style::{Addressee, Portrait, Profile};
pub use twin::compare::Closeness;
pub use twin::guard::{Rule, Verdict, is_invisible};
pub use twin::measure::{Example, Grade, Measure, Measured, Summary};
pub use twin::write::{Draft, Weighed};
pub use twin::{Composition, Recalled, SilenceReason};
pub use undo::Undone;
pub use voices::Voices;

use entropy::Entropy;
use event::EventLog;
use supervisor::Supervisor;

/// The running engine of one owner; cheap to clone.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

/// What every part of the engine shares.
pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) owner: OwnerId,
    pub(crate) connector: Arc<dyn Connector>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) settings: Settings,
    pub(crate) entropy: Entropy,
    pub(crate) events: EventLog,
    pub(crate) logins: login::Logins,
    /// The exports that are being brought in.
    pub(crate) imports: imports::Imports,
    /// The keys under which something is being sent right now.
    pub(crate) sending: direct::Busy,
    pub(crate) supervisor: Supervisor,
    /// What twins have learnt, by the account that taught them.
    pub(crate) taught: taught::AllTaught,
    /// Who speaks for bots.
    pub(crate) bots: bots::Bots,
    /// The accounts to which bots are connected.
    pub(crate) business: business::Business,
    /// What was learnt of an account that does not run.
    pub(crate) resting: learn::resting::Resting,
    /// How like their owner the twins write, as it is being measured.
    pub(crate) measurements: likeness::Measurements,
    /// How the owner writes in each account, drawn to be looked at.
    pub(crate) portraits: portrait::Portraits,
    /// What writes for the twins.
    pub(crate) models: models::Models,
    /// What hears voice notes and speaks replies.
    pub(crate) sound: sound::Sound,
    /// The words of what the twins write in Saved Messages; `None` if they write nothing there.
    saved_words: RwLock<Option<Arc<dyn SavedWords>>>,
}

/// What the engine is made of.
pub struct Parts {
    /// Where everything is kept.
    pub store: Store,
    /// Whose twins run here.
    pub owner: OwnerId,
    /// How accounts are connected.
    pub connector: Arc<dyn Connector>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Pace and waiting.
    pub settings: Settings,
    /// Seed of identifiers, random ids and of everything else left to chance.
    pub seed: u64,
}

/// An account as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountView {
    /// The account.
    pub account: Account,
    /// How it is connected now.
    pub connection: Connection,
    /// How many of the owner's own answers its twin has learnt.
    pub exemplars: usize,
    /// How far its own history was read from Telegram; `None` if that was never asked for.
    pub history: Option<History>,
    /// The pause that is going on.
    pub pause: Option<Pause>,
    /// What its owner allows.
    pub policy: Policy,
}

/// A chat as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatView {
    /// The chat and its own mode.
    pub chat: Chat,
    /// The mode in force: its own, that of strangers, or the account's default.
    pub mode: Mode,
    /// Its newest messages, oldest first.
    pub messages: Vec<Message>,
    /// Who wrote them, and what they quote.
    pub voices: Voices,
    /// The twin's pause in this chat only, if one is going on.
    pub pause: Option<Pause>,
    /// In which replies it is told that a twin writes, if the chat has a choice of its own.
    pub told: Option<Told>,
    /// When replies are spoken, if the chat has a choice of its own.
    pub aloud: Option<Aloud>,
    /// In which voice they are, by the provider's name of it, if the chat has a choice of its own.
    pub voice: Option<String>,
}

impl Engine {
    /// Makes the engine; nothing runs until [`Engine::start`].
    pub fn new(parts: Parts) -> Self {
        let Parts { store, owner, connector, clock, settings, seed } = parts;
        Self {
            inner: Arc::new(Inner {
                store,
                owner,
                connector,
                clock,
                settings,
                entropy: Entropy::new(seed),
                events: EventLog::new(),
                logins: login::Logins::default(),
                imports: imports::Imports::default(),
                sending: direct::Busy::default(),
                supervisor: Supervisor::default(),
                taught: taught::AllTaught::default(),
                bots: bots::Bots::default(),
                business: business::Business::default(),
                resting: learn::resting::Resting::default(),
                measurements: likeness::Measurements::default(),
                portraits: portrait::Portraits::default(),
                models: models::Models::default(),
                sound: sound::Sound::default(),
                saved_words: RwLock::default(),
            }),
        }
    }

    /// Whose twins run here.
    pub fn owner(&self) -> OwnerId {
        self.inner.owner
    }

    /// Starts the task of every account that has a session.
    pub async fn start(&self) -> Result<(), Error> {
        supervisor::start_all(&self.inner).await
    }

    /// Looks after the accounts' tasks, as happens every 15 s by itself: one that is stuck, or has ended
    /// before its session, is shown as [`Connection::Stuck`], and started again at the next look.
    pub fn look_after(&self) {
        supervisor::look_after(&self.inner);
    }

    /// Stops every task; returns once the connections are closed. What is planned stays planned.
    pub async fn stop(&self) {
        self.inner.supervisor.stop_all().await;
        // Calls that were cut off are charged for too.
        models::save_spending(&self.inner).await;
    }

    /// The owner's accounts, in the order they were added.
    pub async fn accounts(&self) -> Result<Vec<AccountView>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let mut views = Vec::new();
        for account in tx.accounts().await? {
            let history = tx.history(account.id).await?;
            let rules = tx.rules(account.id).await?;
            views.push(self.view(account, history, rules));
        }
        Ok(views)
    }

    /// One account.
    pub async fn account(&self, id: AccountId) -> Result<Option<AccountView>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let history = tx.history(id).await?;
        let rules = tx.rules(id).await?;
        Ok(tx.account(id).await?.map(|account| self.view(account, history, rules)))
    }

    fn view(&self, account: Account, history: Option<History>, rules: Rules) -> AccountView {
        let (connection, exemplars) = self.inner.supervisor.status(&account);
        let RulesView { policy, pause, .. } =
            rules::view(rules, &self.inner.settings, self.inner.clock.now());
        AccountView { account, connection, exemplars, history, pause, policy }
    }

    /// At most `limit` chats of an account, the one with the newest message first. Saved Messages are
    /// none of them: nobody is answered there.
    pub async fn chats(&self, account: AccountId, limit: usize) -> Result<Vec<Chat>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let mut chats = tx.chats(account, limit.saturating_add(1)).await?;
        chats.retain(|chat| !chat.peer.flags.is_self);
        chats.truncate(limit);
        Ok(chats)
    }

    /// A chat with its `limit` newest messages; `None` if the account has no such chat.
    pub async fn chat(
        &self,
        account: AccountId,
        peer: PeerId,
        limit: usize,
    ) -> Result<Option<ChatView>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let Some(of) = tx.account(account).await? else {
            return Ok(None);
        };
        let Some(chat) = tx.chat(account, peer).await? else {
            return Ok(None);
        };
        let messages = tx.recent_messages(account, peer, limit).await?;
        let mode = rules::mode(&mut tx, &self.inner.settings, &of, &chat).await?;
        let voices = Voices::of(&mut tx, account, &messages.iter().collect::<Vec<_>>()).await?;
        let pauses = tx.pauses_in(account, peer).await?;
        let pause = pauses.of_chat.filter(|pause| pause.holds(self.inner.clock.now()));
        let situation = tx.situation(account, peer).await?;
        let told = situation.as_ref().and_then(|now| now.told);
        let aloud = situation.and_then(|now| now.aloud);
        let (voice, _) = tx.spoken_voices(account, peer).await?;
        Ok(Some(ChatView { mode, chat, messages, voices, pause, told, aloud, voice }))
    }

    /// Sets a chat's own mode, or with `None` gives it the account's default again. A reply that
    /// the new mode does not allow is withdrawn. Returns whether there is such a chat.
    pub async fn set_chat_mode(
        &self,
        account: AccountId,
        peer: PeerId,
        mode: Option<Mode>,
    ) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        let found = tx.set_mode(account, peer, mode).await?;
        tx.commit().await?;
        self.inner.supervisor.mode_changed(account, Some(peer));
        Ok(found)
    }

    /// Sets the mode of every chat that has none of its own. Returns whether there is such an
    /// account.
    pub async fn set_default_mode(&self, account: AccountId, mode: Mode) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        let found = tx.set_default_mode(account, mode).await?;
        tx.commit().await?;
        self.inner.supervisor.mode_changed(account, None);
        Ok(found)
    }

    /// Starts a login; [`LoginStep::Phone`] is asked for first.
    pub async fn begin_login(&self) -> Result<LoginId, Error> {
        login::begin(&self.inner).await
    }

    /// What a login asks for now; `None` if there is no such login, or it is over or too old.
    pub async fn login_step(&self, id: LoginId) -> Option<LoginStep> {
        self.inner.logins.step(id, self.inner.clock.now()).await
    }

    /// Whose a login was that is done; known for as long as a login may take.
    pub fn login_done(&self, id: LoginId) -> Option<AccountId> {
        self.inner.logins.done(id, self.inner.clock.now())
    }

    /// Answers a step of a login. When it is done, the account is stored and started.
    pub async fn submit_login(
        &self,
        id: LoginId,
        input: LoginInput,
    ) -> Result<LoginProgress, Error> {
        login::submit(&self.inner, id, input).await
    }

    /// Waits until a login goes on by itself: the code that it shows was scanned, or there is a new one. `None` where only
    /// an answer goes on.
    pub async fn login_goes_on(&self, id: LoginId) -> Result<Option<LoginProgress>, Error> {
        login::goes_on(&self.inner, id).await
    }

    /// Gives a login up, if it is under way.
    pub fn give_up_login(&self, id: LoginId) {
        self.inner.logins.remove(id);
    }

    /// What happened in an account within a span, in numbers; `None` if there is no such account. It
    /// goes through all its messages: not to be asked often.
    pub async fn tally(
        &self,
        account: AccountId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Option<Tally>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        if tx.account(account).await?.is_none() {
            return Ok(None);
        }
        Ok(Some(tx.tally(account, from, to).await?))
    }

    /// At most `limit` messages of a chat before one of them, newest first; the newest where none is
    /// named. `None` if the account has no such chat.
    pub async fn messages(
        &self,
        account: AccountId,
        peer: PeerId,
        before: Option<MessageId>,
        limit: usize,
    ) -> Result<Option<Vec<Message>>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        if tx.chat(account, peer).await?.is_none() {
            return Ok(None);
        }
        let before = before.unwrap_or(MessageId(i32::MAX));
        Ok(Some(tx.messages_before(account, peer, before, limit).await?))
    }

    /// At most `limit` messages of a chat after one of them, oldest first. `None` if the account has no such
    /// chat.
    pub async fn messages_after(
        &self,
        account: AccountId,
        peer: PeerId,
        after: MessageId,
        limit: usize,
    ) -> Result<Option<Vec<Message>>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        if tx.chat(account, peer).await?.is_none() {
            return Ok(None);
        }
        Ok(Some(tx.messages_of_chat_after(account, peer, after, limit).await?))
    }

    /// The live stream: first what came after the event numbered `after`, then what comes.
    pub fn subscribe(&self, after: Option<u64>) -> Subscription {
        self.inner.events.subscribe(after)
    }

    /// The latest events of one chat, oldest first.
    pub fn recent_events(&self, account: AccountId, chat: PeerId) -> Vec<Arc<Stamped>> {
        self.inner.events.of_chat(account, chat)
    }
}

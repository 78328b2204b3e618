//! An engine at that Telegram, everything that can happen to it, and knowing when it has come to rest.

use std::sync::Arc;
use std::time::Duration;

use domain::{AccountId, Author, Clock, Mode, OwnerId, PeerId, Reply, ReplyId, ReplyState};
use engine::{Engine, Parts, Said, Stamped, Subscription};
use store::Store;

use super::server::{Server, TheConnector};
use super::{CHATS, OWN_WORDS, Step, Word};
use crate::stage::{
    ANNA, ANOTHER_QUESTION, LONG_QUESTION, QUESTION, START, open, peer, settings, with_history,
};
use crate::telegram::HandClock;

const QUESTIONS: [&str; 4] = [QUESTION, ANOTHER_QUESTION, LONG_QUESTION, "ы"];

/// A look at an engine that does nothing says little: what waits for the database's thread may go on.
const LOOKS: usize = 4;

/// Something that the engine told, and how many processes had died before.
pub(crate) struct Told {
    pub(crate) stamped: Arc<Stamped>,
    pub(crate) deaths: usize,
}

pub(crate) struct World {
    _folder: tempfile::TempDir,
    pub(crate) store: Store,
    pub(crate) owner: OwnerId,
    pub(crate) account: AccountId,
    pub(crate) server: Arc<Server>,
    pub(crate) told: Vec<Told>,
    pub(crate) deaths: usize,
    /// Replies that the owner stopped.
    pub(crate) stopped: Vec<ReplyId>,
    clock: Arc<HandClock>,
    engine: Engine,
    events: Subscription,
    seed: u64,
}

impl World {
    pub(crate) async fn new() -> Self {
        // What is killed here are tasks and not the machine: the disk has no part in it.
        let memory = std::path::Path::new("/dev/shm");
        let folder = if memory.is_dir() {
            tempfile::tempdir_in(memory).unwrap()
        } else {
            tempfile::tempdir().unwrap()
        };
        let (store, owner) = open(folder.path()).await;
        let account = with_history(&store, owner).await;
        everybody_knows_the_same(&store, owner, account).await;
        let clock = Arc::new(HandClock::at(START));
        let server = Arc::new(Server::new(Arc::clone(&clock)));
        let (engine, events) = start(&store, owner, &server, &clock, 7).await;
        Self {
            _folder: folder,
            store,
            owner,
            account,
            server,
            told: Vec::new(),
            deaths: 0,
            stopped: Vec::new(),
            clock,
            engine,
            events,
            seed: 7,
        }
    }

    pub(crate) async fn take(&mut self, step: Step) {
        match step {
            Step::Asks(chat, question) => {
                self.server.writes(CHATS[chat], Author::Other, QUESTIONS[question]);
            }
            Step::OwnerWrites(chat) => {
                self.server.writes(CHATS[chat], Author::Owner, OWN_WORDS);
            }
            Step::OwnerEchoes(chat) => self.owner_echoes(CHATS[chat]).await,
            Step::OwnerDrafts(chat, deed) => self.server.owner_drafts(CHATS[chat], deed),
            Step::Edits(chat) => self.server.changes_mind(CHATS[chat], Some(ANOTHER_QUESTION)),
            Step::Deletes(chat) => self.server.changes_mind(CHATS[chat], None),
            Step::Passes(seconds) => self.passes(Duration::from_secs(seconds)).await,
            Step::Works(turns) => {
                for _ in 0..turns {
                    tokio::task::yield_now().await;
                }
            }
            Step::Mode(chat, mode) => self.set_mode(CHATS[chat], mode).await,
            Step::Says(word, which) => self.says(word, which).await,
            Step::Pauses => self.pauses().await,
            Step::Resumes => self.resumes().await,
            Step::GoesAway => self.server.goes_away(),
            Step::ComesBack { gap } => self.server.comes_back(gap),
            Step::Will(fate) => self.server.will(fate),
            Step::Repeats => self.server.repeats(),
            Step::Reorders => self.server.reorders(),
            Step::Dies => self.dies().await,
        }
    }

    /// Returns once the engine waits for something to happen, or for time to pass.
    pub(crate) async fn rests(&mut self) {
        let mut looks = 0;
        while looks < LOOKS {
            tokio::task::yield_now().await;
            if self.store.is_idle() && self.server.is_idle() {
                looks += 1;
            } else {
                looks = 0;
                others_work().await;
            }
        }
        self.listen().await;
    }

    async fn listen(&mut self) {
        while let Ok(Some(stamped)) = tokio::time::timeout(Duration::ZERO, self.events.next()).await
        {
            self.told.push(Told { stamped, deaths: self.deaths });
        }
    }

    pub(crate) async fn passes(&mut self, span: Duration) {
        self.rests().await;
        self.clock.move_to(self.clock.now() + span);
        self.rests().await;
    }

    /// The process is killed, as far as the database and Telegram can tell, and another one starts.
    pub(crate) async fn dies(&mut self) {
        self.is_killed().await;
        self.revives().await;
    }

    pub(crate) async fn is_killed(&mut self) {
        self.engine.stop().await;
        self.listen().await;
        self.deaths += 1;
    }

    pub(crate) async fn revives(&mut self) {
        self.seed += 1;
        let (engine, events) =
            start(&self.store, self.owner, &self.server, &self.clock, self.seed).await;
        (self.engine, self.events) = (engine, events);
    }

    /// A second passes, whatever the engine does.
    pub(crate) fn time_goes_on(&self) {
        self.clock.move_to(self.clock.now() + Duration::from_secs(1));
    }

    async fn owner_echoes(&self, chat: PeerId) {
        let mut tx = self.store.read(self.owner).await.unwrap();
        let open = tx.open_reply(self.account, chat).await.unwrap();
        drop(tx);
        // A draft in their words would be sent by their own hand.
        let open = open.filter(|reply| reply.state != ReplyState::Waiting);
        let mut bubbles = open.into_iter().flat_map(|reply| reply.bubbles);
        if let Some(next) = bubbles.find(|bubble| bubble.message_id.is_none()) {
            self.server.echoes(chat, &next.text, next.random_id);
        }
    }

    async fn set_mode(&self, chat: PeerId, mode: Mode) {
        if mode.sends() {
            // Before the engine is told, which may go on before it has said so.
            self.server.bound_by_mode(chat, mode);
        }
        assert!(self.engine.set_chat_mode(self.account, chat, Some(mode)).await.unwrap());
        if !mode.sends() {
            self.server.bound_by_mode(chat, mode);
        }
    }

    async fn pauses(&self) {
        assert!(self.engine.pause(None, None).await.unwrap());
        self.server.bound_by_pause(true);
    }

    /// Whoever paused it, the owner or too many floods.
    pub(crate) async fn resumes(&self) {
        // Before the engine is told, which may go on before it has said so.
        self.server.bound_by_pause(false);
        for account in [None, Some(self.account)] {
            assert!(self.engine.resume(account).await.unwrap());
        }
    }

    async fn says(&mut self, word: Word, which: usize) {
        let mut tx = self.store.read(self.owner).await.unwrap();
        let mut open = tx.open_replies(self.account).await.unwrap();
        drop(tx);
        if word != Word::Stop {
            open.retain(|reply| reply.state == ReplyState::Waiting);
        }
        if open.is_empty() {
            return;
        }
        let Reply { id, chat, .. } = open.swap_remove(which % open.len());
        match word {
            Word::Stop => {
                if self.engine.stop_reply(id).await.unwrap() == Said::InTime {
                    self.stopped.push(id);
                }
            }
            Word::Approve | Word::Edit => {
                let edited = (word == Word::Edit).then_some("лучше так\nи вот ещё");
                // The clock stands still meanwhile: nothing begins before it is allowed here.
                if self.engine.approve(id, edited).await.unwrap() == Said::InTime {
                    let mut tx = self.store.read(self.owner).await.unwrap();
                    let reply = tx.reply(id).await.unwrap().unwrap();
                    self.server.allows(chat, reply.bubbles.iter().map(|bubble| bubble.random_id));
                }
            }
        }
    }
}

/// Gives every chat the history of the first.
async fn everybody_knows_the_same(store: &Store, owner: OwnerId, account: AccountId) {
    let mut tx = store.begin(owner).await.unwrap();
    let mut history = tx.recent_messages(account, ANNA, usize::MAX).await.unwrap();
    for chat in CHATS {
        tx.upsert_peer(account, &peer(chat)).await.unwrap();
        for message in &mut history {
            message.chat = chat;
            message.id.0 += 100;
            if message.author == Author::Other {
                message.sender = chat;
            }
        }
        tx.insert_messages(account, &history).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Lets other threads work: asking this one again and again would only keep them from it.
pub(crate) async fn others_work() {
    tokio::task::spawn_blocking(std::thread::yield_now).await.unwrap();
}

async fn start(
    store: &Store,
    owner: OwnerId,
    server: &Arc<Server>,
    clock: &Arc<HandClock>,
    seed: u64,
) -> (Engine, Subscription) {
    let engine = Engine::new(Parts {
        store: store.clone(),
        owner,
        connector: Arc::new(TheConnector(Arc::clone(server))),
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        settings: settings(),
        seed,
    });
    let events = engine.subscribe(None);
    let connections = server.connections();
    engine.start().await.unwrap();
    // What it has learnt is read on a thread of its own.
    while server.connections() == connections {
        others_work().await;
    }
    (engine, events)
}

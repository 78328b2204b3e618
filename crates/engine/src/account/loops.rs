//! The chats' loops of one connection: they are told what happens, and started again where they die.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use domain::{
    Chat, Event, Messenger, MessengerError, Mode, Outage, Peer, PeerId, PeerKind, Timestamp,
};
use tokio::sync::mpsc;
use tokio::task::{Id, JoinSet};
use tracing::{error, warn};

use super::{RECONNECT, Shared, why};
use crate::chat::{ChatLoop, Signal};
use crate::inbox::{self, Meaning};
use crate::requests::Requests;
use crate::{Connection, Error, business, commands, rules, saved, trouble};

/// How much is read of what the server no longer repeats.
const GAP_CHATS: usize = 100;
const GAP_MESSAGES: usize = 100;

/// How long after its loop has died a chat is taken up again.
const REVIVAL: Duration = Duration::from_secs(10);

/// The chats' loops of one connection.
pub(super) struct Loops<'a> {
    shared: &'a Arc<Shared>,
    messenger: &'a Arc<dyn Messenger>,
    tasks: JoinSet<()>,
    /// Whose each of them is.
    of: HashMap<Id, PeerId>,
    /// Whether there are supergroups to be read when the account is connected again.
    has_supergroups: bool,
    /// Whether the line was lost since all that happened was known.
    was_cut: bool,
}

impl<'a> Loops<'a> {
    pub(super) fn new(shared: &'a Arc<Shared>, messenger: &'a Arc<dyn Messenger>) -> Self {
        Self {
            shared,
            messenger,
            tasks: JoinSet::new(),
            of: HashMap::new(),
            has_supergroups: false,
            was_cut: false,
        }
    }

    /// Takes up what an earlier process left, then follows the events.
    pub(super) async fn follow(&mut self, pause: &mut Duration) -> Error {
        let error = match self.take_up().await {
            Ok(()) => loop {
                if let Err(error) = self.next(pause).await {
                    break error;
                }
            },
            Err(error) => error,
        };
        self.shared.offline(why(&error));
        error
    }

    async fn next(&mut self, pause: &mut Duration) -> Result<(), Error> {
        self.shared.is_idle();
        let event = tokio::select! {
            event = self.messenger.next_event() => event?,
            Some(ended) = self.tasks.join_next_with_id() => {
                self.revive(match ended {
                    Ok((id, ())) => id,
                    Err(panic) => panic.id(),
                });
                return Ok(());
            }
        };
        self.shared.is_busy();
        if !matches!(event, Event::Disconnected(_)) {
            self.shared.vitals.heard(self.shared.now());
        }
        self.has_supergroups |=
            matches!(&event, Event::Message { message, .. } if message.chat.is_channel());
        match event {
            Event::CaughtUp => {
                *pause = RECONNECT.0;
                self.read_supergroups().await?;
                trouble::of_the_line_is_over(self.shared).await?;
                self.shared.online();
                business::is_up(self.shared, self.messenger).await?;
                if std::mem::take(&mut self.was_cut) {
                    // Drafts that wait are looked at again.
                    self.shared.rules_changed(None);
                }
            }
            Event::Disconnected(outage) => {
                self.was_cut = true;
                // What the owner does in their app meanwhile is not told.
                self.shared.app_drafts.forget();
                self.shared.vitals.outage(outage);
                if self.shared.connection() == Connection::ToldToWait {
                    // Until when is new.
                    self.shared.connection_shown();
                }
                self.shared.offline(shown(outage));
                trouble::of_the_line(self.shared, outage).await?;
                business::is_down(self.shared, outage).await?;
            }
            Event::Command { message, peer, command, language } => {
                let told = commands::Told { message, peer, command, language };
                commands::take(self.shared, self.messenger.as_ref(), told).await?;
            }
            Event::Business(connection) => {
                business::changed(self.shared, self.messenger, connection).await?;
            }
            Event::OnBehalf { connection, event } => {
                business::hear(self.shared, self.messenger, &connection, *event).await?;
            }
            Event::Gap => {
                // Half a history looks as if the owner had not answered.
                let caught_up = self.shared.caught_up.send_replace(false);
                self.fill_gap().await?;
                self.shared.caught_up.send_replace(caught_up);
            }
            event => match inbox::take(self.shared, event).await? {
                Meaning::Nothing => {}
                Meaning::Incoming(chat) => self.signal(chat, Signal::Incoming),
                Meaning::OwnerWrote(chat) => self.signal(chat, Signal::OwnerWrote),
                // A chat without a loop has nothing to hold.
                Meaning::OwnerHere(chat) => self.shared.rules_changed(Some(chat)),
                Meaning::OwnerCameOrWent => self.shared.rules_changed(None),
            },
        }
        Ok(())
    }

    /// Wakes the chats with an open reply, and those whose last messages nobody has decided about.
    async fn take_up(&mut self) -> Result<(), Error> {
        let account = self.shared.account;
        let mut tx = self.shared.inner.store.read(self.shared.inner.owner).await?;
        let mut chats: BTreeSet<PeerId> =
            tx.open_replies(account).await?.iter().map(|reply| reply.chat).collect();
        chats.extend(tx.undecided_chats(account).await?);
        // The owner's answer is to find somebody to send it.
        let questions = tx.open_questions().await?;
        let questions = questions.iter().filter(|question| question.account == account);
        chats.extend(questions.map(|question| question.chat));
        let newest = tx.chats(account, GAP_CHATS).await?;
        self.has_supergroups = newest.iter().any(|chat| chat.peer.id.is_channel());
        drop(tx);
        for chat in chats {
            self.signal(chat, Signal::Look);
        }
        Ok(())
    }

    /// Reads what the server no longer repeats from the newest messages of the newest chats, Saved
    /// Messages among them: what the owner says late to their twin only makes it do less.
    async fn fill_gap(&mut self) -> Result<(), Error> {
        warn!(account = %self.shared.account, "updates are missing; reading the chats' history");
        for chat in self.requests().dialogs(GAP_CHATS).await? {
            self.read_newest(&chat.peer).await?;
        }
        Ok(())
    }

    /// Reads what was said in supergroups while nobody was connected: of these the server tells only
    /// what happens now. It costs a request each, so only of the newest chats are they read.
    async fn read_supergroups(&mut self) -> Result<(), Error> {
        if !self.has_supergroups {
            return Ok(());
        }
        let mut tx = self.shared.inner.store.read(self.shared.inner.owner).await?;
        let mut chats = tx.chats(self.shared.account, GAP_CHATS).await?;
        drop(tx);
        chats.retain(|chat| chat.peer.id.is_channel());
        for chat in chats {
            self.read_newest(&chat.peer).await?;
        }
        Ok(())
    }

    /// Takes in the newest messages of a chat in which the twin may have something to do.
    async fn read_newest(&mut self, peer: &Peer) -> Result<(), Error> {
        if !self.may_have_to_do(peer).await? {
            return Ok(());
        }
        let mut history = match self.requests().history(peer.id, None, GAP_MESSAGES).await {
            Ok(history) => history,
            Err(MessengerError::Refused { reason }) => {
                warn!(account = %self.shared.account, chat = %peer.id, reason, "history refused");
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        history.reverse();
        for message in history {
            let event = Event::Message { message, peer: peer.clone() };
            inbox::take(self.shared, event).await?;
        }
        self.shared.is_busy();
        if !peer.flags.is_self {
            self.signal(peer.id, Signal::Incoming);
        }
        Ok(())
    }

    /// Whether a twin may answer in a chat, and a group's is not off; or whether its owner tells it
    /// there what to do.
    async fn may_have_to_do(&self, peer: &Peer) -> Result<bool, Error> {
        if peer.flags.is_self {
            return Ok(saved::is_heard(&self.shared.inner));
        }
        if peer.kind != PeerKind::Group || !peer.may_be_answered() {
            return Ok(peer.may_be_answered());
        }
        let mut tx = self.shared.inner.store.read(self.shared.inner.owner).await?;
        let account = tx.account(self.shared.account).await?.ok_or(Error::Gone)?;
        // One that was never heard of has no mode of its own.
        let unknown = || Chat { peer: peer.clone(), mode: None, last_message: None };
        let chat = tx.chat(account.id, peer.id).await?.unwrap_or_else(unknown);
        let mode = rules::mode(&mut tx, &self.shared.inner.settings, &account, &chat).await?;
        Ok(mode != Mode::Off)
    }

    fn requests(&self) -> Requests<'a> {
        let (shared, messenger) = (self.shared, self.messenger.as_ref());
        Requests { shared, messenger, outlasts_outages: false }
    }

    fn signal(&mut self, chat: PeerId, signal: Signal) {
        let shared = Arc::clone(self.shared);
        let mut chats = shared.chats.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(signals) = chats.get(&chat)
            && signals.send(signal).is_ok()
        {
            return;
        }
        // There is none yet, or it has panicked.
        let signals = self.spawn(chat, self.shared.now());
        // The task just spawned receives it.
        let _ = signals.send(signal);
        chats.insert(chat, signals);
    }

    /// Starts the loop of a chat, which does nothing before `at`.
    fn spawn(&mut self, chat: PeerId, at: Timestamp) -> mpsc::UnboundedSender<Signal> {
        let (signals, received) = mpsc::unbounded_channel();
        let (shared, messenger) = (Arc::clone(self.shared), Arc::clone(self.messenger));
        let task = self.tasks.spawn(async move {
            shared.inner.clock.sleep_until(at).await;
            ChatLoop::new(shared, messenger, chat, received).run().await;
        });
        self.of.insert(task.id(), chat);
        signals
    }

    /// Takes up a chat whose loop has died.
    fn revive(&mut self, dead: Id) {
        let Some(chat) = self.of.remove(&dead) else { return };
        let shared = Arc::clone(self.shared);
        let mut chats = shared.chats.lock().unwrap_or_else(PoisonError::into_inner);
        if chats.get(&chat).is_none_or(mpsc::UnboundedSender::is_closed) {
            error!(account = %shared.account, %chat, "the chat's loop has died; it is started again");
            let signals = self.spawn(chat, shared.now() + REVIVAL);
            // The task just spawned receives it.
            let _ = signals.send(Signal::Look);
            chats.insert(chat, signals);
        }
    }

    /// Ends every loop; what they planned stays in the store.
    pub(super) async fn stop(&mut self) {
        self.shared.chats.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.tasks.shutdown().await;
    }
}

/// How a line is shown that is lost for some reason.
fn shown(outage: Outage) -> Connection {
    match outage {
        Outage::NoAnswer => Connection::Unreachable,
        Outage::ToldToWait { .. } => Connection::ToldToWait,
        Outage::Conflict => Connection::Conflict,
        Outage::Webhook => Connection::Webhook,
        Outage::NotAllowed => Connection::NotAllowed,
    }
}

//! Reads an account's own history from Telegram, backwards, as far as the limits allow: what an
//! export would have brought in.
//!
//! The row in the store is the job: it says how far each chat was read, so that it goes on after a
//! restart. One reader runs per connection, and an account has at most one connection.

use std::convert::Infallible;
use std::time::Duration;

use domain::{AccountId, Chat, MessengerError, Peer, PeerId, Timestamp};
use store::{History, HistoryChat, HistoryState, Version};
use tokio::sync::Notify;
use tracing::{error, info, warn};

use crate::account::Shared;
use crate::learn::{self, is_learnt_from};
use crate::requests::Requests;
use crate::voices::keep_names;
use crate::{Engine, Error, TwinEvent};

/// Messages asked for at once: the most that Telegram gives.
const PAGE: usize = 100;

/// Chats looked at for each that is read: channels and bots are passed over.
const CHATS_LOOKED_AT: usize = 4;

/// What came later than this before the reading began is left to the events that bring it: the twin
/// must not take for answered what it has not seen. Telegram's clock may differ from ours.
const LEFT_TO_EVENTS: Duration = Duration::from_secs(60);

/// How much of an account's history is read from Telegram, and how fast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryLimits {
    /// How many chats, those with the newest messages first.
    pub chats: usize,
    /// How many messages of each, the newest first.
    pub messages: usize,
    /// How long it lets go between pages of 100 messages.
    pub pause: Duration,
}

impl Default for HistoryLimits {
    /// At the pace of somebody who scrolls through their chats; half an hour if all are long.
    fn default() -> Self {
        Self { chats: 100, messages: 2_000, pause: Duration::from_secs(1) }
    }
}

impl Engine {
    /// Asks for an account's own history to be read from Telegram, as soon as it is connected.
    /// Returns `false` if it is being read already.
    pub async fn read_history(&self, account: AccountId) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        if tx.account(account).await?.is_none() {
            return Err(Error::Gone);
        }
        let begun = tx.begin_history(account, self.inner.clock.now()).await?;
        tx.commit().await?;
        if begun {
            self.inner.supervisor.read_history(account);
        }
        Ok(begun)
    }
}

impl Engine {
    /// Asks for some chats of an account only to be read from Telegram, in this order. Those that are not stored
    /// and those from which nothing is learnt are passed over. Returns `false` if the account is being read
    /// already.
    pub async fn read_chats(&self, account: AccountId, chats: &[PeerId]) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        if tx.account(account).await?.is_none() {
            return Err(Error::Gone);
        }
        let mut read = Vec::new();
        for chat in chats {
            let known = tx.chat(account, *chat).await?;
            read.extend(known.filter(|known| is_learnt_from(&known.peer)).map(|_| *chat));
        }
        if read.is_empty() || !tx.begin_history(account, self.inner.clock.now()).await? {
            return Ok(false);
        }
        tx.list_history(account, &read).await?;
        tx.commit().await?;
        self.inner.supervisor.read_history(account);
        Ok(true)
    }
}

/// Wakes the reader of an account.
#[derive(Debug, Default)]
pub(crate) struct Asked(Notify);

impl Asked {
    pub(crate) fn ask(&self) {
        self.0.notify_one();
    }
}

/// Reads whatever is asked for, for as long as the connection lasts.
pub(crate) async fn follow(shared: &Shared, requests: Requests<'_>) -> Infallible {
    loop {
        shared.caught_up().await;
        if let Err(error) = (Reader { shared, requests }).read().await {
            // How far it is stays in the store: the next connection goes on with it.
            error!(account = %shared.account, error = &error as &dyn std::error::Error, "history not read to its end");
        }
        shared.history.0.notified().await;
    }
}

struct Reader<'a> {
    shared: &'a Shared,
    requests: Requests<'a>,
}

impl Reader<'_> {
    async fn read(&self) -> Result<(), Error> {
        let Some(history) = self.under_way().await? else { return Ok(()) };
        if !history.listed {
            self.list().await?;
        }
        info!(account = %self.shared.account, "reading the account's history");
        let before = history.started_at - LEFT_TO_EVENTS;
        loop {
            let mut tx = self.shared.inner.store.read(self.shared.inner.owner).await?;
            let next = tx.next_of_history(self.shared.account).await?;
            drop(tx);
            let Some(chat) = next else { break };
            match self.read_page(chat, before).await {
                Ok(()) => self.tell().await?,
                Err(Error::Messenger(MessengerError::Restricted { reason })) => {
                    warn!(account = %self.shared.account, reason, "history refused");
                    self.end(HistoryState::Refused).await?;
                    self.publish(TwinEvent::HistoryRefused { reason });
                    return Ok(());
                }
                Err(error) => return Err(error),
            }
            let clock = &self.shared.inner.clock;
            clock.sleep_until(self.shared.now() + self.limits().pause).await;
        }
        learn::relearn(self.shared).await?;
        self.end(HistoryState::Done).await?;
        info!(account = %self.shared.account, "history read");
        self.publish(TwinEvent::HistoryDone { exemplars: self.shared.exemplars() });
        Ok(())
    }

    fn limits(&self) -> &HistoryLimits {
        &self.shared.inner.settings.history
    }

    fn publish(&self, event: TwinEvent) {
        let shared = self.shared;
        shared.inner.events.publish(shared.now(), shared.account, None, event);
    }

    /// The reading that is under way, if there is one.
    async fn under_way(&self) -> Result<Option<History>, Error> {
        let mut tx = self.shared.inner.store.read(self.shared.inner.owner).await?;
        let history = tx.history(self.shared.account).await?;
        Ok(history.filter(|history| history.state == HistoryState::Reading))
    }

    /// Finds out which chats there are to read.
    async fn list(&self) -> Result<(), Error> {
        let most = self.limits().chats;
        let looked_at = most.saturating_mul(CHATS_LOOKED_AT);
        let dialogs = self.requests.dialogs(looked_at).await?;
        let peers: Vec<Peer> = dialogs
            .into_iter()
            .map(|Chat { peer, .. }| peer)
            .filter(is_learnt_from)
            .take(most)
            .collect();
        let mut tx = self.shared.begin().await?;
        for peer in &peers {
            tx.upsert_peer(self.shared.account, peer).await?;
        }
        let chats: Vec<PeerId> = peers.iter().map(|peer| peer.id).collect();
        tx.list_history(self.shared.account, &chats).await?;
        Ok(tx.commit().await?)
    }

    /// Reads and stores one page of a chat, and records how far that is.
    async fn read_page(&self, chat: HistoryChat, before: Timestamp) -> Result<(), Error> {
        let left = self.limits().messages.saturating_sub(chat.messages as usize);
        let asked = left.min(PAGE);
        let answer = self.requests.history(chat.chat, chat.oldest, asked).await;
        let (page, is_last) = match answer {
            Ok(page) => {
                let is_last = page.len() < asked || page.len() == left;
                (page, is_last)
            }
            Err(MessengerError::Refused { reason }) => {
                warn!(account = %self.shared.account, chat = %chat.chat, reason, "chat passed over");
                (Vec::new(), true)
            }
            Err(error) => return Err(error.into()),
        };
        let now = self.shared.now();
        // It is what Telegram has now, whatever an older export says.
        let versions: Vec<Version<'_>> = page
            .iter()
            .filter(|message| message.sent_at < before)
            .map(|message| Version { message, as_of: Some(now) })
            .collect();
        let read = HistoryChat {
            oldest: page.last().map(|message| message.id).or(chat.oldest),
            messages: chat.messages + page.len() as u64,
            ..chat
        };
        let mut tx = self.shared.begin().await?;
        tx.merge_messages(self.shared.account, &versions).await?;
        keep_names(&mut tx, self.shared.account, self.requests.messenger, &page).await?;
        tx.history_read(self.shared.account, read, is_last).await?;
        Ok(tx.commit().await?)
    }

    async fn tell(&self) -> Result<(), Error> {
        if let Some(History { chats, chats_done, messages, .. }) = self.under_way().await? {
            self.publish(TwinEvent::HistoryProgress { chats, chats_done, messages });
        }
        Ok(())
    }

    async fn end(&self, state: HistoryState) -> Result<(), Error> {
        let mut tx = self.shared.begin().await?;
        tx.end_history(self.shared.account, state).await?;
        Ok(tx.commit().await?)
    }
}

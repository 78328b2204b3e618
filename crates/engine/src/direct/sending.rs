//! A message in the owner's name: under one key at Telegram once, whatever dies in between.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{
    AccountId, Author, Content, Event, Message, MessengerError, Peer, PeerId, SentMessage,
};
use sha2::{Digest, Sha256};
use store::Sending;
use tokio::sync::Mutex as AsyncMutex;
use tracing::{error, info};

use super::allowed::spent;
use super::{DirectError, Line, Recipient, failing};
use crate::inbox::{self, Meaning};
use crate::{Engine, Error, rules, saved};

/// The longest text that Telegram takes, in UTF-16 code units.
pub const LONGEST_TEXT: usize = 4_096;

/// How often a text is tried while no answer comes, and the pause between.
const TRIES: usize = 3;
const PAUSE: Duration = Duration::from_secs(1);

/// How long what was sent is known by its key.
const KEPT: Duration = Duration::from_secs(30 * 86_400);

/// A message to be sent in the owner's name.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The account that sends it.
    pub account: AccountId,
    /// To whom.
    pub to: Recipient,
    /// What it says, at most [`LONGEST_TEXT`] long.
    pub text: String,
    /// By which it is known again.
    pub key: Option<String>,
    /// Whether it may tell the twin what to do, where it goes to Saved Messages.
    pub may_tell_twin: bool,
    /// Whether a program sends it, which keeps to the account's limits, and not the owner by hand.
    pub by_program: bool,
}

/// What a message became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The chat.
    pub chat: PeerId,
    /// The message.
    pub sent: SentMessage,
    /// Whether it had been sent before, under the same key.
    pub again: bool,
}

impl Engine {
    /// Sends a message in the owner's name. What was sent under the same key is not sent again.
    pub async fn send_as_owner(&self, outgoing: &Outgoing) -> Result<Receipt, DirectError> {
        // Without a key it has one that nobody knows: all that is sent is counted.
        let key = outgoing.key.clone().unwrap_or_else(|| self.new_key());
        let _busy = self.inner.sending.take(&key).ok_or(DirectError::KeyBusy)?;
        let known = self.known(outgoing, &key).await?;
        if let Some(Sending { chat, sent: Some(sent), .. }) = known {
            return Ok(Receipt { chat, sent, again: true });
        }
        let line = self.line(outgoing.account).await?;
        self.may_send(&line).await?;
        match &known {
            // It was tried before, and may have arrived: a second try would be a second message.
            Some(known) if known.once => return Err(DirectError::Lost),
            Some(known) => line.messenger.was_perhaps_tried(known.random_id),
            None => {}
        }
        let peer = match &known {
            Some(known) => self.peer(&line, &Recipient::Chat(known.chat)).await?,
            None => self.peer(&line, &outgoing.to).await?,
        };
        if peer.flags.is_self && !outgoing.may_tell_twin && saved::is_spoken_to_twin(&outgoing.text)
        {
            return Err(DirectError::MayNotTell);
        }
        let random_id = match known {
            Some(known) => known.random_id,
            None => {
                let once = !line.messenger.knows_again(peer.id);
                self.first_try(outgoing, &key, &peer, once).await?
            }
        };
        let sent = match self.put_through(&line, &key, peer.id, &outgoing.text, random_id).await {
            // The chat is stored, or a name led there.
            Err(DirectError::UnknownPeer) => return Err(DirectError::NotMet),
            sent => sent?,
        };
        let chat = peer.id;
        // It is at Telegram: whatever fails from here on is no reason to say otherwise.
        if let Err(error) = self.arrived(&line, outgoing, &key, peer, sent).await {
            error!(account = %outgoing.account, error = &error as &dyn std::error::Error, "what was sent not recorded");
        }
        Ok(Receipt { chat, sent, again: false })
    }

    /// What is known of a message by its key.
    async fn known(&self, outgoing: &Outgoing, key: &str) -> Result<Option<Sending>, DirectError> {
        let known = self.inner.store.read(self.inner.owner).await?.sending(key).await?;
        match known {
            Some(known) if known.fingerprint != fingerprint(outgoing) => Err(DirectError::KeyTaken),
            known => Ok(known),
        }
    }

    /// Puts the random id on the disk, and to whom it goes, if there is room for one more.
    async fn first_try(
        &self,
        outgoing: &Outgoing,
        key: &str,
        peer: &Peer,
        once: bool,
    ) -> Result<i64, DirectError> {
        let (now, random_id) = (self.inner.clock.now(), self.inner.entropy.random_id());
        let sending = Sending {
            key: key.to_owned(),
            account: outgoing.account,
            chat: peer.id,
            fingerprint: fingerprint(outgoing),
            random_id,
            created_at: now,
            once,
            sent: None,
        };
        // Else many at once would all find the same room.
        let _turn = self.inner.sending.turn.lock().await;
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        tx.forget_sendings(now - KEPT).await?;
        if outgoing.by_program {
            let rules = tx.rules(outgoing.account).await?;
            let limits = rules::policy(&rules, &self.inner.settings).limits;
            if let Some(wait) = spent(&mut tx, outgoing.account, &limits, now).await? {
                return Err(DirectError::TooMany(wait));
            }
        }
        if !tx.insert_sending(&sending).await? {
            return Err(DirectError::KeyBusy);
        }
        // Whoever was found by a name is found by their number when this is repeated.
        tx.upsert_peer(outgoing.account, peer).await?;
        tx.commit().await?;
        Ok(random_id)
    }

    async fn put_through(
        &self,
        line: &Line,
        key: &str,
        chat: PeerId,
        text: &str,
        random_id: i64,
    ) -> Result<SentMessage, DirectError> {
        let clock = &self.inner.clock;
        let mut answer = line.messenger.send_text(chat, text, random_id, None).await;
        if answer.as_ref().is_err_and(says_no) && !line.messenger.knows_again(chat) {
            // It is not there, so another try under its key is no second message.
            let mut tx = self.inner.store.begin(self.inner.owner).await?;
            tx.free_sending_key(key, &self.new_key()).await?;
            tx.commit().await?;
        }
        for _ in 1..TRIES {
            if !matches!(answer, Err(MessengerError::Unreachable(_))) {
                break;
            }
            clock.sleep_until(clock.now() + PAUSE).await;
            answer = line.messenger.send_text(chat, text, random_id, None).await;
        }
        if let Err(MessengerError::FloodWait(wait)) = answer {
            line.shared.floods.send_nothing_until(clock.now() + wait);
        }
        failing(&line.shared, answer).await
    }

    /// Takes in what was sent as the owner's message, which it is, and records it under its key.
    async fn arrived(
        &self,
        line: &Line,
        outgoing: &Outgoing,
        key: &str,
        peer: Peer,
        sent: SentMessage,
    ) -> Result<(), Error> {
        let Line { shared, profile, .. } = line;
        let message = Message {
            chat: peer.id,
            id: sent.id,
            author: Author::Owner,
            sender: profile.user_id,
            sent_at: sent.sent_at,
            content: Content::Text { text: outgoing.text.clone() },
            reply_to: None,
            forwarded: false,
            via_bot: false,
            mentions_owner: false,
        };
        let taken = Box::pin(inbox::take(shared, Event::Message { message, peer })).await?;
        if let Meaning::OwnerWrote(chat) = taken {
            shared.owner_wrote(chat);
        }
        let mut tx = shared.begin().await?;
        tx.sending_sent(key, sent).await?;
        tx.commit().await?;
        info!(account = %outgoing.account, "sent in the owner's name");
        Ok(())
    }
}

/// Tells one message from another.
fn fingerprint(outgoing: &Outgoing) -> [u8; 32] {
    let Outgoing { account, to, text, .. } = outgoing;
    let to = match to {
        Recipient::Chat(id) => id.to_string(),
        Recipient::Username(name) => format!("@{}", name.to_lowercase()),
    };
    Sha256::digest(format!("{account}\n{to}\n{text}")).into()
}

/// Whether an answer says that nothing was sent.
fn says_no(answer: &MessengerError) -> bool {
    use MessengerError as E;
    matches!(
        answer,
        E::FloodWait(_) | E::Restricted { .. } | E::Refused { .. } | E::LoggedOut { .. }
    )
}

/// The keys that are in use.
#[derive(Default)]
pub(crate) struct Busy {
    keys: Mutex<HashSet<String>>,
    /// Held by whoever counts what was sent, and adds to it.
    turn: AsyncMutex<()>,
}

impl Busy {
    /// Takes a key until the guard is dropped; `None` if somebody else has it.
    fn take(&self, key: &str) -> Option<BusyKey<'_>> {
        let is_free = self.keys().insert(key.to_owned());
        is_free.then(|| BusyKey { busy: self, key: key.to_owned() })
    }

    fn keys(&self) -> MutexGuard<'_, HashSet<String>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct BusyKey<'a> {
    busy: &'a Busy,
    key: String,
}

impl Drop for BusyKey<'_> {
    fn drop(&mut self) {
        self.busy.keys().remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_taken_by_one_at_a_time() {
        let busy = Busy::default();
        let taken = busy.take("a");
        assert!(taken.is_some() && busy.take("a").is_none() && busy.take("b").is_some());
        drop(taken);
        assert!(busy.take("a").is_some());
    }
}

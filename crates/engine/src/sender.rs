//! Puts a reply through to Telegram: every bubble once, however often it takes.

mod once;

use std::sync::Arc;
use std::time::Duration;

use domain::{
    Author, Bubble, ChatAction, Content, Message, MessageId, Messenger, MessengerError, PeerId,
    Reply, ReplyId, ReplyState, SentMessage, Timestamp, VoiceNote,
};
use store::Tx;
use tracing::{debug, warn};

use crate::account::Shared;
use crate::{Error, TwinEvent, sound, trouble};

pub(crate) use once::Before;

/// A typing action lasts about 6 s at the other side; it is repeated a little earlier.
const TYPING_REPEAT: Duration = Duration::from_secs(5);

/// The first and the longest pause before a bubble is tried again.
pub(crate) const RETRY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// Why a reply that was claimed is not sent after all.
const OVERTAKEN: &str = "OVERTAKEN";

/// Why a reply ends of which nobody knows whether it has arrived: it was said to a server that would make
/// a second message of a second try. The owner is told, and looks.
pub(crate) const UNKNOWN: &str = "UNKNOWN_IF_ARRIVED";

/// The hand that writes in one chat.
pub(crate) struct Sender {
    shared: Arc<Shared>,
    messenger: Arc<dyn Messenger>,
    chat: PeerId,
}

impl Sender {
    pub(crate) fn new(shared: Arc<Shared>, messenger: Arc<dyn Messenger>, chat: PeerId) -> Self {
        Self { shared, messenger, chat }
    }

    /// Marks the chat as read. A courtesy: failing changes nothing.
    pub(crate) async fn read(&self, up_to: MessageId) {
        self.shared.presence.read_by_twin(self.chat, up_to);
        match self.messenger.mark_read(self.chat, up_to).await {
            Ok(()) => self.shared.publish(self.chat, TwinEvent::Read),
            Err(error) => self.shrug(&error),
        }
    }

    /// Has a voice note of the chat heard.
    pub(crate) async fn hear(&self, note: &Message) -> Result<(), Error> {
        sound::hear(&self.shared, &self.messenger, note, false).await
    }

    /// Shows that the owner writes or records a bubble of a reply; returns when that is to be repeated. A
    /// courtesy as well.
    pub(crate) async fn show_typing(&self, of: &Reply, index: usize) -> Timestamp {
        let reply = of.id;
        let is_spoken = of.bubbles.get(index).is_some_and(|bubble| bubble.spoken.is_some());
        let (action, event) = match is_spoken {
            true => (ChatAction::Recording, TwinEvent::Recording { reply }),
            false => (ChatAction::Typing, TwinEvent::Typing { reply }),
        };
        match self.messenger.set_action(self.chat, action).await {
            Ok(()) => self.shared.publish(self.chat, event),
            Err(error) => self.shrug(&error),
        }
        self.shared.now() + TYPING_REPEAT
    }

    /// Shows that the owner no longer types. A courtesy as well.
    pub(crate) async fn stop_typing(&self) {
        if let Err(error) = self.messenger.set_action(self.chat, ChatAction::Cancel).await {
            self.shrug(&error);
        }
    }

    /// Saves a draft where the owner's apps show it; an empty text clears it. A courtesy as well.
    pub(crate) async fn save_draft(&self, text: &str) {
        if let Err(error) = self.messenger.save_draft(self.chat, text).await {
            self.shrug(&error);
        }
    }

    /// What the owner's apps show as begun; `None` if Telegram does not say.
    pub(crate) async fn draft(&self) -> Option<String> {
        self.messenger.draft(self.chat).await.map_err(|error| self.shrug(&error)).ok()
    }

    fn shrug(&self, error: &MessengerError) {
        debug!(account = %self.shared.account, chat = %self.chat, error = error as &dyn std::error::Error, "courtesy not shown");
    }

    /// The message that the bubble of a reply quotes: in a group the first says whom it answers.
    fn quoted(&self, reply: &Reply, index: usize) -> Option<MessageId> {
        (index == 0 && !self.chat.is_user()).then_some(reply.answers)
    }

    /// Sends one bubble, again and again with the same random id while no final answer comes. That
    /// Telegram tells to wait is final too, and that a bot is out of reach, as long as the bubble cannot be
    /// there; whether it can is left in `may_be_there`.
    pub(crate) async fn put_through(
        &self,
        reply: &Reply,
        index: usize,
        may_be_there: &mut bool,
    ) -> Result<SentMessage, MessengerError> {
        let bubble = &reply.bubbles[index];
        let (id, quoted) = (reply.id, self.quoted(reply, index));
        let sound = self.sound(reply, index).await;
        let mut pause = RETRY.0;
        *may_be_there = false;
        self.shared.on_its_way.tries(self.chat, bubble.random_id);
        loop {
            let once = self.is_said_once(reply, index).await?;
            let result = match &sound {
                Some(note) => {
                    let sending =
                        self.messenger.send_voice(self.chat, note, bubble.random_id, quoted);
                    sending.await
                }
                None => {
                    let sending =
                        self.messenger.send_text(self.chat, &bubble.text, bubble.random_id, quoted);
                    sending.await
                }
            };
            if once && !matches!(result, Ok(_) | Err(MessengerError::Lost(_))) {
                self.is_not_there(reply, index).await;
            }
            let at = match result {
                Err(MessengerError::FloodWait(_)) if !*may_be_there => {
                    self.shared.on_its_way.nothing(self.chat);
                    return result;
                }
                Err(MessengerError::FloodWait(wait)) => self.told_to_wait(id, wait).await,
                // Where a bot is out of reach nothing was tried; whether it may still go is asked anew.
                Err(MessengerError::Unreachable(_))
                    if !*may_be_there && !self.messenger.may_be_there(bubble.random_id) =>
                {
                    self.shared.on_its_way.nothing(self.chat);
                    return result;
                }
                Err(error) if error.is_transient() => {
                    debug!(account = %self.shared.account, reply = %id, error = &error as &dyn std::error::Error, ?pause, "bubble not answered");
                    *may_be_there = true;
                    let at = self.tries_again(id, self.shared.later(pause));
                    pause = (pause * 2).min(RETRY.1);
                    at
                }
                result => return result,
            };
            self.shared.inner.clock.sleep_until(at).await;
            self.pause_ends().await;
        }
    }

    /// The voice note that says a bubble of a reply. What cannot be read is written instead.
    async fn sound(&self, reply: &Reply, index: usize) -> Option<VoiceNote> {
        reply.bubbles[index].spoken?;
        let read = async {
            let mut tx = self.shared.inner.store.read(self.shared.inner.owner).await?;
            tx.sound(reply.id, index).await
        };
        let error = match read.await {
            Ok(sound) => return sound,
            Err(error) => error,
        };
        warn!(account = %self.shared.account, reply = %reply.id, error = &error as &dyn std::error::Error, "voice note of a reply not read");
        None
    }

    /// Notes that Telegram told to wait, the third time in an hour by pausing the account; returns
    /// until when.
    pub(crate) async fn told_to_wait(&self, reply: ReplyId, wait: Duration) -> Timestamp {
        self.shared.floods.send_nothing_until(self.shared.now() + wait);
        self.tries_again(reply, trouble::told_to_wait(&self.shared, wait).await)
    }

    /// Tells when a bubble is tried again.
    pub(crate) fn tries_again(&self, reply: ReplyId, at: Timestamp) -> Timestamp {
        self.shared.publish(self.chat, TwinEvent::Retrying { reply, at });
        at
    }

    /// Waits until the twin is not paused here: what Telegram has not taken yet is held as well.
    pub(crate) async fn pause_ends(&self) {
        if let Err(error) = trouble::pause_ends(&self.shared, self.chat).await {
            // Whatever fails here fails the next step too, which tells of it.
            debug!(account = %self.shared.account, error = &error as &dyn std::error::Error, "pause not read");
        }
    }

    /// Records a bubble that Telegram has accepted; the last one closes its reply.
    pub(crate) async fn arrived(
        &self,
        reply: &Reply,
        index: usize,
        sent: SentMessage,
    ) -> Result<(), Error> {
        let bubble = &reply.bubbles[index];
        let account = self.shared.account;
        let mut tx = self.shared.begin().await?;
        let sender = self.shared.user(&mut tx).await?;
        let message = Message {
            chat: self.chat,
            id: sent.id,
            author: Author::Twin,
            sender,
            sent_at: sent.sent_at,
            content: said(bubble),
            reply_to: self.quoted(reply, index),
            forwarded: false,
            via_bot: false,
            mentions_owner: false,
        };
        // It is known already where its update came before the answer to its sending.
        let new = tx.insert_message(account, &message).await?;
        tx.bubble_sent(reply.id, index, sent).await?;
        let was_echoed = self.shared.on_its_way.is_over(self.chat);
        let owners = if was_echoed { self.owners(&mut tx, reply, index).await? } else { vec![] };
        let is_last = index + 1 == reply.bubbles.len();
        if is_last {
            tx.finish_reply(reply.id, ReplyState::Sent).await?;
        }
        tx.commit_soon().await?;
        if new {
            self.shared.learn(&message);
            self.shared.count(message.author);
            self.shared.publish(self.chat, TwinEvent::Message { message });
        }
        for message in owners {
            self.shared.publish(self.chat, TwinEvent::Message { message });
        }
        if is_last {
            self.shared.publish(self.chat, TwinEvent::Sent { reply: reply.id });
        }
        Ok(())
    }

    /// What was taken for a bubble and is the owner's after all, now that it is known what became of
    /// the bubble: they have written, so that is what it means for the chat.
    async fn owners(
        &self,
        tx: &mut Tx,
        reply: &Reply,
        index: usize,
    ) -> Result<Vec<Message>, Error> {
        let text = &reply.bubbles[index].text;
        let owners = tx.give_to_owner(self.shared.account, self.chat, reply.answers, text).await?;
        if let Some(newest) = owners.last() {
            tx.decided_up_to(self.shared.account, self.chat, newest.id).await?;
        }
        Ok(owners)
    }

    /// Closes a reply whose bubbles had all arrived when it was taken up.
    pub(crate) async fn sent(&self, reply: ReplyId) -> Result<(), Error> {
        let tx = self.shared.begin().await?;
        self.close(tx, reply).await
    }

    /// Closes a reply without its bubbles from `index` on, of which none is at Telegram; unless it was closed
    /// with the connection over which it was to be said.
    pub(crate) async fn cut_short(&self, reply: &Reply, index: usize) -> Result<(), Error> {
        let mut tx = self.shared.inner.store.read(self.shared.inner.owner).await?;
        let now = tx.reply(reply.id).await?;
        drop(tx);
        if now.is_none_or(|now| now.state != ReplyState::Sending) {
            self.shared.on_its_way.nothing(self.chat);
            return Ok(());
        }
        if index == 0 {
            // A process ended between claiming it and its first try.
            return self.refused(reply, Some(index), OVERTAKEN.to_owned()).await;
        }
        let mut tx = self.shared.begin().await?;
        tx.cut_short(reply.id, index).await?;
        let left_out = reply.bubbles[index..].iter().map(|bubble| bubble.text.clone()).collect();
        let event = TwinEvent::CutShort { reply: reply.id, left_out };
        tx.finish_reply(reply.id, ReplyState::Sent).await?;
        tx.commit_soon().await?;
        for event in [event, TwinEvent::Sent { reply: reply.id }] {
            self.shared.publish(self.chat, event);
        }
        Ok(())
    }

    async fn close(&self, mut tx: Tx, reply: ReplyId) -> Result<(), Error> {
        tx.finish_reply(reply, ReplyState::Sent).await?;
        tx.commit_soon().await?;
        self.shared.publish(self.chat, TwinEvent::Sent { reply });
        Ok(())
    }

    /// Closes a reply that Telegram refuses for good; the bubble that is certainly not there may be
    /// named.
    pub(crate) async fn refused(
        &self,
        of: &Reply,
        index: Option<usize>,
        reason: String,
    ) -> Result<(), Error> {
        let reply = of.id;
        warn!(account = %self.shared.account, %reply, reason, "reply refused");
        let mut tx = self.shared.begin().await?;
        tx.finish_reply(reply, ReplyState::Failed).await?;
        let was_echoed = self.shared.on_its_way.is_over(self.chat);
        let owners = match index.filter(|_| was_echoed) {
            Some(index) => self.owners(&mut tx, of, index).await?,
            None => vec![],
        };
        tx.commit_soon().await?;
        for message in owners {
            self.shared.publish(self.chat, TwinEvent::Message { message });
        }
        self.shared.publish(self.chat, TwinEvent::Failed { reply, reason });
        Ok(())
    }
}

/// What a bubble becomes in the chat.
pub(crate) fn said(bubble: &Bubble) -> Content {
    let text = bubble.text.clone();
    match bubble.spoken {
        Some(seconds) => Content::Voice { seconds: Some(seconds), said: Some(text) },
        None => Content::Text { text },
    }
}

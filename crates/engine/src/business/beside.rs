//! An account with a session of its own, beside which a connected bot may speak: the session hears and
//! remembers, and of what is said each thing is said by one of the two.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use domain::{
    AccountId, Chat, ChatAction, Event, Message, MessageFile, MessageId, Messenger, MessengerError,
    Peer, PeerId, SentMessage, Traffic, VoiceNote,
};

use super::line::unreachable;
use super::{answerable_until, choose};
use crate::account::Shared;
use crate::father::BOT_FATHER;
use crate::{Error, Inner};

/// What Telegram says where the other side has not written for a day, by its clock.
const TOO_LATE: &str = "BUSINESS_PEER_USAGE_MISSING";

struct Beside {
    inner: Arc<Inner>,
    account: AccountId,
    person: PeerId,
    own: Arc<dyn Messenger>,
    /// What the account has tried to say, by its random id, and may have said: Telegram knows that again
    /// only where the account tries again, whoever is to speak by then.
    tried: Mutex<HashSet<i64>>,
}

/// The line of an account, with what is said there said by a connected bot where its owner wants so.
pub(crate) async fn beside(
    shared: &Shared,
    own: Arc<dyn Messenger>,
) -> Result<Arc<dyn Messenger>, Error> {
    let inner = Arc::clone(&shared.inner);
    let mut tx = inner.store.read(inner.owner).await?;
    let person = shared.user(&mut tx).await?;
    drop(tx);
    // Before the bot is there: else the account would speak until then.
    choose(&inner, person).await?;
    let account = shared.account;
    Ok(Arc::new(Beside { inner, account, person, own, tried: Mutex::default() }))
}

impl Beside {
    fn tried(&self) -> MutexGuard<'_, HashSet<i64>> {
        self.tried.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who says what has this random id.
    async fn speaker_of(
        &self,
        chat: PeerId,
        random_id: i64,
    ) -> Result<Arc<dyn Messenger>, MessengerError> {
        // The lock is not held while anything is waited for.
        let is_own = self.tried().contains(&random_id);
        match is_own {
            true => Ok(Arc::clone(&self.own)),
            false => self.speaker_in(chat).await,
        }
    }

    /// Notes what became of it.
    fn note(
        &self,
        speaker: &Arc<dyn Messenger>,
        random_id: i64,
        answer: &Result<SentMessage, MessengerError>,
    ) {
        let may_be_there = matches!(answer, Err(MessengerError::Unreachable(_)))
            && Arc::ptr_eq(speaker, &self.own);
        let is_over =
            !matches!(answer, Err(MessengerError::Unreachable(_) | MessengerError::FloodWait(_)));
        if may_be_there {
            self.tried().insert(random_id);
        } else if is_over {
            self.tried().remove(&random_id);
        }
    }

    /// Who says what is to be said in a chat. Where the bot is to and cannot just now, nobody does: it is tried
    /// again. Where it may not any more, since the other side has not written for a day, the account does.
    async fn speaker_in(&self, chat: PeerId) -> Result<Arc<dyn Messenger>, MessengerError> {
        let is_bots = self.is_let_in(chat) && self.inner.business.bot_speaks(self.person);
        if !is_bots || !self.is_answerable(chat).await? {
            return Ok(Arc::clone(&self.own));
        }
        self.inner.business.speaker(self.person).map_err(unreachable)
    }

    /// A bot is let into private chats only, and into none with bots or with oneself.
    fn is_let_in(&self, chat: PeerId) -> bool {
        chat.is_user() && chat != self.person && chat != BOT_FATHER
    }

    async fn is_answerable(&self, chat: PeerId) -> Result<bool, MessengerError> {
        let until = async {
            let mut tx = self.inner.store.read(self.inner.owner).await?;
            answerable_until(&mut tx, self.account, chat).await
        };
        let until = until.await.map_err(|error: Error| MessengerError::Session(error.into()))?;
        Ok(until.is_some_and(|until| self.inner.clock.now() < until))
    }

    /// Whether the bot was too late by Telegram's clock: it has said nothing, so the account may.
    fn is_too_late(
        &self,
        speaker: &Arc<dyn Messenger>,
        answer: &Result<SentMessage, MessengerError>,
    ) -> bool {
        let is_own = Arc::ptr_eq(speaker, &self.own);
        let refused =
            matches!(answer, Err(MessengerError::Refused { reason }) if reason.contains(TOO_LATE));
        !is_own && refused
    }
}

#[async_trait]
impl Messenger for Beside {
    async fn next_event(&self) -> Result<Event, MessengerError> {
        self.own.next_event().await
    }

    /// Not where the bot is let in and the owner wants it to speak, also where it cannot any more.
    fn knows_again(&self, chat: PeerId) -> bool {
        let is_bots = self.is_let_in(chat) && self.inner.business.choice(self.person).wanted;
        !is_bots && self.own.knows_again(chat)
    }

    fn was_perhaps_tried(&self, random_id: i64) {
        self.tried().insert(random_id);
    }

    fn may_be_there(&self, random_id: i64) -> bool {
        self.tried().contains(&random_id)
    }

    fn traffic(&self) -> Option<Traffic> {
        self.own.traffic()
    }

    async fn dialogs(&self, limit: usize) -> Result<Vec<Chat>, MessengerError> {
        self.own.dialogs(limit).await
    }

    async fn named(&self, username: &str) -> Result<Option<Peer>, MessengerError> {
        self.own.named(username).await
    }

    fn name_of(&self, person: PeerId) -> Option<String> {
        self.own.name_of(person)
    }

    async fn history(
        &self,
        chat: PeerId,
        before: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<Message>, MessengerError> {
        self.own.history(chat, before, limit).await
    }

    async fn mark_read(&self, chat: PeerId, up_to: MessageId) -> Result<(), MessengerError> {
        self.speaker_in(chat).await?.mark_read(chat, up_to).await
    }

    async fn set_action(&self, chat: PeerId, action: ChatAction) -> Result<(), MessengerError> {
        self.speaker_in(chat).await?.set_action(chat, action).await
    }

    async fn send_text(
        &self,
        chat: PeerId,
        text: &str,
        random_id: i64,
        reply_to: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        let mut speaker = self.speaker_of(chat, random_id).await?;
        let mut answer = speaker.send_text(chat, text, random_id, reply_to).await;
        if self.is_too_late(&speaker, &answer) {
            speaker = Arc::clone(&self.own);
            answer = speaker.send_text(chat, text, random_id, reply_to).await;
        }
        self.note(&speaker, random_id, &answer);
        answer
    }

    async fn send_voice(
        &self,
        chat: PeerId,
        note: &VoiceNote,
        random_id: i64,
        reply_to: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        let mut speaker = self.speaker_of(chat, random_id).await?;
        let mut answer = speaker.send_voice(chat, note, random_id, reply_to).await;
        if self.is_too_late(&speaker, &answer) {
            speaker = Arc::clone(&self.own);
            answer = speaker.send_voice(chat, note, random_id, reply_to).await;
        }
        self.note(&speaker, random_id, &answer);
        answer
    }

    async fn file(
        &self,
        chat: PeerId,
        message: MessageId,
        most: usize,
    ) -> Result<Option<MessageFile>, MessengerError> {
        self.own.file(chat, message, most).await
    }

    async fn transcribe(&self, chat: PeerId, message: MessageId) -> Result<String, MessengerError> {
        self.own.transcribe(chat, message).await
    }

    async fn log_out(&self) -> Result<(), MessengerError> {
        self.own.log_out().await
    }

    async fn save_draft(&self, chat: PeerId, text: &str) -> Result<(), MessengerError> {
        self.own.save_draft(chat, text).await
    }

    async fn draft(&self, chat: PeerId) -> Result<String, MessengerError> {
        self.own.draft(chat).await
    }

    /// The account may delete whatever was sent in its name.
    async fn delete_messages(&self, chat: PeerId, ids: &[MessageId]) -> Result<(), MessengerError> {
        self.own.delete_messages(chat, ids).await
    }

    async fn disconnect(&self) {
        self.own.disconnect().await;
    }
}

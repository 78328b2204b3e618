//! The line of an account that has no session of its own: a connected bot's.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    Chat, ChatAction, Event, Message, MessageFile, MessageId, Messenger, MessengerError, Outage,
    PeerId, SentMessage, Traffic, VoiceNote,
};
use tokio::sync::{Mutex as AsyncMutex, mpsc, oneshot};

use super::Fed;
use crate::account::Shared;
use crate::{Error, Inner};

/// The line of an account on that of a bot.
struct Line {
    inner: Arc<Inner>,
    person: PeerId,
    heard: AsyncMutex<Heard>,
}

/// What was told, and what is still to be said to have been taken in.
struct Heard {
    /// How the line stood when it was made, until that was told.
    first: Option<Event>,
    events: mpsc::Receiver<Fed>,
    taken: Option<oneshot::Sender<()>>,
}

/// The line of an account to which a bot is connected.
pub(crate) async fn line(shared: &Shared) -> Result<Arc<dyn Messenger>, Error> {
    let inner = Arc::clone(&shared.inner);
    let mut tx = inner.store.read(inner.owner).await?;
    let person = shared.user(&mut tx).await?;
    drop(tx);
    let events = inner.business.listen(person);
    let first = Some(match inner.business.speaker(person) {
        Ok(_) => Event::CaughtUp,
        Err(outage) => Event::Disconnected(outage),
    });
    let heard = AsyncMutex::new(Heard { first, events, taken: None });
    Ok(Arc::new(Line { inner, person, heard }))
}

impl Line {
    fn speaker(&self) -> Result<Arc<dyn Messenger>, MessengerError> {
        self.inner.business.speaker(self.person).map_err(unreachable)
    }
}

/// Why nobody speaks, as an error that passes.
pub(super) fn unreachable(outage: Outage) -> MessengerError {
    MessengerError::Unreachable(match outage {
        Outage::NotAllowed => "the bot may not write there".into(),
        _ => "the bot that speaks there is not connected".into(),
    })
}

#[async_trait]
impl Messenger for Line {
    async fn next_event(&self) -> Result<Event, MessengerError> {
        let mut heard = self.heard.lock().await;
        // Whoever asks has handled the one before.
        if let Some(taken) = heard.taken.take() {
            // An error says that nobody waits for that any more.
            let _ = taken.send(());
        }
        if let Some(first) = heard.first.take() {
            return Ok(first);
        }
        match heard.events.recv().await {
            Some(Fed { event, done }) => {
                heard.taken = Some(done);
                Ok(event)
            }
            None => Err(MessengerError::Unreachable("the account listens elsewhere".into())),
        }
    }

    fn knows_again(&self, _chat: PeerId) -> bool {
        false
    }

    /// What may have arrived is [`MessengerError::Lost`].
    fn may_be_there(&self, _random_id: i64) -> bool {
        false
    }

    fn traffic(&self) -> Option<Traffic> {
        self.speaker().ok()?.traffic()
    }

    fn name_of(&self, person: PeerId) -> Option<String> {
        self.speaker().ok()?.name_of(person)
    }

    async fn dialogs(&self, _limit: usize) -> Result<Vec<Chat>, MessengerError> {
        Ok(Vec::new())
    }

    async fn history(
        &self,
        _chat: PeerId,
        _before: Option<MessageId>,
        _limit: usize,
    ) -> Result<Vec<Message>, MessengerError> {
        Ok(Vec::new())
    }

    async fn mark_read(&self, chat: PeerId, up_to: MessageId) -> Result<(), MessengerError> {
        self.speaker()?.mark_read(chat, up_to).await
    }

    async fn set_action(&self, chat: PeerId, action: ChatAction) -> Result<(), MessengerError> {
        self.speaker()?.set_action(chat, action).await
    }

    async fn send_text(
        &self,
        chat: PeerId,
        text: &str,
        random_id: i64,
        reply_to: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        self.speaker()?.send_text(chat, text, random_id, reply_to).await
    }

    async fn send_voice(
        &self,
        chat: PeerId,
        note: &VoiceNote,
        random_id: i64,
        reply_to: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        self.speaker()?.send_voice(chat, note, random_id, reply_to).await
    }

    async fn file(
        &self,
        chat: PeerId,
        message: MessageId,
        most: usize,
    ) -> Result<Option<MessageFile>, MessengerError> {
        self.speaker()?.file(chat, message, most).await
    }

    /// The person ends the connection in their app's settings.
    async fn log_out(&self) -> Result<(), MessengerError> {
        Err(MessengerError::Refused { reason: "BUSINESS_LIVES_ON".to_owned() })
    }

    async fn save_draft(&self, _chat: PeerId, _text: &str) -> Result<(), MessengerError> {
        Ok(())
    }

    async fn draft(&self, _chat: PeerId) -> Result<String, MessengerError> {
        Ok(String::new())
    }

    async fn delete_messages(&self, chat: PeerId, ids: &[MessageId]) -> Result<(), MessengerError> {
        self.speaker()?.delete_messages(chat, ids).await
    }

    async fn disconnect(&self) {
        let mut heard = self.heard.lock().await;
        heard.events.close();
        heard.taken = None;
    }
}

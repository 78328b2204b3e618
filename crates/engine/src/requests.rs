//! What is asked of Telegram beside the chats, with the patience that it asks for.

use std::pin::Pin;

use domain::{Chat, Message, MessageId, Messenger, MessengerError, PeerId, SentMessage};

use crate::account::{RECONNECT, Shared};
use crate::trouble;

/// A request under way.
type Requested<'a, T> = Pin<Box<dyn Future<Output = Result<T, MessengerError>> + Send + 'a>>;

/// What is asked of Telegram beside the chats; each again after every wait that it tells.
#[derive(Clone, Copy)]
pub(crate) struct Requests<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) messenger: &'a dyn Messenger,
    /// Whether to ask again also where no answer comes.
    pub(crate) outlasts_outages: bool,
}

impl<'a> Requests<'a> {
    pub(crate) async fn dialogs(&self, limit: usize) -> Result<Vec<Chat>, MessengerError> {
        self.patiently(|messenger| messenger.dialogs(limit)).await
    }

    pub(crate) async fn history(
        &self,
        chat: PeerId,
        before: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<Message>, MessengerError> {
        self.patiently(|messenger| messenger.history(chat, before, limit)).await
    }

    /// Sends a text to the account itself.
    pub(crate) async fn send_text(
        &self,
        own: PeerId,
        text: &'a str,
        random_id: i64,
    ) -> Result<SentMessage, MessengerError> {
        self.patiently(|messenger| messenger.send_text(own, text, random_id, None)).await
    }

    async fn patiently<T>(
        &self,
        request: impl Fn(&'a dyn Messenger) -> Requested<'a, T>,
    ) -> Result<T, MessengerError> {
        let mut pause = RECONNECT.0;
        loop {
            let until = match request(self.messenger).await {
                Err(MessengerError::FloodWait(wait)) => {
                    trouble::told_to_wait(self.shared, wait).await
                }
                Err(MessengerError::Unreachable(_)) if self.outlasts_outages => {
                    let until = self.shared.later(pause);
                    pause = (pause * 2).min(RECONNECT.1);
                    until
                }
                result => return result,
            };
            if !self.outlasts_outages {
                // An event waits for this, and may.
                self.shared.is_busy();
            }
            self.shared.inner.clock.sleep_until(until).await;
        }
    }
}

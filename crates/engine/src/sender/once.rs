//! What a bot says, it says once: its server makes a second message of a second try. So it is on the disk
//! before the first that there may be one, and taken back where it is certain that there is none.

use std::time::Duration;

use domain::{AccountKind, MessengerError, Reply, SentMessage};
use tracing::warn;

use super::Sender;
use crate::Error;

/// How long Telegram may take to tell an account of what was said there.
const TOLD_WITHIN: Duration = Duration::from_secs(5);

/// What became of a bubble that was perhaps tried before.
pub(crate) enum Before {
    /// It is not there; or it is known again, whoever sent it.
    Nothing,
    /// It is there: the account's own session has told so.
    There(SentMessage),
    /// Nobody knows.
    Unknown,
}

impl Sender {
    /// What an earlier process, connection or try has made of a bubble of a reply that was begun. All that
    /// happened is to be known.
    pub(crate) async fn before(&self, reply: &Reply, index: usize) -> Result<Before, Error> {
        let mut tx = self.shared.inner.store.read(self.shared.inner.owner).await?;
        if !tx.is_said_once(reply.id, index).await? {
            self.messenger.was_perhaps_tried(reply.bubbles[index].random_id);
            return Ok(Before::Nothing);
        }
        Ok(match tx.unrecorded(reply, index).await? {
            Some(sent) => Before::There(sent),
            None => Before::Unknown,
        })
    }

    /// What became of a bubble whose answer was lost just now. Whoever is told of all that is said in the account
    /// learns a moment later that it is there, if it is.
    pub(crate) async fn after_loss(&self, reply: &Reply, index: usize) -> Result<Before, Error> {
        let until = self.shared.now() + TOLD_WITHIN;
        loop {
            // Before it is looked for: else it could come in between.
            let comes_back = self.shared.on_its_way.comes_back();
            let before = self.before(reply, index).await?;
            let may_come = matches!(before, Before::Unknown)
                && self.is_told_of_itself()
                && self.shared.now() < until;
            if !may_come {
                return Ok(before);
            }
            tokio::select! {
                () = comes_back => {}
                () = self.shared.inner.clock.sleep_until(until) => {}
            }
        }
    }

    /// Whether the account's own session is there to be told of what is said in its name: a bot need not be told
    /// of what it has said itself.
    fn is_told_of_itself(&self) -> bool {
        self.shared.who.kind == AccountKind::User && self.shared.is_caught_up()
    }

    /// Whether a bubble that is about to be sent is not known again; then that is on the disk.
    pub(super) async fn is_said_once(
        &self,
        reply: &Reply,
        index: usize,
    ) -> Result<bool, MessengerError> {
        let once = !self.messenger.knows_again(self.chat);
        if once {
            let noted = self.note(reply, index, true).await;
            noted.map_err(|error| MessengerError::Session(error.into()))?;
        }
        Ok(once)
    }

    /// Notes that a bubble is certainly not there. Where that fails it counts as one of which nobody knows.
    pub(super) async fn is_not_there(&self, reply: &Reply, index: usize) {
        if let Err(error) = self.note(reply, index, false).await {
            warn!(account = %self.shared.account, reply = %reply.id, error = &error as &dyn std::error::Error, "not noted that a message is not there");
        }
    }

    async fn note(&self, reply: &Reply, index: usize, said: bool) -> Result<(), Error> {
        let mut tx = self.shared.begin().await?;
        tx.set_said_once(reply.id, index, said).await?;
        match said {
            true => tx.commit().await?,
            false => tx.commit_soon().await?,
        }
        Ok(())
    }
}

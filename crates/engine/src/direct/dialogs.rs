//! The dialogs of an account, as Telegram has them, part by part.

use std::cmp::Reverse;
use std::fmt;
use std::str::FromStr;

use domain::{AccountId, Chat, PeerId, Timestamp};

use super::{DirectError, Line, failing};
use crate::inbox::without_tokens;
use crate::{BOT_FATHER, Engine};

/// A place in the list of dialogs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DialogsCursor {
    /// How many dialogs stand before it.
    seen: usize,
    /// The last of them.
    last: Place,
}

/// What the list of dialogs is ordered by: the time of the newest message, the latest first.
type Place = (Reverse<i64>, PeerId);

impl fmt::Display for DialogsCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (at, peer) = self.last;
        write!(f, "{}.{}.{peer}", self.seen, at.0)
    }
}

/// A text that is no cursor.
#[derive(Debug, thiserror::Error)]
#[error("not a cursor")]
pub struct InvalidCursor;

impl FromStr for DialogsCursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let mut parts = text.split('.');
        let mut next = || parts.next()?.parse::<i64>().ok();
        let (seen, at, peer) = (next(), next(), next());
        let (Some(seen), Some(at), Some(peer), None) = (seen, at, peer, parts.next()) else {
            return Err(InvalidCursor);
        };
        let seen = usize::try_from(seen).map_err(|_| InvalidCursor)?;
        Ok(Self { seen, last: (Reverse(at), PeerId(peer)) })
    }
}

/// A part of the list of dialogs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DialogsPage {
    /// The dialogs, the one with the newest message first.
    pub dialogs: Vec<Chat>,
    /// Where the next part begins.
    pub next: Option<DialogsCursor>,
}

/// The most dialogs that are looked through.
const MOST_DIALOGS: usize = 5_000;

impl Engine {
    /// The account's dialogs as Telegram has them, at most `limit`, from a place on. Telegram's own
    /// accounts are left out: one of them sends login codes.
    pub async fn dialogs(
        &self,
        account: AccountId,
        after: Option<DialogsCursor>,
        limit: usize,
    ) -> Result<DialogsPage, DirectError> {
        let Line { shared, messenger, .. } = self.line(account).await?;
        let seen = after.map_or(0, |cursor| cursor.seen).min(MOST_DIALOGS);
        let wanted = seen + limit + 1 + domain::peer::SERVICE_PEERS.len();
        let found = messenger.dialogs(wanted).await;
        let mut dialogs = failing(&shared, found).await?;
        dialogs.retain(|chat| !chat.peer.is_service());
        for chat in dialogs.iter_mut().filter(|chat| chat.peer.id == BOT_FATHER) {
            if let Some(last) = &mut chat.last_message {
                last.content = without_tokens(last.content.clone());
            }
        }
        dialogs.sort_by_key(place);
        dialogs.retain(|chat| after.is_none_or(|cursor| place(chat) > cursor.last));
        let is_last = dialogs.len() <= limit;
        dialogs.truncate(limit);
        // Who is listed can be written to.
        let mut tx = shared.begin().await?;
        for chat in &dialogs {
            tx.upsert_peer(account, &chat.peer).await?;
        }
        tx.commit_soon().await?;
        let next = dialogs
            .last()
            .filter(|_| !is_last)
            .map(|last| DialogsCursor { seen: seen + dialogs.len(), last: place(last) });
        Ok(DialogsPage { dialogs, next })
    }
}

fn place(chat: &Chat) -> Place {
    let at = chat.last_message.as_ref().map_or(Timestamp::from_millis(0), |last| last.sent_at);
    (Reverse(at.as_millis()), chat.peer.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_is_written() {
        let last = (Reverse(1_700_000_000_123), PeerId(-7));
        let cursor = DialogsCursor { seen: 40, last };
        assert_eq!(cursor.to_string().parse::<DialogsCursor>().unwrap(), cursor);
        for broken in ["", "1", "1.2", "1.2.3.4", "-1.2.3", "a.b.c", "1.2.99999999999999999999"] {
            assert!(broken.parse::<DialogsCursor>().is_err(), "{broken}");
        }
    }
}

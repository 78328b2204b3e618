//! Who wrote when, without what they wrote: read from the index, which is many times quicker than reading
//! the messages.

use domain::{AccountId, Author, MessageId, PeerId, Timestamp};

use super::Term;
use super::index::author_word;
use super::postings::Posting;
use crate::{Error, Tx};

/// That a message was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentAt {
    /// Where.
    pub chat: PeerId,
    /// When, in whole seconds since 1970.
    pub second: i64,
    /// Its number there.
    pub id: MessageId,
    /// By whom.
    pub author: Author,
}

impl Tx {
    /// All messages of an account sent from a moment on and before another, by chat and time. Those from before there
    /// was an index are missing until they are indexed.
    pub async fn sent_within(
        &mut self,
        account: AccountId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<SentAt>, Error> {
        self.index_noted().await?;
        let account = account.to_string();
        let span = from.as_secs()..until.as_secs();
        let mut sent = Vec::new();
        for author in [Author::Other, Author::Owner, Author::Twin] {
            let term = Term { words: vec![author_word(author)], beginning: None };
            let take = |posting: Posting| {
                if span.contains(&posting.second) {
                    sent.push(SentAt {
                        chat: PeerId(posting.chat),
                        second: posting.second,
                        id: MessageId(posting.id),
                        author,
                    });
                }
            };
            self.each_posting(&account, &term, take).await?;
        }
        for message in self.unpacked(&account).await? {
            let second = message.sent_at.as_secs();
            if span.contains(&second) {
                let (chat, id, author) = (message.chat, message.id, message.author);
                sent.push(SentAt { chat, second, id, author });
            }
        }
        // Each author's come in this order already but for few, and a stable sort merges what is in order.
        sent.sort_by_key(|one| (one.chat, one.second, one.id));
        sent.dedup_by_key(|one| (one.chat, one.id));
        Ok(sent)
    }
}

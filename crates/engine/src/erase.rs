//! Erasing messages by what finds them, with everything that was made of them. At Telegram they stay.

use std::collections::BTreeMap;

use domain::{AccountId, MessageId, PeerId};
use store::{Indexing, Search};

use crate::deleted::Gone;
use crate::{Engine, Error, Inner};

/// Messages erased by one transaction: others write between two of them.
const AT_ONCE: usize = 500;

impl Engine {
    /// How far older messages are indexed, in an account or in all; `None` if all of them are found.
    pub async fn indexing(&self, account: Option<AccountId>) -> Result<Option<Indexing>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let mut sum: Option<Indexing> = None;
        for one in tx.accounts().await? {
            if account.is_some_and(|only| only != one.id) {
                continue;
            }
            if let Some(far) = tx.indexing(one.id).await? {
                let so_far = sum.get_or_insert(Indexing { done: 0, of: 0 });
                so_far.done += far.done;
                so_far.of += far.of;
            }
        }
        Ok(sum)
    }

    /// Counts what a search finds, up to `most`.
    pub async fn count_found(&self, search: &Search, most: u64) -> Result<u64, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let mut search = Search { limit: AT_ONCE, after: None, ..search.clone() };
        let mut count = 0;
        loop {
            let found = tx.search(&search).await?;
            count += found.messages.len() as u64;
            search.after = found.next;
            if search.after.is_none() || count >= most {
                return Ok(count.min(most));
            }
        }
    }

    /// Erases all messages that a search finds, what was learnt and noted of them, and the words of the replies
    /// that they were. Returns how many; what an error leaves is erased by asking again. Messages that are not
    /// indexed yet are not found: see [`Engine::indexing`].
    pub async fn erase(&self, search: &Search) -> Result<u64, Error> {
        let mut search = Search { limit: AT_ONCE, after: None, ..search.clone() };
        let mut erased = 0;
        loop {
            let mut tx = self.inner.store.begin(self.inner.owner).await?;
            let found = tx.search(&search).await?;
            let mut chats = BTreeMap::<(AccountId, PeerId), Vec<MessageId>>::new();
            for (account, message) in &found.messages {
                chats.entry((*account, message.chat)).or_default().push(message.id);
            }
            let mut all_gone = Vec::with_capacity(chats.len());
            for ((account, chat), ids) in chats {
                tx.erase_said(account, chat, &ids).await?;
                all_gone.push((account, Gone::delete(account, &mut tx, Some(chat), &ids).await?));
            }
            tx.commit().await?;
            for (account, gone) in all_gone {
                erased += gone.count();
                self.inner.measurements.forget(account);
                if let Some(shared) = self.inner.supervisor.shared(account) {
                    gone.tell(&shared);
                    continue;
                }
                // An account that does not run learns anew when it starts, or is looked at.
                self.inner.resting.changed(account);
                for (chat, event) in gone.into_events() {
                    let Inner { events, clock, .. } = &*self.inner;
                    events.publish(clock.now(), account, Some(chat), event);
                }
            }
            search.after = found.next;
            if search.after.is_none() {
                return Ok(erased);
            }
        }
    }
}

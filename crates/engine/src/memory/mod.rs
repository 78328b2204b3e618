//! What a twin remembers: written by a model once a chat is quiet, put right by the owner, and given
//! to whoever composes a reply.
//!
//! | module | what it holds |
//! |---|---|
//! | `write` | has the memory of quiet chats written |
//! | `owner` | what the owner sees and does |
//! | `known` | what is known where a reply is composed |

mod known;
mod owner;
mod write;

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::time::Duration;

use domain::{AccountId, Message, MessageId, PeerId};
use store::Tx;

pub use known::Remembered;
pub use owner::{FactChange, FactView, MemoryView, Noted};
pub(crate) use write::follow;

/// When a chat's memory is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemoryLimits {
    /// How long nobody must have written: until then the conversation goes on.
    pub quiet: Duration,
    /// How many messages must have come since it was written last.
    pub enough: NonZeroUsize,
}

impl Default for MemoryLimits {
    fn default() -> Self {
        let enough = const { NonZeroUsize::new(6).expect("6 is not 0") };
        Self { quiet: Duration::from_secs(30 * 60), enough }
    }
}

/// Forgets what was drawn from a message that says something else now; it is drawn anew. Returns
/// whether there was anything.
pub(crate) async fn edited(
    tx: &mut Tx,
    account: AccountId,
    message: &Message,
) -> Result<bool, store::Error> {
    let forgotten = tx.forget_facts_of(account, message.chat, message.id).await? > 0;
    if forgotten {
        tx.rewrite_memory_from(account, message.chat, message.id).await?;
    }
    // What was said in short may hold what was taken out.
    let shortened = tx.drop_summary(account, message.chat).await?;
    Ok(forgotten || shortened)
}

/// Erases what was drawn from messages that are gone. Returns the chats in which there was anything.
pub(crate) async fn deleted(
    tx: &mut Tx,
    account: AccountId,
    messages: &[(PeerId, MessageId)],
) -> Result<BTreeSet<PeerId>, store::Error> {
    let mut changed = BTreeSet::new();
    for message in messages {
        let erased = tx.erase_facts_of(account, std::slice::from_ref(message)).await?;
        // What was said in short may hold it too.
        let shortened = tx.drop_summary(account, message.0).await?;
        if erased > 0 || shortened {
            changed.insert(message.0);
        }
    }
    Ok(changed)
}

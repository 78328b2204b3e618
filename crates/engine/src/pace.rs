//! How a reply would come: the delays that the engine would draw for one now, on words that were really said.

use std::time::Duration;

use domain::{AccountId, Author, Message, PeerId, PeerKind};
use style::rhythm::{Moment, Plan};

use crate::chat::CONTEXT;
use crate::learn::Knows;
use crate::{Engine, Error};

/// How many chats are looked through for an example.
const CHATS: usize = 40;

/// How a reply would come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PacePreview {
    /// In which chat.
    pub chat: PeerId,
    /// Its title.
    pub title: String,
    /// What was said to the owner there.
    pub asked: String,
    /// What they answered, message by message: the example. At least one.
    pub bubbles: Vec<String>,
    /// How long the twin waits whether more comes.
    pub burst: Duration,
    /// When it reads and how long it types. Drawn anew each time, as for every reply.
    pub plan: Plan,
}

impl Engine {
    /// How a reply would come in a chat, or, where none is named, in the one of the newest in which the owner
    /// has answered somebody. `None` if there is none.
    pub async fn pace_preview(
        &self,
        account: AccountId,
        chat: Option<PeerId>,
    ) -> Result<Option<PacePreview>, Error> {
        let inner = &self.inner;
        let mut tx = inner.store.read(inner.owner).await?;
        let chats = match chat {
            Some(chat) => tx.chat(account, chat).await?.into_iter().collect(),
            None => tx.chats(account, CHATS).await?,
        };
        let mut example = None;
        for of in chats.into_iter().filter(|of| {
            of.peer.kind == PeerKind::User && of.peer.may_be_answered() && !of.peer.flags.is_self
        }) {
            let talk = tx.recent_messages(account, of.peer.id, CONTEXT).await?;
            example = answered(&talk).map(|(asked, bubbles)| (of.peer, asked, bubbles));
            if example.is_some() {
                break;
            }
        }
        drop(tx);
        let Some((peer, asked, bubbles)) = example else { return Ok(None) };
        let (now, seed) = (inner.clock.now(), inner.entropy.next_u64());
        let pace = &inner.settings.pace;
        let (burst, plan) = Knows::of(inner, account).await?.with(|learner| {
            let relatives = learner.relatives(peer.id);
            let moment =
                Moment { chat: peer.id, relatives: &relatives, at: now, overtaken: Duration::ZERO };
            let rhythm = learner.rhythm();
            (rhythm.burst_wait(peer.id, pace), rhythm.plan(&moment, &bubbles, pace, seed))
        });
        Ok(Some(PacePreview { chat: peer.id, title: peer.title, asked, bubbles, burst, plan }))
    }
}

/// The newest words of the other side that the owner has answered in words, and that answer.
fn answered(talk: &[Message]) -> Option<(String, Vec<String>)> {
    let is_owners = |message: &Message| message.author == Author::Owner;
    let end = talk.iter().rposition(|message| is_owners(message) && text(message).is_some())? + 1;
    let start = talk[..end].iter().rposition(|message| !is_owners(message)).map(|last| last + 1)?;
    let asked = Some(&talk[start - 1]).filter(|message| message.author == Author::Other);
    let asked = asked.and_then(text);
    let bubbles: Vec<String> = talk[start..end].iter().filter_map(text).collect();
    match asked {
        Some(asked) => Some((asked, bubbles)),
        // What came before that may do.
        None => answered(&talk[..start]),
    }
}

fn text(message: &Message) -> Option<String> {
    message.content.text().filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

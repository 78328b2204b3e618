//! The reading half of an import: from the file to whoever stores it, by the batch.

use std::cell::Cell;
use std::io::Read;

use domain::{Message, Peer, PeerId, Profile, Timestamp};
use style::export::{self, ExportError, Item, Options, Summary};
use tokio::sync::mpsc;

use super::spool::{Keeping, Spool};
use crate::BOT_FATHER;
use crate::inbox::without_tokens;

/// Messages stored by one statement's worth of work.
const BATCH: usize = 1_000;

/// What the reader hands to the writer.
pub(super) enum Chunk {
    Owner(Profile),
    Chat(Peer),
    Person(PeerId, String),
    Messages(Vec<Dated>),
}

/// A message and when it was last edited, if it was.
pub(super) type Dated = (Message, Option<Timestamp>);

/// What became of the reading.
pub(super) struct Reading {
    /// How many messages were read.
    pub(super) read: u64,
    pub(super) result: Result<Summary, ExportError>,
    /// The file, if it was not said whose it is.
    pub(super) spool: Option<Spool>,
}

/// The reading half, on a thread of its own.
pub(super) fn read<R: Read>(
    source: R,
    owner: Option<PeerId>,
    chunks: mpsc::Sender<Chunk>,
) -> Reading {
    let is_nobodys = Cell::new(owner.is_none());
    let mut source = Keeping::new(source, &is_nobodys);
    let mut messages = Vec::with_capacity(BATCH);
    let mut read = 0;
    let mut is_service = false;
    let mut is_father = false;
    // Told only with the first chat: an export of nothing makes no account.
    let mut untold = None;
    let mut is_begun = false;
    let mut sink = |item| {
        if let Item::Message(mut message, edited_at) = item {
            read += 1;
            if is_father {
                message.content = without_tokens(message.content);
            }
            // These carry login codes: they are not even kept.
            if !is_service {
                messages.push((message, edited_at));
            }
            if messages.len() == BATCH {
                let batch = std::mem::replace(&mut messages, Vec::with_capacity(BATCH));
                chunks.blocking_send(Chunk::Messages(batch))?;
            }
            return Ok(());
        }
        if let Item::Person(id, name) = item {
            return Ok(chunks.blocking_send(Chunk::Person(id, name))?);
        }
        if !messages.is_empty() {
            chunks.blocking_send(Chunk::Messages(std::mem::take(&mut messages)))?;
        }
        match item {
            Item::Owner(profile) if is_begun => chunks.blocking_send(Chunk::Owner(profile))?,
            Item::Owner(profile) => {
                is_nobodys.set(false);
                untold = Some(profile);
            }
            Item::Chat(peer) => {
                is_begun = true;
                if let Some(profile) = untold.take() {
                    chunks.blocking_send(Chunk::Owner(profile))?;
                }
                is_service = peer.is_service();
                is_father = peer.id == BOT_FATHER;
                if !is_service {
                    chunks.blocking_send(Chunk::Chat(peer))?;
                }
            }
            Item::Person(..) | Item::Message(..) => {}
        }
        Ok(())
    };
    let result = export::read(&mut source, &Options { owner }, &mut sink);
    if !messages.is_empty() {
        // A writer that is gone reports its own error.
        let _ = chunks.blocking_send(Chunk::Messages(messages));
    }
    Reading { read, result, spool: source.into_spool() }
}

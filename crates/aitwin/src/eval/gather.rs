//! The messages to measure on: from an export, or from the database.

use std::collections::HashSet;
use std::fs::File;
use std::path::Path;

use anyhow::Result;
use domain::{AccountId, Message, Peer, PeerId, PeerKind};
use style::export::{self, ExportError, Item};

use crate::commands::choice;
use crate::trouble::Trouble;
use crate::wiring::Opened;

/// How many messages are read from the database at a time.
const PAGE: usize = 5_000;

/// Whether what is written in a chat is a talk between people.
fn is_talk(peer: &Peer) -> bool {
    peer.kind != PeerKind::Channel && !peer.flags.any() && !peer.is_service()
}

/// Reads an export, of one chat or of all.
pub(crate) fn from_export(
    path: &Path,
    owner: Option<PeerId>,
    chat: Option<PeerId>,
) -> Result<Vec<Message>> {
    let file =
        File::open(path).map_err(|source| Trouble::File { path: path.to_owned(), source })?;
    let mut talks = HashSet::new();
    let mut messages = Vec::new();
    let read = export::read(file, &export::Options { owner }, &mut |item| {
        match item {
            Item::Chat(peer) if is_talk(&peer) => {
                talks.insert(peer.id);
            }
            Item::Message(message, _)
                if talks.contains(&message.chat)
                    && chat.is_none_or(|chat| message.chat == chat) =>
            {
                messages.push(message);
            }
            _ => {}
        }
        Ok(())
    });
    match (read, owner) {
        (Ok(_), _) => Ok(messages),
        (Err(ExportError::OwnerUnknown { candidates }), _) => {
            Err(Trouble::OwnerUnknown { files: vec![path.to_owned()], candidates }.into())
        }
        (Err(ExportError::OtherOwner { stated }), Some(named)) => {
            Err(Trouble::NotTheOwner { path: path.to_owned(), stated, named }.into())
        }
        (Err(error), _) => {
            Err(Trouble::Export { path: path.to_owned(), source: error.into() }.into())
        }
    }
}

/// Reads what the database has of an account, of one chat or of all. Without an account named, of
/// the only one.
pub(crate) async fn from_database(
    opened: &Opened,
    account: Option<AccountId>,
    chat: Option<PeerId>,
) -> Result<Vec<Message>> {
    let mut tx = opened.store.read(opened.owner).await?;
    let account = choice::account(&mut tx, account).await?;
    let chats = tx.chats(account, usize::MAX).await?;
    let talks: HashSet<PeerId> = chats
        .iter()
        .map(|chat| &chat.peer)
        .filter(|peer| is_talk(peer))
        .map(|peer| peer.id)
        .collect();
    drop(tx);
    let mut messages = Vec::new();
    let mut after = None;
    loop {
        let mut tx = opened.store.read(opened.owner).await?;
        let page = tx.messages_after(account, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(messages) };
        after = Some((last.chat, last.id));
        messages.extend(page.into_iter().filter(|message| {
            talks.contains(&message.chat) && chat.is_none_or(|chat| message.chat == chat)
        }));
    }
}
